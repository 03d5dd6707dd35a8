"""Schedules made one job after the other in an order of priority, then drawn tight from both ends."""

from collections.abc import Sequence
from heapq import heapify, heappop, heappush
from random import Random
from typing import Final

from spirale.method.planning.board import Board, after_all, placed, with_fixed
from spirale.method.planning.bounding import Bound, bound
from spirale.method.planning.network import Network

Priority = Sequence[tuple[int, ...]]
Measure = tuple[int, int, int, int]

ROUNDS: Final = 20
"""Times a schedule is drawn to the right and back at most; it stops when that gains nothing."""

DRAWS: Final = 2_000
"""Orders drawn by chance, times jobs: many for a few jobs, few for many."""

MOST_DRAWS: Final = 150


def measure(board: Board) -> Measure:
    """What makes one schedule better than another, less is better: jobs without a day, days late, days, sum of days."""
    dues = board.network.dues()
    late = end = total = without = 0
    for number, (job, due) in enumerate(zip(board.network.jobs, dues, strict=True)):
        day = board.days[number]
        if day is None:
            without += 1
            continue
        late += max(0, day + job.length - due)
        end, total = max(end, day + job.length), total + day
    return without, late, end, total


def best_serial(network: Network) -> tuple[Board, Bound]:
    """The best of several orders of priority, each drawn tight, and what none can go below; of equals, the first.

    The latest day comes first (Kolisch, 1996), whether or not promised days count; then the least slack, most work
    behind, longest first; then days shaken by chance, the same for the same plan: one time in four the latest days, or
    those of the best so far.
    Source: Kolisch and Hartmann (2006), "Experimental investigation of heuristics for resource-constrained project
    scheduling: an update", European Journal of Operational Research 174.
    """
    best = _tight(network, _priorities(network)[0])
    found, least = measure(best), bound(network, best)
    chance = Random(len(network.jobs))  # noqa: S311 - orders to try, not a secret
    for priority in _priorities(network)[1:]:
        if found[:3] == (0, least.late, least.days):
            break
        best, found = _better(best, found, _tight(network, priority))
    for draw in range(min(MOST_DRAWS, DRAWS // (len(network.jobs) or 1))):
        if found[:3] == (0, least.late, least.days):
            break
        days = (
            network.last_days(found[2])
            if draw % 4 == 0
            else [placed(best, number) for number in network.index.values()]
        )
        width = max(1, found[2] // (4 if draw % 4 == 0 else 8))
        shaken = [(day + chance.randint(-width, width),) for day in days]
        best, found = _better(best, found, _tight(network, shaken))
    return best, least if found[0] == 0 else bound(network, best)


def _better(best: Board, found: Measure, other: Board) -> tuple[Board, Measure]:
    """Whichever of two boards has the lesser measure, with it; the first of equals."""
    measured = measure(other)
    return (other, measured) if measured < found else (best, found)


def _priorities(network: Network) -> list[Priority]:
    first = network.first_days()
    end = max((day + job.length for day, job in zip(first, network.jobs, strict=True)), default=0)
    last, free = network.last_days(end), network.last_days(end, with_due=False)
    numbers = range(len(network.jobs))
    behind = [0] * len(network.jobs)
    for number in reversed(network.order):
        behind[number] = network.jobs[number].length + sum(behind[after] for after, _ in network.jobs[number].after)
    return [
        [(last[number],) for number in numbers],
        [(free[number],) for number in numbers],
        [(last[number] - first[number], last[number]) for number in numbers],
        [(last[number] + network.jobs[number].length,) for number in numbers],
        [(-behind[number],) for number in numbers],
        [(-network.jobs[number].length, last[number]) for number in numbers],
    ]


def place_rest(board: Board, priority: Priority, not_before: Sequence[int] | None = None) -> None:
    """Give its first day to each job without one, first the one of least priority of those that wait for no other.

    A job for which no time is long enough stays without a day, and so do those that wait for it.
    """
    jobs = board.network.jobs
    waiting = [len(job.before) for job in jobs]
    ready = [(*priority[number], number) for number, count in enumerate(waiting) if not count]
    heapify(ready)
    while ready:
        number = heappop(ready)[-1]
        if board.days[number] is None:
            day = after_all(board, number)
            if day is not None:
                day = board.earliest(number, max(day, not_before[number]) if not_before else day)
            if day is not None:
                board.put(number, day)
        for after, _ in jobs[number].after:
            waiting[after] -= 1
            if not waiting[after]:
                heappush(ready, (*priority[after], after))


def _tight(network: Network, priority: Priority) -> Board:
    board = with_fixed(network)
    place_rest(board, priority)
    least = measure(board)
    for _ in range(ROUNDS):
        before = list(board.days)
        push_right(board, least[2])
        pull_left(board)
        found = measure(board)
        if found[:3] >= least[:3]:
            if found > least:
                board = _again(network, before)
            break
        least = found
    return board


def _again(network: Network, days: Sequence[int | None]) -> Board:
    board = Board(network)
    for number, day in enumerate(days):
        if day is not None:
            board.put(number, day)
    return board


def push_right(board: Board, end: int) -> None:
    """Move each job to its latest day before the end, from the last; what is in time stays so, what is late stays.

    Source: Valls, Ballestín and Quintanilla (2005), "Justification and RCPSP: a technique that pays", European
    Journal of Operational Research 165.
    """
    jobs, dues = board.network.jobs, board.network.dues()
    rank = _ranks(board)
    ends = {number: placed(board, number) + jobs[number].length for number in rank}
    for number in sorted(rank, key=lambda number: (-ends[number], -rank[number])):
        job, day = jobs[number], board.take(number)
        limit = min(end, max(dues[number], ends[number]))
        for after, lag in job.after:
            follower = board.days[after]
            # A day that a person set holds back only what respects it already.
            if follower is not None and follower - lag >= ends[number]:
                limit = min(limit, follower - lag)
        board.put(number, board.latest(number, limit - job.length, day))


def pull_left(board: Board) -> None:
    """Move each job to its first day, from the first."""
    rank = _ranks(board)
    for number in sorted(rank, key=lambda number: (placed(board, number), rank[number])):
        day = board.take(number)
        after = after_all(board, number)
        sooner = None if after is None else board.earliest(number, after)
        board.put(number, day if sooner is None else min(day, sooner))


def _ranks(board: Board) -> dict[int, int]:
    """Jobs that have a day which no person set, and their place in an order of what waits for what."""
    ranks = {number: place for place, number in enumerate(board.network.order)}
    jobs = board.network.jobs
    return {
        number: ranks[number] for number, day in enumerate(board.days) if day is not None and jobs[number].start is None
    }
