"""In which order equal shares buy at many purses: told by bounds, or not at all.

With more money in every purse and the same purchases, nobody ever has less and nothing is dearer. So what voters have
left at the smallest purse of a span and at the largest are bounds of what they have at every purse between, and so are
the prices. Where these bounds leave one candidate to buy, it is bought at all of these purses. Floats are rounded
outwards, which makes rounding one more thing that bounds hold; where they tell too little, the answer is None and
never a guess. Many spans are followed together where they have bought the same, in whatever order.
"""

from collections.abc import Sequence
from math import inf, nextafter
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spirale.method.summary.electing import Ballots, Bits, Ratio

Floats = NDArray[np.float64]
# The smallest purse and the largest, both in the span.
Span = tuple[Ratio, Ratio]

_ULP: Final = 2.0**-52
_UP: Final = 1 + 4 * _ULP
_DOWN: Final = 1 - 4 * _ULP
# What stands for a candidate where nothing more is bought, and where bounds do not tell.
_NOTHING: Final = -1
_UNCLEAR: Final = -2


class Bounds:
    """Ballots, prices and values, set out once for many purses (see `electing.buy`)."""

    def __init__(self, ballots: Ballots, prices: Sequence[int], values: Sequence[int]) -> None:
        self.ballots = ballots
        self.prices: Floats = np.array(prices, dtype=np.float64)
        self.values: Floats = np.array(values, dtype=np.float64)
        self.voters = [ballots.supporters(one) for one in range(ballots.candidates)]
        self.weights = [ballots.weights[voters].astype(np.float64) for voters in self.voters]
        self.marks = [ballots.marks(one).astype(np.float64) for one in range(ballots.candidates)]
        self.worth = ballots.worth.astype(np.float64)
        self.is_marked = ballots.is_marked
        # What all pay together for each unit of value: 1 where satisfaction is the price.
        self.asked = self.prices / self.values
        # Two fractions of it are equal when their floats are, unless products near 2**53.
        self.is_telling = bool(self.asked.max(initial=1) * self.worth.max(initial=1) < 2**51)
        self._touched: dict[int, Bits] = {}

    def orders(self, spans: Sequence[Span]) -> list[tuple[int, ...] | None]:
        """Give what is bought, in order, at every purse of each span; None where bounds do not tell.

        Ties go to the first candidate, as everywhere.
        """
        course = _Course(self, spans)
        found: list[tuple[int, ...] | None] = [None] * len(spans)
        bought: list[list[int]] = [[] for _ in spans]
        alike: dict[frozenset[int], list[int]] = {frozenset(): list(range(len(spans)))}
        while alike:
            following: dict[frozenset[int], list[int]] = {}
            for already, together in alike.items():
                for span, winner in zip(together, course.winners(together, already), strict=True):
                    if winner == _NOTHING:
                        found[span] = tuple(bought[span])
                    elif winner != _UNCLEAR:
                        bought[span].append(winner)
                        following.setdefault(already | {winner}, []).append(span)
            course.pay({span: bought[span][-1] for together in following.values() for span in together})
            alike = following
        return found

    def touched_by(self, candidate: int) -> Bits:
        """Say of each candidate whether one of its voters votes for this one too."""
        if candidate not in self._touched:
            self._touched[candidate] = self.ballots.touched_by([candidate])
        return self._touched[candidate]


