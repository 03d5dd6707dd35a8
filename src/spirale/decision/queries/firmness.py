"""How firm a result is, and who paid in the proportional set: what was found of it, with names in the place of ids."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any, Final, Literal
from uuid import UUID

from django.utils import timezone

from spirale.decision.models import Result
from spirale.decision.queries.frozen import read_rules
from spirale.decision.queries.results import NOT_SHOWN, Found
from spirale.workshops.models import Participant

Grade = Literal["firm", "rather", "shaky"]
State = Literal["trying", "tried", "stopped"]

_FIRM: Final = Fraction(9, 10)
_RATHER: Final = Fraction(2, 3)
_SILENT_FOR: Final = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Holds:
    """An action, whether the best set has it, and in how many trials it was in; `held` is in how many that was so."""

    id: UUID
    title: str
    is_in: bool
    times: int
    held: int
    grade: Grade


@dataclass(frozen=True, slots=True)
class Nearest:
    """The set that comes nearest to the best one: what would enter, what would leave, and how much less it is worth.

    It is worth `part` hundredths of the best set "less", or "more" when that was not proven best, or the "same"; by
    order of priority that is on `criterion`, the first on which they differ.
    """

    enters: tuple[str, ...]
    leaves: tuple[str, ...]
    how: Literal["less", "same", "more"]
    part: float
    criterion: str
    is_proven: bool


@dataclass(frozen=True, slots=True)
class Firm:
    """How firm the best set is: so many `trials` of those `asked`, the set `unchanged` in so many, `proven` in some.

    While `trying`, `trials` counts those begun.
    """

    state: State
    asked: int
    trials: int
    proven: int
    unchanged: int
    holds: tuple[Holds, ...]
    rival: Nearest | None

    @property
    def shaky(self) -> tuple[Holds, ...]:
        return tuple(one for one in self.holds if one.grade == "shaky")


@dataclass(frozen=True, slots=True)
class Bought:
    """An action of the proportional set, how it entered, what came with it, and who paid which part, of 100."""

    title: str
    comes_with: tuple[str, ...]
    step: str
    paid: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Wronged:
    """An action that those who want it could still have paid, what keeps it out, and how many want it."""

    title: str
    why: str
    wanted_by: int


@dataclass(frozen=True, slots=True)
class Shares:
    """The proportional set as it was bought, in turn, and what was checked afterwards."""

    bought: tuple[Bought, ...]
    is_within_shares: bool
    wronged: tuple[Wronged, ...]


def firm_of(found: Found, now: datetime | None = None) -> Firm | None:
    """How firm the result of a page is; nothing when there is no best set to try. Asks nothing more of the database.

    But for a choice by order of priority, whose rules are read for the name of a criterion.
    """
    result = found.result
    if result is None or result.document["sets"].get("best", {}).get("outcome", "nothing") == "nothing":
        return None
    told = result.document.get("firmness")
    if told is None:
        is_alive = result.stage == "trying" and (now or timezone.now()) - result.told_at < _SILENT_FOR
        return Firm("trying" if is_alive else "stopped", result.total, result.done, 0, 0, (), None)
    if "problem" in told:
        return Firm("stopped", 0, 0, 0, 0, (), None)
    titles = _titles(found)
    trials = told["trials"]
    holds = [
        _holds(one, trials, titles[one["action"]]) for one in told["stays"] if one["action"] in titles and trials > 0
    ]
    return Firm(
        "tried",
        told["asked"],
        trials,
        told["proven"],
        told["unchanged"],
        tuple(sorted(holds, key=lambda one: (not one.is_in, one.title, one.id))),
        _nearest(told["rival"], titles, result) if told["rival"] else None,
    )


def shares_of(found: Found) -> Shares | None:
    """How the proportional set was bought; nothing when the result does not tell."""
    told = found.result.document["sets"].get("proportional", {}) if found.result else {}
    if "guarantee" not in told:
        return None
    titles, kinds = _titles(found), dict(Participant.Kind.choices)
    return Shares(
        tuple(
            Bought(
                titles.get(one["action"], NOT_SHOWN),
                _named(one["comes_with"], titles),
                one["step"],
                tuple((str(kinds.get(each["kind"], "")), each["part"]) for each in one["paid"]),
            )
            for one in told["bought"]
        ),
        told["guarantee"]["is_within_shares"],
        tuple(
            Wronged(titles.get(one["action"], NOT_SHOWN), one["why"], one["wanted_by"])
            for one in told["guarantee"]["unserved"]
        ),
    )


FIRMNESS_COLUMNS: Final = ("trials", "times_in_best_set", "firmness", "paid_by", "could_be_paid_but")
"""What is added to the table of a result."""


def with_firmness(rows: Iterable[dict[str, str]], found: Found) -> Iterator[dict[str, str]]:
    """The rows of a result, each with how firm it is, who paid for it, and what keeps out what could be paid."""
    firm = firm_of(found)
    holds = {str(one.id): one for one in firm.holds} if firm else {}
    told = found.result.document["sets"].get("proportional", {}) if found.result else {}
    paid = {name: one["paid"] for one in told.get("bought", ()) for name in (one["action"], *one["comes_with"])}
    kept_out = {one["action"]: one["why"] for one in told.get("guarantee", {}).get("unserved", ())}
    for row in rows:
        name = row["action_id"]
        held = holds.get(name)
        yield {
            **row,
            "trials": str(firm.trials) if firm and held else "",
            "times_in_best_set": str(held.times) if held else "",
            "firmness": held.grade if held else "",
            "paid_by": "; ".join(f"{each['kind'] or 'unsaid'} {each['part']} %" for each in paid.get(name, ())),
            "could_be_paid_but": kept_out.get(name, ""),
        }


def told_beside(found: Found) -> dict[str, Any]:
    """What a result tells of no action alone: as it was computed, with the ids of the table."""
    document = found.result.document if found.result else {}
    guarantee = document.get("sets", {}).get("proportional", {}).get("guarantee")
    firmness = {name: told for name, told in document.get("firmness", {}).items() if name != "stays"}
    return {"inputs": found.result.inputs if found.result else "", "firmness": firmness, "guarantee": guarantee}


def _titles(found: Found) -> dict[str, str]:
    return {str(one.id): one.title for one in found.lines}


def _named(names: Iterable[str], titles: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(sorted(titles.get(name, NOT_SHOWN) for name in names))


def _holds(told: Mapping[str, Any], trials: int, title: str) -> Holds:
    held = told["times"] if told["is_in"] else trials - told["times"]
    share = Fraction(held, trials)
    grade: Grade = "firm" if share >= _FIRM else "rather" if share >= _RATHER else "shaky"
    return Holds(UUID(told["action"]), title, told["is_in"], told["times"], held, grade)


def _nearest(told: Mapping[str, Any], titles: Mapping[str, str], result: Result) -> Nearest:
    less, whole = Fraction(told["less"]), Fraction(told["of"])
    criterion = ""
    if told["criterion"]:
        criterion = str(read_rules(result.rules).meanings[told["criterion"]][0])
    return Nearest(
        _named(told["enters"], titles),
        _named(told["leaves"], titles),
        "less" if less > 0 else "more" if less < 0 else "same",
        max(0.1, round(float(100 * abs(less) / whole), 1)) if less and whole else 0.0,
        criterion,
        told["is_proven"],
    )
