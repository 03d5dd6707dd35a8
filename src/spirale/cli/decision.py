"""A choice made in each way that there is, with its reasons: what the page, the tables and the JSON of it tell."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Final

from spirale.method.choice.bank import Balance, Bank, Given
from spirale.method.choice.exact import BestSet, best_set
from spirale.method.choice.patience import Patience
from spirale.method.choice.reasons import Reason, reasons
from spirale.method.choice.scoring import Standing, standings, worths
from spirale.method.choice.unlocking import Missing, Unlocking, unlockings
from spirale.method.choice.values import Case
from spirale.method.choice.worst_off import worst_off_set
from spirale.pages.sentences.deciding import REACHES
from spirale.pages.sentences.reasons import because

BEST: Final = "best"
WORST_OFF: Final = "worst_off"
FORM: Final = "spirale-decide-1"

Done = Callable[[int, int], None]
Translate = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class ChosenSet:
    """What one way to choose gives, and why each action is in or out.

    `balances` say what is left of the bank, `given` which pledge goes where.
    """

    way: str
    found: BestSet
    actions: frozenset[str]
    reasons: Mapping[str, Reason]
    unlocking: Mapping[str, Unlocking]
    balances: tuple[Balance, ...]
    given: tuple[Given, ...]


@dataclass(frozen=True)
class Decision:
    """A case, and the sets that were chosen in it; at least one."""

    case: Case
    sets: tuple[ChosenSet, ...]

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
        if one.way == WORST_OFF and reason.code == "worth":
            return translate(REACHES)
        return because(reason, self.case.resources, None, translate)


def tells_situations(case: Case) -> bool:
    """Say whether any action tells whom it reaches: if none does, worst-off first is the criteria alone."""
    return any(people for action in case.actions for people in action.reaches.values())


def ways_for(case: Case) -> Mapping[str, Callable[[Case, Patience], BestSet]]:
    """Give the ways to choose, by name, in the order in which they are told: what is added here stands beside them."""
    return {BEST: best_set, **({WORST_OFF: worst_off_set} if tells_situations(case) else {})}


def decide(case: Case, *, patience: float, done: Done) -> Decision:
    """Choose in each way, with so many seconds for each, and say why; `done` is told how many steps of how many.

    Raises as `best_set` does.
    """
    ways = ways_for(case)
    bank = Bank(case)
    sets = []
    for number, (way, choose) in enumerate(ways.items()):
        found = choose(case, Patience(patience, time.monotonic))
        done(2 * number + 1, 2 * len(ways))
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
        done(2 * number + 2, 2 * len(ways))
    return Decision(case, tuple(sets))


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


def plain_of(decision: Decision, *, sources: Mapping[str, str], translate: Translate) -> dict[str, object]:
    """Give a decision as it is kept in `decision.json`: amounts in hundredths of units, numbers that may be fractions
    as text."""
    case = decision.case
    return {
        "form": FORM,
        "engine": decision.sets[0].found.engine,
        "sources": dict(sources),
        "by": case.rules.by,
        "criteria": [
            {"criterion": one.id, "lowest": one.lowest, "highest": one.highest, "weight": one.weight}
            for one in case.rules.criteria
        ],
        "minimum": [{"tag": tag, "actions": least} for tag, least in case.rules.minimum],
        "sets": [_set(case, one) for one in decision.sets],
        "in_all_sets": list(decision.shared),
        "actions": list(_actions(decision, translate)),
    }


def _set(case: Case, one: ChosenSet) -> dict[str, object]:
    found = one.found
    counts = zip(counts_of(case, one.way), found.levels, strict=False)
    return {
        "set": one.way,
        "outcome": found.outcome,
        "ties_settled": found.is_settled,
        "actions": list(found.actions),
        "counts": [
            {"count": count or "worth", "value": str(level.value), "no_set_beyond": str(level.bound)}
            for count, level in counts
        ],
        "reaches": {str(situation): people for situation, people in reached_by(case, one.actions).items()},
        "bank": [
            {
                "resource": each.resource,
                "pledged": each.pledged,
                "not_holding": each.not_holding,
                "used": each.used,
                "left": each.left,
            }
            for each in one.balances
        ],
    }


def _actions(decision: Decision, translate: Translate) -> Iterator[dict[str, object]]:
    first = decision.sets[0].reasons
    for name in decision.ordered:
        yield {
            "action": name,
            "worth": [str(level) for level in first[name].worth],
            "rank": first[name].rank,
            "scores": [_standing(one) for one in decision.standings.get(name, ())],
            "sets": {one.way: _reason(decision, one, name, translate) for one in decision.sets},
        }


def _standing(one: Standing) -> dict[str, object]:
    return {
        "criterion": one.criterion,
        "mean": str(one.mean),
        "kinds": [
            {
                "kind": kind.kind,
                "mean": str(kind.mean),
                "lowest": kind.lowest,
                "highest": kind.highest,
                "members": kind.members,
            }
            for kind in one.kinds
        ],
        "silent": list(one.silent),
    }


def _reason(decision: Decision, one: ChosenSet, name: str, translate: Translate) -> dict[str, object]:
    reason = one.reasons[name]
    told: dict[str, object] = {
        "in": reason.is_in,
        "why": reason.code,
        **{key: _listed(value) for key, value in reason.parameters.items()},
        "sentence": decision.because(one, name, translate),
    }
    if name in one.unlocking:
        unlocking = one.unlocking[name]
        told["unlocked_by"] = {
            "pledges_can_help": unlocking.can_help,
            "comes_with": list(unlocking.comes_with),
            "pledges": [_missing(each, decision.units) for each in unlocking.missing],
        }
    return told


def _listed(value: object) -> object:
    return [_listed(one) for one in value] if isinstance(value, tuple) else value


def _missing(one: Missing, units: Mapping[str, str]) -> dict[str, object]:
    return {
        "resource": one.resource,
        "amount": one.amount,
        "unit": units[one.resource],
        "from": one.from_on,
        "to": one.to_on,
        "any_day": one.is_any_day,
    }


def rounded(value: Fraction) -> int:
    """Give a number in whole hundredths, halves to the even one."""
    return round(value * 100)
