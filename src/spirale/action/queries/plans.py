"""The plan as the method reads it: tasks, what they wait for, and the hours pledged to the bank."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from spirale.action.days import later
from spirale.action.models import Plan, PlanSchedule, Task, TaskDependency, TaskVersion
from spirale.action.queries.commitments import chosen_sheets
from spirale.decision.models import ActionSheet, BankPledge, Resource
from spirale.method import planning as method
from spirale.territories.models import Territory

YEAR: Final = 365
"""Days over which hours are spread that were pledged without a last day."""


@dataclass(frozen=True, slots=True)
class Read:
    """The rows of a plan, read once, with the plan as the method takes it and the digest of it."""

    territory: Territory
    sheets: tuple[ActionSheet, ...]
    start_on: date
    feed: str
    tasks: tuple[Task, ...]
    waits_for: dict[UUID, tuple[tuple[UUID, int], ...]]
    plan: method.Plan
    digest: str
    names: dict[str, str]
    pledged: dict[str, int]

    def name(self, key: str) -> str:
        """What people call a task, or whoever has hours: their own name, the skill's."""
        return self.names.get(key, key)


def read_plan(territory: Territory) -> Read:
    """Everything a schedule is computed from: the tasks of chosen actions, and the pledged hours."""
    sheets = tuple(chosen_sheets(territory))
    tasks = _tasks_of(sheets)
    known = {task.pk for task in tasks}
    waits: dict[UUID, list[tuple[UUID, int]]] = {}
    links = TaskDependency.objects.filter(task__sheet__territory=territory).order_by("before_id")
    for before, task, lag in links.values_list("before_id", "task_id", "lag"):
        if task in known and before in known:
            waits.setdefault(task, []).append((before, lag))
    kept = Plan.objects.filter(territory=territory).first()
    start_on = kept.start_on if kept else timezone.localdate()
    pledges = _pledges_of_time(territory, [sheet.pk for sheet in sheets])
    plan = method.Plan(
        start_on=start_on.isoformat(),
        tasks=tuple(as_method(task) for task in tasks),
        dependencies=tuple(
            method.Dependency(str(before), str(key), lag) for key, held in waits.items() for before, lag in held
        ),
        capacities=tuple(_capacities(pledges, tasks, start_on)),
    )
    found = {key: tuple(held) for key, held in waits.items()}
    names = {str(task.pk): task.title for task in tasks}
    names |= {f"skill {task.skill_id}": task.skill.name for task in tasks if task.skill}
    pledged: dict[str, int] = {}
    for pledge in pledges:
        skill = f"skill {pledge.resource_id}"
        pledged[skill] = pledged.get(skill, 0) + pledge.amount
    feed = kept.feed if kept else ""
    return Read(territory, sheets, start_on, feed, tasks, found, plan, digest_of(plan), names, pledged)


def _tasks_of(sheets: tuple[ActionSheet, ...]) -> tuple[Task, ...]:
    """Tasks in the order of their actions and of writing; each action and each skill is read once, not once a task."""
    by_key = {sheet.pk: sheet for sheet in sheets}
    place = {key: number for number, key in enumerate(by_key)}
    rows = list(Task.objects.filter(sheet__in=list(by_key), retired_at=None))
    skills = Resource.objects.in_bulk({task.skill_id for task in rows if task.skill_id})
    for task in rows:
        task.sheet = by_key[task.sheet_id]
        if task.skill_id:
            task.skill = skills[task.skill_id]
    return tuple(sorted(rows, key=lambda task: (place[task.sheet_id], task.made_at, str(task.pk))))


def hours_short(read: Read) -> list[tuple[str, int, int]]:
    """Skills of which the tasks ask more hours in all than were pledged: name, hours asked and pledged, hundredths.

    A skill of which nothing was pledged is not among them: who told no hours is not limited.
    """
    asked: dict[str, int] = {}
    for task in read.plan.tasks:
        if task.skill in read.pledged:
            asked[task.skill] = asked.get(task.skill, 0) + task.work
    short = [(read.name(skill), work, read.pledged[skill]) for skill, work in asked.items()]
    return sorted(one for one in short if one[1] > one[2])


