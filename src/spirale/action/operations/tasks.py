"""Writing the tasks of a plan, moving them, telling how far they are; each change is a version that can be undone."""

import secrets
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from spirale.action import rules as _rules  # noqa: F401  permissions of this room
from spirale.action.models import Plan, Task, TaskDependency, TaskVersion
from spirale.action.queries.commitments import is_chosen
from spirale.action.queries.plans import as_method
from spirale.decision.models import ActionSheet
from spirale.journal import operations as journal
from spirale.method import planning as method
from spirale.method.planning.checking import circles
from spirale.method.problems import Problem, Problems
from spirale.pages.ids import free_id
from spirale.people.models import Account
from spirale.territories.models import Territory
from spirale.territories.rules import require

FIELDS: Final = (
    "title", "owners", "skill_id", "work", "days", "from_on", "due_on", "start_on", "is_milestone", "done", "obstacles",
)  # fmt: skip
"""What a version keeps, besides what the task waits for and whether it is retired."""
_DAYS: Final = ("from_on", "due_on", "start_on")

MOST_TASKS: Final = 2_000


class TaskChanged(Exception):
    """Somebody changed the task meanwhile; `theirs` is how it stands now."""

    def __init__(self, theirs: Task) -> None:
        self.theirs = theirs
        super().__init__(theirs.version)


def plan_of(territory: Territory) -> Plan:
    """The plan of a territory, begun today if there is none."""
    plan, _ = Plan.objects.get_or_create(
        territory=territory,
        defaults={"start_on": timezone.localdate(), "feed": secrets.token_urlsafe(24), "made_at": timezone.now()},
    )
    return plan


@transaction.atomic
def save_task(
    *,
    task_id: UUID,
    edit_id: UUID,
    sheet: ActionSheet,
    fields: Mapping[str, Any],
    waits_for: Mapping[UUID, int],
    based_on: int = 0,
    by: Account,
) -> Task:
    """Write a task, new or changed. The same edit sent twice is one; saving what stands changes nothing.

    Raises TaskChanged when somebody changed it since version `based_on`, Problems of the method for what cannot be
    planned, Problem("action not chosen"), ("plan is full") or ("task is elsewhere").
    """
    require("action.plan", by, sheet)
    plan = _held_plan(sheet.territory)
    task = Task.objects.filter(pk=task_id).select_related("sheet__territory").first()
    if task is None:
        if not is_chosen(sheet):
            raise Problem("action not chosen", action=sheet.title)
        if Task.objects.filter(sheet__territory=sheet.territory, retired_at=None).count() >= MOST_TASKS:
            raise Problem("plan is full", limit=MOST_TASKS)
        task = Task(id=task_id, sheet=sheet, version=0, made_by=by, made_at=timezone.now())
    elif task.sheet_id != sheet.pk:
        raise Problem("task is elsewhere", task=task.title)
    return _tell_and_keep("task saved", task, plan, {**fields}, waits_for, edit_id=edit_id, based_on=based_on, by=by)


@transaction.atomic
def move_task(*, task: Task, edit_id: UUID, start_on: date | None, based_on: int, by: Account) -> Task:
    """Set the first day of a task, or leave it to the schedule again. Raises as `save_task` does."""
    require("action.plan", by, task)
    plan, task = _held_plan(task.territory), _fresh(task)
    return _tell_and_keep(
        "task moved", task, plan, {"start_on": start_on}, None, edit_id=edit_id, based_on=based_on, by=by
    )


@transaction.atomic
def report_task(
    *,
    task: Task,
    edit_id: UUID,
    done: int,
    obstacles: str,
    placed_on: date | None = None,
    based_on: int,
    by: Account,
    now: datetime | None = None,
) -> Task:
    """Tell how far a task is, in hundredths, and what stands in its way.

    What has begun keeps its first day: the one it was placed on if that has come (`placed_on`), otherwise today.
    """
    require("action.plan", by, task)
    plan, task = _held_plan(task.territory), _fresh(task)
    changes: dict[str, Any] = {"done": done, "obstacles": obstacles.strip()[:2000]}
    if done and not task.start_on:
        today = timezone.localdate(now)
        began = placed_on if placed_on and placed_on <= today else today
        changes["start_on"] = max(began, plan.start_on)
    return _tell_and_keep("task reported", task, plan, changes, None, edit_id=edit_id, based_on=based_on, by=by)


@transaction.atomic
def retire_task(*, task: Task, edit_id: UUID, by: Account) -> Task:
    """Take a task out of the plan; undoing brings it back."""
    require("action.plan", by, task)
    plan, task = _held_plan(task.territory), _fresh(task)
    changes = {"retired": True}
    return _tell_and_keep("task taken out", task, plan, changes, None, edit_id=edit_id, based_on=task.version, by=by)


@transaction.atomic
def undo_task(*, task: Task, edit_id: UUID, based_on: int, by: Account) -> Task:
    """Take the state before the last change up again, as a new version: undoing twice is doing again."""
    require("action.plan", by, task)
    plan, task = _held_plan(task.territory), _fresh(task)
    before = task.versions.filter(number=task.version - 1).first()
    if before is None or task.versions.filter(pk=edit_id).exists():
        return task
    content = before.content
    waits = {UUID(key): lag for key, lag in content["waits_for"]}
    changes = {name: _read(name, content[name]) for name in FIELDS} | {"retired": content["retired"]}
    return _tell_and_keep("task change undone", task, plan, changes, waits, edit_id=edit_id, based_on=based_on, by=by)


