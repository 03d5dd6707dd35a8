"""Where notes lie on the sheets of a hall, for phones, the wall and its table; round trips do not grow by note."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any, Final
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, IntegerField, OuterRef, PositiveSmallIntegerField, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import get_language

from spirale.cycles.models import Question
from spirale.journal.statements import Blank, Reading, an_id, counted_by
from spirale.method.grid import Grid, parse_code
from spirale.method.problems import Problem
from spirale.workshops.models import (
    Move,
    Note,
    Participant,
    Pile,
    Place,
    QuestionSheet,
    Step,
    Workshop,
    standing,
)
from spirale.workshops.queries.halls import hall_now
from spirale.workshops.queries.key import grid_of

LYING: Final = 200
"""Notes of one place that a phone is given at once; the count says how many there are."""

PER_PAGE: Final = 50
TO_SETTLE: Final = 5

_PLACED = ~Q(place__move__code="") | Q(place__move__pile__isnull=False)
_PLACING = {Step.Kind.PLACE, Step.Kind.READ, Step.Kind.WRITE}


@dataclass(frozen=True, slots=True)
class PlaceWords:
    """A place in words: a code and what it is called, or the name of a pile; neither for a note still to place."""

    code: str = ""
    label: str = ""
    is_verified: bool = True
    pile: UUID | None = None

    def __bool__(self) -> bool:
        return bool(self.code or self.pile)

    def __str__(self) -> str:
        return f"{self.code} {self.label}".strip()


@dataclass(frozen=True, slots=True)
class PlacedNote:
    """A note with where it lies, and where else somebody had put it at the same moment."""

    note: Note
    place: PlaceWords
    other: PlaceWords
    move: UUID | None
    is_contested: bool = False


@dataclass(frozen=True, slots=True)
class PlaceCount:
    """A dimension, a code or a pile, with how many notes lie there."""

    place: PlaceWords
    count: int
    percent: int = 0


@dataclass(frozen=True, slots=True)
class SheetProgress:
    """How far the sheet of one question is: written, revealed, dealt, placed, settled."""

    question: Question
    revealed_at: datetime | None = None
    dealt_at: datetime | None = None
    notes: int = 0
    typed_in: int = 0
    writers: int = 0
    dealt: int = 0
    placed: int = 0
    contested: int = 0

    @property
    def to_place(self) -> int:
        return self.notes - self.placed

    @property
    def undealt(self) -> int:
        return max(0, self.notes - self.dealt)


@dataclass(frozen=True, slots=True)
class SheetOnWall:
    """One sheet as everybody looks at it: how the notes fall on dimensions or piles, and what nobody spoke of."""

    places: tuple[PlaceCount, ...]
    unspoken: tuple[PlaceWords, ...] = ()
    more_places: int = 0

    @property
    def has_unverified(self) -> bool:
        return any(not counted.place.is_verified for counted in self.places)


def question_at_hand(workshop: Workshop) -> UUID | None:
    """The question of the step that is lived, else the one dealt or revealed last; two round trips at most."""
    hall = hall_now(workshop)
    step = hall.run.step if hall and hall.run else None
    if step and step.kind in _PLACING and step.question_id:
        return step.question_id
    sheets = _REVEALED.rows(workshop=workshop.pk)
    last = max(sheets, key=lambda sheet: (sheet.dealt_at or sheet.revealed_at, sheet.pk), default=None)
    return last.question_id if last else None


_REVEALED = Reading(lambda: QuestionSheet.objects.filter(workshop=an_id("workshop"), revealed_at__isnull=False))


def placing_part(workshop: Workshop) -> dict[str, Any]:
    """What every phone shows of placing: piles, counts under each code of the question at hand, the grid."""
    question = question_at_hand(workshop)
    grid = grid_of(workshop.territory)
    return {
        "question": str(question) if question else None,
        "piles": [
            {"id": str(pile.pk), "question": str(pile.question_id), "name": pile.name, "count": held_in(pile)}
            for pile in _PILES.rows(workshop=workshop.pk)
        ],
        "codes": counts_by_code(workshop, question) if question else {},
        "grid": {"name": grid.name, "version": grid.version, "digest": grid.digest} if grid else None,
    }


def _dealt(**to: Blank) -> QuerySet[Note, tuple[Any, ...]]:
    """The notes dealt to somebody, in an order that tells nothing of authors."""
    notes = Note.objects.filter(standing(), **to)
    return notes.order_by("question__position", "question__code", "id").values_list(
        *("question__position", "question__code", "pk", "question_id", "text", "sign"),
        *("place__move__pk", "place__move__code", "place__move__pile_id"),
        *("place__other__pk", "place__other__code", "place__other__pile_id"),
    )


_IN_HAND = Reading(lambda: _dealt(dealt__participant=an_id("participant")))
_ON_TABLE = Reading(
    lambda: _dealt(workshop=an_id("workshop"), dealt__table=Blank("table", PositiveSmallIntegerField()))
)


def hand_of(participant: Participant) -> list[dict[str, Any]]:
    """The notes dealt to a participant or to their table, placed or not."""
    notes = list(_IN_HAND.rows(participant=participant.pk))
    if participant.table is not None:
        notes += _ON_TABLE.rows(workshop=participant.workshop_id, table=participant.table)
        notes.sort(key=itemgetter(0, 1, 2))
    return [
        {
            "note": str(note),
            "question": str(question),
            "text": text,
            "sign": sign,
            **move_told(*places[:3]),
            "other": move_told(*places[3:]) if places[3] else None,
        }
        for _, _, note, question, text, sign, *places in notes
    ]


def move_told(move: UUID | None, code: str | None, pile: UUID | None) -> dict[str, Any]:
    """A move as phones know it; nothing where a note has not been moved."""
    return {"move": str(move) if move else None, "code": code or "", "pile": str(pile) if pile else None}


def _place_of(note: Note) -> Place | None:
    return getattr(note, "place", None)


def piles_of(workshop: Workshop | Blank, question: UUID | None = None) -> QuerySet[Pile]:
    """The piles that are on the sheets, in the order they were made, each with `held`, its number of notes."""
    piles = Pile.objects.filter(workshop=workshop)
    if question:
        piles = piles.filter(question=question)
    lying = Place.objects.filter(standing("note__"), move__pile=OuterRef("pk")).order_by().values("move__pile")
    held = Subquery(lying.annotate(count=Count("pk")).values("count"), output_field=IntegerField())
    return piles.annotate(held=Coalesce(held, 0)).filter(Q(retired_at=None) | Q(held__gt=0)).order_by("made_at", "id")


_PILES = Reading(lambda: piles_of(an_id("workshop")))


def held_in(pile: Pile) -> int:
    """How many notes a pile of `piles_of` holds."""
    return int(pile.held)  # type: ignore[attr-defined]


def counts_by_code(workshop: Workshop, question: UUID) -> dict[str, int]:
    """How many notes of a question lie under each code, exactly under it."""
    return dict(_UNDER_CODES.rows(workshop=workshop.pk, question=question))


_UNDER_CODES = counted_by(
    "move__code",
    lambda: Place.objects.filter(
        standing("note__"), note__workshop=an_id("workshop"), note__question=an_id("question")
    ).exclude(move__code=""),
)


def notes_lying(
    workshop: Workshop, question: UUID | None, *, code: str = "", pile: UUID | None = None
) -> tuple[int, list[Note]]:
    """How many notes lie under a code (or finer ones), or in a pile; and the last placed of them."""
    notes = Note.objects.filter(standing(), workshop=workshop, question=question)
    notes = notes.filter(place__move__pile=pile) if pile else notes.filter(place__move__code__startswith=code or "?")
    return notes.count(), list(notes.order_by("-place__move__number", "id")[:LYING])


def sheets_counted(workshop: Workshop) -> list[SheetProgress]:
    """Every question of the hall with how far its sheet is; five round trips. Sealed notes count too."""
    sheets = {sheet.question_id: sheet for sheet in QuestionSheet.objects.filter(workshop=workshop)}
    notes = Note.objects.filter(workshop=workshop, withdrawn_at=None).order_by()
    counted = notes.values("question").annotate(
        notes=Count("pk"),
        signed=Count("author"),
        writers=Count("author", distinct=True),
    )
    written = {row["question"]: row for row in counted}
    placed = {
        row["note__question"]: row
        for row in Place.objects.filter(standing("note__"), note__workshop=workshop)
        .order_by()
        .values("note__question")
        .annotate(
            placed=Count("pk", filter=~Q(move__code="") | Q(move__pile__isnull=False)),
            contested=Count("pk", filter=Q(other__isnull=False)),
        )
    }
    dealt = dict(
        notes.filter(dealt__isnull=False)
        .values_list("question")
        .annotate(count=Count("pk"))
        .values_list("question", "count")
    )
    nothing: Mapping[str, int] = {}
    return [
        SheetProgress(
            question=question,
            revealed_at=sheets[question.pk].revealed_at if question.pk in sheets else None,
            dealt_at=sheets[question.pk].dealt_at if question.pk in sheets else None,
            notes=written.get(question.pk, nothing).get("notes", 0),
            typed_in=written.get(question.pk, nothing).get("notes", 0)
            - written.get(question.pk, nothing).get("signed", 0),
            writers=written.get(question.pk, nothing).get("writers", 0),
            dealt=dealt.get(question.pk, 0),
            placed=placed.get(question.pk, nothing).get("placed", 0),
            contested=placed.get(question.pk, nothing).get("contested", 0),
        )
        for question in Question.objects.filter(campaign=workshop.campaign_id)
    ]


def sheet_on_wall(
    workshop: Workshop, question: Question, *, codes: Mapping[str, int] | None = None, most: int = 12
) -> SheetOnWall:
    """How the notes of a question fall on the dimensions, in the grid's order, or on its piles; two round trips."""
    if question.grouping == Question.Grouping.FREE:
        piles = sorted(piles_of(workshop, question.pk), key=lambda pile: -held_in(pile))
        held = [PlaceCount(PlaceWords(label=pile.name, pile=pile.pk), held_in(pile)) for pile in piles]
        return SheetOnWall(_scaled(held[:most]), more_places=max(0, len(held) - most))
    grid = grid_of(workshop.territory)
    counts = counts_by_code(workshop, question.pk) if codes is None else codes
    dimensions = counts_by_dimension(grid, counts)
    unspoken = tuple(counted.place for counted in dimensions if not counted.count)
    return SheetOnWall(_scaled(dimensions), unspoken=unspoken)