def digest_of(plan: method.Plan) -> str:
    """The digest of all that a schedule is computed from, the same in whatever order it is told."""
    told: dict[str, Any] = {
        name: sorted(map(_WRITE, map(_plain, held))) if isinstance(held, tuple) else held
        for name, held in _plain(plan).items()
    }
    return hashlib.sha256(_WRITE(told).encode()).hexdigest()


_WRITE: Final = json.JSONEncoder(sort_keys=True).encode
_NAMES: Final = {
    kind: tuple(field.name for field in fields(kind))
    for kind in (method.Plan, method.Task, method.Dependency, method.Capacity)
}


def _plain(value: method.Plan | method.Task | method.Dependency | method.Capacity) -> dict[str, Any]:
    """The fields of a value of the method, which hold nothing but words, numbers and tuples of these."""
    return {name: getattr(value, name) for name in _NAMES[type(value)]}


def as_method(task: Task, *, name: str = "") -> method.Task:
    """A task as the method takes it, by its id, or by a name that a person reads."""
    return method.Task(
        id=name or str(task.pk),
        action=str(task.sheet_id),
        owners=tuple(task.owners),
        skill=f"skill {task.skill_id}" if task.skill_id else "",
        work=task.work,
        days=task.days,
        from_on=_iso(task.from_on),
        due_on=_iso(task.due_on),
        start_on=_iso(task.start_on),
        done=task.done,
        is_milestone=task.is_milestone,
    )


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _pledges_of_time(territory: Territory, sheets: list[UUID]) -> list[BankPledge]:
    """The pledges of time that stand for the chosen actions, or for any."""
    pledges = BankPledge.objects.filter(
        Q(only_for=None) | Q(only_for__in=sheets),
        choice__territory=territory,
        withdrawn_at=None,
        resource__kind=Resource.Kind.TIME,
    ).distinct()
    needed = ("owner", "resource_id", "amount", "from_on", "to_on", "made_at")
    return list(pledges.order_by("made_at", "id").only(*needed))


def _capacities(pledges: Iterable[BankPledge], tasks: Iterable[Task], start_on: date) -> Iterable[method.Capacity]:
    """Hours a week by skill and by owner, of the pledges of time that stand for the chosen actions.

    Hours of somebody who does tasks by name are theirs and of the skill they pledged, and count once.

    A pledge with a last day is spread evenly over its days, both ends counted, from the first day of the plan where it
    names none. Without a last day its hours are there when they are asked for, a full week at most in one week, for a
    year: that they are not asked for twice is seen from their sum (`hours_short`).
    """
    owners = {owner for task in tasks for owner in task.owners}
    for pledge in pledges:
        first = pledge.from_on or start_on
        last = pledge.to_on or later(first, YEAR - 1)
        days = (last - first).days + 1
        if days <= 0:
            continue
        weekly = pledge.amount * 7 // max(7, days) if pledge.to_on else min(pledge.amount, method.FULL_WEEK)
        weekly = max(1, weekly)
        skill = f"skill {pledge.resource_id}"
        if pledge.owner in owners:
            yield method.Capacity(pledge.owner, weekly, _iso(first), _iso(last), skill)
        else:
            yield method.Capacity(skill, weekly, _iso(first), _iso(last))


def schedule_for(read: Read) -> PlanSchedule | None:
    """The schedule computed from exactly this, if it is there."""
    return PlanSchedule.objects.filter(
        territory=read.territory, inputs=read.digest, engine=method.ENGINE_VERSION, ended_at__isnull=False
    ).first()


def last_schedule(territory: Territory) -> PlanSchedule | None:
    """The last schedule that was computed, from whatever stood then."""
    return PlanSchedule.objects.filter(territory=territory, ended_at__isnull=False).order_by("-ended_at", "id").first()


def placed_in(document: dict[str, Any]) -> list[method.Placed]:
    """The days of tasks in a schedule that was kept."""
    return [method.Placed(*row) for row in document.get("placed", [])]


def last_change(territory: Territory) -> TaskVersion | None:
    """What was changed last in the tasks of a territory, if it can be undone."""
    return (
        TaskVersion.objects.filter(task__sheet__territory=territory, number__gt=1)
        .select_related("task", "saved_by")
        .order_by("-saved_at", "-number")
        .first()
    )
