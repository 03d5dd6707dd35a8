"""Who has the floor, who waits for it in which order, and how the time was shared. Nobody's words are anywhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from spirale.journal.statements import Reading, an_id
from spirale.method.voice import (
    Distribution,
    Hand,
    Share,
    Spoken,
    Waiting,
    distribution,
    queue,
    takes_more,
    time_each,
)
from spirale.workshops.models import FloorRequest, Participant, Step, Turn, Workshop
from spirale.workshops.queries.halls import hall_now

USUAL_TIME: Final = 120
"""Seconds foreseen for each where the step at hand is no time to speak in turn."""

SHOWN: Final = 30
"""Raised hands that phones are told of; beyond, how many more there are."""

_SPEAKING: Final = {Step.Kind.ROUND, Step.Kind.DISCUSS, Step.Kind.VALIDATE, Step.Kind.READ}


@dataclass(frozen=True, slots=True)
class Somebody:
    """Somebody who may speak: a participant, or somebody without phone whom the facilitator named."""

    id: str
    name: str
    kind: str
    table: int | None = None
    paper_number: int | None = None
    handle: str = ""
    participant: UUID | None = None

    @property
    def kind_name(self) -> str:
        return kind_name(self.kind)

    @property
    def said(self) -> str:
        """How a facilitator calls them: by name, else by what is known of them."""
        if self.name:
            return self.name
        if self.paper_number:
            return _("paper sheet %(number)s") % {"number": self.paper_number}
        if self.table:
            return _("somebody at table %(number)s") % {"number": self.table}
        return _("code %(handle)s…") % {"handle": self.handle}


@dataclass(frozen=True, slots=True)
class Queued:
    """Somebody who waits for the floor, with the place and the reason of it."""

    request: UUID
    somebody: Somebody
    seconds: float
    reason: str


@dataclass(frozen=True, slots=True)
class Round:
    """The voices of a workshop at one instant."""

    people: Mapping[str, Somebody]
    turns: tuple[Turn, ...]
    running: Turn | None
    queue: tuple[Queued, ...]
    shares: Distribution
    each: int
    at: datetime

    def of(self, turn: Turn) -> Somebody:
        """Whose turn it is."""
        return self.people[person_of(turn)]

    @property
    def takes_more(self) -> tuple[Share, ...]:
        """Persons, then kinds, who took clearly more than their share."""
        return takes_more(self.shares, self.each)


def kind_name(kind: str) -> str:
    """A kind of actor in words; nothing where none was said."""
    return str(Participant.Kind(kind).label) if kind in Participant.Kind.values else ""


def person_of(said: Turn | FloorRequest) -> str:
    """How one and the same person is known in all their turns: by their place, else by the name given for them."""
    return str(said.participant_id) if said.participant_id else said.speaker


_TURNS = Reading(lambda: Turn.objects.filter(workshop=an_id("workshop")).order_by("started_at", "id"))
_REQUESTS = Reading(
    lambda: (
        FloorRequest.objects.filter(workshop=an_id("workshop"))
        .exclude(participant__set_aside_at__isnull=False)
        .order_by("asked_at", "id")
    )
)
_RAISED = Reading(lambda: FloorRequest.objects.filter(participant=an_id("participant"), ended_at=None).order_by("pk"))
_EVERYBODY = Reading(
    lambda: (
        Participant.objects.filter(workshop=an_id("workshop"))
        .order_by("joined_at", "id")
        .values_list("joined_at", "set_aside_at", "pk", "first_name", "kind", "table", "paper_number", "handle")
    )
)


def round_of(workshop: Workshop, *, now: datetime | None = None) -> Round:
    """Everything about the voices of a workshop, in four round trips whatever the number of people and turns.

    Present are those who joined, whoever spoke or asked to, and not those who were set aside.
    """
    at = now or timezone.now()
    turns = tuple(_TURNS.rows(workshop=workshop.pk))
    requests = list(_REQUESTS.rows(workshop=workshop.pk))
    people = _people(workshop, [*turns, *requests])
    counted = [turn for turn in turns if turn.taken_back_at is None]
    shares = distribution(
        {somebody.id: somebody.kind for somebody in people.values()},
        (Spoken(person_of(turn), seconds_of(turn, at)) for turn in counted),
    )
    open_requests = {str(request.pk): request for request in requests if request.ended_at is None}
    hands = (Hand(key, person_of(request), request.asked_at) for key, request in open_requests.items())
    return Round(
        people=people,
        turns=turns,
        running=next((turn for turn in turns if turn.ended_at is None), None),
        queue=tuple(_queued(waiting, open_requests, people) for waiting in queue(hands, shares)),
        shares=shares,
        each=_time_each(workshop, shares.people),
        at=at,
    )


def seconds_of(turn: Turn, at: datetime) -> float:
    """How long a turn lasted, or has lasted by now."""
    return max(0.0, ((turn.ended_at or at) - turn.started_at).total_seconds())


def voice_distribution(workshop: Workshop, *, now: datetime | None = None) -> Distribution:
    """How speaking time was shared, for the minutes. A person is known by their participant's id, else by their name.

    Turns that were passed on or taken back count nowhere.
    """
    return round_of(workshop, now=now).shares


def voice_of(workshop: Workshop, *, now: datetime | None = None) -> dict[str, Any]:
    """The voices as everybody in the hall may read them: who speaks, who waits, how time is shared by kind.

    That somebody takes more than their share is for the facilitator to know, and for that person to notice: nobody
    is named for it here.
    """
    voices = round_of(workshop, now=now)
    shares, running = voices.shares, voices.running
    return {
        "speaking": running
        and {"turn": str(running.pk), "started_at": running.started_at.isoformat()} | _told(voices.of(running)),
        "queue": [_told(queued.somebody) for queued in voices.queue[:SHOWN]],
        "waiting": len(voices.queue),
        "each": voices.each,
        "shares": {
            "people": shares.people,
            "heard": shares.heard,
            "seconds": round(shares.seconds),
            "gini": round(shares.gini, 3),
            "kinds": [
                {
                    "kind": kind.of,
                    "people": kind.people,
                    "heard": kind.heard,
                    "seconds": round(kind.seconds),
                    "share": round(kind.share, 3),
                    "equal": round(kind.equal, 3),
                }
                for kind in shares.kinds
            ],
        },
    }


def raised_hand_of(participant: Participant) -> FloorRequest | None:
    """The hand this participant has raised, if they have."""
    return _RAISED.first(participant=participant.pk)


def asks_floor(participant: Participant) -> str | None:
    """The id of the hand this participant has raised, if they have."""
    request = raised_hand_of(participant)
    return str(request.pk) if request else None


def _told(somebody: Somebody) -> dict[str, Any]:
    participant = somebody.participant
    return {
        "participant": str(participant) if participant else None,
        "name": somebody.name,
        "kind": somebody.kind,
        "table": somebody.table,
    }


def _queued(waiting: Waiting, requests: Mapping[str, FloorRequest], people: Mapping[str, Somebody]) -> Queued:
    request = requests[waiting.hand.id]
    return Queued(request.pk, people[waiting.hand.person], waiting.seconds, waiting.reason.value)


def _people(workshop: Workshop, said: list[Turn | FloorRequest]) -> dict[str, Somebody]:
    """All who are present or spoke, by how they are known: participants in the order they joined, then the named."""
    spoke = {each.participant_id for each in said if each.participant_id}
    people = {
        str(pk): Somebody(str(pk), name, kind, table, paper_number, handle, participant=pk)
        for joined, set_aside, pk, name, kind, table, paper_number, handle in _EVERYBODY.rows(workshop=workshop.pk)
        if (joined and not set_aside) or pk in spoke
    }
    named: dict[str, str] = {}
    for each in said:
        if not each.participant_id:
            named[each.speaker] = each.kind or named.get(each.speaker, "")
    return people | {name: Somebody(name, name, kind) for name, kind in sorted(named.items())}


def _time_each(workshop: Workshop, people: int) -> int:
    """Seconds foreseen for each: an equal part of the step at hand, where it is one to speak in."""
    hall = hall_now(workshop)
    if hall is None or hall.run is None or hall.run.step.kind not in _SPEAKING:
        return USUAL_TIME
    minutes = hall.run.step.minutes + hall.run.added_minutes
    return time_each(max(minutes, 1) * 60, people)
