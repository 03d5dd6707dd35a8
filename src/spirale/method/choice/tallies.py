"""How many actions are in, of all or of those that a scarce resource serves: whole numbers a solver may branch on.

The relaxed programme takes tenths of actions, and of their numbers; no choice does. Each such tally, said to the
solver as a whole number, is one more thing to branch on and to cut by. Together they take most of the distance between
the relaxed value and the best, for which yes and no to single actions take thousands of branches.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import ceil, floor, inf
from typing import Final

import numpy as np
from scipy.sparse import block_array, csr_array, vstack

from spirale.method.solver import Conditions, Numbers, Settings, Solver

# Among those that need a scarce resource, also how many ask more of it than these shares of them do.
_SHARES: Final = (0.25, 0.5, 0.75)
# Open actions that need a resource at least, where counting them is worth it.
_LEAST_TALLIED: Final = 12
# What is left of a resource, in parts of the greatest amount asked, when it is called exhausted.
_EXHAUSTED: Final = 1e-6
# What the solver's rounding may add to a tally, being allowed a ten millionth for each action.
_ROUNDING: Final = 1e-3
# Only the costs change: what holds is known, and the simplex method goes on from there.
_AGAIN: Final[Settings] = {"simplex_strategy": 4}


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of some columns are 1: between `least` and `most`."""

    of: frozenset[int]
    least: float
    most: float


def with_tallies(conditions: Conditions, tallies: Sequence[Tally]) -> Conditions:
    """The same, with a column for each tally. A tally that holds another is said by it and what it has more."""
    if not tallies:
        return conditions
    sums, within = np.zeros((len(tallies), conditions.matrix.shape[1])), -np.eye(len(tallies))
    for number, tally in enumerate(tallies):
        inner = max((other for other in tallies if other.of < tally.of), key=lambda one: len(one.of), default=None)
        if inner:
            within[number, tallies.index(inner)] = 1.0
        sums[number, sorted(tally.of - inner.of if inner else tally.of)] = 1.0
    return Conditions(
        block_array([[conditions.matrix, None], [csr_array(sums), csr_array(within)]], format="csr"),
        np.append(conditions.least, np.zeros(len(tallies))),
        np.append(conditions.most, np.zeros(len(tallies))),
        np.append(conditions.columns_least, [tally.least for tally in tallies]),
        np.append(conditions.columns_most, [tally.most for tally in tallies]),
    )


def tallies_beyond(values: Sequence[int], conditions: Conditions, value: int) -> list[Tally]:
    """What may be counted in choices greater than a value, with the limits that the relaxed programme gives.

    Nothing where nothing is open, or no choice is greater in tenths of actions either.
    """
    worth = np.array(values, dtype=np.float64)
    is_open = conditions.columns_least < conditions.columns_most
    relaxed = Solver(conditions, is_whole=False).least(-worth)
    if relaxed.state != "best" or relaxed.values is None or not is_open.any():
        return []
    wanted = {frozenset(range(len(values)))}
    for amounts in _exhausted(conditions, relaxed.values):
        asked = [amount for one, amount in amounts.items() if is_open[one]]
        if len(asked) >= _LEAST_TALLIED and min(amounts.values()) > 0:
            more_than = (0.0, *np.quantile(asked, _SHARES))
            wanted |= {frozenset(one for one, amount in amounts.items() if amount > least) for least in more_than}
    beyond = Solver(_beyond(conditions, worth, value), is_whole=False, settings=_AGAIN)
    found = (_limited(beyond, one, len(values)) for one in sorted(wanted, key=sorted))
    return [tally for tally in found if tally]


def _beyond(conditions: Conditions, worth: Numbers, value: int) -> Conditions:
    """The same, for choices of a greater value alone."""
    unit = max(1.0, float(np.abs(worth).max()))
    return replace(
        conditions,
        matrix=vstack([conditions.matrix, csr_array([worth / unit])], format="csr"),
        least=np.append(conditions.least, (value + 0.5) / unit),
        most=np.append(conditions.most, inf),
    )


def _exhausted(conditions: Conditions, taken: Numbers) -> Iterator[dict[int, float]]:
    """The sums that have no room below their highest limit: what each column adds."""
    rooms = conditions.most - conditions.matrix @ taken
    for number, room in enumerate(rooms):
        row = conditions.matrix[[number]]
        if len(row.data) and room < _EXHAUSTED * np.abs(row.data).max():
            yield dict(zip(row.indices.tolist(), row.data.tolist(), strict=True))


def _limited(relaxed: Solver, of: frozenset[int], columns: int) -> Tally | None:
    """How many of some columns are 1 at least and at most; None when no whole number lies between."""
    each = np.zeros(columns)
    each[sorted(of)] = 1.0
    fewest, most = relaxed.least(each), relaxed.least(-each)
    if fewest.state != "best" or most.state != "best":
        return None
    least, highest = ceil(fewest.value - _ROUNDING), floor(_ROUNDING - most.value)
    return Tally(of, least, highest) if least <= highest else None
