"""Sheets of notes: those brought in, and what one would bring if it were confirmed."""

from dataclasses import dataclass, replace
from uuid import UUID, uuid5

from django.db.models import Count, QuerySet

from spirale.cycles.models import Question
from spirale.method.problems import Problem
from spirale.people.models import Account
from spirale.workshops.models import Note, NoteSheet, SheetDraft, Workshop, standing
from spirale.workshops.queries.notes import notes_known
from spirale.workshops.sheets import Choices, RowRead, SheetReading, read_sheet

FIRST_ROWS = 8
PROBLEMS_SHOWN = 50


@dataclass(frozen=True, slots=True)
class SheetCount:
    """What a sheet would add to a workshop, in rows."""

    new: int
    here: int
    withdrawn: int
    same_words: int


@dataclass(frozen=True, slots=True)
class SheetPreview:
    """A sheet as it would be brought in: the first rows, what they add, and all that is wrong."""

    reading: SheetReading | None
    first: tuple[RowRead, ...]
    count: SheetCount
    problems: tuple[Problem, ...]
    problems_in_all: int


def sheets_of_workshop(workshop: Workshop) -> QuerySet[NoteSheet]:
    """The sheets brought in, the newest first, each with `notes_standing`."""
    return (
        NoteSheet.objects.filter(workshop=workshop)
        .select_related("imported_by")
        .annotate(notes_standing=Count("notes", filter=standing("notes__")))
        .order_by("-imported_at")
    )


def draft_of(workshop: Workshop, account: Account, draft_id: UUID) -> SheetDraft | None:
    """The file that this person sent and has not confirmed yet."""
    return SheetDraft.objects.filter(pk=draft_id, workshop=workshop, sent_by=account).first()


def preview_sheet(*, workshop: Workshop, content: bytes, name: str, choices: Choices) -> SheetPreview:
    """What a file would bring to a workshop, without writing anything."""
    nothing = SheetCount(0, 0, 0, 0)
    questions = list(Question.objects.filter(campaign=workshop.campaign_id))
    try:
        reading = read_sheet(content, name, workshop=workshop, questions=questions, choices=choices)
    except Problem as problem:
        return SheetPreview(None, (), nothing, (problem,), 1)
    reading = settle_ids(reading, workshop)
    known = notes_known(row.id for row in reading.rows)
    problems = list(reading.problems)
    fresh: list[RowRead] = []
    for row in reading.rows:
        there = known.get(row.id)
        if there is None:
            fresh.append(row)
        elif (there.question_id, there.text) != (row.question.pk, row.text):
            problems.append(Problem("note already written", row=row.number, text=there.text[:80]))
    words = set(Note.objects.filter(workshop=workshop, withdrawn_at=None).values_list("question_id", "text"))
    count = SheetCount(
        new=len(fresh),
        here=len(reading.rows) - len(fresh),
        withdrawn=sum(1 for row in reading.rows if row.id in known and known[row.id].withdrawn_at),
        same_words=sum(1 for row in fresh if (row.question.pk, row.text) in words),
    )
    return SheetPreview(reading, reading.rows[:FIRST_ROWS], count, tuple(problems[:PROBLEMS_SHOWN]), len(problems))


def settle_ids(reading: SheetReading, workshop: Workshop) -> SheetReading:
    """A note brought from another workshop, with its id, becomes a note of this one, always the same."""
    if not reading.ids_from_file:
        return reading
    known = notes_known(row.id for row in reading.rows)
    rows = tuple(
        replace(row, id=uuid5(workshop.pk, str(row.id)))
        if row.id in known and known[row.id].workshop_id != workshop.pk
        else row
        for row in reading.rows
    )
    return replace(reading, rows=rows)
