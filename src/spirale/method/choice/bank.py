"""The resource bank: which pledges hold, which may serve which need, and what is left when actions are done.

A pledge serves a need of its resource when both have a day in common, and when it is for any action or for that one.
It may be divided between several needs, and a need served by several pledges, in whole hundredths of the unit.
What is shared serves all who need it, and is not used up.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, TypeVar

from spirale.method.choice.flows import Sharing, share_out
from spirale.method.choice.values import Action, Case, Need, Pledge, Resource

# After all days: what has no last day is open.
_NO_END: Final = "9999-12-31"
_Key = TypeVar("_Key")


@dataclass(frozen=True, slots=True)
class Given:
    """How much of a pledge goes to a need of an action."""

    pledge: str
    action: str
    resource: str
    from_on: str
    to_on: str
    amount: int


@dataclass(frozen=True, slots=True)
class Balance:
    """What is pledged of a resource and holds, what the actions use of it, and what is left.

    `not_holding` is what was pledged on a condition that is gone. Of what is shared, nothing is used.
    """

    resource: str
    pledged: int
    not_holding: int
    used: int
    left: int


def holding(pledges: Iterable[Pledge]) -> tuple[Pledge, ...]:
    """The pledges that hold, by name: those whose conditions hold too. Two that hang on each other both hold."""
    held = {one.id: one for one in pledges}
    while gone := [one.id for one in held.values() if not held.keys() >= set(one.only_if)]:
        for name in gone:
            del held[name]
    return tuple(held[name] for name in sorted(held))


def without(case: Case, withdrawn: Iterable[str]) -> Case:
    """The case without pledges that were withdrawn, nor those that hung on them."""
    gone = set(withdrawn)
    return replace(case, pledges=holding(one for one in case.pledges if one.id not in gone))


def may_serve(pledge: Pledge, action: str, need: Need) -> bool:
    """Whether a pledge may serve a need of an action."""
    if pledge.resource != need.resource or (pledge.only_for and action not in pledge.only_for):
        return False
    return meet(pledge.from_on, pledge.to_on, need.from_on, need.to_on)


def meet(first_from: str, first_to: str, second_from: str, second_to: str) -> bool:
    """Whether two stretches of days have a day in common; "" is open."""
    return max(first_from, second_from) <= min(first_to or _NO_END, second_to or _NO_END)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Needs of one resource that are alike: same days, and the same action where pledges name it."""

    action: str
    from_on: str
    to_on: str


class Stock:
    """What the bank holds of one resource, and who needs it.

    Pledges that may serve the same needs are one pool, needs that the same pools may serve one class, so that a
    resource without days or conditions has one of each. All lists are in an order that no order of input changes.
    """

    def __init__(self, resource: Resource, pledges: Sequence[Pledge], actions: Sequence[Action]) -> None:
        self.resource = resource.id
        self.is_shared = resource.is_shared
        self.pledges = [one for one in pledges if one.resource == resource.id]
        named = {name for one in self.pledges for name in one.only_for}
        # How much each action needs of each kind of wanted.
        self.needs: dict[str, dict[Wanted, int]] = {}
        for action in actions:
            for need in action.needs:
                if need.resource == resource.id:
                    wanted = Wanted(action.id if action.id in named else "", need.from_on, need.to_on)
                    self._add(self.needs.setdefault(action.id, {}), wanted, need.amount)
        kinds = sorted(
            {wanted for own in self.needs.values() for wanted in own},
            key=lambda one: (one.action, one.from_on, one.to_on),
        )
        self._pool(kinds)
        # How much each action needs of each class.
        self.asked = {action: self._by_class(own) for action, own in self.needs.items()}

    def _pool(self, kinds: Sequence[Wanted]) -> None:
        pools: dict[tuple[int, ...], list[Pledge]] = {}
        served_by_alike: dict[tuple[str, str, tuple[str, ...]], tuple[int, ...]] = {}
        for pledge in self.pledges:
            alike = (pledge.from_on, pledge.to_on, tuple(sorted(set(pledge.only_for))))
            if alike not in served_by_alike:
                served_by_alike[alike] = tuple(
                    number for number, wanted in enumerate(kinds) if self._serves(pledge, wanted)
                )
            pools.setdefault(served_by_alike[alike], []).append(pledge)
        useful = sorted(served for served in pools if served)
        self.pools: list[list[Pledge]] = [pools[served] for served in useful]
        self.amounts = [sum(one.amount for one in pool) for pool in self.pools]
        served_by: list[list[int]] = [[] for _ in kinds]
        for pool, served in enumerate(useful):
            for number in served:
                served_by[number].append(pool)
        numbers: dict[tuple[int, ...], int] = {}
        self.class_of = {
            wanted: numbers.setdefault(tuple(by), len(numbers)) for wanted, by in zip(kinds, served_by, strict=True)
        }
        # The pools that may serve each class.
        self.served_by = list(numbers)

    @staticmethod
    def _serves(pledge: Pledge, wanted: Wanted) -> bool:
        if pledge.only_for and wanted.action not in pledge.only_for:
            return False
        return meet(pledge.from_on, pledge.to_on, wanted.from_on, wanted.to_on)

    def _by_class(self, own: Mapping[Wanted, int]) -> dict[int, int]:
        found: dict[int, int] = {}
        for wanted, amount in own.items():
            self._add(found, self.class_of[wanted], amount)
        return found

    def _add(self, amounts: dict[_Key, int], key: _Key, amount: int) -> None:
        """Add an amount; what is shared serves one need after the other, and the greatest says what it takes."""
        held = amounts.get(key, 0)
        amounts[key] = max(held, amount) if self.is_shared else held + amount

    def within_reach(self, number: int) -> int:
        """All that may serve a class of needs."""
        return sum(self.amounts[pool] for pool in self.served_by[number])

    def wants(self, actions: Iterable[str]) -> list[int]:
        """How much some actions need of each class; not for what is shared."""
        found = [0] * len(self.served_by)
        for action in actions:
            for number, amount in self.asked.get(action, {}).items():
                found[number] += amount
        return found

    def share(self, actions: Iterable[str]) -> Sharing:
        """Share out the pools among the classes of needs of some actions; not for what is shared."""
        return share_out(self.amounts, self.wants(actions), self.served_by)

    def lack(self, actions: Iterable[str]) -> int:
        """How much more it would take, free any day and for any action, to do all these actions."""
        if not self.is_shared:
            return sum(self.share(actions).lack)
        short = [
            amount - self.within_reach(number)
            for action in actions
            for number, amount in self.asked.get(action, {}).items()
        ]
        return max(0, *short, 0)


