"""How many actions are in, of all or of those that a scarce resource serves: whole numbers a solver may branch on.

The relaxed programme takes tenths of actions, and of their numbers; no choice does. Each such tally, said to the
solver as a whole number, is one more thing to branch on and to cut by. Together they take most of the distance between
the relaxed value and the best, for which yes and no to single actions take thousands of branches.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor, inf
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import OptimizeResult, linprog
from scipy.sparse import block_array, csr_array, vstack

_Numbers = NDArray[np.float64]
# Among those that need a scarce resource, also how many ask more of it than these shares of them do.
_SHARES: Final = (0.25, 0.5, 0.75)
# Open actions that need a resource at least, where counting them is worth it.
_LEAST_TALLIED: Final = 12
# What is left of a resource, in parts of the greatest amount asked, when it is called exhausted.
_EXHAUSTED: Final = 1e-6
# What the solver's rounding may add to a tally, being allowed a ten millionth for each action.
_ROUNDING: Final = 1e-3


@dataclass(frozen=True, slots=True)
class Programming:
    """Sums over columns, the limits of each sum, and the limits of each column: 0 to 1 where it is open."""

    matrix: csr_array
    least: _Numbers
    most: _Numbers
    open_least: _Numbers
    open_most: _Numbers

    def at_most(self) -> tuple[csr_array, _Numbers]:
        """The same sums, each with a highest limit alone: those that have a lowest one are turned round."""
        above, below = np.isfinite(self.most), np.isfinite(self.least)
        rows = vstack([self.matrix[above], -self.matrix[below]], format="csr")
        return rows, np.concatenate([self.most[above], -self.least[below]])

    def beyond(self, values: Sequence[int], value: int) -> "Programming":
        """The same, for choices of a greater value alone."""
        matrix = vstack([self.matrix, csr_array([values], dtype=np.float64)], format="csr")
        least, most = np.append(self.least, value + 0.5), np.append(self.most, inf)
        return Programming(matrix, least, most, self.open_least, self.open_most)

    def with_tallies(self, tallies: Sequence["Tally"]) -> "Programming":
        """The same, with a column for each tally. A tally that holds another is said by it and what it has more."""
        if not tallies:
            return self
        sums, within = np.zeros((len(tallies), self.matrix.shape[1])), -np.eye(len(tallies))
        for number, tally in enumerate(tallies):
            inner = max((other for other in tallies if other.of < tally.of), key=lambda one: len(one.of), default=None)
            if inner:
                within[number, tallies.index(inner)] = 1.0
            sums[number, sorted(tally.of - inner.of if inner else tally.of)] = 1.0
        return Programming(
            block_array([[self.matrix, None], [csr_array(sums), csr_array(within)]], format="csr"),
            np.append(self.least, np.zeros(len(tallies))),
            np.append(self.most, np.zeros(len(tallies))),
            np.append(self.open_least, [tally.least for tally in tallies]),
            np.append(self.open_most, [tally.most for tally in tallies]),
        )


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of some columns are 1: between `least` and `most`."""

    of: frozenset[int]
    least: float
    most: float


def tallies_beyond(values: Sequence[int], programming: Programming, value: int) -> list[Tally]:
    """What may be counted in choices greater than a value, with the limits that the relaxed programme gives.

    Nothing where nothing is open, or no choice is greater in tenths of actions either.
    """
    is_open = programming.open_least < programming.open_most
    if not is_open.any():
        return []
    exhausted = _Relaxed(programming).exhausted(values)
    if exhausted is None:
        return []
    wanted = {frozenset(range(len(values)))}
    for amounts in exhausted:
        asked = [amount for one, amount in amounts.items() if is_open[one]]
        if len(asked) >= _LEAST_TALLIED and min(amounts.values()) > 0:
            more_than = (0.0, *np.quantile(asked, _SHARES))
            wanted |= {frozenset(one for one, amount in amounts.items() if amount > least) for least in more_than}
    beyond = _Relaxed(programming.beyond(values, value))
    found = (beyond.tally(one) for one in sorted(wanted, key=sorted))
    return [tally for tally in found if tally]


class _Relaxed:
    """A programme in which tenths are allowed: open columns alone, and rows that these can break."""

    def __init__(self, programming: Programming) -> None:
        self._rows, limits = programming.at_most()
        self._is_open = programming.open_least < programming.open_most
        self._decided = np.where(self._is_open, 0.0, programming.open_least)
        room = limits - self._rows @ self._decided
        inside = csr_array(self._rows[:, self._is_open])
        self._can_break = np.flatnonzero(inside.maximum(0).sum(axis=1) > room)
        inside = inside[self._can_break]
        size = np.maximum(1.0, abs(inside).max(axis=1).toarray().ravel())
        self._inside, self._room = csr_array(inside.multiply(1 / size[:, None])), room[self._can_break] / size

    def _least(self, costs: _Numbers) -> OptimizeResult:
        return linprog(
            costs[self._is_open],
            A_ub=self._inside,
            b_ub=self._room,
            bounds=(0, 1),
            method="highs-ds",
            options={"presolve": False},  # there is little to take away, and there are many to solve
        )

    def exhausted(self, values: Sequence[int]) -> Iterable[dict[int, float]] | None:
        """The rows without room in the solution of the greatest value; None when there is no solution."""
        worth = np.array(values, dtype=np.float64)
        found = self._least(-worth / max(1.0, float(np.abs(worth).max())))
        if found.status != 0:
            return None
        rows = (self._rows[[number]] for number in self._can_break[np.flatnonzero(found.slack < _EXHAUSTED)])
        return [dict(zip(row.indices.tolist(), row.data.tolist(), strict=True)) for row in rows]

    def tally(self, of: frozenset[int]) -> Tally | None:
        """How many of some columns are 1 at least and at most; None when no whole number lies between."""
        each = np.zeros(len(self._is_open))
        each[sorted(of)] = 1.0
        decided, undecided = float(each @ self._decided), float(each @ self._is_open)
        fewest, most = self._least(each), self._least(-each)
        if 2 in (fewest.status, most.status):
            return None
        least = decided + (ceil(fewest.fun - _ROUNDING) if fewest.status == 0 else 0.0)
        highest = decided + (floor(_ROUNDING - most.fun) if most.status == 0 else undecided)
        return Tally(of, least, highest) if least <= highest else None
