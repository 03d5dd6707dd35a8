"""What the page of fast entry shows: the questions, what was typed so far."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q

from spirale.coding.models import Coding, GridVersion
from spirale.coding.queries.grids import CodeWords, read_grid, words_of
from spirale.cycles.models import Question
from spirale.people.models import Account
from spirale.workshops.models import Note, Workshop
from spirale.workshops.queries.paper import paper_sheets

LAST = 12
"""How many of the notes typed last the page recalls."""


@dataclass(frozen=True, slots=True)
class QuestionChoice:
    """A question to type answers to, and how many notes it has in this workshop, sealed ones included."""

    id: UUID
    code: str
    wording: str
    sign: int
    is_coded: bool
    notes: int


@dataclass(frozen=True, slots=True)
class TypedNote:
    """A note typed in, with the code accepted for it."""

    id: UUID
    question: str
    question_id: UUID
    sign: int
    text: str
    code: CodeWords | None
    sheet: int | None = None

    @property
    def mark(self) -> str:
        return {1: "+", -1: "−"}.get(self.sign, "")


@dataclass(frozen=True, slots=True)
class EntryPage:
    """Questions to type answers to, the notes typed last, and the highest number of a paper sheet (0: none printed)."""

    questions: tuple[QuestionChoice, ...]
    last: tuple[TypedNote, ...]
    notes: int
    last_sheet: int = 0


def entry_page(workshop: Workshop, grid: GridVersion, *, typed_by: Account) -> EntryPage:
    """What the page of fast entry starts from, and what this person typed last; four round trips."""
    questions = tuple(
        QuestionChoice(
            question.pk,
            question.code,
            question.wording,
            question.sign,
            question.grouping == Question.Grouping.GRID,
            question.notes_here,
        )
        for question in Question.objects.filter(campaign=workshop.campaign_id).annotate(
            notes_here=Count("notes", filter=Q(notes__withdrawn_at=None, notes__workshop=workshop))
        )
    )
    notes = list(
        Note.objects.filter(workshop=workshop, withdrawn_at=None, entered_by=typed_by, source=Note.Source.PAPER)
        .select_related("question", "author")
        .order_by("-received_at", "-written_at", "-id")[:LAST]
    )
    codes = dict(
        Coding.objects.filter(
            criterion__note__in=[note.pk for note in notes], criterion__retired_at=None, grid=grid, retired_at=None
        ).values_list("criterion__note_id", "code")
    )
    reading = read_grid(grid)
    last = tuple(
        TypedNote(
            note.pk,
            note.question.code,
            note.question_id,
            note.sign,
            note.text,
            words_of(reading, codes[note.pk]) if note.pk in codes else None,
            note.author.paper_number if note.author else None,
        )
        for note in notes
    )
    return EntryPage(questions, last, sum(question.notes for question in questions), paper_sheets(workshop).last)
