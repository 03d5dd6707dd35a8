"""Which candidates a committee has: every voter gets the same purse, and those who approve a candidate pay for it.

The Method of Equal Shares (Peters and Skowron, 2020), completed by Phragmén's sequential rule. All sums of money are
fractions, all counts whole numbers: nothing is rounded, and a tie is a tie.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from math import gcd
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.intp]
Bits = NDArray[np.bool_]
# How a candidate was bought: from the purses all had at first, or with what all received afterwards, little by little.
Step = Literal["shared", "completed"]

# (parts, whole), whole being positive; not in lowest terms.
Ratio = tuple[int, int]


class Ballots:
    """Which candidates each voter approves; candidates are numbers from 0, the first one winning ties.

    Voters with the same ballot are one entry with a weight, for they always have the same purse.
    `owners` and `choices` are the pairs (entry, candidate), in the order of entries. A ballot may also give marks, by
    candidate, positive whole numbers; otherwise each is 1. `worth` is the sum of a candidate's marks.
    """

    def __init__(self, approved: Sequence[Iterable[int] | Mapping[int, int]], candidates: int) -> None:
        merged: dict[tuple[tuple[int, ...], tuple[int, ...]], int] = {}
        self.entry_of: list[int] = []
        weights: list[int] = []
        for ballot in approved:
            chosen = tuple(sorted(set(ballot)))
            marks = tuple(ballot[one] for one in chosen) if isinstance(ballot, Mapping) else ()
            entry = merged.setdefault((chosen, marks or (1,) * len(chosen)), len(merged))
            if entry == len(weights):
                weights.append(0)
            weights[entry] += 1
            self.entry_of.append(entry)
        lengths = [len(chosen) for chosen, _ in merged]
        self.candidates = candidates
        self.voters = len(self.entry_of)
        self.weights: Whole = np.array(weights, dtype=np.intp)
        many = sum(lengths)
        self.choices: Whole = np.fromiter(chain.from_iterable(one for one, _ in merged), dtype=np.intp, count=many)
        all_marks = np.fromiter(chain.from_iterable(marks for _, marks in merged), dtype=np.intp, count=many)
        self.is_marked = bool((all_marks != 1).any())
        self.owners: Whole = np.repeat(np.arange(len(merged), dtype=np.intp), lengths)
        self._starts = np.concatenate([[0], np.cumsum(lengths, dtype=np.intp)])
        by_candidate = np.argsort(self.choices, kind="stable")
        self._supporters = self.owners[by_candidate]
        self._bounds = np.searchsorted(self.choices[by_candidate], np.arange(candidates + 1))
        self.support: Whole = np.zeros(candidates, dtype=np.intp)
        np.add.at(self.support, self.choices, self.weights[self.owners])
        self._marks: Whole = all_marks[by_candidate]
        self.worth: Whole = np.zeros(candidates, dtype=np.intp)
        np.add.at(self.worth, self.choices, self.weights[self.owners] * all_marks)

    def supporters(self, candidate: int) -> Whole:
        """Entries that approve a candidate, in order."""
        return self._supporters[self._bounds[candidate] : self._bounds[candidate + 1]]

    def marks(self, candidate: int) -> Whole:
        """The marks of a candidate, in the order of its supporters."""
        return self._marks[self._bounds[candidate] : self._bounds[candidate + 1]]

    def approved_by(self, entry: int) -> Whole:
        """Candidates an entry approves, in order."""
        return self.choices[self._starts[entry] : self._starts[entry + 1]]

    def touched_by(self, candidates: Iterable[int]) -> Bits:
        """Say of each candidate whether one of its voters approves any of these too."""
        paid = np.zeros(len(self.weights), dtype=bool)
        for candidate in candidates:
            paid[self.supporters(candidate)] = True
        touched = np.zeros(self.candidates, dtype=bool)
        touched[self.choices[paid[self.owners]]] = True
        return touched


@dataclass(frozen=True, slots=True)
class Purchase:
    """A candidate bought.

    `amount` is the most one of its voters paid (`shared`), or what each voter had received, beyond the first purse,
    when its voters could pay (`completed`). `tied` are candidates that could as well have been bought, in order.
    """

    candidate: int
    step: Step
    amount: Fraction
    tied: tuple[int, ...]


def elect(ballots: Ballots, seats: int) -> tuple[Purchase, ...]:
    """Give the committee in the order of purchase; fewer than `seats` only when fewer are approved by anybody.

    1. Each voter has seats/voters to spend, and a candidate costs 1. Again and again, buy the candidate whose voters
       can pay for it with the smallest largest share, all paying the same, or all they have left.
    2. When nobody can be bought any more, all receive money at the same pace; a candidate is bought as soon as its
       voters together have its price, and they then have nothing left.
    Ties go to the first candidate. Step 1 gives EJR+ (Brill and Peters, 2023), which step 2 cannot undo.
    Sources: Peters and Skowron (2020), section 3; Lackner and Skowron (2023), rules 10 and 11.
    """
    bought, money = buy(ballots, (seats, max(1, ballots.voters)), most=seats)
    support = ballots.support.tolist()
    held = [one.candidate for one in bought]
    with_full_purses = {
        one: (ballots.voters - heads * seats, heads * ballots.voters)
        for one, heads in enumerate(support)
        if heads and one not in held
    }
    offers = Offers(ballots, money.moment, with_full_purses, stale=ballots.touched_by(held))
    while len(bought) < seats and (found := offers.best()):
        moment, (first, *tied) = found
        bought.append(Purchase(first, "completed", moment, tuple(tied)))
        money.spend_all(first, moment)
        offers.take(first)
    return tuple(bought)


def buy(
    ballots: Ballots,
    purse: Ratio,
    prices: Sequence[int] = (),
    *,
    values: Sequence[int] = (),
    most: int | None = None,
) -> tuple[list[Purchase], "Money"]:
    """Buy, again and again, the candidate whose voters pay least for what it gives them, while any can be paid for.

    Each voter has the same purse; prices are positive whole numbers, and so are `values`, what a candidate gives a
    voter for each mark; all are 1 when left out. At most `most` are bought. Gives what was bought, in order, and the
    money left. Source: Peters, Pierczyński and Skowron (2021), section 3.
    """
    prices = prices or [1] * ballots.candidates
    most = ballots.candidates if most is None else most
    money = Money(ballots, purse, prices, values or [1] * ballots.candidates)
    bought: list[Purchase] = []
    affordable = {
        one: (prices[one], worth * money.values[one])
        for one, (worth, heads) in enumerate(zip(ballots.worth.tolist(), ballots.support.tolist(), strict=True))
        if heads and heads * purse[0] >= prices[one] * purse[1]
    }
    offers = Offers(ballots, money.share, affordable, stale=np.full(ballots.candidates, ballots.is_marked))
    while len(bought) < most and (found := offers.best()):
        share, (first, *tied) = found
        bought.append(Purchase(first, "shared", share, tuple(tied)))
        money.pay(first, share)
        offers.take(first)
    return bought, money


class Money:
    """What each voter has left, in whole parts of the unit that prices are told in.

    Few amounts are different: entries hold the number of an amount, in the order of amounts. A `share` is what a voter
    pays for each unit of what a candidate gives: its value for each mark.
    """

    def __init__(self, ballots: Ballots, purse: Ratio, prices: Sequence[int], values: Sequence[int]) -> None:
        self._ballots = ballots
        self._prices = prices
        self.values = values
        amount, self._unit = purse
        self._amounts = [amount]
        self._held: Whole = np.zeros(len(ballots.weights), dtype=np.intp)

    def share(self, candidate: int) -> Ratio | None:
        """The least largest share for which the voters of a candidate can pay it; None when they cannot."""
        owed, worth = self._prices[candidate] * self._unit, int(self._ballots.worth[candidate])
        for amount, mark, count in self._purses(candidate):
            if amount * worth >= owed * mark:
                return owed, worth * self._unit * self.values[candidate]
            owed -= amount * count
            worth -= mark * count
        return None

    def pay(self, candidate: int, share: Fraction) -> None:
        """Take this share, or what is left, from the voters of a candidate."""
        part = self._in_parts(share * self.values[candidate])
        self._replace(candidate, lambda amount, mark: max(0, amount - part * mark))

    def held_by(self, candidate: int) -> Fraction:
        """What the voters of a candidate have left together."""
        return Fraction(sum(amount * count for amount, _mark, count in self._purses(candidate)), self._unit)

    def moment(self, candidate: int) -> Ratio:
        """What each voter must have received, beyond the first purse, for the voters of a candidate to pay it."""
        have = sum(amount * count for amount, _mark, count in self._purses(candidate))
        return self._prices[candidate] * self._unit - have, int(self._ballots.support[candidate]) * self._unit

    def spend_all(self, candidate: int, moment: Fraction) -> None:
        """Leave the voters of a candidate with nothing, at this moment: less what they will have received by then."""
        part = self._in_parts(moment)
        self._replace(candidate, lambda _amount, _mark: -part)

    def _in_parts(self, amount: Fraction) -> int:
        """Give an amount in whole parts of the unit, cutting it into smaller parts if need be."""
        finer = amount.denominator // gcd(amount.denominator, self._unit)
        self._unit *= finer
        self._amounts = [held * finer for held in self._amounts]
        return amount.numerator * (self._unit // amount.denominator)

    def _purses(self, candidate: int) -> Iterator[tuple[int, int, int]]:
        """What voters of a candidate have and the mark they gave, the least for each mark first; how many they are."""
        kinds, purses = self._kinds(candidate)
        counts = np.bincount(kinds, weights=self._ballots.weights[self._ballots.supporters(candidate)])
        found = [(*purse, int(count)) for purse, count in zip(purses, counts.tolist(), strict=True)]
        yield from sorted(found, key=lambda one: Fraction(one[0], one[1])) if self._ballots.is_marked else found

    def _kinds(self, candidate: int) -> tuple[Whole, list[tuple[int, int]]]:
        """Which kind each voter of a candidate is of, and the kinds: purses, the smallest first, and marks."""
        rows = self._ballots.supporters(candidate)
        most = 1
        codes = self._held[rows]
        if self._ballots.is_marked:
            marks = self._ballots.marks(candidate)
            most = int(marks.max(initial=0)) + 1
            codes = codes * most + marks
        is_there = np.bincount(codes) > 0
        purses = [(self._amounts[code // most], code % most or 1) for code in np.flatnonzero(is_there).tolist()]
        return (np.cumsum(is_there) - 1)[codes], purses

    def _replace(self, candidate: int, change: Callable[[int, int], int]) -> None:
        """Change what the voters of a candidate have, and number the amounts anew."""
        rows = self._ballots.supporters(candidate)
        kinds, purses = self._kinds(candidate)
        changed = [change(amount, mark) for amount, mark in purses]
        others = np.ones(len(self._held), dtype=bool)
        others[rows] = False
        kept = {self._amounts[number] for number in np.unique(self._held[others]).tolist()}
        amounts = sorted(kept.union(changed))
        number_of = {amount: number for number, amount in enumerate(amounts)}
        before = np.array([number_of.get(amount, 0) for amount in self._amounts], dtype=np.intp)
        self._held = before[self._held]
        self._held[rows] = np.array([number_of[amount] for amount in changed], dtype=np.intp)[kinds]
        self._amounts = amounts


class Offers:
    """Candidates by what they cost their voters, which never falls: only those that seem the best are reckoned anew.

    Costs are exact; they are sorted by the nearest float, which never puts a dearer one first, and then compared as
    they are. `least` gives their costs, or for those that are `stale` a bound below.
    """

    def __init__(
        self,
        ballots: Ballots,
        reckon: Callable[[int], Ratio | None],
        least: Mapping[int, Ratio],
        *,
        stale: Bits,
    ) -> None:
        self._ballots = ballots
        self._reckon = reckon
        self._cost = dict(least)
        self._stale = stale
        self._about: dict[float, list[int]] = {}
        for candidate, (parts, whole) in least.items():
            self._about.setdefault(parts / whole, []).append(candidate)

    def best(self) -> tuple[Fraction, list[int]] | None:
        """Give the least cost and the candidates that have it, in order; None when none can be bought."""
        while self._about:
            about = min(self._about)
            here = [one for one in self._about.pop(about) if not self._stale[one] or self._stays(one, about)]
            if here:
                self._about[about] = here
                least = here[0]
                for one in here:
                    if _less(self._cost[one], self._cost[least]):
                        least = one
                cost = self._cost[least]
                return Fraction(*cost), sorted(one for one in here if not _less(cost, self._cost[one]))
        return None

    def take(self, candidate: int) -> None:
        """Take a candidate away; whatever its voters approve must be reckoned anew."""
        parts, whole = self._cost.pop(candidate)
        listed = self._about[parts / whole]
        listed.remove(candidate)
        if not listed:
            del self._about[parts / whole]
        self._stale |= self._ballots.touched_by([candidate])

    def _stays(self, candidate: int, about: float) -> bool:
        """Reckon a cost anew, and say whether it is still about that much; otherwise put it where it belongs."""
        cost = self._reckon(candidate)
        self._stale[candidate] = False
        if cost is None:
            del self._cost[candidate]
            return False
        self._cost[candidate] = cost
        parts, whole = cost
        if parts / whole == about:
            return True
        self._about.setdefault(parts / whole, []).append(candidate)
        return False


def _less(one: Ratio, other: Ratio) -> bool:
    return one[0] * other[1] < other[0] * one[1]
