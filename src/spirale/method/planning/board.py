"""Days given to jobs so far, and the hours these leave: where a job fits, from a day on or up to one."""

from typing import Final

from spirale.method.planning.network import Network
from spirale.method.planning.pools import NEVER

FURTHEST: Final = 36_525
"""How far days are sought after all that is told: a hundred years."""

WAIT: Final = 20
"""Days that a job may wait for its weeks: to the end of one, to the next Monday, to the weekday on which it fits."""


class Board:
    """Days of jobs; None for those that have none. Hours are never drawn twice, but for days that people set."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.days: list[int | None] = [None] * len(network.jobs)
        self._drawn: list[dict[int, int]] = [{} for _ in network.pools]
        told = [pool.last for pool in network.pools] + [job.earliest for job in network.jobs]
        told += [job.start for job in network.jobs if job.start is not None]
        # One after the other, each from a Monday on which nothing is drawn, on whichever weekday it fits.
        needed = sum(job.length + max((lag for _, lag in job.before), default=0) + WAIT for job in network.jobs)
        self._needed = min(needed, FURTHEST)
        self.last = 0
        self.reach(max(told, default=0))

    def reach(self, day: int) -> None:
        """Let days be sought as far as all jobs may need from this one on."""
        self.last = max(self.last, day + self._needed)

    def put(self, number: int, day: int) -> None:
        """Give a job its day, whether or not it fits."""
        self.days[number] = day
        for pool, week, hours in self.network.spread(number, day):
            self._drawn[pool][week] = self._drawn[pool].get(week, 0) + hours

    def take(self, number: int) -> int:
        """Take its day from a job, and tell which it was."""
        day = self.days[number]
        assert day is not None  # noqa: S101 - only jobs that have a day are taken up
        self.days[number] = None
        for pool, week, hours in self.network.spread(number, day):
            self._drawn[pool][week] -= hours
        return day

    def left(self, pool: int, week: int) -> int:
        """Hundredths of hours that nobody draws that week; less than 0 where days that people set draw too much."""
        return self.network.pools[pool].room(week) - self._drawn[pool].get(week, 0)

    def drawn(self, pool: int) -> list[int]:
        """The weeks in which a pool is drawn on."""
        return sorted(week for week, hours in self._drawn[pool].items() if hours)

    def earliest(self, number: int, day: int) -> int | None:
        """The first day from this one on at which a job fits; None when there is none."""
        job = self.network.jobs[number]
        while day <= self.last:
            free = max((self.network.pools[pool].free_from(day, job.length) for pool, _ in job.uses), default=day)
            if free > day:
                day = free
                continue
            later = self._later(number, day)
            if later == day:
                return day
            day = later
        return None

    def latest(self, number: int, day: int, least: int) -> int:
        """The last day from `day` back to `least` at which a job fits; `least`, where it does, if there is no other."""
        job = self.network.jobs[number]
        while day > least:
            free = min((self.network.pools[pool].free_until(day, job.length) for pool, _ in job.uses), default=day)
            if free < day:
                day = free
                continue
            sooner = self._sooner(number, day)
            if sooner == day:
                return day
            day = sooner
        return least

    def fits(self, number: int, day: int) -> bool:
        """Whether a job fits on a day."""
        return self.earliest(number, day) == day

    def _later(self, number: int, day: int) -> int:
        """The day if hours are left for the job there, otherwise a later one before which none will do.

        So many days of a job draw floor(work * days / length) at least, wherever they are in it. As long as it begins
        before a week or on its Monday, beginning later leaves as many of its days there, or more.
        """
        lacking = self._lacking(number, day)
        if lacking is None:
            return day
        monday, not_one_day, not_so_many = lacking
        if not_one_day:
            return monday + 7
        return monday + 1 if day <= monday and not_so_many else day + 1

    def _sooner(self, number: int, day: int) -> int:
        """The same, looking back."""
        lacking = self._lacking(number, day)
        if lacking is None:
            return day
        monday, not_one_day, not_so_many = lacking
        length = self.network.jobs[number].length
        if not_one_day:
            return monday - length
        return monday + 6 - length if day + length >= monday + 7 and not_so_many else day - 1

    def _lacking(self, number: int, day: int) -> tuple[int, bool, bool] | None:
        """The first week that lacks hours for a job that begins on a day, None if none does.

        Given are its Monday, whether it lacks them for one day of the job, and for as many days as the job has there.
        """
        job = self.network.jobs[number]
        for pool, week, hours in self.network.spread(number, day):
            left = self.left(pool, week)
            if hours > left:
                monday = self.network.calendar.monday(week)
                shared = min(day + job.length, monday + 7) - max(day, monday)
                work = next((work for other, work in job.uses if other == pool), None)
                if work is None:  # hours of a skill, drawn by a name: the owner's others may do another day
                    return monday, False, False
                return monday, job.drawn(work, 1) > left, job.drawn(work, shared) > left
        return None


def placed(board: Board, number: int) -> int:
    """The day of a job that has one."""
    day = board.days[number]
    return NEVER if day is None else day


def after_all(board: Board, number: int) -> int | None:
    """The first day at which all that a job waits for is over; None if something of it has no day."""
    job, day = board.network.jobs[number], max(0, board.network.jobs[number].earliest)
    for before, lag in job.before:
        start = board.days[before]
        if start is None:
            return None
        day = max(day, start + board.network.jobs[before].length + lag)
    return day


def with_fixed(network: Network) -> Board:
    """A board with the days that people set, and no other."""
    board = Board(network)
    for number, job in enumerate(network.jobs):
        if job.start is not None:
            board.put(number, job.start)
    return board
