"""What happened in a workshop, gathered for its minutes: counts and times, never who wrote what."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet

from spirale.cycles.models import Question
from spirale.workshops.models import (
    Minutes,
    Note,
    Participant,
    Pledge,
    QuestionSheet,
    ShortlistedAction,
    Workshop,
    standing,
)
from spirale.workshops.queries.agenda import Agenda, agenda_of
from spirale.workshops.queries.minutes_places import QuestionPlaces, places_by_question
from spirale.workshops.queries.notes import CORRECTED, TAKEN_BACK, UNDONE
from spirale.workshops.queries.pledges import standing_pledges
from spirale.workshops.queries.voice import round_of


@dataclass(frozen=True, slots=True)
class Attendance:
    """How many took part: as what kind of actor, and in which way. `said` is the number the facilitator gave."""

    people: int
    by_way: tuple[tuple[str, int], ...]
    by_kind: tuple[tuple[str, int], ...]
    said: int | None


@dataclass(frozen=True, slots=True)
class StepTime:
    """A step of the agenda: what was planned, with the minutes added, and what it took each time it ran."""

    title: str
    planned: int
    times: int
    seconds: int
    is_skipped: bool
    is_running: bool


@dataclass(frozen=True, slots=True)
class QuestionCount:
    """The notes to a question: those that stand, by sign; those that came after the reveal; those still sealed."""

    code: str
    wording: str
    count: int
    well_being: int
    ill_being: int
    late: int
    sealed: int

    @property
    def neither(self) -> int:
        return self.count - self.well_being - self.ill_being


@dataclass(frozen=True, slots=True)
class Voice:
    """How speaking time was shared; of people, only those whose first name is known are named, if anybody is."""

    seconds: int
    people: int
    heard: int
    gini: float
    kinds: tuple[tuple[str, int, int, float, float], ...]
    persons: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class ActionKept:
    """An action of the short list, with what people bring to it and the names they gave; never how to reach them."""

    title: str
    pledges: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Happened:
    """Everything that minutes are drafted from."""

    opened_at: datetime | None
    closed_at: datetime | None
    attendance: Attendance
    steps: tuple[StepTime, ...]
    questions: tuple[QuestionCount, ...]
    places: tuple[QuestionPlaces, ...]
    set_aside: tuple[tuple[str, int], ...]
    voice: Voice
    actions: tuple[ActionKept, ...]


def what_happened(workshop: Workshop, *, now: datetime) -> Happened:
    """All that minutes tell of a workshop; the number of round trips does not grow with its people or notes."""
    agenda = agenda_of(workshop, at=now)
    hall = agenda.hall
    return Happened(
        opened_at=hall.opened_at if hall else None,
        closed_at=hall.closed_at if hall else None,
        attendance=_attendance(workshop),
        steps=tuple(_steps(agenda)),
        questions=tuple(_questions(workshop)),
        places=places_by_question(workshop),
        set_aside=_set_aside(workshop),
        voice=_voice(workshop, now),
        actions=_actions(workshop),
    )


def minutes_versions(workshop: Workshop) -> QuerySet[Minutes]:
    """All versions of a workshop's minutes, the latest first."""
    return Minutes.objects.filter(workshop=workshop).select_related("made_by").order_by("-number")


def latest_minutes(workshop: Workshop) -> Minutes | None:
    """The minutes as they read now, if anybody drafted them."""
    return minutes_versions(workshop).first()


def _attendance(workshop: Workshop) -> Attendance:
    """Everyone who joined, also those who have erased what was theirs since; not those who were set aside."""
    rows = list(
        Participant.objects.filter(workshop=workshop, joined_at__isnull=False, set_aside_at=None)
        .order_by()
        .values_list("kind", "via")
        .annotate(Count("pk"))
    )
    kinds: Counter[str] = Counter()
    ways: Counter[str] = Counter()
    for kind, via, count in rows:
        kinds[kind] += count
        ways[via] += count
    return Attendance(
        people=ways.total(),
        by_way=tuple((way, ways[way]) for way in Participant.Via.values if ways[way]),
        by_kind=tuple((kind, kinds[kind]) for kind in (*Participant.Kind.values, "") if kinds[kind]),
        said=workshop.participants,
    )


