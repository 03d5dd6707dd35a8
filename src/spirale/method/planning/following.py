"""Following a plan: what is late on a day, and what a delay moves."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from spirale.method.planning.board import Board, placed, with_fixed
from spirale.method.planning.checking import check
from spirale.method.planning.conflicts import conflicts
from spirale.method.planning.critical import days_of
from spirale.method.planning.network import Network
from spirale.method.planning.pools import Calendar
from spirale.method.planning.serial import measure, place_rest
from spirale.method.planning.values import Late, Moved, Moves, Placed, Plan, Task
from spirale.method.problems import Problem, Problems


def late(plan: Plan, placed: Iterable[Placed], *, today: str) -> tuple[Late, ...]:
    """Tell what is late on the morning of a day, the latest first: what was to be done until the evening before.

    A task not done is late by the days since its last ("not ended"), or since its first if nothing of it is done
    ("not begun"). Between the two it is late by the days of work that are missing, rounded up to a whole day
    ("behind"): days passed - done x its days, when that is a day at least. Raises Problems as `check` does.
    """
    check(plan)
    tasks = {task.id: task for task in plan.tasks}
    found = [one for place in placed if place.task in tasks for one in _late(tasks[place.task], place, today)]
    return tuple(sorted(found, key=lambda one: (-one.days, one.task)))


def _late(task: Task, place: Placed, today: str) -> Iterator[Late]:
    calendar = Calendar(today)
    start, end = calendar.day(place.start_on), calendar.day(place.end_on) + 1
    passed, length = -start, end - start
    if task.done == 100 or passed <= 0:
        return
    if end <= 0:
        yield Late(task.id, "not ended", -end + 1)
    elif not task.done:
        yield Late(task.id, "not begun", passed)
    else:
        missing = 100 * passed - task.done * length
        if missing >= 100:
            yield Late(task.id, "behind", -(-missing // 100))


def moved_by(plan: Plan, placed: Iterable[Placed], delays: Mapping[str, int]) -> Moves:
    """Tell what moves when tasks end so many days later than they were placed.

    A task that has begun lasts longer, another begins later, were its day set by a person. Every other task keeps its
    day as long as it can, in the order of these days; where it cannot, it takes the next that has its hours. Days that
    people set stay, and what they contradict is said. A task without a day gets one if there is one.
    Raises Problems as `check` does, with "delay unknown" for a task that is not in the plan or less than no delay.
    """
    check(plan)
    known = {task.id for task in plan.tasks}
    wrong = sorted(task for task, days in delays.items() if task not in known or days < 0)
    if wrong:
        raise Problems(tuple(Problem("delay unknown", task=task, days=delays[task]) for task in wrong))
    before = {place.task: place for place in placed if place.task in known}
    network = Network(plan)
    days = {task: network.calendar.day(place.start_on) for task, place in before.items()}
    late_tasks = [_delayed(task, network, days, delays.get(task.id, 0)) for task in plan.tasks]
    network = Network(replace(plan, tasks=tuple(late_tasks)))
    moments = [days.get(job.id, 0) + int(job.is_milestone and days.get(job.id, 0) > 0) for job in network.jobs]
    not_before = [day + delays.get(job.id, 0) for day, job in zip(moments, network.jobs, strict=True)]
    board = _kept(network, [(day,) for day in not_before], not_before)
    return _moves(network, board, before)


def _delayed(task: Task, network: Network, days: Mapping[str, int], delay: int) -> Task:
    """The same task, which lasts longer if it has begun and begins later if a person set its day."""
    length = network.jobs[network.index[task.id]].length
    is_begun = 0 < task.done < 100
    if not delay or not (is_begun or task.start_on):
        return task
    if is_begun and length:
        return replace(task, days=length + delay)
    return replace(task, start_on=network.calendar.iso(network.calendar.day(task.start_on) + delay))


def _kept(network: Network, priority: list[tuple[int, ...]], not_before: list[int]) -> Board:
    """A board on which jobs keep their days where they can, those that come first before the others."""
    board = with_fixed(network)
    board.reach(max(not_before, default=0))
    place_rest(board, priority, not_before)
    return board


def _moves(network: Network, board: Board, before: Mapping[str, Placed]) -> Moves:
    moved = []
    numbers = [number for number, day in enumerate(board.days) if day is not None]
    for number in sorted(numbers, key=lambda number: (placed(board, number), network.jobs[number].id)):
        job = network.jobs[number]
        start_on, end_on = days_of(network, job, placed(board, number))
        was = before.get(job.id)
        old = (was.start_on, was.end_on) if was else ("", "")
        if old != (start_on, end_on):
            later = network.calendar.day(end_on) - network.calendar.day(old[1]) if was else 0
            moved.append(Moved(job.id, *old, start_on, end_on, later))
    end = measure(board)[2]
    return Moves(tuple(moved), conflicts(network, board), network.calendar.iso(max(end - 1, 0)), end)
