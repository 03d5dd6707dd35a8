"""Undoing the last change of an axis: the journal says what it was, and keeps that it was undone."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from spirale.journal import operations as journal
from spirale.method.problems import Problem
from spirale.people.models import Account
from spirale.strategy.models import Axis
from spirale.strategy.operations.holding import held_axis
from spirale.strategy.operations.links import (
    link_existing_rows,
    link_rows,
    unlink_existing_rows,
    unlink_rows,
)
from spirale.strategy.queries.history import history_of, last_undoable
from spirale.strategy.queries.refs import IdeaRef

Undoing = Callable[[Axis, Mapping[str, Any], Account, datetime], object]


@transaction.atomic
def undo_axis_change(*, axis: Axis, number: int, by: Account) -> Axis:
    """Undo the change of an axis that bears this number in the journal; undone twice, it is undone once.

    Raises Problem("axis changed since") when another change came after it.
    """
    kept = held_axis(axis, by)
    history = history_of(kept)
    if any(line.number == number and line.is_undone for line in history):
        return kept
    last = last_undoable(history)
    if last is None or last.number != number:
        raise Problem("axis changed since")
    UNDOES[last.verb](kept, last.details, by, timezone.now())
    journal.append("axis change undone", space=kept.territory_id, on=kept, by=by, undone=number, undone_verb=last.verb)
    return kept


def _word_as_before(axis: Axis, told: Mapping[str, Any], by: Account, at: datetime) -> None:
    before = told["before"]
    axis.title, axis.text, axis.cycle_id = before["title"], before["text"], before["cycle"]
    axis.version += 1
    axis.save(update_fields=["title", "text", "cycle", "version"])


def _unlink_again(axis: Axis, told: Mapping[str, Any], by: Account, at: datetime) -> None:
    unlink_rows(axis, _refs(told), at)


def _link_again(axis: Axis, told: Mapping[str, Any], by: Account, at: datetime) -> None:
    link_rows(axis, _refs(told), by, at)


def _leave_again(axis: Axis, told: Mapping[str, Any], by: Account, at: datetime) -> None:
    unlink_existing_rows(axis, [UUID(pk) for pk in told["existing"]], at)


def _build_on_again(axis: Axis, told: Mapping[str, Any], by: Account, at: datetime) -> None:
    link_existing_rows(axis, [UUID(pk) for pk in told["existing"]], by, at)


def _carry_back(axis: Axis, told: Mapping[str, Any], by: Account, at: datetime) -> None:
    """The ideas of the earlier versions again; what was found of them stays carried."""
    unlink_rows(axis, [IdeaRef(UUID(frozen), idea) for frozen, idea in told["to"]], at)
    link_rows(axis, _refs(told), by, at)


def _give_group_before(axis: Axis, told: Mapping[str, Any], by: Account, at: datetime) -> None:
    axis.group_id = told["before"]
    axis.save(update_fields=["group"])


def _put_away_or_back(axis: Axis, told: Mapping[str, Any], by: Account, at: datetime) -> None:
    axis.retired_at = None if axis.retired_at else at
    axis.save(update_fields=["retired_at"])


def _refs(told: Mapping[str, Any]) -> list[IdeaRef]:
    return [IdeaRef(UUID(frozen), idea) for frozen, idea in told["ideas"]]


UNDOES: Final[Mapping[str, Undoing]] = {
    "axis changed": _word_as_before,
    "ideas linked to axis": _unlink_again,
    "ideas unlinked from axis": _link_again,
    "existing linked to axis": _leave_again,
    "existing unlinked from axis": _build_on_again,
    "axis carried": _carry_back,
    "axis group set": _give_group_before,
    "axis retired": _put_away_or_back,
    "axis brought back": _put_away_or_back,
}