class _Course:
    """What is known of each span while it buys; a column for each span.

    `left` is what voters have left: the smallest purses first, then the largest. By candidate, `low` and `high` are
    bounds of what each voter who pays in full pays for each mark, `least` and `most` the same for each unit of value:
    equal only where the nearest float says all, one share among whole marks, all other voters having nothing. What is
    `stale` still bounds from below, since nothing becomes cheaper.
    """

    def __init__(self, bounds: Bounds, spans: Sequence[Span]) -> None:
        self._bounds = bounds
        smallest = [nextafter(parts / whole, 0) for (parts, whole), _ in spans]
        largest = [nextafter(parts / whole, inf) for _, (parts, whole) in spans]
        self._many = len(spans)
        self._left = np.repeat([smallest + largest], len(bounds.ballots.weights), axis=0)
        is_wanted: Bits = bounds.worth > 0
        nowhere = np.full(len(bounds.worth), inf)
        shares = np.divide(bounds.asked, bounds.worth, out=nowhere, where=is_wanted)
        paid = np.divide(bounds.prices, bounds.worth, out=nowhere.copy(), where=is_wanted)
        of_each = (paid * _DOWN, paid * _UP, shares * _DOWN, shares)
        self._low, self._high, self._least, self._most = (
            np.repeat(one[:, None], self._many, axis=1) for one in of_each
        )
        self._stale: Bits = np.repeat(is_wanted[:, None], self._many, axis=1)

    def winners(self, spans: list[int], already: frozenset[int]) -> list[int]:
        """Give for each of these spans, which bought the same, the candidate that is bought next.

        It is bought whatever the exact prices are; otherwise it is unclear. Nothing is where nobody can pay anything.
        """
        for one in already:
            self._least[one, spans] = self._most[one, spans] = inf
        least, most = self._least[:, spans], self._most[:, spans]
        is_stale: Bits = self._stale[:, spans].max(axis=1)
        first = least.min(axis=1)
        best = most[~is_stale].min(axis=0, initial=inf)
        while True:
            waiting = np.flatnonzero(is_stale & (first <= best.max()) & (first < inf))
            if not len(waiting):
                break
            one = int(waiting[first[waiting].argmin()])
            self._reckon(one, spans)
            is_stale[one] = False
            least[one], most[one] = self._least[one, spans], self._most[one, spans]
            first[one] = least[one].min()
            best = np.minimum(best, most[one])
        is_near = least <= best
        is_clear = (is_near.sum(axis=0) == 1) | ((least == most) | ~is_near).all(axis=0)
        winners = np.where(is_clear & (best < inf), is_near.argmax(axis=0), _UNCLEAR)
        chosen: list[int] = np.where(least.min(axis=0) < inf, winners, _NOTHING).tolist()
        return chosen

    def pay(self, winners: dict[int, int]) -> None:
        """Take from voters what each span buys."""
        for winner in sorted(set(winners.values())):
            spans = [span for span, bought in winners.items() if bought == winner]
            paid = np.concatenate([self._high[winner, spans], self._low[winner, spans]])
            # A difference of floats, multiplied by this, is never above the exact one (or below, in the second half).
            outwards = np.repeat([1 - _ULP, 1 + _ULP], len(spans))
            where = (self._bounds.voters[winner][:, None], self._columns(spans))
            if self._bounds.is_marked:
                paid = self._bounds.marks[winner][:, None] * (paid * np.repeat([_UP, _DOWN], len(spans)))
            self._left[where] = np.maximum((self._left[where] - paid) * outwards, 0)
            self._stale[np.flatnonzero(self._bounds.touched_by(winner))[:, None], spans] = True

    def _columns(self, spans: list[int]) -> list[int]:
        return [*spans, *(self._many + span for span in spans)]

    def _reckon(self, candidate: int, spans: list[int]) -> None:
        """Reckon the bounds of a candidate anew; they are infinite where its voters cannot pay, or may be unable to.

        Any parting of its voters in poor and rich gives a bound below: (price - what the poor have) / the rich. A share
        that is at least what it gives for those who have less than that share is a bound above. Both are found by
        raising the share until nobody more becomes poor.
        """
        bounds, half = self._bounds, len(spans)
        price, value, weights = bounds.prices[candidate], bounds.values[candidate], bounds.weights[candidate]
        marks = bounds.marks[candidate]
        have = self._left[bounds.voters[candidate]]
        if half < self._many:
            have = have[:, self._columns(spans)]
        low, high = self._low[candidate, spans], self._high[candidate, spans]
        shares = np.concatenate([np.where(high < inf, high, low), low])
        slack = (len(weights) + 8) * _ULP
        least_held, outwards = np.repeat([[1 - slack, 1 + slack], [_UP, _DOWN]], half, axis=1)
        while True:
            rich = (have >= (marks[:, None] * shares if bounds.is_marked else shares)).astype(np.float64)
            worth = (weights * marks) @ rich
            of_poor = weights @ (have - have * rich)
            raised = np.full(2 * half, inf)
            np.divide((price - of_poor * least_held) * outwards, worth, out=raised, where=worth > 0)
            if (raised <= shares).all():
                break
            shares = np.maximum(shares, raised)
        self._high[candidate, spans], self._low[candidate, spans] = shares[:half], shares[half:]
        above, below = worth[:half], worth[half:]
        is_whole = (of_poor[:half] == 0) & (of_poor[half:] == 0) & (above == below) & (above > 0) & bounds.is_telling
        whole = bounds.asked[candidate] / np.maximum(above, 1)
        self._least[candidate, spans] = np.where(is_whole, whole, shares[half:] / value * _DOWN)
        self._most[candidate, spans] = np.where(is_whole, whole, shares[:half] / value * _UP)
        self._stale[candidate, spans] = False
