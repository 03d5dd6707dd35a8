"""What this room says: acts by their names."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from spirale.strategy.queries.history import HistoryLine

ACTS = {
    "axis made": _("The axis was made"),
    "axis changed": _("It was worded otherwise"),
    "ideas linked to axis": _("Ideas were linked to it"),
    "ideas unlinked from axis": _("Ideas were taken off it"),
    "existing linked to axis": _("It was built on what exists"),
    "existing unlinked from axis": _("Something that exists was taken off it"),
    "axis carried": _("Its ideas were carried to a newer version"),
    "axis group set": _("Its working group was set"),
    "axis retired": _("It was put away"),
    "axis brought back": _("It was brought back"),
    "axis change undone": _("A change was undone"),
}


@dataclass(frozen=True, slots=True)
class ToldLine:
    """One act on an axis in words."""

    number: int
    said: str
    words: str
    at: datetime
    by: str
    is_undone: bool


def told(history: Iterable[HistoryLine]) -> list[ToldLine]:
    """The history of an axis in words, the last act first."""
    lines = [
        ToldLine(line.number, str(ACTS.get(line.verb, line.verb)), _words(line), line.at, line.by, line.is_undone)
        for line in history
    ]
    return lines[::-1]


def _words(line: HistoryLine) -> str:
    """What there was before, where an act changed words."""
    if line.verb == "axis changed":
        before, after = line.details["before"], line.details["after"]
        return " · ".join(before[key] for key in ("title", "text") if before[key] and before[key] != after[key])
    things = line.details.get("ideas") or line.details.get("existing") or []
    return str(len(things)) if things else ""
