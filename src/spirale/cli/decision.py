"""A choice made in each way that there is, with its reasons: what the page, the tables and the JSON of it tell."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Final

from spirale.method.choice.bank import Balance, Bank, Given
from spirale.method.choice.exact import BestSet, Level, best_set
from spirale.method.choice.firmness import Firmness, firmness
from spirale.method.choice.patience import Patience
from spirale.method.choice.proportional import ProportionalSet, Step, proportional_set
from spirale.method.choice.reasons import Reason, reasons
from spirale.method.choice.scoring import Standing, standings, worths
from spirale.method.choice.unlocking import Unlocking, unlockings
from spirale.method.choice.values import Case
from spirale.method.choice.worst_off import worst_off_set
from spirale.pages.sentences.deciding import PAID_FOR, REACHES
from spirale.pages.sentences.reasons import because

BEST: Final = "best"
WORST_OFF: Final = "worst_off"
PROPORTIONAL: Final = "proportional"
FORM: Final = "spirale-decide-1"

Begin = Callable[[str], None]
Found = BestSet | ProportionalSet
Translate = Callable[[str], str]


@dataclass(frozen=True)
class ChosenSet:
    """What one way to choose gives, and why each action is in or out.

    `balances` say what is left of the bank, `given` which pledge goes where.
    """

    way: str
    found: Found
    actions: frozenset[str]
    reasons: Mapping[str, Reason]
    unlocking: Mapping[str, Unlocking]
    balances: tuple[Balance, ...]
    given: tuple[Given, ...]

    @property
    def outcome(self) -> str:
        """How sure the set is; "shared" when it was shared out, which leaves nothing to prove."""
        return self.found.outcome if isinstance(self.found, BestSet) else "shared"

    @property
    def is_settled(self) -> bool:
        """Whether the same case always gives the same set."""
        return self.found.is_settled if isinstance(self.found, BestSet) else True

    @property
    def levels(self) -> tuple[Level, ...]:
        """The counts by which the set was compared with others; none when it was shared out."""
        return self.found.levels if isinstance(self.found, BestSet) else ()

    @property
    def shares(self) -> ProportionalSet | None:
        """Who bought what, when the set was shared out."""
        return self.found if isinstance(self.found, ProportionalSet) else None

    @cached_property
    def steps(self) -> Mapping[str, Step]:
        """How each action entered, when the set was shared out."""
        bought = self.shares.bought if self.shares else ()
        return {name: one.step for one in bought for name in (one.action, *one.comes_with)}


@dataclass(frozen=True)
class Firm:
    """How firm the best set is: by which seed, and how many draws were asked for."""

    seed: str
    asked: int
    found: Firmness

    @cached_property
    def times(self) -> Mapping[str, int]:
        """In how many draws each action is in the set that is then best."""
        return {one.action: one.times for one in self.found.stays}


@dataclass(frozen=True)
class Decision:
    """A case, the sets that were chosen in it, at least one, and how firm the first is where that was asked."""

    case: Case
    sets: tuple[ChosenSet, ...]
    firm: Firm | None = None

    @cached_property
    def shared(self) -> tuple[str, ...]:
        """The actions that are in all sets."""
        return tuple(sorted(frozenset.intersection(*(one.actions for one in self.sets))))

    @cached_property
    def ordered(self) -> tuple[str, ...]:
        """All actions, those worth most first."""
        worth = worths(self.case)
        return tuple(sorted(worth, key=lambda name: ([-level for level in worth[name]], name)))

    @cached_property
    def standings(self) -> Mapping[str, tuple[Standing, ...]]:
        """What each action gets on each criterion, in their order."""
        found: dict[str, tuple[Standing, ...]] = {}
        for one in standings(self.case):
            found[one.action] = (*found.get(one.action, ()), one)
        return found

    @cached_property
    def units(self) -> Mapping[str, str]:
        """The unit of each resource."""
        return {one.id: one.unit for one in self.case.resources}

    def because(self, one: ChosenSet, action: str, translate: Translate) -> str:
        """Say why an action is in or out of a set."""
        reason = one.reasons[action]
        if reason.code == "worth":
            if one.way == WORST_OFF:
                return translate(REACHES)
            if action in one.steps:
                return translate(PAID_FOR[one.steps[action]])
        return because(reason, self.case.resources, None, translate)


def tells_situations(case: Case) -> bool:
    """Say whether any action tells whom it reaches: if none does, worst-off first is the criteria alone."""
    return any(people for action in case.actions for people in action.reaches.values())


def ways_for(case: Case) -> Mapping[str, Callable[[Case, Patience], Found]]:
    """Give the ways to choose, by name, in the order in which they are told: what is added here stands beside them."""
    return {
        BEST: best_set,
        **({WORST_OFF: worst_off_set} if tells_situations(case) else {}),
        PROPORTIONAL: lambda case, _patience: proportional_set(case),
    }


def decide(case: Case, *, patience: float, trials: int, seed: str, begin: Begin) -> Decision:
    """Choose in each way, with so many seconds for each, and say why; then try how firm the best set is.

    Equal shares alone take the time that they need. `begin` is told each step as it begins. Raises as `best_set` does.
    """
    bank = Bank(case)
    sets = []
    for way, choose in ways_for(case).items():
        begin(way.replace("_", " "))
        found = choose(case, Patience(patience, time.monotonic))
        begin(f"{way.replace('_', ' ')}, reasons")
        known = unlockings(case, found.actions)
        sets.append(
            ChosenSet(
                way,
                found,
                frozenset(found.actions),
                {one.action: one for one in reasons(case, found.actions, known)},
                {one.action: one for one in known},
                bank.balances(found.actions),
                bank.given(found.actions),
            )
        )
    return Decision(case, tuple(sets), _firm(case, sets[0], patience, trials, seed, begin))


def _firm(case: Case, best: ChosenSet, patience: float, trials: int, seed: str, begin: Begin) -> Firm | None:
    """Try how firm the best set is; not where none was found, nor where nothing is proposed."""
    if not trials or not case.actions or best.outcome == "nothing":
        return None
    begin("how firm")
    found = firmness(case, best.actions, seed, draws=trials, patience=Patience(patience, time.monotonic))
    return Firm(seed, trials, found)


def counts_of(case: Case, way: str) -> tuple[str, ...]:
    """Name the counts by which a way compares sets, the first deciding; "" is what the set is worth by weights."""
    worth = ("",) if case.rules.by == "weights" else tuple(one.id for one in case.rules.criteria)
    return (*(f"situation {number}" for number in range(1, 6)), *worth) if way == WORST_OFF else worth


def reached_by(case: Case, actions: frozenset[str]) -> dict[int, int]:
    """Count the people that actions reach in each situation; those reached by two count twice."""
    return {
        situation: sum(one.reaches.get(situation, 0) for one in case.actions if one.id in actions)
        for situation in range(1, 6)
    }


def rounded(value: Fraction) -> int:
    """Give a number in whole hundredths, halves to the even one."""
    return round(value * 100)
