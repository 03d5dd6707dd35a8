"""The best choice by one count: quick choices first, then marks ever nearer to them, then the proof."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, inf
from typing import Final

import numpy as np

from spirale.method.choice.patience import Patience
from spirale.method.choice.programme import Open, Programme, Relaxed, Row, Solved
from spirale.method.choice.tallies import Tally

# How many actions a first quick choice leaves open, where more are undecided, and in how many branches.
_FIRST: Final = 100
_FIRST_BRANCHES: Final = 100
# The same for a second one, nearly always the best of all; where more than how many are undecided.
_SECOND: Final = 135
_SECOND_BRANCHES: Final = 2000
_UNDECIDED: Final = 160
# How far above the best choice known better ones are sought among these, one share after the other of how much better
# one can be.
_SECOND_MARKS: Final = (0.5, 0.25, 0.1, 0.0)
# In how many branches all that is open is looked at where the second came to no end.
_WIDE_BRANCHES: Final = 100


@dataclass(frozen=True, slots=True)
class Search:
    """Where the best choice is sought: under which conditions beside those of the programme, and for how long."""

    programme: Programme
    values: Sequence[int]
    beside: Sequence[Row]
    patience: Patience

    def best(self, open_to: Open) -> Solved:
        """The choice of the greatest value, or the best within the patience and what none can go beyond."""
        if not self.values:
            return Solved(frozenset(), 0, 0, is_complete=True)
        # A quick choice finds rows of the bank that would otherwise be found by solving all again, lets the solver
        # leave alone what cannot be better, and is something to give when the time passes.
        known = self._first(open_to)
        if known.chosen is None:
            return self._solve(open_to)
        if known.is_complete and open_to.undecided <= _FIRST:
            return known
        relaxed = self._relaxed(open_to)
        if relaxed:
            open_to = closed(relaxed, known.value, open_to)
        highest = inf
        if relaxed and open_to.undecided > _UNDECIDED:
            known = self._best_within(sketched(relaxed, open_to, _SECOND), known, _SECOND_MARKS, _SECOND_BRANCHES)
            if not known.is_complete:
                # What is best lies deep: the solver's own searches do better, and tell what none can go beyond.
                wide = self._solve(open_to, _WIDE_BRANCHES)
                known, highest = _better(known, wide), wide.bound
        return self._best_within(open_to, known, highest=highest)

    def _first(self, open_to: Open) -> Solved:
        relaxed = self._relaxed(open_to)
        if relaxed is None:
            return Solved(None, 0, inf)
        return self._solve(sketched(relaxed, open_to, _FIRST), _FIRST_BRANCHES)

    def _best_within(
        self,
        open_to: Open,
        known: Solved,
        marks: Sequence[float] = (0.0,),
        branches: int | None = None,
        highest: float = inf,
    ) -> Solved:
        """The best choice among what is open, beginning from one that is known.

        Choices far better are sought first: that there is none is soon proven, and where there is one it is found
        without wandering among all that better the known one by little. None is beyond `highest`.
        """
        relaxed = self._relaxed(open_to)
        if relaxed is None or relaxed.highest <= known.value:
            return Solved(known.chosen, known.value, known.value, is_complete=True)
        may_be = closed(relaxed, known.value, open_to)
        tallies = self.programme.tallies(self.values, self.beside, may_be, known.value)
        best, bound, is_complete = known, min(relaxed.highest, highest), False
        waiting = [known.value + floor(share * (bound - known.value)) for share in marks]
        while waiting:
            mark = waiting.pop(0)
            beyond = max(mark, best.value)
            solved = self._solve(closed(relaxed, beyond, open_to), branches, beyond, tallies)
            best, is_complete = _better(best, solved), solved.is_complete
            bound = max(best.value, min(bound, beyond if is_complete else solved.bound))
            if best.value > mark:
                break
            if not is_complete:
                waiting = waiting[-1:]  # where one mark is so hard to pass, those between are too
        return Solved(best.chosen, best.value, bound, is_complete=is_complete)

    def _relaxed(self, open_to: Open) -> Relaxed | None:
        return self.programme.relax(self.values, self.beside, open_to)

    def _solve(
        self, open_to: Open, branches: int | None = None, beyond: int | None = None, tallies: Sequence[Tally] = ()
    ) -> Solved:
        return self.programme.solve(self.values, self.beside, open_to, self.patience, branches, beyond, tallies)


def quick(programme: Programme, values: Sequence[int], beside: Sequence[Row], nodes: int) -> Solved:
    """A good choice in a bounded number of branches, the same on every machine.

    The best one, when there are a hundred actions or fewer and the branches are enough: then `is_complete`. Otherwise
    only the actions of which the relaxed solution is least sure are left open.
    """
    open_to, patience = programme.all_open(), Patience()
    if len(values) > _FIRST and (relaxed := programme.relax(values, beside, open_to)):
        found = programme.solve(values, beside, sketched(relaxed, open_to, _FIRST), patience, nodes)
        if found.chosen is not None:
            return Solved(found.chosen, found.value, relaxed.highest)
    return programme.solve(values, beside, open_to, patience, nodes)


def closed(relaxed: Relaxed, best: int, open_to: Open) -> Open:
    """The same, actions being decided which every choice as good as `best` has as the relaxed solution has them.

    To have them otherwise loses more than there is to lose. Source: reduced costs of the relaxed programme (Dantzig,
    Fulkerson and Johnson, 1954).
    """
    found = Open(open_to.least.copy(), open_to.most.copy())
    slack = 1e-6 * max(1.0, abs(relaxed.highest))
    for one, fall in enumerate(relaxed.falls.tolist()):
        if open_to.is_undecided(one) and relaxed.highest - fall + slack < best:
            found.decide(one, is_in=bool(relaxed.taken[one] > 0.5))
    return found


def _better(known: Solved, found: Solved) -> Solved:
    return found if found.chosen is not None and found.value > known.value else known


def sketched(relaxed: Relaxed, open_to: Open, many: int) -> Open:
    """Leave open only so many actions, of which the relaxed solution is least sure."""
    found = Open(open_to.least.copy(), open_to.most.copy())
    undecided = [one for one in np.argsort(relaxed.falls, kind="stable").tolist() if open_to.is_undecided(one)]
    for one in undecided[many:]:
        found.decide(one, is_in=bool(relaxed.taken[one] > 0.5))
    return found
