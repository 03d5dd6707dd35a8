"""Opening the hall of a workshop, its door, and closing it so that no note stays unread."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from spirale.cycles.models import Question
from spirale.journal import operations as journal
from spirale.journal.statements import Reading, an_id
from spirale.method.problems import Problem
from spirale.offline.keys import SIGNS
from spirale.people.models import Account
from spirale.territories.rules import require
from spirale.workshops import rules  # noqa: F401 - its permissions
from spirale.workshops.models import Hall, Note, QuestionSheet, Step, StepRun, Workshop
from spirale.workshops.queries.notes import CORRECTED, TAKEN_BACK

CODE_SIGNS: Final = "".join(sign for sign in SIGNS if not sign.isdigit())
"""Letters that are neither read nor heard as another; figures are left out, for the code is said aloud."""

CODE_LENGTH: Final = 4
ITS_AUTHORS_ALONE: Final = Q(withdrawn_at__isnull=False, withdrawn_reason__in=[CORRECTED, TAKEN_BACK])
TRIES: Final = 200


@dataclass(frozen=True, slots=True)
class StepDraft:
    """A step of an agenda that is about to be made."""

    kind: str
    title: str
    minutes: int = 10
    aim: str = ""
    material: str = ""
    say: str = ""
    question: Question | None = None


@transaction.atomic
def open_hall(*, workshop: Workshop, steps: Sequence[StepDraft], template: str = "", by: Account | None) -> Hall:
    """Open the hall of a workshop with this agenda, a code for its door, and one sealed sheet per question.

    Asking again gives the hall that is open. One that was closed opens again as it was, with its own agenda.
    Raises Problem("question of another campaign") and Problem("campaign without questions").
    """
    if by:
        require("workshops.lead", by, workshop)
    # The workshop's row is the one to wait at: the hall's is not there yet.
    workshop = Workshop.objects.select_for_update(of=("self",)).select_related("group").get(pk=workshop.pk)
    hall = Hall.objects.filter(workshop=workshop).first()
    if hall and hall.is_open:
        return hall
    questions = list(Question.objects.filter(campaign=workshop.campaign_id))
    if not questions:
        raise Problem("campaign without questions", title=workshop.title)
    if hall is None:
        known = {question.pk for question in questions}
        for step in steps:
            if step.question and step.question.pk not in known:
                raise Problem("question of another campaign", question=step.question.code)
        hall = Hall(workshop=workshop, template=template, opened_by=by, opened_at=timezone.now())
        Step.objects.bulk_create(
            Step(
                workshop=workshop,
                position=position,
                kind=step.kind,
                title=step.title[:160],
                aim=step.aim,
                minutes=step.minutes,
                material=step.material,
                say=step.say,
                question=step.question,
            )
            for position, step in enumerate(steps, 1)
        )
    hall.code, hall.closed_at, hall.door_closed_at = free_code(hall.code), None, None
    hall.save()
    QuestionSheet.objects.bulk_create(
        (QuestionSheet(workshop=workshop, question=question) for question in questions), ignore_conflicts=True
    )
    journal.append("hall opened", space=workshop.pk, on=hall, by=by, told={}, template=hall.template, steps=len(steps))
    return hall


@transaction.atomic
def close_door(*, workshop: Workshop, by: Account | None) -> Hall:
    """Let nobody else in; those who are here stay. Asking again changes nothing."""
    hall = _hall_to_change(workshop, by)
    if hall.is_open and hall.door_closed_at is None:
        hall.door_closed_at = timezone.now()
        hall.save(update_fields=["door_closed_at"])
        journal.append("door closed", space=workshop.pk, on=hall, by=by, told={})
    return hall


@transaction.atomic
def reopen_door(*, workshop: Workshop, by: Account | None) -> Hall:
    """Let people in again. Asking again changes nothing."""
    hall = _hall_to_change(workshop, by)
    if hall.is_open and hall.door_closed_at is not None:
        hall.door_closed_at = None
        hall.save(update_fields=["door_closed_at"])
        journal.append("door opened again", space=workshop.pk, on=hall, by=by, told={})
    return hall


@transaction.atomic
def close_hall(*, workshop: Workshop, by: Account | None) -> Hall:
    """End the meeting: the running step ends, and what is still sealed is revealed, so that no note stays unread.

    Asking again changes nothing; opening the hall again undoes it, but for what was revealed.
    """
    hall = _hall_to_change(workshop, by)
    if not hall.is_open:
        return hall
    now = timezone.now()
    StepRun.objects.filter(step__workshop=workshop, ended_at=None).update(ended_at=now)
    reveal(workshop=workshop, questions=None, by=by, at=now)
    hall.run, hall.closed_at, hall.door_closed_at = None, now, hall.door_closed_at or now
    hall.save(update_fields=["run", "closed_at", "door_closed_at"])
    journal.append("hall closed", space=workshop.pk, on=hall, by=by, told={})
    return hall


def reveal(
    *, workshop: Workshop, questions: Iterable[Question] | None, by: Account | None, at: datetime
) -> list[QuestionSheet]:
    """Unseal the sheets of these questions (all of them without any), inside the act that does so; gives those new.

    What its author wrote anew or took back meanwhile stays sealed: nobody else ever reads it. The sheets' rows are
    locked first: whoever writes a note holds the sheet until it is kept (see `sheet_to_write`), so that no note is
    sealed after its question was revealed.
    """
    sheets = QuestionSheet.objects.select_for_update().filter(workshop=workshop, revealed_at=None)
    if questions is not None:
        sheets = sheets.filter(question__in=[question.pk for question in questions])
    revealed = list(sheets.order_by("pk"))
    for sheet in revealed:
        sheet.revealed_at = at
        sheet.save(update_fields=["revealed_at"])
        sealed = Note.objects.filter(workshop=workshop, question=sheet.question_id, is_sealed=True)
        sealed.filter(~ITS_AUTHORS_ALONE).update(is_sealed=False)
        journal.append(
            "question revealed",
            space=workshop.pk,
            on=sheet.question,
            by=by,
            told={"question": str(sheet.question_id), "at": at.isoformat()},
        )
    return revealed


def sheet_to_write(workshop: Workshop, question_id: UUID) -> QuestionSheet | None:
    """The sheet of a question with its question, held until the end of the act so that it is not revealed meanwhile."""
    return _SHEET.first(workshop=workshop.pk, question=question_id)


_SHEET = Reading(
    lambda: (
        QuestionSheet.objects.select_related("question")
        .filter(workshop=an_id("workshop"), question=an_id("question"))
        .order_by()
    ),
    hold=QuestionSheet,
)
_SHEETS = Reading(lambda: QuestionSheet.objects.filter(workshop=an_id("workshop")).order_by("pk"), hold=QuestionSheet)


def sealed_questions(workshop: Workshop) -> set[UUID]:
    """The questions whose sheets are sealed, held until the end of the act so that none is revealed meanwhile."""
    return {sheet.question_id for sheet in _SHEETS.rows(workshop=workshop.pk) if sheet.revealed_at is None}


def _hall_to_change(workshop: Workshop, by: Account | None) -> Hall:
    if by:
        require("workshops.lead", by, workshop)
    hall = Hall.objects.select_for_update().filter(workshop=workshop).first()
    if hall is None:
        raise Problem("hall not open", title=workshop.title)
    return hall


def free_code(code: str) -> str:
    """A code that no open hall has: its own if it had one, else four letters by chance."""
    for _ in range(TRIES):
        if code and not Hall.objects.filter(code=code, closed_at=None).exists():
            return code
        code = "".join(secrets.choice(CODE_SIGNS) for _ in range(CODE_LENGTH))
    raise Problem("no room code left")
