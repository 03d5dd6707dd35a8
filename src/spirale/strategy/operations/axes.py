"""Strategic axes: making them, wording them, putting them in order or away."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from spirale.cycles.models import Cycle
from spirale.journal import operations as journal
from spirale.method.problems import Problem
from spirale.pages.ids import free_id
from spirale.people.models import Account
from spirale.strategy import rules as _rules  # noqa: F401  permissions of this room
from spirale.strategy.models import Axis
from spirale.strategy.operations.existing import clean_words
from spirale.strategy.operations.holding import held, held_axis
from spirale.strategy.operations.links import clean_title, link_rows, locked, must_be_ideas
from spirale.strategy.queries.refs import IdeaRef
from spirale.territories.models import Territory
from spirale.territories.rules import require


@transaction.atomic
def make_axis(
    *,
    axis_id: UUID,
    territory: Territory,
    title: str,
    by: Account,
    text: str = "",
    cycle: Cycle | None = None,
    ideas: Iterable[IdeaRef] = (),
) -> Axis:
    """Make an axis of these ideas, after those there are; sending it again changes nothing.

    Raises Problem("title of axis is missing"), ("words are too long"), ("cycle not of this territory") or
    ("idea is not in this version").
    """
    require("strategy.edit", by, territory)
    held(territory.pk)
    known = Axis.objects.filter(pk=axis_id, territory=territory).first()
    if known:
        return known
    title, text = clean_title(title), clean_words(text)
    _must_be_cycle_of(territory, cycle)
    refs = must_be_ideas(territory, ideas)
    at = timezone.now()
    last = territory.axes.filter(retired_at=None).aggregate(last=Max("position"))["last"]
    axis = Axis.objects.create(
        id=free_id(axis_id, Axis.objects.all()),
        territory=territory,
        cycle=cycle,
        title=title,
        text=text,
        position=0 if last is None else last + 1,
        made_by=by,
        made_at=at,
    )
    link_rows(axis, refs, by, at)
    told = [[str(ref.frozen), ref.idea] for ref in refs]
    journal.append("axis made", space=territory.pk, on=axis, by=by, at=at, title=title, ideas=told)
    return axis


@transaction.atomic
def change_axis(*, axis: Axis, title: str, text: str, cycle: Cycle | None, based_on: int, by: Account) -> Axis:
    """Word an axis otherwise; `based_on` is the version that was read.

    Raises Problem("axis changed meanwhile") when somebody else worded it since, and as `make_axis`.
    """
    kept = locked(axis, by)
    _must_be_cycle_of(kept.territory, cycle)
    after = {"title": clean_title(title), "text": clean_words(text), "cycle": str(cycle.pk) if cycle else None}
    before = {"title": kept.title, "text": kept.text, "cycle": str(kept.cycle_id) if kept.cycle_id else None}
    if before == after:
        return kept
    if kept.version != based_on:
        raise Problem("axis changed meanwhile")
    kept.title, kept.text, kept.cycle = clean_title(title), clean_words(text), cycle
    kept.version += 1
    kept.save(update_fields=["title", "text", "cycle", "version"])
    journal.append("axis changed", space=kept.territory_id, on=kept, by=by, before=before, after=after)
    return kept


@transaction.atomic
def order_axes(*, territory: Territory, axis_ids: Sequence[UUID], by: Account) -> None:
    """Put the axes of a territory in this order. Raises Problem("axes changed meanwhile") when these are not all."""
    require("strategy.edit", by, territory)
    held(territory.pk)
    axes = {axis.pk: axis for axis in territory.axes.filter(retired_at=None).order_by("position", "id")}
    if sorted(axes) != sorted(axis_ids):
        raise Problem("axes changed meanwhile")
    if list(axes) == list(axis_ids):
        return
    for place, pk in enumerate(axis_ids):
        axes[pk].position = place
    Axis.objects.bulk_update(axes.values(), ["position"])
    before, after = [str(pk) for pk in axes], [str(pk) for pk in axis_ids]
    journal.append("axes ordered", space=territory.pk, on=territory, by=by, before=before, after=after)


@transaction.atomic
def retire_axis(*, axis: Axis, by: Account) -> Axis:
    """Put an axis away: it is no longer shown, what rests on it stays, and it may be brought back."""
    kept = held_axis(axis, by)
    if kept.retired_at is None:
        kept.retired_at = timezone.now()
        kept.save(update_fields=["retired_at"])
        journal.append("axis retired", space=kept.territory_id, on=kept, by=by, title=kept.title)
    return kept


@transaction.atomic
def bring_back_axis(*, axis: Axis, by: Account) -> Axis:
    """Take an axis up again."""
    kept = held_axis(axis, by)
    if kept.retired_at is not None:
        kept.retired_at = None
        kept.save(update_fields=["retired_at"])
        journal.append("axis brought back", space=kept.territory_id, on=kept, by=by, title=kept.title)
    return kept


def _must_be_cycle_of(territory: Territory, cycle: Cycle | None) -> None:
    if cycle and cycle.territory_id != territory.pk:
        raise Problem("cycle not of this territory")
