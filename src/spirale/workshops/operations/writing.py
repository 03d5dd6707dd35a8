"""What participants do with their own notes: write, write anew and take back, until the question is revealed."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.utils import timezone

from spirale.journal import operations as journal
from spirale.journal.statements import an_id, counted_by, insert
from spirale.method.problems import Problem
from spirale.workshops.models import Hall, Note, Participant, QuestionSheet, Workshop
from spirale.workshops.operations.halls import sheet_to_write
from spirale.workshops.operations.limits import SET_ASIDE_EVERY, check_room_for_notes
from spirale.workshops.queries.notes import CORRECTED, SET_ASIDE, TAKEN_BACK
from spirale.workshops.wording import as_written

LATE: Final = timedelta(days=7)
"""How long after the hall has closed a phone may still bring what was written while it was open."""


def believed(said: datetime | None, hall: Hall, now: datetime) -> datetime:
    """When a note was written: what the device says if that lies between the hall's opening and now, else now.

    Notes of one device arrive in the order they were written, so they keep it even when its clock is wrong.
    """
    return said if said and hall.opened_at <= said <= now else now


def write_note(
    *,
    note_id: UUID,
    workshop: Workshop,
    participant: Participant,
    question_id: UUID,
    text: str,
    written_at: datetime | None = None,
    may_be_here: bool = True,
) -> bool:
    """Keep what a participant wrote: sealed until its question is revealed, else shown at once. Gives if it is new.

    Runs inside an act that holds the participant's row. Where it is not asked first whether the note may be here
    already, the database refuses a second one. Raises Problem("note empty"), ("note too long"),
    ("question of another campaign"), ("note already written"), ("hall closed"), ("room full of notes").
    """
    text = as_written(text)
    sheet = _sheet(workshop, question_id)
    there = Note.objects.filter(pk=note_id).first() if may_be_here else None
    if there:
        if (there.author_id, there.question_id, there.text) != (participant.pk, question_id, text):
            raise Problem("note already written", text=text[:80])
        return False
    now = timezone.now()
    written_at = believed(written_at, workshop.hall, now)
    _check_hall(workshop.hall, written_at, now)
    set_aside = _is_set_aside(workshop, participant, now)
    note = Note(
        id=note_id,
        workshop=workshop,
        question=sheet.question,
        text=text,
        sign=sheet.question.sign,
        source=Note.Source.SCREEN,
        author=participant,
        is_sealed=sheet.revealed_at is None,
        written_at=written_at,
        withdrawn_at=now if set_aside else None,
        withdrawn_reason=SET_ASIDE if set_aside else "",
    )
    insert(note)
    _tell("note gathered", note, participant, now, set_aside=set_aside)
    return True


def rewrite_note(*, note_id: UUID, new_id: UUID, workshop: Workshop, participant: Participant, text: str) -> bool:
    """Write one's own note anew before the reveal: a new row names the old one. Gives whether anything changed.

    Raises Problem("note unknown"), ("note revealed"), ("note taken back"), ("note already written").
    """
    text = as_written(text)
    note = _own(note_id, workshop, participant)
    sheet = _sheet(workshop, note.question_id)
    there = Note.objects.filter(pk=new_id).first()
    if there:
        if (there.author_id, there.question_id, there.text) != (participant.pk, note.question_id, text):
            raise Problem("note already written", text=text[:80])
        return False
    note = _latest(note)
    if note.text == text and not note.withdrawn_at:
        return False
    _check_not_revealed(sheet)
    if note.withdrawn_at and note.withdrawn_reason != SET_ASIDE:
        raise Problem("note taken back")
    now = timezone.now()
    set_aside = note.withdrawn_at is not None
    note.withdrawn_at, note.withdrawn_reason = now, CORRECTED
    note.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    correction = Note(
        id=new_id,
        workshop=workshop,
        question=sheet.question,
        text=text,
        sign=note.sign,
        source=note.source,
        replaces=note,
        author=participant,
        is_sealed=True,
        written_at=note.written_at,
        withdrawn_at=now if set_aside else None,
        withdrawn_reason=SET_ASIDE if set_aside else "",
    )
    correction.save(force_insert=True)
    _tell("note corrected", correction, participant, now, replaces=note.pk)
    return True


def take_back_note(*, note_id: UUID, workshop: Workshop, participant: Participant) -> bool:
    """Withdraw one's own note before the reveal; it stays kept. Gives whether anything changed.

    Raises Problem("note unknown") and ("note revealed").
    """
    note = _own(note_id, workshop, participant)
    sheet = _sheet(workshop, note.question_id)
    note = _latest(note)
    if note.withdrawn_at and note.withdrawn_reason != SET_ASIDE:
        return False
    _check_not_revealed(sheet)
    now = timezone.now()
    note.withdrawn_at, note.withdrawn_reason = now, TAKEN_BACK
    note.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    _tell("note withdrawn", note, participant, now)
    return True


def _sheet(workshop: Workshop, question_id: UUID) -> QuestionSheet:
    sheet = sheet_to_write(workshop, question_id)
    if sheet is None:
        raise Problem("question not asked here")
    return sheet


def _own(note_id: UUID, workshop: Workshop, participant: Participant) -> Note:
    note = Note.objects.filter(pk=note_id, workshop=workshop, author=participant).first()
    if note is None:
        raise Problem("note unknown")
    return note


def _latest(note: Note) -> Note:
    """The last version of a note, where another device of its author has written it anew meanwhile."""
    while note.withdrawn_at and note.withdrawn_reason == CORRECTED:
        newer = Note.objects.filter(replaces=note).order_by("-received_at").first()
        if newer is None:
            break
        note = newer
    return note


def _check_not_revealed(sheet: QuestionSheet) -> None:
    if sheet.revealed_at:
        raise Problem("note revealed", at=timezone.localtime(sheet.revealed_at).strftime("%H:%M"))


def _check_hall(hall: Hall, written_at: datetime, now: datetime) -> None:
    """A closed hall still takes what was written while it was open: phones come back to a network late."""
    if hall.closed_at and (written_at > hall.closed_at or now - hall.closed_at > LATE):
        raise Problem("hall closed")


_COUNT = counted_by("author", lambda: Note.objects.filter(author=an_id("author")))


def _is_set_aside(workshop: Workshop, participant: Participant, now: datetime) -> bool:
    """Whether what this participant writes now is set aside; every three hundred notes, it begins to be."""
    if participant.set_aside_at:
        return True
    count = dict(_COUNT.rows(author=participant.pk)).get(participant.pk, 0)
    if count % 10 == 0:  # the room is counted once in a while: its bound is far away and need not be exact
        check_room_for_notes(workshop)
    if count == 0 or count % SET_ASIDE_EVERY:
        return False
    participant.set_aside_at = now
    participant.save(update_fields=["set_aside_at"])
    journal.append(
        "participant's notes set aside", space=workshop.pk, on=participant, by=None, at=now, told={}, after=count
    )
    return True


def _tell(verb: str, note: Note, participant: Participant, now: datetime, **details: object) -> None:
    journal.append(
        verb,
        space=note.workshop_id,
        on=note,
        by=None,
        at=now,
        told={"question": str(note.question_id)},
        participant=participant.pk,
        **details,
    )
