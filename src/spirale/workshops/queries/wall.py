"""The wall: what a projector shows of the step that is lived. A constant number of round trips at each step."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.core.paginator import Page
from django.db.models import Count

from spirale.cycles.models import Question
from spirale.workshops.models import (
    Hall,
    Note,
    Participant,
    Place,
    Pledge,
    QuestionSheet,
    Step,
    StepRun,
    Workshop,
    standing,
)
from spirale.workshops.queries.placing import (
    PlacedNote,
    SheetOnWall,
    cards_page,
    contested_notes,
    latest_placed,
    sheet_on_wall,
)
from spirale.workshops.queries.pledges import actions_part
from spirale.workshops.queries.voice_panel import voice_wall

CARDS: Final = 12
MOST_CARDS: Final = 30
LATEST: Final = 4
CONTESTED: Final = 2
ACTIONS: Final = 8

_SPEAKING = {Step.Kind.DISCUSS, Step.Kind.ROUND, Step.Kind.VALIDATE}


@dataclass(frozen=True, slots=True)
class WritingOnWall:
    """How many notes answer a question, and how many people wrote; no word of any note."""

    notes: int
    people: int


@dataclass(frozen=True, slots=True)
class CardsOnWall:
    """A page of the cards of a revealed question, in an order that tells nothing of authors."""

    page: "Page[Note]"

    @property
    def notes(self) -> int:
        return self.page.paginator.count

    @property
    def pages(self) -> int:
        return self.page.paginator.num_pages


@dataclass(frozen=True, slots=True)
class PlacingOnWall:
    """A sheet while it is filled: counts, what nobody spoke of, what came last, what people differ on."""

    sheet: SheetOnWall
    notes: int
    placed: int
    contested_in_all: int
    contested: tuple[PlacedNote, ...]
    latest: tuple[PlacedNote, ...]

    @property
    def to_place(self) -> int:
        return self.notes - self.placed


@dataclass(frozen=True, slots=True)
class PledgesOnWall:
    """The actions that people bring something to, the most carried first; nobody's contact."""

    actions: tuple[Mapping[str, Any], ...]
    more: int
    pledges: int


@dataclass(frozen=True, slots=True)
class ClosingOnWall:
    """What the meeting leaves, in figures."""

    notes: int
    people: int
    pledges: int


@dataclass(frozen=True, slots=True)
class Wall:
    """What the wall shows now: one face, and beside it where the meeting is and how one joins."""

    face: str
    hall: Hall | None
    step: Step | None
    question: Question | None
    people: int
    ends_at: datetime | None
    is_paused: bool
    shown: Any


def wall_of(workshop: Workshop, *, page: int = 1, cards: int = CARDS) -> Wall:
    """The wall as it stands; `page` and `cards` say which cards a revealed question shows, and how many at once."""
    hall = Hall.objects.filter(workshop=workshop).select_related("run__step__question").first()
    run = hall.run if hall else None
    step = run.step if run else None
    question = step.question if step else None
    people = Participant.objects.filter(workshop=workshop, joined_at__isnull=False, set_aside_at=None).count()
    face, shown = _face(workshop, hall, step, question, people, page, max(1, min(cards, MOST_CARDS)))
    return Wall(
        face=face,
        hall=hall,
        step=step,
        question=question,
        people=people,
        ends_at=_ends_at(run),
        is_paused=bool(run and run.paused_at),
        shown=shown,
    )


def _face(
    workshop: Workshop,
    hall: Hall | None,
    step: Step | None,
    question: Question | None,
    people: int,
    page: int,
    cards: int,
) -> tuple[str, Any]:
    if hall is None:
        return "before", None
    if not hall.is_open or (step and step.kind == Step.Kind.CLOSE):
        return "closing", _closing(workshop, people)
    if step is None or step.kind == Step.Kind.WELCOME:
        return "join", None
    if step.kind == Step.Kind.PAUSE:
        return "pause", None
    if step.kind == Step.Kind.PLEDGE:
        return "pledges", _pledges(workshop)
    if step.kind in _SPEAKING:
        return "speaking", voice_wall(workshop)
    if question is None:
        return "step", None
    return _sheet(workshop, step, question, page, cards)


def _sheet(workshop: Workshop, step: Step, question: Question, page: int, cards: int) -> tuple[str, Any]:
    """Sealed, the sheet grows in silence; revealed, it shows its cards; once one is placed, its groups."""
    is_revealed = QuestionSheet.objects.filter(workshop=workshop, question=question, revealed_at__isnull=False).exists()
    if not is_revealed:
        written = Note.objects.filter(workshop=workshop, question=question, withdrawn_at=None)
        counted = written.aggregate(notes=Count("pk"), people=Count("author", distinct=True))
        return "writing", WritingOnWall(counted["notes"], counted["people"])
    if step.kind != Step.Kind.WRITE:
        placing = _placing(workshop, question)
        if placing.placed or placing.contested_in_all:
            return "placing", placing
    return "cards", CardsOnWall(cards_page(workshop, question.pk, page=page, per_page=cards))


def _placing(workshop: Workshop, question: Question) -> PlacingOnWall:
    """Counted in one reading of the places, however many notes: the wall asks again after each move."""
    places = Place.objects.filter(standing("note__"), note__workshop=workshop, note__question=question)
    counted = list(
        places.order_by()
        .values_list("move__code")
        .annotate(notes=Count("pk"), piled=Count("move__pile"), contested=Count("other"))
    )
    contested = sum(row[3] for row in counted)
    return PlacingOnWall(
        sheet=sheet_on_wall(workshop, question, codes={code: notes for code, notes, _, _ in counted if code}),
        notes=Note.objects.filter(standing(), workshop=workshop, question=question).count(),
        placed=sum(notes if code else piled for code, notes, piled, _ in counted),
        contested_in_all=contested,
        contested=tuple(contested_notes(workshop, question.pk, most=CONTESTED)) if contested else (),
        latest=tuple(latest_placed(workshop, question.pk, LATEST)),
    )


def _pledges(workshop: Workshop) -> PledgesOnWall:
    actions = sorted(actions_part(workshop), key=lambda action: -action["pledges"])
    total = sum(action["pledges"] for action in actions)
    return PledgesOnWall(tuple(actions[:ACTIONS]), max(0, len(actions) - ACTIONS), total)


def _closing(workshop: Workshop, people: int) -> ClosingOnWall:
    notes = Note.objects.filter(standing(), workshop=workshop).count()
    pledges = Pledge.objects.filter(action__workshop=workshop, action__withdrawn_at=None, withdrawn_at=None).count()
    return ClosingOnWall(notes, people, pledges)


def _ends_at(run: StepRun | None) -> datetime | None:
    """When the step at hand ends if its clock runs on; nothing while it is paused."""
    if run is None or run.paused_at:
        return None
    return run.started_at + timedelta(minutes=run.step.minutes + run.added_minutes, seconds=run.paused_seconds)