class Bank:
    """What holds of the pledges, by resource, beside the needs of all actions."""

    def __init__(self, case: Case) -> None:
        self.actions = sorted(case.actions, key=lambda one: one.id)
        self._pledges = sorted(case.pledges, key=lambda one: one.id)
        self._held = holding(self._pledges)
        self.stocks = [
            Stock(resource, self._held, self.actions) for resource in sorted(case.resources, key=lambda one: one.id)
        ]

    @cached_property
    def _needed(self) -> dict[str, tuple[Need, ...]]:
        key = lambda need: (need.resource, need.from_on, need.to_on, need.amount)  # noqa: E731
        return {one.id: tuple(sorted(one.needs, key=key)) for one in self.actions}

    def lacking(self, actions: Iterable[str]) -> tuple[tuple[str, int], ...]:
        """What is missing to do all these actions together, by resource: nothing when the bank suffices."""
        done = sorted(set(actions))
        short = ((stock.resource, stock.lack(done)) for stock in self.stocks)
        return tuple((resource, amount) for resource, amount in short if amount)

    def suffices_for(self, actions: Iterable[str]) -> bool:
        """Whether all these actions can be done together."""
        return not self.lacking(actions)

    def balances(self, actions: Iterable[str]) -> tuple[Balance, ...]:
        """What is pledged, used and left of each resource when these actions are done, as far as pledges go."""
        done = sorted(set(actions))
        found = []
        for stock in self.stocks:
            pledged = sum(one.amount for one in stock.pledges)
            promised = sum(one.amount for one in self._pledges if one.resource == stock.resource)
            used = 0 if stock.is_shared else sum(stock.share(done).given.values())
            found.append(Balance(stock.resource, pledged, promised - pledged, used, pledged - used))
        return tuple(found)

    def running(self, actions: Sequence[str]) -> tuple[tuple[Balance, ...], ...]:
        """The balances after each of these actions, in the order given."""
        return tuple(self.balances(actions[: many + 1]) for many in range(len(actions)))

    def given(self, actions: Iterable[str]) -> tuple[Given, ...]:
        """Which pledges go to which needs of these actions, as far as pledges go; nothing for what is shared.

        Pledges that may serve few needs go first, then by name.
        """
        done = sorted(set(actions))
        shared = {stock.resource for stock in self.stocks if stock.is_shared}
        found: list[Given] = []
        for stock in self.stocks:
            if stock.resource in shared:
                continue
            wants = [
                (action, need)
                for action in done
                for need in self._needed.get(action, ())
                if need.resource == stock.resource
            ]
            ready = [
                (one, [number for number, want in enumerate(wants) if may_serve(one, *want)]) for one in stock.pledges
            ]
            ready.sort(key=lambda pair: (len(pair[1]), pair[0].id))
            served_by: list[list[int]] = [[] for _ in wants]
            for source, (_pledge, served) in enumerate(ready):
                for number in served:
                    served_by[number].append(source)
            shares = share_out([one.amount for one, _served in ready], [need.amount for _, need in wants], served_by)
            for (source, number), amount in shares.given.items():
                action, need = wants[number]
                found.append(Given(ready[source][0].id, action, stock.resource, need.from_on, need.to_on, amount))
        return tuple(sorted(found, key=lambda one: (one.action, one.resource, one.from_on, one.to_on, one.pledge)))
