"""Gathering notes as they were written. None is changed or deleted: a correction is a new note, and acts are undone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from spirale.cycles.models import Question
from spirale.journal import operations as journal
from spirale.method.problems import Problem, Problems
from spirale.people.models import Account
from spirale.territories.rules import require
from spirale.workshops import rules  # noqa: F401 - its permissions
from spirale.workshops.models import Note, NoteSheet, Participant, Workshop
from spirale.workshops.operations.halls import sealed_questions, sheet_to_write
from spirale.workshops.queries.notes import BATCH, CORRECTED, ERASED, UNDONE, notes_known
from spirale.workshops.wording import as_written

REASON_LIMIT = 200


@dataclass(frozen=True, slots=True)
class NoteDraft:
    """A note about to be gathered with others; `row` is where it stands in its file."""

    id: UUID
    question: Question
    text: str
    sign: int | None = None
    written_at: datetime | None = None
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Gathered:
    """How many notes were new, and how many were here already."""

    new: int
    known: int


@transaction.atomic
def gather_note(
    *,
    note_id: UUID,
    workshop: Workshop,
    question: Question,
    text: str,
    sign: int | None = None,
    source: str = Note.Source.PAPER,
    written_at: datetime | None = None,
    author: Participant | None = None,
    by: Account | None,
) -> Note:
    """Keep one note as it was written; sending it again changes nothing.

    While its question is not revealed in the hall, it is sealed. Without a sign, it takes its question's. Without an
    account, it is whoever holds this machine. `author` is the participant who wrote it, where that is known.
    Raises Problem("note already written"), ("question of another campaign"), ("note empty"), ("note too long").
    """
    if by:
        require("workshops.enter", by, workshop)
    text = as_written(text)
    check_question(workshop, question)
    sign = check_sign(question, sign)
    if author and author.workshop_id != workshop.pk:
        raise Problem("participant unknown")
    sheet = sheet_to_write(workshop, question.pk)
    note, is_new = Note.objects.get_or_create(
        id=note_id,
        defaults={
            "workshop": workshop,
            "question": question,
            "text": text,
            "sign": sign,
            "source": source,
            "entered_by": by,
            "author": author,
            "is_sealed": sheet is not None and sheet.revealed_at is None,
            "written_at": written_at or timezone.now(),
        },
    )
    if is_new:
        journal.append("note gathered", space=workshop.pk, on=note, by=by, told=_told(note), question=question.code)
    elif (note.workshop_id, note.question_id, note.text) != (workshop.pk, question.pk, text):
        raise Problem("note already written", text=note.text[:80])
    return note


@transaction.atomic
def gather_notes(
    *,
    workshop: Workshop,
    drafts: Sequence[NoteDraft],
    sheet: NoteSheet | None = None,
    source: str = Note.Source.FILE,
    by: Account | None,
) -> Gathered:
    """Keep many notes at once, all or none; those already here change nothing. The round trips do not grow by note.

    Raises Problems with every note that cannot be kept, each with its row.
    """
    if by:
        require("workshops.enter", by, workshop)
    gathered = write_notes(workshop=workshop, drafts=drafts, sheet=sheet, source=source, by=by)
    if gathered.new:
        journal.append(
            "notes gathered",
            space=workshop.pk,
            on=workshop,
            by=by,
            told={},
            new=gathered.new,
            known=gathered.known,
        )
    return gathered


def write_notes(
    *,
    workshop: Workshop,
    drafts: Sequence[NoteDraft],
    sheet: NoteSheet | None = None,
    source: str = Note.Source.FILE,
    by: Account | None,
) -> Gathered:
    """Write many notes inside the act that brings them, which tells of it."""
    now = timezone.now()
    sealed = sealed_questions(workshop)
    notes, problems = [], []
    for draft in drafts:
        where: dict[str, object] = {} if draft.row is None else {"row": draft.row}
        try:
            text = as_written(draft.text, **where)
            check_question(workshop, draft.question, **where)
            sign = check_sign(draft.question, draft.sign, **where)
        except Problem as problem:
            problems.append(problem)
            continue
        notes.append(
            Note(
                id=draft.id,
                workshop=workshop,
                question=draft.question,
                text=text,
                sign=sign,
                source=source,
                sheet=sheet,
                sheet_row=draft.row,
                entered_by=by,
                is_sealed=draft.question.pk in sealed,
                written_at=draft.written_at or now,
            )
        )
    if problems:
        raise Problems(tuple(problems))
    known = notes_known(note.pk for note in notes)
    fresh: dict[UUID, Note] = {}
    for note in notes:
        there = known.get(note.pk) or fresh.get(note.pk)
        if there is None:
            fresh[note.pk] = note
        elif (there.workshop_id, there.question_id, there.text) != (workshop.pk, note.question_id, note.text):
            where = {} if note.sheet_row is None else {"row": note.sheet_row}
            problems.append(Problem("note already written", text=there.text[:80], **where))
    if problems:
        raise Problems(tuple(problems))
    Note.objects.bulk_create(fresh.values(), batch_size=BATCH)
    return Gathered(len(fresh), len(notes) - len(fresh))


@transaction.atomic
def correct_note(
    *,
    note: Note,
    note_id: UUID,
    text: str,
    question: Question | None = None,
    sign: int | None = None,
    by: Account | None,
) -> Note:
    """Write a note anew where it was typed in wrongly: the new one names the old, which is withdrawn and kept.

    The same words under the same question change nothing. Without a question or a sign, it keeps its own.
    Raises Problem("note withdrawn") for one that no longer stands.
    """
    if by:
        require("workshops.enter", by, note)
    sealed = sealed_questions(note.workshop)
    note = (
        Note.objects.select_for_update(of=("self",), no_key=True)
        .select_related("workshop__group", "question")
        .get(pk=note.pk)
    )
    text = as_written(text)
    question = question or note.question
    check_question(note.workshop, question)
    sign = check_sign(question, note.sign if sign is None else sign)
    there = Note.objects.filter(pk=note_id).first()
    if there:
        if (there.replaces_id, there.question_id, there.text) != (note.pk, question.pk, text):
            raise Problem("note already written", text=there.text[:80])
        return there
    if (question.pk, text, sign) == (note.question_id, note.text, note.sign):
        return note
    if note.withdrawn_at:
        raise Problem("note withdrawn", text=note.text[:80])
    note.withdrawn_at, note.withdrawn_reason = timezone.now(), CORRECTED
    note.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    correction = Note.objects.create(
        id=note_id,
        workshop=note.workshop,
        question=question,
        text=text,
        sign=sign,
        source=note.source,
        sheet=note.sheet,
        sheet_row=note.sheet_row,
        replaces=note,
        entered_by=by,
        author=note.author,
        is_sealed=note.is_sealed if question.pk == note.question_id else question.pk in sealed,
        written_at=note.written_at,
    )
    journal.append(
        "note corrected", space=note.workshop_id, on=correction, by=by, told=_told(correction), replaces=note.pk
    )
    return correction


@transaction.atomic
def withdraw_note(*, note: Note, reason: str, by: Account | None) -> Note:
    """Take a note out of what is counted, saying why; it is kept and can come back. Asking again changes nothing."""
    if by:
        require("workshops.enter", by, note)
    note = Note.objects.select_for_update(of=("self",), no_key=True).select_related("workshop__group").get(pk=note.pk)
    if note.withdrawn_at:
        return note
    reason = " ".join(reason.split())[:REASON_LIMIT]
    if not reason:
        raise Problem("reason missing")
    note.withdrawn_at, note.withdrawn_reason = timezone.now(), reason
    note.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    journal.append("note withdrawn", space=note.workshop_id, on=note, by=by, told=_told(note), reason=reason)
    return note


@transaction.atomic
def restore_note(*, note: Note, by: Account | None) -> Note:
    """Bring a note back; if corrections stand in its place, they are withdrawn: this undoes them."""
    if by:
        require("workshops.enter", by, note)
    note = Note.objects.select_for_update(of=("self",), no_key=True).select_related("workshop__group").get(pk=note.pk)
    if not note.withdrawn_at:
        return note
    if note.withdrawn_reason == ERASED:
        raise Problem("note erased")
    if note.is_sealed and note.author_id:
        raise Problem("note sealed")  # what its author took back or wrote anew is theirs alone
    relatives = list(_family(note))
    standing = [relative.pk for relative in relatives if not relative.withdrawn_at]
    Note.objects.filter(pk__in=standing).update(withdrawn_at=timezone.now(), withdrawn_reason=UNDONE)
    note.withdrawn_at, note.withdrawn_reason = None, ""
    note.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    journal.append(
        "note restored",
        space=note.workshop_id,
        on=note,
        by=by,
        told=_told(note),
        withdrawn=[str(pk) for pk in standing],
    )
    return note


def _told(note: Note) -> dict[str, str]:
    return {"question": str(note.question_id)}


def check_question(workshop: Workshop, question: Question, **where: object) -> None:
    if question.campaign_id != workshop.campaign_id:
        raise Problem("question of another campaign", question=question.code, **where)


def check_sign(question: Question, sign: int | None, **where: object) -> int:
    if sign is None:
        return question.sign
    if sign not in Question.Sign.values:
        raise Problem("sign unknown", value=sign, **where)
    return sign


def _family(note: Note) -> Iterator[Note]:
    """Every other note of the same chain of corrections: what it replaces, and what replaces them."""
    root = note
    while root.replaces:
        root = root.replaces
    ring = [root]
    while ring:
        yield from (relative for relative in ring if relative.pk != note.pk)
        ring = list(Note.objects.filter(replaces__in=[relative.pk for relative in ring]))
