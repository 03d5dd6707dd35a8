"""Why each action is in or out: a code and what fills it in; the faces make sentences of them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

from spirale.method.choice.bank import Bank
from spirale.method.choice.scoring import worths
from spirale.method.choice.together import Together
from spirale.method.choice.unlocking import Unlocking, unlockings
from spirale.method.choice.values import Case

# In: "required" by chosen actions that could not be done without it; "minimum": without it a tag would have fewer
# actions than the rules ask; "worth": it is among those worth most together that the bank allows, and needs no other
# reason. Out: "excluded" by a chosen action; "requires_excluded": what it requires is; "bank": something is missing
# beside what is chosen; "too_much": even if nothing else were done; "fits": nothing is missing.
Why = Literal["required", "minimum", "worth", "excluded", "requires_excluded", "bank", "too_much", "fits"]

# How many of the chosen actions that use what an action lacks are named.
_NAMED: Final = 12


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an action is in or out.

    `parameters` by code: `by` for "required" (chosen actions); `tags` for "minimum"; `by` for "excluded"; `required`
    and `by` for "requires_excluded"; `missing` (pairs of a resource and an amount), `comes_with` and `used_by`
    (chosen actions that use these resources, those worth least first, twelve at most) for "bank"; `missing` and
    `comes_with` for "too_much". `worth` is what the action is worth, `rank` its place among all by that, from 1.
    """

    action: str
    is_in: bool
    code: Why
    parameters: Mapping[str, object]
    worth: tuple[Fraction, ...]
    rank: int


def reasons(case: Case, chosen: Collection[str], known: tuple[Unlocking, ...] | None = None) -> tuple[Reason, ...]:
    """Say of each action, by name, why it is in or out of a set that was chosen.

    `known` are the unlockings of this very set, when they were reckoned already.
    """
    worth = worths(case)
    ordered = sorted(worth.values(), reverse=True)
    ranks: dict[tuple[Fraction, ...], int] = {}
    for place, value in enumerate(ordered, 1):
        ranks.setdefault(value, place)
    told = _Telling(case, frozenset(chosen), worth)
    found = {name: (True, *told.why_in(name)) for name in chosen}
    for one in unlockings(case, chosen) if known is None else known:
        found[one.action] = (False, *told.why_out(one))
    return tuple(Reason(name, *found[name], worth[name], ranks[worth[name]]) for name in sorted(found))


class _Telling:
    """What is asked again and again of one set."""

    def __init__(self, case: Case, chosen: frozenset[str], worth: Mapping[str, tuple[Fraction, ...]]) -> None:
        self._together = Together(case.actions)
        self._chosen = chosen
        self._tags = {one.id: set(one.tags) for one in case.actions}
        self._at_least = {
            tag for tag, least in case.rules.minimum if sum(tag in self._tags[name] for name in chosen) <= least
        }
        self._users: dict[str, list[str]] = {}
        needs = {one.id: one.needs for one in case.actions}
        for name in sorted(chosen, key=lambda name: (worth[name], name)):
            for resource in sorted({need.resource for need in needs[name]}):
                self._users.setdefault(resource, []).append(name)
        self._bank = Bank(case)

    def why_in(self, action: str) -> tuple[Why, dict[str, object]]:
        """Why a chosen action is in."""
        by = [name for name in sorted(self._chosen) if action in self._together.requires[name] and name != action]
        if by:
            return "required", {"by": tuple(by)}
        if tags := self._tags[action] & self._at_least:
            return "minimum", {"tags": tuple(sorted(tags))}
        return "worth", {}

    def why_out(self, one: Unlocking) -> tuple[Why, dict[str, object]]:
        """Why an action is out."""
        if one.clash:
            first, second = one.clash
            if first == one.action:
                return "excluded", {"by": (second,)}
            return "requires_excluded", {"required": first, "by": (second,)}
        if not one.missing:
            return "fits", {"comes_with": one.comes_with}
        needed = self._together.with_required(one.action)
        if alone := self._bank.lacking(needed):
            return "too_much", {"missing": alone, "comes_with": tuple(sorted(needed - {one.action}))}
        used = dict.fromkeys(name for each in one.missing for name in self._users.get(each.resource, ()))
        return "bank", {"missing": _amounts(one), "comes_with": one.comes_with, "used_by": tuple(used)[:_NAMED]}


def _amounts(one: Unlocking) -> tuple[tuple[str, int], ...]:
    return tuple((each.resource, each.amount) for each in one.missing)
