"""The schedule of a plan under the hours that were pledged."""

from spirale.method.planning.board import Board, placed
from spirale.method.planning.checking import check
from spirale.method.planning.conflicts import conflicts
from spirale.method.planning.critical import days_of
from spirale.method.planning.exact import improve
from spirale.method.planning.network import Network
from spirale.method.planning.serial import best_serial, measure
from spirale.method.planning.values import Because, Placed, Plan, Schedule


def schedule(plan: Plan, *, today: str = "") -> Schedule:
    """Give each task its days: nothing before what it waits for, no week beyond its hours, promised days kept.

    In this order: as few tasks as can be without a day, as few days late, as few days in all. Days that people set
    stay, and what they contradict is said in `conflicts`. Before `today` nothing begins that a person did not date.
    A series of orders of priority is tried; where that is not known to be the best and the plan is small, an exact
    search (integer programming, HiGHS) ends it. The same plan gives the same schedule, in whatever order it is told.
    Raises Problems as `check` does.
    """
    check(plan)
    network = Network(plan, today)
    board, least = best_serial(network)
    without, late, days, _ = measure(board)
    is_best = without == 0 and (late, days) == (least.late, least.days)
    because: Because = least.because
    if not is_best and not without:
        board, is_best = improve(network, board, least)
        _, late, days, _ = measure(board)
    least_days = least.days
    if is_best and days > least.days:
        least_days, because = days, "exact search"
    return Schedule(
        placed=shown(network, board),
        days=days,
        days_late=late,
        least_days=least_days,
        because=because,
        because_of=least.because_of if because == "capacity" else "",
        is_best=is_best,
        conflicts=conflicts(network, board),
        unlimited=network.unlimited,
    )


def shown(network: Network, board: Board) -> tuple[Placed, ...]:
    """Tasks that have days, the first to begin first."""
    end = measure(board)[2]
    numbers = [number for number, day in enumerate(board.days) if day is not None]
    numbers.sort(key=lambda number: (placed(board, number), network.jobs[number].id))
    return tuple(
        Placed(
            network.jobs[number].id,
            *days_of(network, network.jobs[number], placed(board, number)),
            slack_of(board, number, end),
            network.jobs[number].start is not None,
        )
        for number in numbers
    )


def slack_of(board: Board, number: int, end: int) -> int:
    """How many days a job may slip, each of them in turn, with all others where they are."""
    job, day = board.network.jobs[number], placed(board, number)
    limit = min(end, max(board.network.dues()[number], day + job.length))
    for after, lag in job.after:
        follower = board.days[after]
        if follower is not None:
            limit = min(limit, follower - lag)
    board.take(number)
    slack = 0
    while day + slack + job.length < limit and board.fits(number, day + slack + 1):
        slack += 1
    board.put(number, day)
    return slack
