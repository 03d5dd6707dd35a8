"""What this room says: problems in sentences, acts by their names."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from spirale.pages.problems import Problem, Problems
from spirale.pages.sentences import sentence as usual_sentence
from spirale.strategy.queries.history import HistoryLine

SENTENCES = {
    "column unknown": _("This is none of the three columns. Load the page again."),
    "verdict unknown": _("Say whether it confirms or contradicts the idea."),
    "name is missing": _("The name is missing. Write who acts, or which tool or public policy it is."),
    "words are too long": _("This is longer than {longest} characters. Say it shorter."),
    "existing is there already": _("“{name}” stands in this column already. Take that one, or find another name."),
    "existing changed meanwhile": _(
        "Somebody said “{name}” otherwise meanwhile. Nothing was changed: read it as it stands, then change it."
    ),
    "existing is in use": _(
        "“{name}” still answers ideas ({ideas}) or carries axes ({axes}). Withdraw that first, then put it away."
    ),
    "existing is gone": _("One of these was put away meanwhile. Nothing was changed: look at the page as it stands."),
    "idea is not in this version": _("This idea is not in this version of the synthesis. Load the page again."),
    "something is found here": _(
        "Something is found in this column: it is not lacking. Withdraw what is found, if it is wrong."
    ),
    "confronted already": _("“{name}” is already held against this idea. Change what is said of it instead."),
    "confrontation changed meanwhile": _(
        "Somebody said this otherwise, or withdrew it, meanwhile. Nothing was changed: look at it as it stands."
    ),
    "title of axis is missing": _("The axis has no title. Write the direction in a few words."),
    "cycle not of this territory": _("This cycle belongs to another territory. Choose one of this territory."),
    "axis changed meanwhile": _(
        "Somebody worded this axis otherwise meanwhile. Both wordings are on this page: keep one, or write a third."
    ),
    "axis is retired": _("“{title}” was put away. Bring it back first."),
    "axes changed meanwhile": _("An axis was added or put away meanwhile. Nothing was moved: look at the list again."),
    "axis changed since": _("Something else was changed since. Nothing was undone: look at the history."),
    "group not of this territory": _("This group belongs to another territory. Choose one of this territory."),
    "group is no working group": _("“{name}” is not a working group, or was put away. Choose another."),
}

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


def in_words(problem: Problem | Problems) -> str:
    """What went wrong and what to do, in sentences."""
    if isinstance(problem, Problems):
        return " ".join(dict.fromkeys(in_words(each) for each in problem.problems))
    if problem.code in SENTENCES:
        return str(SENTENCES[problem.code]).format_map({key: str(value) for key, value in problem.parameters.items()})
    return usual_sentence(problem)


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
