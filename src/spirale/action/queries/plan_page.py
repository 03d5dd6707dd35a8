"""The page of the plan: tasks with their days, what is late and why, and the drawing."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from django.utils.translation import ngettext

from spirale.action.days import later
from spirale.action.models import Task, TaskVersion
from spirale.action.queries.plans import (
    Read,
    hours_short,
    last_change,
    last_schedule,
    placed_in,
    read_plan,
    schedule_for,
)
from spirale.action.words import day_said
from spirale.decision.models import ActionSheet
from spirale.method import planning as method
from spirale.method.problems import Problem, Problems
from spirale.pages.amounts import amount_shown
from spirale.territories.models import Territory

ROW: Final = 44
"""Height of a row of the drawing: a finger's width."""
HEAD: Final = 28
LONGEST_DRAWN: Final = 2_400
"""Width of the drawing at most: long plans have narrower days."""
MOST_NAMED: Final = 120
"""About how many months are named under a drawing: of a day typed in another century, not all that lie before it."""


@dataclass(frozen=True, slots=True)
class Row:
    """A task with the days it was given."""

    task: Task
    start_on: date | None
    end_on: date | None
    slack: int
    is_critical: bool
    late: Problem | None
    waits_for: tuple[str, ...]
    x: int = 0
    y: int = 0
    width: int = 0
    first: str = ""
    first_said: str = "—"
    last_said: str = "—"

    @property
    def done_width(self) -> int:
        return self.width * self.task.done // 100

    @property
    def middle(self) -> int:
        return self.y + ROW // 2

    @property
    def diamond(self) -> str:
        """A milestone's mark."""
        across, down = self.x + self.width // 2, self.y + ROW // 2
        return f"M{across} {down - 10}L{across + 10} {down}L{across} {down + 10}L{across - 10} {down}Z"


@dataclass(frozen=True, slots=True)
class Part:
    """An action with its tasks."""

    sheet: ActionSheet
    rows: tuple[Row, ...]
    y: int
    done: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """The frame of the drawing: how wide a day is (in thousandths), its months, where today is."""

    width: int
    height: int
    day: int
    first_on: date
    months: tuple[tuple[int, date], ...]
    links: tuple[str, ...]
    today: int | None


@dataclass(frozen=True, slots=True)
class PlanPage:
    """Everything the page of a plan shows."""

    read: Read
    parts: tuple[Part, ...]
    drawing: Drawing
    document: Mapping[str, Any]
    is_current: bool
    problems: tuple[Problem, ...]
    late: tuple[Row, ...]
    conflicts: tuple[Problem, ...]
    because: Problem | None
    ends_on: date | None
    critical: tuple[str, ...]
    unlimited: tuple[str, ...]
    last_change: TaskVersion | None

    @property
    def tasks(self) -> int:
        return sum(len(part.rows) for part in self.parts)


def plan_page(territory: Territory, *, on: date) -> PlanPage:
    """The plan with the days computed for it; if it changed since, with the last ones, and it says so."""
    read = read_plan(territory)
    current = schedule_for(read)
    kept = current or last_schedule(territory)
    document: Mapping[str, Any] = kept.document if kept else {}
    placed = {one.task: one for one in placed_in(dict(document))}
    late = _late(read, placed, on)
    conflicts = [_conflict(read, one) for one in document.get("conflicts", [])]
    conflicts += [
        Problem("conflict.hours in all", skill=skill, asked=amount_shown(asked), pledged=amount_shown(pledged))
        for skill, asked, pledged in hours_short(read)
    ]
    critical = frozenset(document.get("critical", []))
    drawing, x = _drawing(read, placed, on)
    parts, y = [], HEAD
    by_sheet: dict[Any, list[Task]] = {}
    for task in read.tasks:
        by_sheet.setdefault(task.sheet_id, []).append(task)
    for sheet in read.sheets:
        top, rows = y, []
        y += ROW
        for task in by_sheet.get(sheet.pk, []):
            rows.append(_row(read, task, placed, late, critical, x, y))
            y += ROW
        parts.append(Part(sheet, tuple(rows), top, _done([row.task for row in rows])))
    ends = [date.fromisoformat(one.end_on) for one in placed.values()]
    late_rows = sorted((row for part in parts for row in part.rows if row.late), key=lambda row: -_days_late(row))
    return PlanPage(
        read=read,
        parts=tuple(parts),
        drawing=_with_links(drawing, read, parts, y),
        document=document,
        is_current=current is not None or not read.tasks,
        problems=tuple(_told(read, one) for one in document.get("problems", [])),
        late=tuple(late_rows),
        conflicts=tuple(conflicts),
        because=_because(read, document),
        ends_on=max(ends, default=None),
        critical=tuple(read.name(key) for key in document.get("critical", [])),
        unlimited=tuple(read.name(key) for key in document.get("unlimited", [])),
        last_change=last_change(territory),
    )


