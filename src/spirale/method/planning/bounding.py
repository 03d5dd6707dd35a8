"""What no schedule can go below: the chain of what waits for what, and the hours of each pool."""

from bisect import bisect_left
from collections.abc import Collection
from dataclasses import dataclass
from itertools import pairwise

from spirale.method.planning.board import Board, with_fixed
from spirale.method.planning.network import Network
from spirale.method.planning.pools import NEVER
from spirale.method.planning.values import Because


@dataclass(frozen=True, slots=True)
class Bound:
    """So many days at least, in all, and late; because of what, and whose hours."""

    days: int
    late: int
    because: Because
    because_of: str


def bound(network: Network, board: Board) -> Bound:
    """The days that all jobs which have a day on a board need at least, wherever they are.

    By the critical path, each job at its first day at which it alone fits, r its head and q its tail (the longest way
    from its end to that of the plan): max over jobs of r + length + q. By hours: for each pool and each set of jobs
    that begin at r or later and have a tail of q or more, their hours are there at the earliest in the week in which
    the sum of its hours from r on reaches them; the plan ends q days after the first day of that week.
    Both are Carlier and Latapie's (1991) for one resource, "Une méthode arborescente pour résoudre les problèmes
    cumulatifs", RAIRO Recherche opérationnelle 25, with hours that vary by week.
    """
    counted = [number for number, day in enumerate(board.days) if day is not None]
    heads, tails = heads_of(network), tails_of(network, set(counted))
    jobs, fixed = network.jobs, with_fixed(network)
    days = max((heads[number] + jobs[number].length + tails[number] for number in counted), default=0)
    dues = network.dues()
    late = sum(max(0, heads[number] + jobs[number].length - dues[number]) for number in counted)
    found = Bound(days, late, "critical path", "")
    for pool in range(len(network.pools)):
        drawing = [
            (heads[number], tails[number], work)
            for number in counted
            if jobs[number].start is None
            for other, work in jobs[number].uses
            if other == pool
        ]
        least = _by_hours(fixed, pool, drawing)
        if least > found.days:
            found = Bound(least, late, "capacity", network.pools[pool].name)
    return found


def heads_of(network: Network) -> list[int]:
    """The first day of each job beside those that people set, as if no other job drew on hours; NEVER if none."""
    board = with_fixed(network)
    heads = [0] * len(network.jobs)
    for number in network.order:
        job = network.jobs[number]
        ends = [heads[before] + network.jobs[before].length + lag for before, lag in job.before]
        after = max(0, job.earliest, *ends)
        alone = board.earliest(number, after) if job.start is None and after < NEVER else job.start
        heads[number] = NEVER if alone is None else alone
    return heads


def tails_of(network: Network, counted: Collection[int]) -> list[int]:
    """The days at least from the end of each job to that of the last counted; a day that a person set stops them."""
    tails = [0] * len(network.jobs)
    for number in reversed(network.order):
        job = network.jobs[number]
        followers = [pair for pair in job.after if pair[0] in counted and network.jobs[pair[0]].start is None]
        tails[number] = max((lag + network.jobs[after].length + tails[after] for after, lag in followers), default=0)
    return tails


def _by_hours(fixed: Board, pool: int, drawing: list[tuple[int, int, int]]) -> int:
    """The bound of one pool: all pairs of a head and a tail, hours summed from the largest head down."""
    calendar, least = fixed.network.calendar, 0
    # Hours until the end of the week before each; all that is drawn fits by the last day that is ever sought.
    until = [0]
    for week in range(calendar.week(fixed.last) + 1 if drawing else 0):
        until.append(until[-1] + max(0, fixed.left(pool, week)))
    for tail in sorted({tail for _, tail, _ in drawing}):
        inside = sorted(((head, work) for head, other, work in drawing if other >= tail), reverse=True)
        needed = 0
        for (head, work), (following, _) in pairwise([*inside, (-1, 0)]):
            needed += work
            if following == head:
                continue
            week = bisect_left(until, until[calendar.week(head)] + needed)
            least = max(least, max(head, calendar.monday(week - 1)) + 1 + tail)
    return least
