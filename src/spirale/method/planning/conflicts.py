"""What does not hold together in a schedule, said for people to settle: nothing is moved for it."""

from collections.abc import Iterator

from spirale.method.planning.board import Board, placed
from spirale.method.planning.network import Network
from spirale.method.planning.values import Conflict


def conflicts(network: Network, board: Board) -> tuple[Conflict, ...]:
    """All conflicts, by task in alphabetical order; tasks that are done have none."""
    found = [*_of_days(network, board), *_of_hours(network, board)]
    return tuple(sorted(found, key=lambda one: (one.task, one.matter, one.on, one.other)))


def _of_days(network: Network, board: Board) -> Iterator[Conflict]:
    for number, job in enumerate(network.jobs):
        day = board.days[number]
        undated = [network.jobs[before].id for before, _ in job.before if board.days[before] is None]
        if job.is_done:
            continue
        if day is None or undated:
            yield from (Conflict("waits for no time", job.id, other=other) for other in undated)
            if not undated:
                yield Conflict("no time", job.id, other=_short_of(network, number))
        if day is None:
            continue
        for before, lag in job.before:
            start = board.days[before]
            if start is None or network.jobs[before].is_done:  # what is done may have ended before its last day
                continue
            short = start + network.jobs[before].length + lag - day
            if short > 0:
                other = network.jobs[before].id
                yield Conflict("before what it waits for", job.id, other, network.calendar.iso(day), short)
        if day < job.earliest:
            yield Conflict("before its day", job.id, on=network.calendar.iso(job.earliest), amount=job.earliest - day)
        if day + job.length > job.due:
            last = network.calendar.iso(job.due - 1)
            yield Conflict("late", job.id, on=last, amount=day + job.length - job.due)


def _short_of(network: Network, number: int) -> str:
    """Who has not the hours: the first pool in which the job does not fit alone."""
    job, empty = network.jobs[number], Board(network)
    for pool, _ in job.uses:
        day = job.earliest
        while day <= empty.last:
            day = network.pools[pool].free_from(day, job.length)
            if day <= empty.last and all(
                hours <= empty.left(other, week) for other, week, hours in network.spread(number, day) if other == pool
            ):
                break
            day += 1
        else:
            return network.pools[pool].name
    return network.pools[job.uses[0][0]].name if job.uses else ""


def _of_hours(network: Network, board: Board) -> Iterator[Conflict]:
    """Weeks drawn beyond their hours: only days that people set may do so; told of each of their tasks."""
    for number, job in enumerate(network.jobs):
        if job.start is None or job.is_done:
            continue
        for pool, week, _ in network.spread(number, placed(board, number)):
            left = board.left(pool, week)
            if left < 0:
                monday = network.calendar.iso(network.calendar.monday(week))
                yield Conflict("beyond capacity", job.id, network.pools[pool].name, monday, -left)
        outside = [pool for pool, _ in job.uses if network.pools[pool].free_from(job.start, job.length) != job.start]
        for pool in outside:
            if all(
                board.left(pool, week) >= 0 for other, week, _ in network.spread(number, job.start) if other == pool
            ):
                name, first = network.pools[pool].name, network.calendar.iso(job.start)
                yield Conflict("beyond capacity", job.id, name, first, 0)
