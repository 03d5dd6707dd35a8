"""The agenda of a workshop: where it is, how long each step lasted, and what comes next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from django.db.models import Max

from spirale.journal.statements import Reading, an_id
from spirale.workshops.models import Hall, Step, StepRun, Workshop
from spirale.workshops.queries.halls import hall_now


@dataclass(frozen=True, slots=True)
class AgendaStep:
    """A step as the agenda shows it: its place among those that are not skipped, and the times it was lived.

    `overrun` is how much longer than its minutes it lasted, each time it was lived counted for itself.
    """

    step: Step
    number: int | None
    runs: tuple[StepRun, ...]
    is_current: bool
    spent: timedelta
    overrun: timedelta
    added: int = 0

    @property
    def is_skipped(self) -> bool:
        return self.step.skipped_at is not None

    @property
    def is_past(self) -> bool:
        """It was lived and is over."""
        return bool(self.runs) and not self.is_current

    @property
    def minutes(self) -> int:
        """The minutes it may take, with those added while it ran."""
        return self.step.minutes + self.added

    @property
    def spent_minutes(self) -> int:
        return round(self.spent.total_seconds() / 60)


@dataclass(frozen=True, slots=True)
class Agenda:
    """The steps of a workshop in their order, and the one that is lived now."""

    hall: Hall | None
    steps: tuple[AgendaStep, ...]
    at: datetime

    @property
    def run(self) -> StepRun | None:
        return self.hall.run if self.hall else None

    @property
    def current(self) -> AgendaStep | None:
        return next((step for step in self.steps if step.is_current), None)

    @property
    def of(self) -> int:
        """How many steps there are to live."""
        return sum(1 for step in self.steps if not step.is_skipped)

    @property
    def following(self) -> AgendaStep | None:
        """The step that “next” starts: the first after this one that is not skipped."""
        return next(iter(self._to_come), None)

    @property
    def before(self) -> AgendaStep | None:
        """The step that “back” starts again: the last before this one that is not skipped."""
        if not self.current:
            return None
        earlier = [step for step in self.steps[: self.steps.index(self.current)] if not step.is_skipped]
        return earlier[-1] if earlier else None

    @property
    def minutes(self) -> int:
        """The minutes of all steps that are not skipped."""
        return sum(step.minutes for step in self.steps if not step.is_skipped)

    @property
    def ends_at(self) -> datetime:
        """When the meeting ends if every step from now on takes its minutes."""
        left = timedelta(minutes=sum(step.minutes for step in self._to_come))
        if self.current:
            left += max(self.left, timedelta())
        return self.at + left

    @property
    def left(self) -> timedelta:
        """What is left of the minutes of the step that runs; less than nothing once they are over."""
        planned = timedelta(minutes=self.current.minutes if self.current else 0)
        return planned - _of_run(self.run, self.at)

    @property
    def minutes_left(self) -> int:
        return max(ceil(self.left.total_seconds() / 60), 0)

    @property
    def minutes_over(self) -> int:
        return max(ceil(-self.left.total_seconds() / 60), 0)

    @property
    def _to_come(self) -> list[AgendaStep]:
        after = self.steps.index(self.current) + 1 if self.current else 0
        return [step for step in self.steps[after:] if not step.is_skipped]


def step_of(workshop: Workshop) -> Mapping[str, Any] | None:
    """The step that is lived now, as it is told to everybody in the hall; two round trips."""
    hall = hall_now(workshop)
    if hall is None or hall.run is None:
        return None
    run, step = hall.run, hall.run.step
    shown = [pk for (pk,) in _SHOWN.rows(workshop=workshop.pk)]
    return {
        "id": str(step.pk),
        "kind": step.kind,
        "title": step.title,
        "aim": step.aim,
        "minutes": step.minutes + run.added_minutes,
        "started_at": run.started_at.isoformat(),
        "paused_at": run.paused_at.isoformat() if run.paused_at else None,
        "paused_seconds": run.paused_seconds,
        "question": str(step.question_id) if step.question_id else None,
        "position": shown.index(step.pk) + 1,
        "of": len(shown),
    }


_SHOWN = Reading(lambda: Step.objects.filter(workshop=an_id("workshop"), skipped_at=None).values_list("pk"))


def agenda_of(workshop: Workshop, *, at: datetime) -> Agenda:
    """The whole agenda as it stands; three round trips however many steps and times they were lived."""
    hall = Hall.objects.filter(workshop=workshop).select_related("run").first()
    current = hall.run.step_id if hall and hall.run else None
    steps = []
    number = 0
    for step in Step.objects.filter(workshop=workshop).select_related("question").prefetch_related("runs"):
        is_shown = step.skipped_at is None
        number += is_shown
        steps.append(_as_lived(step, number if is_shown else None, is_current=step.pk == current, at=at))
    return Agenda(hall, tuple(steps), at)


def last_position(workshop: Workshop) -> int:
    """The position of the last step; none gives 0."""
    return int(Step.objects.filter(workshop=workshop).aggregate(last=Max("position"))["last"] or 0)


def spent_in(run: StepRun, *, at: datetime) -> timedelta:
    """How long a step was lived in one go, pauses of the clock left out."""
    until = run.ended_at or run.paused_at or at
    return max(until - run.started_at - timedelta(seconds=run.paused_seconds), timedelta())


def overrun_in(run: StepRun, *, minutes: int, at: datetime) -> timedelta:
    """How much longer than its minutes, and those added, a step was lived in one go."""
    return max(spent_in(run, at=at) - timedelta(minutes=minutes + run.added_minutes), timedelta())


def _of_run(run: StepRun | None, at: datetime) -> timedelta:
    return spent_in(run, at=at) if run else timedelta()


def _as_lived(step: Step, number: int | None, *, is_current: bool, at: datetime) -> AgendaStep:
    runs = tuple(step.runs.all())
    return AgendaStep(
        step=step,
        number=number,
        runs=runs,
        is_current=is_current,
        spent=sum((spent_in(run, at=at) for run in runs), timedelta()),
        overrun=sum((overrun_in(run, minutes=step.minutes, at=at) for run in runs), timedelta()),
        added=runs[-1].added_minutes if runs else 0,
    )
