"""A proportional set: everybody who scored holds an equal share of every resource, and buys with those who want it.

The method of equal shares (Peters, Pierczyński and Skowron, 2021), an action being paid in each resource it uses up.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from heapq import heapify, heappop, heappush
from typing import Literal

from spirale.method.choice.bank import Bank
from spirale.method.choice.checking import check
from spirale.method.choice.exact import lots
from spirale.method.choice.purses import Voters, rate, voters
from spirale.method.choice.scoring import worths
from spirale.method.choice.together import Together
from spirale.method.choice.values import ENGINE_VERSION, Case

# "share": paid from equal shares; "raised": from shares raised for all alike, as far as the bank goes; "room": nobody
# wants it, and there is room.
Step = Literal["share", "raised", "room"]
_NONE = Fraction(0)


@dataclass(frozen=True, slots=True)
class Bought:
    """An action as it entered, with what it requires that was not in yet.

    `rate` is what the payers gave for one point of worth and a whole share of the bank, in the resource in which they
    gave most: the lower, the sooner. `raised` is by how much all shares had been raised, 1 being the bank itself.
    """

    action: str
    comes_with: tuple[str, ...]
    step: Step
    rate: Fraction
    raised: Fraction


@dataclass(frozen=True, slots=True)
class Paid:
    """What a voter gave of a resource, in hundredths of its unit, for an action and what came with it."""

    action: str
    voter: str
    resource: str
    amount: Fraction


@dataclass(frozen=True, slots=True)
class Unserved:
    """An action left out although those who want it hold enough for it, and what keeps it out.

    "bank": days or conditions of pledges, or what others took; "excluded": a chosen action excludes it, or what it
    requires.
    """

    action: str
    why: Literal["bank", "excluded"]


@dataclass(frozen=True, slots=True)
class Guarantee:
    """What is checked when all is bought, from what was paid alone.

    `is_within_shares`: what entered by equal shares was paid in full, and nobody gave more than their share.
    `unserved`: actions that those who want them could still pay from what equal shares left, which the bank or an
    exclusion keeps out; when there are none, no group was passed over.
    """

    is_within_shares: bool
    unserved: tuple[Unserved, ...]


@dataclass(frozen=True, slots=True)
class ProportionalSet:
    """The actions, by name; how each entered, in turn; who paid for what; tags whose minimum is not reached."""

    engine: str
    actions: tuple[str, ...]
    bought: tuple[Bought, ...]
    paid: tuple[Paid, ...]
    short: tuple[str, ...]
    guarantee: Guarantee


def proportional_set(case: Case, of: Voters = "people") -> ProportionalSet:
    """Choose actions by equal shares, then by shares raised for all alike until the bank gives nothing more.

    What entered stays within the bank, with what it requires and nothing it excludes; a minimum set beforehand is
    looked to when shares are raised, and told where it is not reached. Equals are told apart by worth, then `lots`.
    Raises Problems for what is wrong in the case.
    """
    check(case)
    return _Sharing(case, of).result()


class _Sharing:
    """The purses as they empty, and the set as it grows."""

    def __init__(self, case: Case, of: Voters) -> None:
        self._case = case
        self._bank = Bank(case)
        self._together = Together(case.actions)
        self._voters = voters(case, of)
        self._names = tuple(sorted(one.id for one in case.actions))
        pools = {one.resource: one.pledged for one in self._bank.balances(())}
        self._pools = {
            one.resource: pools[one.resource] for one in self._bank.stocks if not one.is_shared and pools[one.resource]
        }
        self._left = {name: [one.share for one in self._voters] for name in self._pools}
        self._costs = {
            one.id: _costs(((need.resource, need.amount) for need in one.needs), self._pools) for one in case.actions
        }
        self._wanting: dict[str, list[tuple[int, Fraction]]] = {name: [] for name in self._names}
        for number, one in enumerate(self._voters):
            for action, worth in one.wants.items():
                self._wanting[action].append((number, worth))
        self._tags = {one.id: set(one.tags) for one in case.actions}
        self._least = dict(case.rules.minimum)
        worths_of, lot = worths(case), lots(self._names)
        ranked = sorted(self._names, key=lambda name: (worths_of[name], lot[name], name), reverse=True)
        self._rank = {name: place for place, name in enumerate(ranked)}
        self._raised = Fraction(1)
        self._chosen: set[str] = set()
        self._bought: list[Bought] = []
        self._paid: list[Paid] = []

    def result(self) -> ProportionalSet:
        """Buy all that can be, and check."""
        self._by_shares()
        left = {name: list(purses) for name, purses in self._left.items()}
        within = self._is_within_shares()
        self._by_raising()
        for name in sorted(self._names, key=self._rank.__getitem__):
            if name not in self._chosen and self._fits(name):
                self._take(name, "room", _NONE)
        counted = {tag: sum(tag in self._tags[name] for name in self._chosen) for tag in self._least}
        return ProportionalSet(
            ENGINE_VERSION,
            tuple(sorted(self._chosen)),
            tuple(self._bought),
            tuple(self._paid),
            tuple(sorted(tag for tag, least in self._least.items() if counted[tag] < least)),
            Guarantee(within, self._unserved(left)),
        )

    def _by_shares(self) -> None:
        """Buy, again and again, what costs those who want it least for a point of worth."""
        waiting = [((_NONE, self._rank[name]), name) for name in self._names]
        heapify(waiting)
        while waiting:
            _known, name = heappop(waiting)
            if name in self._chosen:
                continue
            found = self._rate(name)
            if found is None or not self._fits(name):
                # Purses only empty and the bank too; what it requires may be bought, which pushes it again.
                continue
            if waiting and (found, self._rank[name]) > waiting[0][0]:
                heappush(waiting, ((found, self._rank[name]), name))
                continue
            for other in self._take(name, "share", found):
                heappush(waiting, ((_NONE, self._rank[other]), other))

    def _by_raising(self) -> None:
        """Raise all shares alike by as little as lets something be bought; what reaches a minimum comes first."""
        waiting = [(self._level(name), name) for name in self._names if name not in self._chosen]
        heap = [(self._looked_to(name), level, self._rank[name], name) for level, name in waiting if level is not None]
        heapify(heap)
        while heap:
            key = heappop(heap)
            name = key[-1]
            level = self._level(name)
            if name in self._chosen or level is None or not self._fits(name):
                continue
            now = (self._looked_to(name), level, self._rank[name], name)
            if heap and now > heap[0]:
                heappush(heap, now)
                continue
            if level > self._raised:
                self._left = {
                    resource: [
                        left + (level - self._raised) * one.share
                        for left, one in zip(purses, self._voters, strict=True)
                    ]
                    for resource, purses in self._left.items()
                }
                self._raised = level
            for other in self._take(name, "raised", self._rate(name) or _NONE):
                if (raised := self._level(other)) is not None:
                    heappush(heap, (self._looked_to(other), raised, self._rank[other], other))

    def _looked_to(self, name: str) -> bool:
        """False, which comes first, for an action that brings a minimum nearer."""
        counted = (tag for tag in self._tags[name] & self._least.keys())
        return not any(sum(tag in self._tags[one] for one in self._chosen) < self._least[tag] for tag in counted)

    def _new(self, name: str) -> list[str]:
        return sorted(self._together.with_required(name) - self._chosen)

    def _fits(self, name: str) -> bool:
        larger = self._chosen | self._together.with_required(name)
        return not self._together.clash_within(larger) and self._bank.suffices_for(larger)

    def _cost(self, new: Iterable[str]) -> dict[str, Fraction]:
        return _costs(pair for name in new for pair in self._costs[name].items())

    def _powers(self, new: Iterable[str]) -> dict[int, Fraction]:
        """How much the voters give at a rate of 1: what they want of it, times their share."""
        found: dict[int, Fraction] = {}
        for name in new:
            for number, worth in self._wanting[name]:
                found[number] = found.get(number, _NONE) + worth * self._voters[number].share
        return found

    def _rates(self, new: Iterable[str]) -> dict[str, Fraction] | None:
        """The rate in each resource that it uses up; None when those who want it have not enough left of one."""
        listed = tuple(new)
        powers = self._powers(listed)
        found = {}
        for resource, cost in self._cost(listed).items():
            one = rate(cost, [(self._left[resource][number], power) for number, power in powers.items()])
            if one is None:
                return None
            found[resource] = one
        return found if powers else None

    def _rate(self, name: str) -> Fraction | None:
        rates = self._rates(self._new(name))
        return None if rates is None else max(rates.values(), default=_NONE)

    def _level(self, name: str) -> Fraction | None:
        """How far all shares must be raised for it, 1 being the bank itself; None when nobody wants it."""
        new = self._new(name)
        powers = self._powers(new)
        if not powers:
            return None
        held = sum((self._voters[number].share for number in powers), _NONE)
        missing = [
            cost - sum((self._left[resource][number] for number in powers), _NONE)
            for resource, cost in self._cost(new).items()
        ]
        return self._raised + max(_NONE, *missing, _NONE) / held

    def _take(self, name: str, step: Step, found: Fraction) -> list[str]:
        """Let it in, paid; returns what required something of it, which costs less now."""
        new = self._new(name)
        rates, powers = self._rates(new) or {}, self._powers(new)
        for resource, one in sorted(rates.items()):
            for number, power in sorted(powers.items()):
                amount = min(self._left[resource][number], one * power)
                self._left[resource][number] -= amount
                if amount:
                    self._paid.append(Paid(name, self._voters[number].id, resource, amount * self._pools[resource]))
        self._chosen.update(new)
        self._bought.append(Bought(name, tuple(one for one in new if one != name), step, found, self._raised))
        return [
            one
            for one in self._names
            if one not in self._chosen and self._together.with_required(one).intersection(new)
        ]

    def _is_within_shares(self) -> bool:
        """Whether what entered was paid in full, and nobody gave more than their share; from the payments."""
        given: dict[tuple[str, str], Fraction] = {}
        got: dict[tuple[str, str], Fraction] = {}
        for one in self._paid:
            given[one.voter, one.resource] = given.get((one.voter, one.resource), _NONE) + one.amount
            got[one.action, one.resource] = got.get((one.action, one.resource), _NONE) + one.amount
        share = {one.id: one.share for one in self._voters}
        costs = {
            (one.action, resource): cost * self._pools[resource]
            for one in self._bought
            for resource, cost in self._cost((one.action, *one.comes_with)).items()
        }
        return got == costs and all(
            amount <= share[voter] * self._pools[resource] for (voter, resource), amount in given.items()
        )

    def _unserved(self, left: dict[str, list[Fraction]]) -> tuple[Unserved, ...]:
        """What is out although those who want it held enough when equal shares were spent."""
        self._left = left
        found = []
        for name in self._names:
            if name in self._chosen or self._rates(self._new(name)) is None:
                continue
            clash = self._together.clash_within(self._chosen | self._together.with_required(name))
            found.append(Unserved(name, "excluded" if clash else "bank"))
        return tuple(found)


def _costs(
    amounts: Iterable[tuple[str, int | Fraction]], pools: Mapping[str, int] | None = None
) -> dict[str, Fraction]:
    """What is asked of each resource, as a share of its pool where pools are given; what has no pool is left out."""
    found: dict[str, Fraction] = {}
    for resource, amount in amounts:
        if pools is None or resource in pools:
            part = Fraction(amount) / (1 if pools is None else pools[resource])
            found[resource] = found.get(resource, _NONE) + part
    return found