def counts_by_dimension(grid: Grid | None, codes: Mapping[str, int]) -> list[PlaceCount]:
    """How many notes each dimension of the grid received, in the grid's order; those nobody spoke of have none.

    A code of a former grid counts under its letter, after the grid's own dimensions.
    """
    counts: Counter[str] = Counter()
    for code, count in codes.items():
        counts[code[:1]] += count
    known = [entry.normal for entry in grid.dimensions] if grid else []
    return [
        PlaceCount(words_of_code(grid, code), counts[code])
        for code in (*known, *(code for code in sorted(counts) if code not in known))
    ]


def words_of_code(grid: Grid | None, code: str) -> PlaceWords:
    """A code with its label in the reader's language; a code that the grid lacks keeps its letters alone."""
    if grid is None or not code:
        return PlaceWords(code)
    try:
        parsed = parse_code(code)
        return PlaceWords(code, grid.label(parsed, (get_language() or "fr")[:2]), grid.is_verified(parsed))
    except Problem:
        return PlaceWords(code, is_verified=False)


def latest_placed(workshop: Workshop, question: UUID, most: int) -> list[PlacedNote]:
    """The notes of a question that were placed last, the last first."""
    lying = ~Q(move__code="") | Q(move__pile__isnull=False)
    places = Place.objects.filter(lying, standing("note__"), note__workshop=workshop, note__question=question)
    last = list(places.order_by("-move__number").values_list("note", flat=True)[:most])  # few words are sorted
    return in_words(workshop, _with_places(workshop, question).filter(pk__in=last).order_by("-place__move__number"))


