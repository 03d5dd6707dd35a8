"""What was done on an axis, and what of it may be undone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from spirale.journal.models import Event
from spirale.strategy.models import Axis
from spirale.synthesis.queries.documents import public_name

UNDOABLE: Final = frozenset(
    {
        "axis changed",
        "ideas linked to axis",
        "ideas unlinked from axis",
        "existing linked to axis",
        "existing unlinked from axis",
        "axis carried",
        "axis group set",
        "axis retired",
        "axis brought back",
    }
)


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One act on an axis, as the journal keeps it."""

    number: int
    verb: str
    at: datetime
    by: str
    details: Mapping[str, Any]
    is_undone: bool


def history_of(axis: Axis) -> list[HistoryLine]:
    """What was done on an axis, the first first."""
    events = list(
        Event.objects.filter(space_id=axis.territory_id, kind="axis", object_id=str(axis.pk))
        .select_related("by")
        .order_by("number")
    )
    undone = {event.details.get("undone") for event in events if event.verb == "axis change undone"}
    return [
        HistoryLine(event.number, event.verb, event.at, public_name(event.by), event.details, event.number in undone)
        for event in events
    ]


def last_undoable(history: Sequence[HistoryLine]) -> HistoryLine | None:
    """The last change that was not undone yet; nothing before the axis was made."""
    return next((line for line in reversed(history) if line.verb in UNDOABLE and not line.is_undone), None)
