"""Notes: those of a workshop, how many to each question, and the history of one."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from spirale.cycles.models import Question
from spirale.people.models import Account
from spirale.territories.models import Territory
from spirale.workshops.models import Note, Workshop, standing

BATCH = 500
"""Ids asked for in one round trip."""

SHOWN = 24
"""Notes shown under each question where all questions are shown."""

CORRECTED = "corrected"
UNDONE = "correction undone"
TAKEN_BACK = "taken back by its author"
SET_ASIDE = "set aside: too many from one phone"
ERASED = "erased by its author"
"""Reasons that acts give by themselves; people's own are in their own words."""

IN_ORDER = ("written_at", "received_at", "sheet_row", "id")


@dataclass(frozen=True, slots=True)
class QuestionNotes:
    """A question, how its notes stand, and the first of them."""

    question: Question
    count: int
    well_being: int
    ill_being: int
    neither: int
    notes: tuple[Note, ...] = ()

    @property
    def more(self) -> int:
        return self.count - len(self.notes)


@dataclass(frozen=True, slots=True)
class NoteHistory:
    """A note and the others of its chain of corrections, in the order they were received."""

    note: Note
    chain: tuple[Note, ...]

    @property
    def standing(self) -> Note | None:
        """The one of them that is counted now, if any is."""
        return next((note for note in self.chain if note.is_current), None)


def notes_of_workshop(workshop: Workshop, question: Question | None = None) -> QuerySet[Note]:
    """The notes of a workshop that stand, in the order they were written."""
    notes = Note.objects.filter(standing(), workshop=workshop).select_related("question").order_by(*IN_ORDER)
    return notes.filter(question=question) if question else notes


def notes_left_out(workshop: Workshop) -> QuerySet[Note]:
    """The notes of a workshop that were withdrawn and can come back, the last withdrawn first; corrected ones aside.

    Those still sealed are not among them: they are their author's, who took them back or whose question is hidden.
    """
    return (
        Note.objects.filter(workshop=workshop, withdrawn_at__isnull=False, is_sealed=False)
        .exclude(withdrawn_reason__in=[CORRECTED, UNDONE, ERASED])
        .select_related("question")
        .order_by("-withdrawn_at", *IN_ORDER)
    )


def notes_to_print(workshop: Workshop) -> QuerySet[Note]:
    """The notes of a workshop question by question, as a sheet of paper shows them."""
    notes = notes_of_workshop(workshop)
    return notes.order_by("question__position", "question__code", *IN_ORDER)


def notes_of_territory(territory: Territory) -> QuerySet[Note]:
    """The notes of a territory that stand, workshop by workshop."""
    return (
        Note.objects.filter(standing(), workshop__group__territory=territory)
        .select_related("question", "workshop__group__territory")
        .order_by("workshop__held_on", "workshop_id", *IN_ORDER)
    )


def counts_by_question(workshop: Workshop) -> list[QuestionNotes]:
    """The questions asked in a workshop, in their order, with the number of notes that stand; one round trip."""
    here = standing("notes__") & Q(notes__workshop=workshop)
    questions = Question.objects.filter(campaign=workshop.campaign_id).annotate(
        count=Count("notes", filter=here),
        well=Count("notes", filter=here & Q(notes__sign=1)),
        ill=Count("notes", filter=here & Q(notes__sign=-1)),
    )
    return [
        QuestionNotes(
            question, question.count, question.well, question.ill, question.count - question.well - question.ill
        )
        for question in questions
    ]


def workshop_wall(workshop: Workshop) -> list[QuestionNotes]:
    """The questions of a workshop, each with its count and its newest notes; two round trips however many notes."""
    newest = [F(name).desc() for name in IN_ORDER]
    ranked = Note.objects.filter(standing(), workshop=workshop).annotate(
        rank=Window(RowNumber(), partition_by=[F("question")], order_by=newest)
    )
    notes: dict[UUID, list[Note]] = {}
    for note in ranked.filter(rank__lte=SHOWN).order_by("question", "rank"):
        notes.setdefault(note.question_id, []).append(note)
    return [
        QuestionNotes(
            counted.question,
            counted.count,
            counted.well_being,
            counted.ill_being,
            counted.neither,
            tuple(notes.get(counted.question.pk, ())),
        )
        for counted in counts_by_question(workshop)
    ]


def notes_seen_by(account: object) -> QuerySet[Note]:
    """Notes that are not sealed, and those that this account typed in: they held the paper in their hands."""
    own = Q(entered_by=account) if isinstance(account, Account) else Q()
    return Note.objects.filter(Q(is_sealed=False) | own if own else Q(is_sealed=False))


def note_history(note: Note, seen_by: object = None) -> NoteHistory:
    """What was written in a note's place, as far as one sees it; two round trips however long the chain."""
    links = list(
        Note.objects.filter(workshop=note.workshop_id, replaces__isnull=False).values_list("pk", "replaces_id")
    )
    kin = {note.pk}
    while True:
        more = {other for pair in links if kin & set(pair) for other in pair} - kin
        if not more:
            break
        kin |= more
    chain = (
        (notes_seen_by(seen_by).filter(pk__in=kin) | Note.objects.filter(pk=note.pk))
        .select_related("question", "entered_by", "sheet")
        .order_by("received_at", "id")
    )
    return NoteHistory(note, tuple(chain))


def notes_known(ids: Iterable[UUID]) -> dict[UUID, Note]:
    """Those of these notes that are kept already, wherever they are; one round trip for 500."""
    wanted = list(dict.fromkeys(ids))
    return {
        note.pk: note
        for start in range(0, len(wanted), BATCH)
        for note in Note.objects.filter(pk__in=wanted[start : start + BATCH]).only(
            "workshop_id", "question_id", "text", "withdrawn_at"
        )
    }