def _days_late(row: Row) -> int:
    return int(row.late.parameters["days"]) if row.late else 0  # type: ignore[call-overload]


def _done(tasks: list[Task]) -> int:
    """The share done of an action: of the hours where hours are told, of the tasks otherwise."""
    weights = [task.work or task.days for task in tasks if not task.is_milestone]
    told = [task.done for task in tasks if not task.is_milestone]
    total = sum(weights)
    return sum(weight * done for weight, done in zip(weights, told, strict=True)) // total if total else 0


def _late(read: Read, placed: Mapping[str, method.Placed], on: date) -> dict[str, Problem]:
    try:
        found = method.late(read.plan, placed.values(), today=on.isoformat())
    except Problems:
        return {}
    return {one.task: Problem(f"late.{one.why}", task=read.name(one.task), days=one.days) for one in found}


def _conflict(read: Read, one: Mapping[str, Any]) -> Problem:
    other = read.name(one["other"]) if one["other"] else ""
    amount = one["amount"] / 100 if one["matter"] == "beyond capacity" else one["amount"]
    return Problem(
        f"conflict.{one['matter']}",
        task=read.name(one["task"]),
        other=other,
        on=day_said(date.fromisoformat(one["on"])) if one["on"] else "",
        amount=f"{amount:g}",
    )


def _told(read: Read, one: Mapping[str, Any]) -> Problem:
    """A problem of the plan, with the names that people know in the place of ids."""
    parameters = {
        name: [read.name(key) for key in value] if isinstance(value, list) else read.name(value)
        if isinstance(value, str) else value
        for name, value in one["parameters"].items()
    }  # fmt: skip
    return Problem(one["code"], **parameters)


def _because(read: Read, document: Mapping[str, Any]) -> Problem | None:
    if "because" not in document:
        return None
    kind = document["because"] if document["is_best"] else "not proved"
    return Problem(
        f"because.{kind}",
        of=read.name(document["because_of"]),
        days=document["days"],
        least=document["least_days"],
    )


def _row(
    read: Read,
    task: Task,
    placed: Mapping[str, method.Placed],
    late: Mapping[str, Problem],
    critical: frozenset[str],
    x: Any,
    y: int,
) -> Row:
    key = str(task.pk)
    place = placed.get(key)
    start = date.fromisoformat(place.start_on) if place else None
    end = date.fromisoformat(place.end_on) if place else None
    left = x(start) if start else 0
    return Row(
        task=task,
        start_on=start,
        end_on=end,
        slack=place.slack if place else 0,
        is_critical=key in critical,
        late=late.get(key),
        waits_for=tuple(_waited(read.name(str(before)), lag) for before, lag in read.waits_for.get(task.pk, ())),
        x=left,
        y=y,
        width=max(6, x(later(end, 1)) - left) if end else 0,
        first=place.start_on if place else "",
        first_said=day_said(start) if start else "—",
        last_said=day_said(end) if end else "—",
    )


def _waited(name: str, lag: int) -> str:
    """The task that another waits for, with the days to leave between them."""
    if not lag:
        return name
    return ngettext("%(task)s, then %(count)s day", "%(task)s, then %(count)s days", lag) % {"task": name, "count": lag}


def _drawing(read: Read, placed: Mapping[str, method.Placed], on: date) -> tuple[Drawing, Any]:
    days = [date.fromisoformat(day) for one in placed.values() for day in (one.start_on, one.end_on)]
    first = min([read.start_on, *days]).replace(day=1)
    last = later(max([later(read.start_on, 60), *days]), 21)
    span = max(1, (last - first).days)
    day = max(700, min(8_000, LONGEST_DRAWN * 1000 // span))

    def x(moment: date) -> int:
        return (moment - first).days * day // 1000

    months, month = [], first
    while month <= last:
        months.append((x(month), month))
        month = later(month, 32)
        if month == date.max:
            break
        month = month.replace(day=1)
    step = max(1 if day >= 2_000 else 3, len(months) // MOST_NAMED)
    today = x(on) if first <= on <= last else None
    return Drawing(x(last), 0, day, first, tuple(months[::step]), (), today), x


def _with_links(drawing: Drawing, read: Read, parts: list[Part], height: int) -> Drawing:
    """The drawing with its arrows, from the end of each task to the beginning of what waits for it."""
    rows = {row.task.pk: row for part in parts for row in part.rows if row.start_on}
    paths = []
    waits = [(row, before) for row in rows.values() for before, _ in read.waits_for.get(row.task.pk, ())]
    for row, before in waits:
        other = rows.get(before)
        if other:
            end = other.x + other.width
            paths.append(f"M{end} {other.middle}H{max(end + 6, row.x - 6)}V{row.middle}H{row.x}")
    return replace(drawing, height=height, links=tuple(paths))
