"""Opening a workshop, and changing what is said of it."""

from datetime import date
from uuid import UUID

from django.db import transaction

from spirale.cycles.models import Campaign
from spirale.journal import operations as journal
from spirale.method.problems import Problem
from spirale.mobilisation.models import Group
from spirale.people.models import Account
from spirale.territories.rules import require
from spirale.workshops import rules  # noqa: F401 - its permissions
from spirale.workshops.models import Note, Workshop


@transaction.atomic
def open_workshop(
    *,
    workshop_id: UUID,
    group: Group,
    campaign: Campaign,
    title: str,
    held_on: date,
    place: str = "",
    participants: int | None = None,
    by: Account | None,
) -> Workshop:
    """Open one meeting of one group on the questions of one campaign; asking again gives the one already open.

    Without an account, it is whoever holds this machine. Raises Problem("campaign of another territory").
    """
    if by:
        require("workshops.create", by, group)
    if campaign.territory_id != group.territory_id:
        raise Problem("campaign of another territory", campaign=campaign.name)
    workshop, is_new = Workshop.objects.get_or_create(
        id=workshop_id,
        defaults={
            "group": group,
            "campaign": campaign,
            "title": title.strip(),
            "held_on": held_on,
            "place": place.strip(),
            "participants": participants,
        },
    )
    if not is_new and workshop.group_id != group.pk:
        raise Problem("workshop of another group", title=title)
    if is_new:
        journal.append("workshop opened", space=group.territory_id, on=workshop, by=by, title=workshop.title)
    return workshop


@transaction.atomic
def change_workshop(
    *,
    workshop: Workshop,
    campaign: Campaign,
    title: str,
    held_on: date,
    place: str,
    participants: int | None,
    by: Account | None,
) -> Workshop:
    """Say something else of a workshop; its campaign stays once it has notes, for they answer its questions."""
    if by:
        require("workshops.change", by, workshop)
    workshop = Workshop.objects.select_for_update().select_related("group").get(pk=workshop.pk)
    if campaign.territory_id != workshop.group.territory_id:
        raise Problem("campaign of another territory", campaign=campaign.name)
    if campaign.pk != workshop.campaign_id and Note.objects.filter(workshop=workshop).exists():
        raise Problem("campaign has notes here", title=workshop.title)
    said = {
        "campaign_id": campaign.pk,
        "title": title.strip(),
        "held_on": held_on,
        "place": place.strip(),
        "participants": participants,
    }
    before = {name: getattr(workshop, name) for name in said}
    changed = {name: value for name, value in said.items() if before[name] != value}
    if not changed:
        return workshop
    for name, value in changed.items():
        setattr(workshop, name, value)
    workshop.save(update_fields=[name.removesuffix("_id") for name in changed])
    journal.append(
        "workshop changed",
        space=workshop.group.territory_id,
        on=workshop,
        by=by,
        before={name: before[name] for name in changed},
        after=changed,
    )
    return workshop
