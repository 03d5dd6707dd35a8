"""A plan as whole numbers: jobs in alphabetical order of their tasks, what they wait for, what they draw on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

from spirale.method.planning.checking import LONGEST
from spirale.method.planning.pools import NEVER, Calendar, Pool
from spirale.method.planning.sharing import Sharing, skill_of
from spirale.method.planning.values import FULL_WEEK, Plan, Task


@dataclass(frozen=True, slots=True)
class Job:
    """A task, from `start` (a day, fixed by a person if not None) over `length` days.

    `due` is the day before which it should be over. `uses` are pools and hours; `before` the jobs it waits for, with
    the days between, and `after` those that wait for it.
    """

    id: str
    length: int
    earliest: int
    due: int
    start: int | None
    uses: tuple[tuple[int, int], ...]
    before: tuple[tuple[int, int], ...]
    after: tuple[tuple[int, int], ...]
    is_milestone: bool
    is_done: bool

    def drawn(self, work: int, days: int) -> int:
        """How much of some work is done after so many of its days: evenly, rounded down."""
        return work * days // self.length


class Network:
    """All jobs of a plan, an order in which each comes after what it waits for, and the pools."""

    def __init__(self, plan: Plan, today: str = "") -> None:
        self.calendar = Calendar(plan.start_on)
        self._today = max(0, self.calendar.day(today))
        names = sorted({name for line in plan.capacities for name in (line.of, skill_of(line)) if name})
        self.pools = [
            Pool(name, (one for one in plan.capacities if name in (one.of, one.skill)), self.calendar) for name in names
        ]
        self._numbers = {name: number for number, name in enumerate(names)}
        self._sharing = Sharing(plan.capacities, self._numbers, self.calendar)
        tasks = sorted(plan.tasks, key=lambda task: task.id)
        self.index = {task.id: number for number, task in enumerate(tasks)}
        self._link(plan, tasks)
        self.jobs = [self._job(number, task) for number, task in enumerate(tasks)]
        self.order = self._sorted()
        self._parts: list[dict[int, list[tuple[int, int, int]]]] = [{} for _ in tasks]
        drawn = {name for task in tasks for name, _ in drawn_on(task)}
        self.unlimited = tuple(sorted(drawn - set(names)))

    def _link(self, plan: Plan, tasks: Sequence[Task]) -> None:
        """Keep the longest lag of what is told twice. What is done waits for nothing."""
        lags: dict[tuple[int, int], int] = {}
        for link in plan.dependencies:
            pair = (self.index[link.before], self.index[link.task])
            if tasks[pair[1]].done < 100:
                lags[pair] = max(link.lag, lags.get(pair, 0))
        self._before: list[list[tuple[int, int]]] = [[] for _ in tasks]
        self._after: list[list[tuple[int, int]]] = [[] for _ in tasks]
        for (before, after), lag in sorted(lags.items()):
            self._before[after].append((before, lag))
            self._after[before].append((after, lag))

    def _job(self, number: int, task: Task) -> Job:
        """A milestone is reached in the evening: its moment is the beginning of the day after."""
        evening = int(task.is_milestone)
        is_done = task.done == 100
        is_undated = is_done and not task.start_on
        length = 0 if task.is_milestone or is_undated else self._length(task)
        start = self.calendar.day(task.start_on) + evening if task.start_on else 0 if is_undated else None
        earliest = self.calendar.day(task.from_on) + evening if task.from_on else 0
        uses = () if length == 0 else [(self._numbers[of], work) for of, work in drawn_on(task) if of in self._numbers]
        return Job(
            id=task.id,
            length=length,
            earliest=earliest if start is not None else max(earliest, self._today),
            due=NEVER if is_done else self.calendar.day(task.due_on, NEVER - 1) + 1,
            start=start,
            uses=tuple(uses),
            before=tuple(self._before[number]),
            after=tuple(self._after[number]),
            is_milestone=task.is_milestone,
            is_done=is_done,
        )

    def _length(self, task: Task) -> int:
        if task.days:
            return task.days
        paces = [
            (work, self.pools[self._numbers[of]].pace if of in self._numbers else FULL_WEEK)
            for of, work in drawn_on(task)
        ]
        return min(LONGEST, max(1, *(-(-7 * work // pace) for work, pace in paces)))

    def _sorted(self) -> list[int]:
        waiting = [len(job.before) for job in self.jobs]
        ready = [number for number, count in enumerate(waiting) if not count]
        heapify(ready)
        order = []
        while ready:
            number = heappop(ready)
            order.append(number)
            for after, _ in self.jobs[number].after:
                waiting[after] -= 1
                if not waiting[after]:
                    heappush(ready, after)
        return order

    def first_days(self) -> list[int]:
        """The earliest day of each job as far as what it waits for goes; a day that a person set stands."""
        days = [0] * len(self.jobs)
        for number in self.order:
            job = self.jobs[number]
            if job.start is not None:
                days[number] = job.start
                continue
            ends = [days[before] + self.jobs[before].length + lag for before, lag in job.before]
            days[number] = max(job.earliest, *ends, 0)
        return days

    def last_days(self, end: int, *, with_due: bool = True) -> list[int]:
        """The latest day of each job that keeps the end of the whole, promised days, and days that a person set."""
        days = [0] * len(self.jobs)
        for number in reversed(self.order):
            job = self.jobs[number]
            limit = min(end, job.due) if with_due else end
            for after, lag in job.after:
                fixed = self.jobs[after].start
                limit = min(limit, (days[after] if fixed is None else min(fixed, days[after])) - lag)
            days[number] = limit - job.length
        return days

    def dues(self) -> list[int]:
        """The day before which each job should be over: its own, or that of a fixed day which waits for it."""
        return [
            min([job.due, *(start - lag for after, lag in job.after if (start := self.jobs[after].start) is not None)])
            for job in self.jobs
        ]

    def spread(self, number: int, start: int) -> Iterator[tuple[int, int, int]]:
        """The pool, the week and the hours of each part of what a job draws when it begins on a day.

        Each pool is told once a week: by who gives the hours, then by the skills these are no longer there for.
        """
        week = self.calendar.week(start)
        weekday = start - self.calendar.monday(week)
        parts = self._parts[number].get(weekday)
        if parts is None:
            parts = self._parts[number][weekday] = _parts(self.jobs[number], weekday)
        for pool, later, hours in parts:
            yield pool, week + later, hours
        if self._sharing.is_any:
            yield from self._sharing.of_skills((pool, week + later, hours) for pool, later, hours in parts)


def _parts(job: Job, weekday: int) -> list[tuple[int, int, int]]:
    """What a job draws that begins on a day of the week, by pool and by weeks after its first."""
    parts = []
    for pool, work in job.uses:
        done = 0
        for later in range((weekday + job.length - 1) // 7 + 1):
            so_far = job.drawn(work, min(job.length, 7 * (later + 1) - weekday))
            if so_far > done:
                parts.append((pool, later, so_far - done))
            done = so_far
    return parts


def drawn_on(task: Task) -> list[tuple[str, int]]:
    """Who gives how much of the work: the pool of the skill, or its owners in equal parts (the first a bit more)."""
    if not task.work:
        return []
    if task.skill:
        return [(task.skill, task.work)]
    owners = sorted(set(task.owners))
    each, over = divmod(task.work, len(owners))
    return [(owner, each + (place < over)) for place, owner in enumerate(owners)]