def contested_notes(workshop: Workshop, question: UUID | None = None, *, most: int = TO_SETTLE) -> list[PlacedNote]:
    """Notes that two people put in two places and nobody settled, the oldest first."""
    notes = _with_places(workshop, question).filter(place__other__isnull=False).order_by("place__move__number")
    return in_words(workshop, notes[:most])


def cards_page(workshop: Workshop, question: UUID, *, page: int, per_page: int) -> "Page[Note]":
    """A page of the notes of a revealed question, in an order that tells nothing of authors."""
    notes = Note.objects.filter(standing(), workshop=workshop, question=question).order_by("id")
    return Paginator(notes, per_page).get_page(page)


@dataclass(frozen=True, slots=True)
class TableAsked:
    """Which rows of the wall's table somebody wants: of one question, at one place, one page of them."""

    question: str = ""
    place: str = ""
    page: int = 1

    @property
    def pile(self) -> UUID | None:
        return _id(self.place.removeprefix("pile:")) if self.place.startswith("pile:") else None


@dataclass(frozen=True, slots=True)
class WallTable:
    """A page of the wall as a table."""

    rows: tuple[PlacedNote, ...]
    page: "Page[Note]"
    questions: tuple[Question, ...]
    piles: tuple[Pile, ...]
    dimensions: tuple[PlaceWords, ...]
    options: tuple[PlaceWords, ...]


