"""What is wrong with a plan before any day is sought, all of it told at once."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Final

from spirale.method.planning.values import Dependency, Plan, Task
from spirale.method.problems import Problem, Problems

LONGEST: Final = 3_653
"""Days of the longest task, and of the longest lag: ten years."""


def check(plan: Plan) -> None:
    """Let a plan through that can be worked on; raises Problems with everything that a person has to mend.

    Problems: "day unreadable", "task twice", "task of nobody", "task without length", "milestone with length",
    "task out of bounds", "task ends before it begins", "task before the plan", "task begun on no day",
    "dependency on nothing", "lag out of bounds", "dependencies in a circle" (its tasks in order, each before the next),
    "capacity less than nothing", "capacity ends before it begins".
    """
    found = list(_unreadable(plan))
    if not found:
        found += _of_tasks(plan)
        found += _of_capacities(plan)
    known = {task.id for task in plan.tasks}
    sound = []
    for link in sorted(set(plan.dependencies), key=_order):
        missing = [one for one in (link.before, link.task) if one not in known]
        found += [Problem("dependency on nothing", task=link.task, before=link.before, missing=one) for one in missing]
        if not 0 <= link.lag <= LONGEST:
            found.append(Problem("lag out of bounds", task=link.task, before=link.before, lag=link.lag, most=LONGEST))
        if not missing:
            sound.append(link)
    found += [Problem("dependencies in a circle", tasks=circle) for circle in circles(sorted(known), sound)]
    if found:
        raise Problems(tuple(found))


def _order(link: Dependency) -> tuple[str, str, int]:
    return (link.task, link.before, link.lag)


def _unreadable(plan: Plan) -> Iterator[Problem]:
    """Days that are no day of the calendar."""
    said = [("", plan.start_on or "?")]
    for task in plan.tasks:
        said += [(task.id, day) for day in (task.from_on, task.due_on, task.start_on)]
    for line in plan.capacities:
        said += [(line.of, day) for day in (line.from_on, line.to_on)]
    for of, day in sorted(set(said)):
        if day and not _is_day(day):
            yield Problem("day unreadable", value=day, of=of)


def _is_day(said: str) -> bool:
    try:
        return date.fromisoformat(said).isoformat() == said
    except ValueError:
        return False


def _of_tasks(plan: Plan) -> Iterator[Problem]:
    counted = Counter(task.id for task in plan.tasks)
    yield from (Problem("task twice", task=name) for name, times in sorted(counted.items()) if times > 1)
    for task in sorted(plan.tasks, key=lambda task: task.id):
        yield from _of_one(task, plan.start_on)


def _of_one(task: Task, start_on: str) -> Iterator[Problem]:
    if min(task.work, task.days, task.done) < 0 or task.days > LONGEST or task.done > 100:
        yield Problem("task out of bounds", task=task.id, most=LONGEST)
    elif task.is_milestone and (task.work or task.days):
        yield Problem("milestone with length", task=task.id)
    elif not (task.is_milestone or task.work or task.days):
        yield Problem("task without length", task=task.id)
    if not (task.owners or task.skill or task.is_milestone):
        yield Problem("task of nobody", task=task.id)
    if task.from_on and task.due_on and task.due_on < task.from_on:
        yield Problem("task ends before it begins", task=task.id, from_on=task.from_on, due_on=task.due_on)
    if 0 < task.done < 100 and not task.start_on:
        yield Problem("task begun on no day", task=task.id, done=task.done)
    if task.done < 100:
        for day in sorted({task.from_on, task.due_on, task.start_on}):
            if day and day < start_on:
                yield Problem("task before the plan", task=task.id, day=day, start_on=start_on)


def _of_capacities(plan: Plan) -> Iterator[Problem]:
    for line in sorted(plan.capacities, key=lambda line: (line.of, line.from_on, line.to_on, line.weekly)):
        if line.weekly < 0:
            yield Problem("capacity less than nothing", of=line.of, weekly=line.weekly)
        if line.from_on and line.to_on and line.to_on < line.from_on:
            yield Problem("capacity ends before it begins", of=line.of, from_on=line.from_on, to_on=line.to_on)


def circles(tasks: list[str], links: list[Dependency]) -> list[tuple[str, ...]]:
    """Find circles of tasks that wait for one another, until the rest has none.

    One by one: a circle begins with its first task in alphabetical order, each is before the next and the last before
    the first; then its closing link is left aside. Tasks whose circle shares no link with another's are all named.
    """
    after: dict[str, list[str]] = {task: [] for task in tasks}
    for before, task in sorted({(link.before, link.task) for link in links}):
        after[before].append(task)
    found: list[tuple[str, ...]] = []
    is_over: set[str] = set()
    for root in tasks:
        if root in is_over:
            continue
        path, place, turns = [root], {root: 0}, [iter(after[root])]
        while path:
            follower = next(turns[-1], None)
            if follower is None:
                turns.pop()
                is_over.add(path[-1])
                del place[path.pop()]
            elif follower in place:
                circle = path[place[follower] :]
                first = circle.index(min(circle))
                found.append((*circle[first:], *circle[:first]))
            elif follower not in is_over:
                place[follower] = len(path)
                path.append(follower)
                turns.append(iter(after[follower]))
    return found
