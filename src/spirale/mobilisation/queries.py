"""The groups of a territory, and what each has done."""

from django.db.models import Count, Model, Q, QuerySet

from spirale.mobilisation.models import Group
from spirale.territories.models import Territory


def groups_of(territory: Territory) -> QuerySet[Group]:
    """The groups at work, by name, each with its number of workshops."""
    return territory.groups.filter(archived_at=None).annotate(number_of_workshops=Count("workshops")).order_by("name")


def archived_groups_of(territory: Territory) -> QuerySet[Group]:
    """The groups put away, by name."""
    return territory.groups.exclude(archived_at=None).order_by("name")


def is_name_taken(territory: Territory, name: str, *, besides: Group | None = None) -> bool:
    """Whether another group of this territory is called so."""
    return territory.groups.filter(name__iexact=name.strip()).exclude(pk__in=[besides.pk] if besides else []).exists()


def workshops_of(group: Group) -> QuerySet[Model]:
    """The workshops a group held, the last first, each with its number of standing notes."""
    standing = Count("notes", filter=Q(notes__withdrawn_at=None, notes__is_sealed=False))
    return group.workshops.annotate(number_of_notes=standing).order_by("-held_on", "-created_at")