def wall_table(workshop: Workshop, asked: TableAsked) -> WallTable:
    """Every note that everybody may read, with its place: by question, else in an order that tells nothing."""
    notes = _with_places(workshop, None)
    if asked.question:
        notes = notes.filter(question__code=asked.question)
    if asked.place == "none":
        notes = notes.exclude(_PLACED, place__isnull=False)
    elif asked.place == "contested":
        notes = notes.filter(place__other__isnull=False)
    elif asked.place.startswith("pile:"):
        notes = notes.filter(place__move__pile=asked.pile) if asked.pile else notes.none()
    elif asked.place:
        notes = notes.filter(place__move__code__startswith=asked.place)
    page = Paginator(notes.order_by("question__position", "question__code", "id"), PER_PAGE).get_page(asked.page)
    grid = grid_of(workshop.territory)
    return WallTable(
        rows=tuple(in_words(workshop, page, grid)),
        page=page,
        questions=tuple(Question.objects.filter(campaign=workshop.campaign_id)),
        piles=tuple(piles_of(workshop)),
        dimensions=tuple(words_of_code(grid, entry.normal) for entry in grid.dimensions) if grid else (),
        options=tuple(words_of_code(grid, str(code)) for code in grid.codes()) if grid else (),
    )


@dataclass(frozen=True, slots=True)
class SheetGroup:
    """A place of a printed sheet with its notes."""

    place: PlaceWords
    notes: tuple[PlacedNote, ...]


def sheet_to_print(workshop: Workshop, question: Question) -> list[SheetGroup]:
    """A whole sheet, place by place: codes in the grid's order (or piles, as they were made), then notes not placed."""
    rows = in_words(workshop, _with_places(workshop, question.pk).order_by("id"))
    groups: dict[tuple[str, UUID | None], list[PlacedNote]] = {}
    for row in rows:
        groups.setdefault((row.place.code, row.place.pile), []).append(row)
    piles = {pile.pk: order for order, pile in enumerate(piles_of(workshop, question.pk))}

    def order(key: tuple[str, UUID | None]) -> tuple[bool, int, str]:
        code, pile = key
        return (not code and pile is None, piles.get(pile, 0) if pile else 0, code)

    return [SheetGroup(groups[key][0].place, tuple(groups[key])) for key in sorted(groups, key=order)]


def in_words(workshop: Workshop, notes: Iterable[Note], grid: Grid | None = None) -> list[PlacedNote]:
    """Notes with their places in words; `notes` come with their places and piles."""
    grid = grid or grid_of(workshop.territory)
    known: dict[str, PlaceWords] = {}

    def said(move: Move | None) -> PlaceWords:
        if move is None:
            return PlaceWords()
        if move.pile:
            return PlaceWords(label=move.pile.name, pile=move.pile_id)
        if move.code not in known:
            known[move.code] = words_of_code(grid, move.code)
        return known[move.code]

    found = []
    for note in notes:
        place = _place_of(note)
        found.append(
            PlacedNote(
                note,
                said(place.move if place else None),
                said(place.other if place else None),
                place.move_id if place else None,
                is_contested=bool(place and place.other_id),
            )
        )
    return found


def codes_placed(notes: Iterable[UUID]) -> dict[UUID, tuple[str, str]]:
    """Under which code each of these notes was placed in the hall, and the other one while people differ."""
    places = Place.objects.filter(note__in=list(notes)).exclude(move__code="")
    return {note: (code, other or "") for note, code, other in places.values_list("note", "move__code", "other__code")}


def _with_places(workshop: Workshop, question: UUID | None) -> QuerySet[Note]:
    """Notes that everybody may read; places are asked for apart, by those notes alone, not joined six tables deep.

    Before PostgreSQL has counted a hall that just filled, it may plan such a join as if there were one note.
    """
    notes = Note.objects.filter(standing(), workshop=workshop)
    if question:
        notes = notes.filter(question=question)
    return notes.select_related("question").prefetch_related("place__move__pile", "place__other__pile")


def _scaled(counts: list[PlaceCount]) -> tuple[PlaceCount, ...]:
    """Each count beside the largest one, for bars."""
    largest = max((counted.count for counted in counts), default=0) or 1
    return tuple(PlaceCount(counted.place, counted.count, round(100 * counted.count / largest)) for counted in counts)


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class NotesPanel:
    """The notes of the hall as its facilitator leads them: sheet by sheet, and what is to settle."""

    sheets: tuple[SheetProgress, ...]
    contested: tuple[PlacedNote, ...]
    contested_in_all: int
    people: int
    tables: int

    @property
    def more_contested(self) -> int:
        return self.contested_in_all - len(self.contested)


def notes_panel(workshop: Workshop) -> NotesPanel:
    """What the facilitator is shown of the notes; the round trips do not grow with them."""
    sheets = tuple(sheets_counted(workshop))
    contested = sum(sheet.contested for sheet in sheets)
    here = Participant.objects.filter(
        workshop=workshop, joined_at__isnull=False, set_aside_at=None, erased_at=None
    ).aggregate(people=Count("pk"), tables=Count("table", distinct=True))
    return NotesPanel(
        sheets=sheets,
        contested=tuple(contested_notes(workshop)) if contested else (),
        contested_in_all=contested,
        people=here["people"],
        tables=here["tables"],
    )
