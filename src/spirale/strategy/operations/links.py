"""What an axis answers, what it builds on, and who carries it."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from spirale.journal import operations as journal
from spirale.method.problems import Problem
from spirale.method.text import normalise
from spirale.mobilisation.models import Group
from spirale.mobilisation.operations import form_group
from spirale.people.models import Account
from spirale.strategy import rules as _rules  # noqa: F401  permissions of this room
from spirale.strategy.models import Axis, AxisExisting, AxisIdea, Existing
from spirale.strategy.operations.holding import held_axis
from spirale.strategy.queries.refs import IdeaRef, versions_named
from spirale.synthesis.queries.frozen import version_page
from spirale.territories.models import Territory


@transaction.atomic
def link_ideas(*, axis: Axis, ideas: Iterable[IdeaRef], by: Account) -> int:
    """Say that an axis answers these ideas; gives how many it did not answer before."""
    kept = locked(axis, by)
    refs = must_be_ideas(kept.territory, ideas)
    at = timezone.now()
    fresh = link_rows(kept, refs, by, at)
    if fresh:
        told = [[str(ref.frozen), ref.idea] for ref in fresh]
        journal.append("ideas linked to axis", space=kept.territory_id, on=kept, by=by, at=at, ideas=told)
    return len(fresh)


@transaction.atomic
def unlink_ideas(*, axis: Axis, ideas: Iterable[IdeaRef], by: Account) -> int:
    """Say that an axis does not answer these ideas; gives how many it did answer."""
    kept = locked(axis, by)
    at = timezone.now()
    gone = unlink_rows(kept, ideas, at)
    if gone:
        told = [[str(ref.frozen), ref.idea] for ref in gone]
        journal.append("ideas unlinked from axis", space=kept.territory_id, on=kept, by=by, at=at, ideas=told)
    return len(gone)


@transaction.atomic
def link_existing(*, axis: Axis, existing_ids: Iterable[UUID], by: Account) -> int:
    """Say that an axis builds on what exists; gives how many it did not build on before.

    Raises Problem("existing is gone") when one is not of this territory, or was put away.
    """
    kept = locked(axis, by)
    at = timezone.now()
    fresh = link_existing_rows(kept, existing_ids, by, at)
    if fresh:
        told = [str(pk) for pk in fresh]
        journal.append("existing linked to axis", space=kept.territory_id, on=kept, by=by, at=at, existing=told)
    return len(fresh)


@transaction.atomic
def unlink_existing(*, axis: Axis, existing_ids: Iterable[UUID], by: Account) -> int:
    """Say that an axis does not build on these; gives how many it did build on."""
    kept = locked(axis, by)
    at = timezone.now()
    gone = unlink_existing_rows(kept, existing_ids, at)
    if gone:
        told = [str(pk) for pk in gone]
        journal.append("existing unlinked from axis", space=kept.territory_id, on=kept, by=by, at=at, existing=told)
    return len(gone)


@transaction.atomic
def set_group(*, axis: Axis, group: Group | None, by: Account) -> Axis:
    """Give an axis its working group, or none.

    Raises Problem("group not of this territory") or ("group is no working group").
    """
    kept = locked(axis, by)
    if group and group.territory_id != kept.territory_id:
        raise Problem("group not of this territory")
    if group and (group.kind != Group.Kind.WORKING or group.archived_at):
        raise Problem("group is no working group", name=group.name)
    if kept.group_id == (group.pk if group else None):
        return kept
    before, kept.group = kept.group_id, group
    kept.save(update_fields=["group"])
    after = group.pk if group else None
    journal.append("axis group set", space=kept.territory_id, on=kept, by=by, before=before, after=after)
    return kept


@transaction.atomic
def form_group_for_axis(*, axis: Axis, group_id: UUID, name: str, by: Account, profile: str = "") -> Axis:
    """Form the working group of an axis and give it to it, in one go. Raises mobilisation's NameTaken."""
    group = form_group(
        group_id=group_id, territory=axis.territory, by=by, name=name, kind=Group.Kind.WORKING, profile=profile
    )
    return set_group(axis=axis, group=group, by=by)


def locked(axis: Axis, by: Account) -> Axis:
    """The axis as it stands, kept from others until the act is done. Raises Problem("axis is retired")."""
    kept = held_axis(axis, by)
    if kept.retired_at:
        raise Problem("axis is retired", title=kept.title)
    return kept


def clean_title(title: str) -> str:
    title = normalise(title)
    if not title:
        raise Problem("title of axis is missing")
    if len(title) > 160:
        raise Problem("words are too long", longest=160)
    return title


def must_be_ideas(territory: Territory, ideas: Iterable[IdeaRef]) -> list[IdeaRef]:
    """These ideas, each once; every one of them stands in a frozen synthesis of this territory."""
    refs = list(dict.fromkeys(ideas))
    versions = versions_named(refs)
    for ref in refs:
        frozen = versions.get(ref.frozen)
        if frozen is None or frozen.territory.pk != territory.pk or ref.idea not in version_page(frozen).ideas:
            raise Problem("idea is not in this version")
    return refs


def link_rows(axis: Axis, refs: Iterable[IdeaRef], by: Account, at: datetime) -> list[IdeaRef]:
    there = set(AxisIdea.objects.filter(axis=axis, retired_at=None).values_list("frozen_id", "idea_id"))
    fresh = [ref for ref in refs if tuple(ref) not in there]
    AxisIdea.objects.bulk_create(
        [AxisIdea(axis=axis, frozen_id=ref.frozen, idea_id=ref.idea, by=by, at=at) for ref in fresh]
    )
    return fresh


def unlink_rows(axis: Axis, refs: Iterable[IdeaRef], at: datetime) -> list[IdeaRef]:
    wanted = set(refs)
    rows = [
        row
        for row in AxisIdea.objects.filter(axis=axis, retired_at=None).order_by("at", "id")
        if IdeaRef(row.frozen_id, row.idea_id) in wanted
    ]
    AxisIdea.objects.filter(pk__in=[row.pk for row in rows]).update(retired_at=at)
    return [IdeaRef(row.frozen_id, row.idea_id) for row in rows]


def link_existing_rows(axis: Axis, existing_ids: Iterable[UUID], by: Account, at: datetime) -> list[UUID]:
    wanted = list(dict.fromkeys(existing_ids))
    standing = Existing.objects.filter(territory=axis.territory_id, retired_at=None, pk__in=wanted)
    if standing.count() != len(wanted):
        raise Problem("existing is gone")
    there = set(AxisExisting.objects.filter(axis=axis, retired_at=None).values_list("existing_id", flat=True))
    fresh = [pk for pk in wanted if pk not in there]
    AxisExisting.objects.bulk_create([AxisExisting(axis=axis, existing_id=pk, by=by, at=at) for pk in fresh])
    return fresh


def unlink_existing_rows(axis: Axis, existing_ids: Iterable[UUID], at: datetime) -> list[UUID]:
    rows = AxisExisting.objects.filter(axis=axis, retired_at=None, existing__in=list(existing_ids))
    gone = list(rows.order_by("at", "id").values_list("existing_id", flat=True))
    rows.update(retired_at=at)
    return gone