@transaction.atomic
def set_first_day(*, territory: Territory, start_on: date, by: Account) -> Plan:
    """Say on which day the plan begins. Raises Problem("task before the plan") if a task has a day before it."""
    require("action.plan", by, territory)
    plan = _held_plan(territory)
    if plan.start_on == start_on:
        return plan
    for task in Task.objects.filter(sheet__territory=territory, retired_at=None, done__lt=100):
        days = [day for day in (task.from_on, task.due_on, task.start_on) if day]
        if days and min(days) < start_on:
            raise Problem(
                "task before the plan", task=task.title, day=min(days).isoformat(), start_on=start_on.isoformat()
            )
    before, plan.start_on = plan.start_on, start_on
    plan.save(update_fields=["start_on"])
    journal.append("plan begun on", space=territory.pk, on=plan, by=by, before=before, after=start_on)
    return plan


@transaction.atomic
def renew_feed(*, territory: Territory, by: Account) -> Plan:
    """Give the calendar another secret address; the one before leads nowhere any more."""
    require("action.carry", by, territory)
    plan = _held_plan(territory)
    plan.feed = secrets.token_urlsafe(24)
    plan.save(update_fields=["feed"])
    journal.append("calendar address renewed", space=territory.pk, on=plan, by=by)
    return plan


def _held_plan(territory: Territory) -> Plan:
    """The plan, held until the end of the act: circles are looked for in what stands."""
    plan_of(territory)
    return Plan.objects.select_for_update().get(pk=territory.pk)


def _fresh(task: Task) -> Task:
    return Task.objects.select_related("sheet__territory", "skill").get(pk=task.pk)


def _tell_and_keep(
    verb: str,
    task: Task,
    plan: Plan,
    changes: dict[str, Any],
    waits_for: Mapping[UUID, int] | None,
    *,
    edit_id: UUID,
    based_on: int,
    by: Account,
) -> Task:
    if sent := TaskVersion.objects.filter(pk=edit_id, task_id=task.pk).first():
        if _says(sent, changes, waits_for):
            return task
        based_on = max(based_on, sent.number)  # whoever went back to a page has seen what it kept
    before = _content(task) if task.version else None
    retired = changes.pop("retired", task.retired_at is not None)
    for name, value in changes.items():
        setattr(task, name, value)
    task.retired_at = (task.retired_at or timezone.now()) if retired else None
    links = dict(waits_for) if waits_for is not None else _links(task)
    after = _content(task, links)
    if before == after:
        return task
    if task.version != based_on:
        raise TaskChanged(_fresh(task))
    if not retired:
        _check(task, plan, links)
    task.version += 1
    task.save()
    if waits_for is not None:
        TaskDependency.objects.filter(task=task).delete()
        TaskDependency.objects.bulk_create(
            TaskDependency(task=task, before_id=other, lag=lag) for other, lag in sorted(links.items())
        )
    at = timezone.now()
    key = free_id(edit_id, TaskVersion.objects.all())
    TaskVersion.objects.create(id=key, task=task, number=task.version, content=after, saved_by=by, saved_at=at)
    changed = sorted(name for name in after if before is None or before[name] != after[name])
    journal.append(
        verb, space=task.sheet.territory_id, on=task, by=by, title=task.title, number=task.version, changed=changed
    )
    return task


def _says(version: TaskVersion, changes: Mapping[str, Any], waits_for: Mapping[UUID, int] | None) -> bool:
    """Whether a version says what is asked for: the same edit was sent twice."""
    links = [[str(other), lag] for other, lag in sorted((waits_for or {}).items())]
    return all(version.content[name] == _written(name, value) for name, value in changes.items()) and (
        waits_for is None or version.content["waits_for"] == links
    )


def _check(task: Task, plan: Plan, links: Mapping[UUID, int]) -> None:
    """What the method says of this task alone, in its own words, and of circles with the others."""
    if not task.title.strip():
        raise Problem("task without title")
    alone = method.Plan(plan.start_on.isoformat(), (as_method(task, name=task.title),))
    method.check(alone)
    others = dict(
        Task.objects.filter(sheet__territory=task.sheet.territory_id, retired_at=None)
        .exclude(pk=task.pk)
        .values_list("pk", "title")
    )
    unknown = sorted(str(other) for other in links if other not in others)
    if unknown:
        raise Problem("dependency on nothing", task=task.title, before="?", missing="?")
    names = {str(key): title for key, title in others.items()} | {str(task.pk): task.title}
    standing = TaskDependency.objects.filter(task__in=others).values_list("before_id", "task_id")
    pairs = [(str(before), str(after)) for before, after in standing if str(before) in names]
    pairs += [(str(other), str(task.pk)) for other in links]
    found = circles(sorted(names), [method.Dependency(*pair) for pair in pairs])
    if found:
        circle = found[0]
        raise Problems((Problem("dependencies in a circle", tasks=tuple(names[key] for key in circle)),))


def _links(task: Task) -> dict[UUID, int]:
    return dict(TaskDependency.objects.filter(task=task).values_list("before_id", "lag"))


def _content(task: Task, links: Mapping[UUID, int] | None = None) -> dict[str, Any]:
    """The task as a version keeps it."""
    held = _links(task) if links is None else links
    kept = {name: _written(name, getattr(task, name)) for name in FIELDS}
    return {
        **kept,
        "waits_for": [[str(other), lag] for other, lag in sorted(held.items())],
        "retired": task.retired_at is not None,
    }


def _written(name: str, value: Any) -> Any:
    if name in _DAYS:
        return value.isoformat() if value else ""
    return str(value) if name == "skill_id" and value else value


def _read(name: str, value: Any) -> Any:
    if name in _DAYS:
        return date.fromisoformat(value) if value else None
    return UUID(value) if name == "skill_id" and value else value
