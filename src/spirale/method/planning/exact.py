"""The best schedule of a small plan, by integer programming: one yes or no for each job and each day it may begin on.

Days late come first, then days in all. The model is Pritsker, Watters and Wolfe's (1969, Management Science 16), with
what waits for what told day by day (Christofides, Alvarez-Valdés and Tamarit, 1987, European Journal of Operational
Research 29), written in steps, "has begun by that day", so that each such row has two terms (Artigues, 2017,
Operations Research Letters 45).
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise
from typing import Final

import numpy as np
from scipy.sparse import csr_array

from spirale.method.planning.board import Board, with_fixed
from spirale.method.planning.bounding import Bound, heads_of
from spirale.method.planning.network import Network
from spirale.method.planning.pools import NEVER
from spirale.method.planning.serial import measure, place_rest
from spirale.method.solver import Conditions, Solver

MOST: Final = 500
"""Yes or no questions of a plan that is still small."""

NODES: Final = 50
"""Parts of the search after which it is left: a count, not a time, so that every machine ends alike."""

Row = dict[int, int]


class Unsettled(Exception):
    """The search was left before it had its answer."""


class _Model:
    """Days that jobs may begin on between their first and last, and all that holds between them."""

    def __init__(self, network: Network, windows: Mapping[int, tuple[int, int]], end: tuple[int, int] | None) -> None:
        self.network = network
        self.ask: dict[int, dict[int, int]] = {}
        board, count = with_fixed(network), 0
        for number, (first, last) in sorted(windows.items()):
            days = [day for day in range(first, last + 1) if board.fits(number, day)]
            self.ask[number] = {day: count + place for place, day in enumerate(days)}
            count += len(days)
        self.ends = {day: count + place for place, day in enumerate(range(end[0], end[1] + 1))} if end else {}
        self.count = count + len(self.ends)
        self._lists = [*self.ask.values(), *([self.ends] if self.ends else [])]
        self._firsts = {min(days.values()) for days in self._lists if days}
        self._rows: list[tuple[Row, int, int]] = []
        self._once()
        self._in_order()
        self._in_hours(board)

    @property
    def is_possible(self) -> bool:
        """Whether each job has a day to begin on at all."""
        return all(self.ask.values())

    def hold(self, row: Row, least: int, most: int) -> None:
        """Hold a weighted count of answers between two whole numbers."""
        self._rows.append((self._in_steps(row), least, most))

    def _in_steps(self, row: Row) -> Row:
        """The same count in steps: an answer is its step less the step before it of the same job."""
        steps: Row = defaultdict(int)
        for asked, weight in row.items():
            steps[asked] += weight
            if asked not in self._firsts:
                steps[asked - 1] -= weight
        return {step: weight for step, weight in steps.items() if weight}

    def _once(self) -> None:
        """Who has begun by a day has by the next; by the last, all have."""
        for days in self._lists:
            steps = list(days.values())
            self._rows += [({here: 1, then: -1}, -1, 0) for here, then in pairwise(steps)]
            self._rows += [({step: 1}, 1, 1) for step in steps[-1:]]

    def _in_order(self) -> None:
        """A job has begun by a day only if what it waits for has by so many days before."""
        for number, days in self.ask.items():
            job = self.network.jobs[number]
            for after, lag in job.after:
                if after in self.ask:
                    self._apart(days, self.ask[after], job.length + lag)
            if self.ends:
                self._apart(days, self.ends, job.length)

    def _apart(self, first: Mapping[int, int], then: Mapping[int, int], gap: int) -> None:
        earlier = list(first)
        for day, step in then.items():
            place = bisect_right(earlier, day - gap)
            self._rows.append(({step: 1, first[earlier[place - 1]]: -1} if place else {step: 1}, -1, 0))

    def _in_hours(self, board: Board) -> None:
        drawn: defaultdict[tuple[int, int], Row] = defaultdict(dict)
        for number, days in self.ask.items():
            for day, asked in days.items():
                for pool, week, hours in self.network.spread(number, day):
                    drawn[pool, week][asked] = hours
        for (pool, week), row in sorted(drawn.items()):
            self.hold(row, 0, board.left(pool, week))

    def solve(self, weights: Row) -> frozenset[int] | None:
        """Which answers are yes where a weighted count is least; None if nothing holds.

        Raises Unsettled when the search is left before its end.
        """
        if not self.is_possible:
            return None
        told = [(place, step, weight) for place, row in enumerate(self._rows) for step, weight in row[0].items()]
        across, down, values = np.array(told).T
        matrix = csr_array((values, (across, down)), shape=(len(self._rows), self.count), dtype=float)
        goal = np.zeros(self.count)
        for step, weight in self._in_steps(weights).items():
            goal[step] = weight
        least, most = np.array([row[1:] for row in self._rows], dtype=float).T
        conditions = Conditions(matrix, least, most, np.zeros(self.count), np.ones(self.count))
        found = Solver(conditions, is_whole=True, settings={"mip_max_nodes": NODES}).least(goal)
        if found.state == "impossible":
            return None
        if found.state != "best" or found.values is None:
            raise Unsettled
        is_on = found.values > 0.5
        return frozenset(next(step for step in days.values() if is_on[step]) for days in self._lists)

    def settle(self, numbers: Sequence[int]) -> dict[int, int]:
        """Of all days that hold, those that come first for the first job, then for the second, and so on.

        Several jobs are asked of at once, as digits of one number that stays below a million.
        """
        chosen: dict[int, int] = {}
        last = max(max(self.ask[number]) for number in numbers)
        together = max(1, int(6 / np.log10(last + 2)))
        for place in range(0, len(numbers), together):
            some = numbers[place : place + together]
            weights = {
                asked: day * (last + 1) ** (len(some) - 1 - rank)
                for rank, number in enumerate(some)
                for day, asked in self.ask[number].items()
            }
            solved = self.solve(weights)
            if solved is None:
                raise Unsettled
            for number in some:
                chosen[number] = next(day for day, asked in self.ask[number].items() if asked in solved)
                self.hold({self.ask[number][chosen[number]]: 1}, 1, 1)
        return chosen


def improve(network: Network, board: Board, least: Bound) -> tuple[Board, bool]:
    """Better a schedule in which each job has its day, if it can be; and whether none is better.

    The schedule comes back as it is when it is the best, when the plan is not small, or when the search is left.
    """
    try:
        in_time = _fewest_late(network, board, least)
        return _shortest(network, in_time, least), True
    except Unsettled:
        return board, False


def _fewest_late(network: Network, board: Board, least: Bound) -> Board:
    """The schedule itself if no other has fewer days late, otherwise one that has the fewest."""
    dues, late = network.dues(), measure(board)[1]
    if late == least.late:
        return board
    asked = {number for number in _free(network) if dues[number] < NEVER}
    for number in reversed(network.order):
        if any(after in asked for after, _ in network.jobs[number].after) and network.jobs[number].start is None:
            asked.add(number)
    model = _modelled(network, asked, _last(network, asked, NEVER, late - _fixed_late(network) - 1), None)
    weights = _lateness(model, dues)
    solved = model.solve(weights)
    if solved is None:
        return board
    found = sum(weights.get(one, 0) for one in solved)
    model.hold(weights, 0, found)
    better = _on_board(network, model.settle([number for number in network.order if number in asked]))
    place_rest(better, [(day,) for day in heads_of(network)])
    if measure(better)[:2] != (0, found + _fixed_late(network)):
        raise Unsettled
    return better


def _shortest(network: Network, board: Board, least: Bound) -> Board:
    """The schedule itself if none with as few days late is shorter, otherwise one that is shortest."""
    _, late, days, _ = measure(board)
    over = [job.start + job.length for job in network.jobs if job.start is not None]
    first = max([least.days, *over])
    if first >= days:
        return board
    asked = set(_free(network))
    few = late - _fixed_late(network)
    model = _modelled(network, asked, _last(network, asked, days - 1, few), (first, days - 1))
    model.hold(_lateness(model, network.dues()), 0, few)
    ends = {one: day for day, one in model.ends.items()}
    solved = model.solve(ends)
    if solved is None:
        return board
    end = next(ends[one] for one in solved if one in ends)
    model.hold({model.ends[end]: 1}, 1, 1)
    better = _on_board(network, model.settle([number for number in network.order if number in asked]))
    if measure(better)[:3] != (0, late, end):
        raise Unsettled
    return better


def _free(network: Network) -> list[int]:
    return [number for number, job in enumerate(network.jobs) if job.start is None]


def _fixed_late(network: Network) -> int:
    """Days late that days set by people make, whatever the others do."""
    ends = [(job.start, job.length, due) for job, due in zip(network.jobs, network.dues(), strict=True)]
    return sum(max(0, start + length - due) for start, length, due in ends if start is not None)


def _last(network: Network, asked: Collection[int], end: int, late: int) -> dict[int, int]:
    """The latest day of each job asked of, before an end, if all together are so many days late at most."""
    last: dict[int, int] = {}
    dues = network.dues()
    for number in reversed(network.order):
        if number in asked:
            job = network.jobs[number]
            follow = [last[after] - lag for after, lag in job.after if after in last]
            last[number] = min([end, dues[number] + late, *follow]) - job.length
    return last


def _modelled(network: Network, asked: Collection[int], last: Mapping[int, int], end: tuple[int, int] | None) -> _Model:
    """The model of a plan that is small; raises Unsettled for others."""
    heads = heads_of(network)
    windows = {number: (heads[number], last[number]) for number in asked}
    if sum(max(0, last - first + 1) for first, last in windows.values()) > MOST:
        raise Unsettled
    return _Model(network, windows, end)


def _lateness(model: _Model, dues: Sequence[int]) -> Row:
    """How many days late each answer is."""
    return {
        asked: late
        for number, days in model.ask.items()
        for day, asked in days.items()
        if (late := day + model.network.jobs[number].length - dues[number]) > 0
    }


def _on_board(network: Network, days: Mapping[int, int]) -> Board:
    """A board with these days, each checked in whole numbers; raises Unsettled if one does not hold."""
    board = with_fixed(network)
    for number, day in days.items():
        if not board.fits(number, day):
            raise Unsettled
        board.put(number, day)
    for number in days:
        job = network.jobs[number]
        starts = [(board.days[before], network.jobs[before].length + lag) for before, lag in job.before]
        if any(start is not None and start + gap > days[number] for start, gap in starts):
            raise Unsettled
    return board