def _steps(agenda: Agenda) -> Iterator[StepTime]:
    for lived in agenda.steps:
        yield StepTime(
            title=lived.step.title,
            planned=lived.minutes,
            times=len(lived.runs),
            seconds=round(lived.spent.total_seconds()),
            is_skipped=lived.is_skipped and not lived.runs,
            is_running=any(run.ended_at is None for run in lived.runs),
        )


def _questions(workshop: Workshop) -> Iterator[QuestionCount]:
    here = standing("notes__") & Q(notes__workshop=workshop)
    sealed = Q(notes__workshop=workshop, notes__withdrawn_at=None, notes__is_sealed=True)
    late = _late(workshop)
    for question in (
        Question.objects.filter(campaign=workshop.campaign_id)
        .annotate(
            here=Count("notes", filter=here),
            well=Count("notes", filter=here & Q(notes__sign=1)),
            ill=Count("notes", filter=here & Q(notes__sign=-1)),
            sealed=Count("notes", filter=sealed),
        )
        .order_by("position", "code")
    ):
        yield QuestionCount(
            code=question.code,
            wording=question.wording,
            count=question.here,
            well_being=question.well,
            ill_being=question.ill,
            late=late.get(question.pk, 0),
            sealed=question.sealed,
        )


def _late(workshop: Workshop) -> dict[UUID, int]:
    """Notes of people's own hand that came once their question was revealed."""
    revealed = QuestionSheet.objects.filter(workshop=workshop, revealed_at__isnull=False).values_list(
        "question_id", "revealed_at"
    )
    after = Q(pk=None)
    for question, at in revealed:
        after |= Q(question_id=question, received_at__gt=at)
    notes = Note.objects.filter(
        standing(), after, workshop=workshop, source=Note.Source.SCREEN, entered_by=None, author__isnull=False
    )
    return dict(notes.order_by().values_list("question_id").annotate(Count("pk")))


def _set_aside(workshop: Workshop) -> tuple[tuple[str, int], ...]:
    """Reasons notes were taken out of what is counted, the most frequent first.

    Corrections are no loss, and what somebody took back before the reveal is their own affair.
    """
    notes = Note.objects.filter(workshop=workshop, withdrawn_at__isnull=False).exclude(
        withdrawn_reason__in=[CORRECTED, UNDONE, TAKEN_BACK]
    )
    rows = notes.order_by().values_list("withdrawn_reason").annotate(Count("pk"))
    return tuple(sorted(rows, key=lambda row: (-row[1], row[0])))


def _voice(workshop: Workshop, now: datetime) -> Voice:
    voices = round_of(workshop, now=now)
    shared = voices.shares
    spoke = sorted(
        ((name, share.share) for share in shared.persons if share.heard and (name := voices.people[share.of].name)),
        key=lambda person: (-person[1], person[0]),
    )
    return Voice(
        seconds=round(shared.seconds),
        people=shared.people,
        heard=shared.heard,
        gini=shared.gini,
        kinds=tuple((kind.of, kind.people, kind.heard, kind.share, kind.equal) for kind in shared.kinds),
        persons=tuple(spoke),
    )


def _actions(workshop: Workshop) -> tuple[ActionKept, ...]:
    pledges = Prefetch(
        "pledges",
        queryset=Pledge.objects.filter(standing_pledges())
        .order_by("made_at", "id")
        .only("action_id", "brings", "name"),
    )
    kept = ShortlistedAction.objects.filter(workshop=workshop, withdrawn_at=None).order_by("made_at", "id")
    return tuple(
        ActionKept(action.title, tuple((pledge.brings, pledge.name) for pledge in action.pledges.all()))
        for action in kept.prefetch_related(pledges)
    )
