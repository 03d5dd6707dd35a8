"""Leading a workshop: going from step to step, the clock, and an agenda that changes while it is lived.

Everything here first takes the hall's row, so that two facilitators who act at once act one after the other, the
second knowing what the first did.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final, Literal
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from spirale.cycles.models import Question
from spirale.journal import operations as journal
from spirale.method.problems import Problem
from spirale.people.models import Account
from spirale.territories.rules import require
from spirale.workshops import rules  # noqa: F401 - its permissions
from spirale.workshops.models import Hall, Step, StepRun, Workshop
from spirale.workshops.queries.agenda import last_position, step_of

LONGEST_STEP: Final = 24 * 60
MOST_STEPS: Final = 200


@transaction.atomic
def start_step(*, step: Step, instead_of: UUID | None, by: Account | None, at: datetime | None = None) -> StepRun:
    """Start a step in the place of the one that whoever asks saw running (nothing when none was).

    Where another step runs by now, somebody else was quicker: nothing changes, and the run that stands is given. A
    step that was lived already runs again; one that was skipped is no longer.
    """
    at = at or timezone.now()
    hall = _open_hall(step.workshop, by)
    step = Step.objects.get(pk=step.pk)
    running = hall.run
    if running:
        if step.pk == running.step_id or running.step_id != instead_of:
            return running
        _end(running, at)
    elif instead_of is not None:
        raise Problem("step not running")
    if step.skipped_at:
        step.skipped_at = None
        step.save(update_fields=["skipped_at"])
    hall.run = StepRun.objects.create(step=step, started_at=at)
    hall.save(update_fields=["run"])
    journal.append(
        "step started", space=step.workshop_id, on=step, by=by, told=_told(step.workshop), instead_of=instead_of
    )
    return hall.run


@transaction.atomic
def pause_clock(*, step: Step, by: Account | None, at: datetime | None = None) -> StepRun:
    """Stop the clock of the step that runs; asking again changes nothing."""
    run = _running(step, by)
    if run.paused_at is None:
        run.paused_at = at or timezone.now()
        run.save(update_fields=["paused_at"])
        journal.append("step paused", space=step.workshop_id, on=step, by=by, told=_told(step.workshop))
    return run


@transaction.atomic
def resume_clock(*, step: Step, by: Account | None, at: datetime | None = None) -> StepRun:
    """Let the clock run on from where it was stopped; asking again changes nothing."""
    run = _running(step, by)
    if run.paused_at is not None:
        _count_pause(run, at or timezone.now())
        run.save(update_fields=["paused_at", "paused_seconds"])
        journal.append("step resumed", space=step.workshop_id, on=step, by=by, told=_told(step.workshop))
    return run


@transaction.atomic
def lengthen_step(*, step: Step, minutes: int, by: Account | None) -> StepRun:
    """Give the step that runs so many minutes in all; two who add five at once add five, not ten."""
    _check_minutes(minutes)
    run = _running(step, by)
    added = minutes - run.step.minutes
    if run.added_minutes != added:
        before, run.added_minutes = run.added_minutes, added
        run.save(update_fields=["added_minutes"])
        journal.append(
            "step lengthened",
            space=step.workshop_id,
            on=step,
            by=by,
            told=_told(step.workshop),
            before=before,
            after=added,
        )
    return run


@transaction.atomic
def skip_step(*, step: Step, by: Account | None, at: datetime | None = None) -> Step:
    """Leave a step out; it stays on the agenda, and can be taken again."""
    hall = _open_hall(step.workshop, by)
    _refuse_running(hall, step)
    step = Step.objects.get(pk=step.pk)
    if step.skipped_at is None:
        step.skipped_at = at or timezone.now()
        step.save(update_fields=["skipped_at"])
        _tell_agenda(step.workshop, by, skipped=step.pk)
    return step


@transaction.atomic
def unskip_step(*, step: Step, by: Account | None) -> Step:
    """Take a step again that was left out."""
    _open_hall(step.workshop, by)
    step = Step.objects.get(pk=step.pk)
    if step.skipped_at is not None:
        step.skipped_at = None
        step.save(update_fields=["skipped_at"])
        _tell_agenda(step.workshop, by, taken_again=step.pk)
    return step


@transaction.atomic
def repeat_step(*, step: Step, copy_id: UUID, by: Account | None) -> Step:
    """Put a copy of a step right after it; asking again with the same id gives the same copy."""
    _open_hall(step.workshop, by)
    there = Step.objects.filter(pk=copy_id, workshop=step.workshop_id).first()
    if there:
        return there
    step = Step.objects.get(pk=step.pk)
    copy = _put(
        Step(
            id=copy_id,
            workshop=step.workshop,
            position=step.position + 1,
            kind=step.kind,
            title=step.title,
            aim=step.aim,
            minutes=step.minutes,
            material=step.material,
            say=step.say,
            question_id=step.question_id,
        )
    )
    _tell_agenda(step.workshop, by, repeated=step.pk, added=copy.pk)
    return copy


@transaction.atomic
def move_step(*, step: Step, direction: Literal["earlier", "later"], by: Account | None) -> Step:
    """Exchange a step with the one before or after it; the first goes no earlier, the last no later."""
    _open_hall(step.workshop, by)
    steps = list(Step.objects.filter(workshop=step.workshop_id))
    here = next(index for index, other in enumerate(steps) if other.pk == step.pk)
    there = here + (-1 if direction == "earlier" else 1)
    if not 0 <= there < len(steps):
        return steps[here]
    moved = steps[here]
    steps[here], steps[there] = steps[there], steps[here]
    for position, other in enumerate(steps, 1):
        if other.position != position:
            other.position = position
            other.save(update_fields=["position"])
    _tell_agenda(step.workshop, by, moved=step.pk, direction=direction)
    return moved


@transaction.atomic
def change_step(
    *,
    step: Step,
    kind: str,
    title: str,
    minutes: int,
    aim: str = "",
    material: str = "",
    say: str = "",
    question: Question | None = None,
    by: Account | None,
) -> Step:
    """Say something else of a step, also while it runs."""
    _open_hall(step.workshop, by)
    said = _said_of(step.workshop, kind, title, minutes, aim, material, say, question)
    step = Step.objects.get(pk=step.pk)
    before = {name: getattr(step, name) for name in said}
    changed = {name: value for name, value in said.items() if before[name] != value}
    if changed:
        for name, value in changed.items():
            setattr(step, name, value)
        step.save(update_fields=[name.removesuffix("_id") for name in changed])
        _tell_agenda(step.workshop, by, changed=step.pk, before={name: before[name] for name in changed}, after=changed)
    return step


@transaction.atomic
def add_step(
    *,
    step_id: UUID,
    workshop: Workshop,
    kind: str,
    title: str,
    minutes: int,
    aim: str = "",
    material: str = "",
    say: str = "",
    question: Question | None = None,
    after: Step | None = None,
    by: Account | None,
) -> Step:
    """Put a new step after another (at the end without one); asking again with the same id gives the same step."""
    _open_hall(workshop, by)
    said = _said_of(workshop, kind, title, minutes, aim, material, say, question)
    there = Step.objects.filter(pk=step_id, workshop=workshop).first()
    if there:
        return there
    last = last_position(workshop)
    position = Step.objects.get(pk=after.pk, workshop=workshop).position if after else last
    step = _put(Step(id=step_id, workshop=workshop, position=position + 1, **said))
    _tell_agenda(workshop, by, added=step.pk)
    return step


@transaction.atomic
def remove_step(*, step: Step, by: Account | None) -> None:
    """Take a step off the agenda; one that was lived stays, for what happened in it is told in the minutes."""
    _open_hall(step.workshop, by)
    there = Step.objects.filter(pk=step.pk).first()
    if there is None:
        return
    if there.runs.exists() or there.turns.exists():
        raise Problem("step was lived", title=there.title)
    there.delete()
    Step.objects.filter(workshop=step.workshop_id, position__gt=there.position).update(position=F("position") - 1)
    _tell_agenda(step.workshop, by, removed=str(step.pk), title=there.title)


def _open_hall(workshop: Workshop, by: Account | None) -> Hall:
    """The hall, held until the end of the act."""
    if by:
        require("workshops.lead", by, workshop)
    # The run is asked for after the row is held: joined to it, it would be the one from before the wait.
    hall = Hall.objects.select_for_update(of=("self",)).filter(workshop=workshop).first()
    if hall is None:
        raise Problem("hall not open", title=workshop.title)
    if not hall.is_open:
        raise Problem("hall closed")
    return hall


def _running(step: Step, by: Account | None) -> StepRun:
    """The run of this step, which must be the one that stands."""
    hall = _open_hall(step.workshop, by)
    if hall.run is None or hall.run.step_id != step.pk:
        raise Problem("step not running")
    return hall.run


def _refuse_running(hall: Hall, step: Step) -> None:
    if hall.run and hall.run.step_id == step.pk:
        raise Problem("step is running", title=step.title)


def _end(run: StepRun, at: datetime) -> None:
    _count_pause(run, at)
    run.ended_at = max(at, run.started_at)
    run.save(update_fields=["ended_at", "paused_at", "paused_seconds"])


def _count_pause(run: StepRun, at: datetime) -> None:
    if run.paused_at is not None:
        run.paused_seconds += round(max(at - run.paused_at, timedelta()).total_seconds())
        run.paused_at = None


def _put(step: Step) -> Step:
    """Make room at the step's position, and put it there."""
    if Step.objects.filter(workshop=step.workshop).count() >= MOST_STEPS:
        raise Problem("agenda too long", limit=MOST_STEPS)
    Step.objects.filter(workshop=step.workshop, position__gte=step.position).update(position=F("position") + 1)
    step.save(force_insert=True)
    return step


def _check_minutes(minutes: int) -> None:
    if not 1 <= minutes <= LONGEST_STEP:
        raise Problem("minutes out of range", limit=LONGEST_STEP)


def _said_of(
    workshop: Workshop,
    kind: str,
    title: str,
    minutes: int,
    aim: str,
    material: str,
    say: str,
    question: Question | None,
) -> dict[str, Any]:
    _check_minutes(minutes)
    if kind not in Step.Kind.values:
        raise Problem("step kind unknown", kind=kind)
    if not title.strip():
        raise Problem("step without title")
    if question and question.campaign_id != workshop.campaign_id:
        raise Problem("question of another campaign", question=question.code)
    return {
        "kind": kind,
        "title": title.strip(),
        "minutes": minutes,
        "aim": aim.strip(),
        "material": material.strip(),
        "say": say.strip(),
        "question_id": question.pk if question else None,
    }


def _tell_agenda(workshop: Workshop, by: Account | None, **details: Any) -> None:
    """Tell that the agenda changed, and where the workshop is on it now."""
    journal.append("agenda changed", space=workshop.pk, on=workshop, by=by, told=_told(workshop), **details)


def _told(workshop: Workshop) -> Mapping[str, Any]:
    return {"step": step_of(workshop)}
