"""Workshops, with what stands beside their name."""

from django.db.models import Count, QuerySet

from spirale.cycles.models import Campaign
from spirale.mobilisation.models import Group
from spirale.territories.models import Territory
from spirale.workshops.models import Workshop, standing

_NOTES = Count("notes", filter=standing("notes__"))


def workshop_for_page() -> QuerySet[Workshop]:
    """Workshops with what every page of theirs names: group, territory, campaign."""
    return Workshop.objects.select_related("group__territory", "campaign__cycle")


def workshops_of_group(group: Group) -> QuerySet[Workshop]:
    """The workshops of a group in the order they were held, each with `notes_here`, its number of notes."""
    return Workshop.objects.filter(group=group).select_related("campaign").annotate(notes_here=_NOTES)


def workshops_of_territory(territory: Territory) -> QuerySet[Workshop]:
    """The workshops of a territory in the order they were held, each with `notes_here`, its number of notes."""
    return (
        Workshop.objects.filter(group__territory=territory)
        .select_related("group", "campaign")
        .annotate(notes_here=_NOTES)
    )


def campaigns_for(group: Group) -> QuerySet[Campaign]:
    """The campaigns whose questions a group of this territory can answer, the newest first."""
    return Campaign.objects.filter(territory=group.territory_id).order_by("-opened_on", "name")
