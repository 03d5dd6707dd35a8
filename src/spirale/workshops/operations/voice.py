"""The floor: asking for it, giving it, ending a turn, and putting right what was noted wrongly. Nothing is recorded.

Whoever gives or takes the floor holds the hall's row, so that acts which meet are done one after the other; that
nobody speaks beside somebody else is a constraint of the database.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from spirale.journal import operations as journal
from spirale.method.problems import Problem
from spirale.people.models import Account
from spirale.territories.rules import require
from spirale.workshops import rules  # noqa: F401 - its permissions
from spirale.workshops.models import FloorRequest, Hall, Participant, Turn, Workshop
from spirale.workshops.queries.voice import voice_of
from spirale.workshops.wording import as_line

NAME_LIMIT = 80


@transaction.atomic
def ask_floor(
    *,
    request_id: UUID,
    workshop: Workshop,
    participant: Participant | None = None,
    speaker: str = "",
    kind: str = "",
    at: datetime | None = None,
    by: Account | None = None,
) -> FloorRequest:
    """Raise a hand: a participant's own, or that of somebody without phone, whom the facilitator names.

    Sending it again changes nothing, and a person has one hand: the one that is up already is given back.
    Raises Problem("speaker missing") and those of a hall that is not open.
    """
    hall = _hall(workshop, by if participant is None else None)
    there = FloorRequest.objects.filter(pk=request_id).first()
    if there:
        if there.workshop_id != workshop.pk or (participant and there.participant_id != participant.pk):
            raise Problem("message not readable")
        return there
    _open(hall)
    speaker, kind = _who(workshop, participant, speaker, kind)
    raised = _hand_up(workshop, participant, speaker)
    if raised:
        return raised
    request = FloorRequest.objects.create(
        id=request_id,
        workshop=workshop,
        participant=participant,
        speaker=speaker,
        kind=kind,
        asked_at=at or timezone.now(),
    )
    _tell("floor asked", workshop, on=request, by=by, at=at, participant=participant)
    return request


@transaction.atomic
def leave_floor(
    *, participant: Participant, request_id: UUID | None = None, turn_id: UUID | None = None, at: datetime | None = None
) -> None:
    """Lower one's own hand, or end one's own turn; that hand or turn alone where it is named. Again: no change."""
    workshop = participant.workshop
    _hall(workshop, None)
    now = at or timezone.now()
    if turn_id:
        turn = Turn.objects.filter(pk=turn_id, participant=participant, ended_at=None).first()
        if turn:
            _end(turn, now)
            _tell("turn ended", workshop, on=turn, by=None, at=now, participant=participant)
        return
    request = FloorRequest.objects.filter(participant=participant, ended_at=None).first()
    if request and request_id in {None, request.pk}:
        _lower(request, now)
        _tell("floor request ended", workshop, on=request, by=None, at=now, participant=participant)


@transaction.atomic
def lower_hand(*, request: FloorRequest, at: datetime | None = None, by: Account | None) -> FloorRequest:
    """Lower somebody's hand for them, as when they say that it has been said. Asking again changes nothing."""
    _hall(request.workshop, by)
    request.refresh_from_db(fields=["ended_at"])
    if request.ended_at is None:
        _lower(request, at or timezone.now())
        _tell("floor request ended", request.workshop, on=request, by=by, at=at)
    return request


@transaction.atomic
def give_floor(
    *,
    turn_id: UUID,
    workshop: Workshop,
    participant: Participant | None = None,
    speaker: str = "",
    kind: str = "",
    seen: UUID | None,
    at: datetime | None = None,
    by: Account | None,
) -> Turn:
    """Give the floor to a participant, or to somebody named; whoever had it has ended, and a raised hand goes down.

    `seen` is the turn that ran when the facilitator decided. If two of them give the floor at once, one turn begins:
    the other learns of it, or is given that turn if both chose the same person. Sending it again changes nothing.
    Raises Problem("floor given meanwhile"), ("speaker missing"), ("participant of another workshop").
    """
    hall = _hall(workshop, by)
    speaker, kind = _who(workshop, participant, speaker, kind)
    whose = (participant.pk if participant else None, speaker)
    there = Turn.objects.filter(pk=turn_id).select_related("participant").first()
    if there:
        if there.workshop_id != workshop.pk or (there.participant_id, there.speaker) != whose:
            raise Problem("floor given meanwhile", speaker=there.speaker or str(there.participant))
        return there
    _open(hall)
    running = Turn.objects.filter(workshop=workshop, ended_at=None).select_related("participant").first()
    if running and running.pk != seen:
        if (running.participant_id, running.speaker) == whose:
            return running
        raise Problem("floor given meanwhile", speaker=running.speaker or str(running.participant))
    now = at or timezone.now()
    if running:
        _end(running, now)
    request = _hand_up(workshop, participant, speaker)
    if request:
        _lower(request, now)
    turn = Turn.objects.create(
        id=turn_id,
        workshop=workshop,
        step_id=hall.run.step_id if hall.run else None,
        participant=participant,
        request=request,
        speaker=speaker,
        kind=kind,
        started_at=now,
    )
    _tell("turn started", workshop, on=turn, by=by, at=now, ended=running.pk if running else None)
    return turn


@transaction.atomic
def end_turn(*, turn: Turn, at: datetime | None = None, by: Account | None) -> Turn:
    """End a turn; nobody has the floor until it is given again. Asking again changes nothing."""
    turn = _turn(turn, by)
    if turn.ended_at is None:
        now = at or timezone.now()
        _end(turn, now)
        _tell("turn ended", turn.workshop, on=turn, by=by, at=now)
    return turn


@transaction.atomic
def pass_turn(*, turn: Turn, at: datetime | None = None, by: Account | None) -> Turn:
    """Somebody who was given the floor passes: the turn ends and is not counted. They stay among those not heard."""
    turn = _turn(turn, by)
    if turn.ended_at is None:
        now = at or timezone.now()
        turn.taken_back_at = now
        _end(turn, now)
        _tell("turn ended", turn.workshop, on=turn, by=by, at=now, passed=True)
    return turn


@transaction.atomic
def take_back_turn(*, turn: Turn, at: datetime | None = None, by: Account | None) -> Turn:
    """Undo a turn that was given by mistake: it counts nowhere, and the hand it answered is up again."""
    turn = _turn(turn, by)
    if turn.taken_back_at is None:
        now = at or timezone.now()
        turn.taken_back_at = now
        _end(turn, now)
        _raise_again(turn)
        _tell("turn taken back", turn.workshop, on=turn, by=by, at=now)
    return turn


@transaction.atomic
def bring_back_turn(*, turn: Turn, at: datetime | None = None, by: Account | None) -> Turn:
    """Count a turn again that was taken back or passed on; the hand it answered goes down. It does not run again."""
    turn = _turn(turn, by)
    if turn.taken_back_at is not None:
        now = at or timezone.now()
        turn.taken_back_at = None
        turn.save(update_fields=["taken_back_at"])
        if turn.request and turn.request.ended_at is None:
            _lower(turn.request, now)
        _tell("turn brought back", turn.workshop, on=turn, by=by, at=now)
    return turn


@transaction.atomic
def correct_turn(
    *,
    turn: Turn,
    participant: Participant | None = None,
    speaker: str = "",
    kind: str = "",
    at: datetime | None = None,
    by: Account | None,
) -> Turn:
    """Say who really spoke: the turn becomes theirs, and the hand of who was noted wrongly is up again.

    The same person changes nothing. Raises Problem("speaker missing"), ("participant of another workshop").
    """
    turn = _turn(turn, by)
    speaker, kind = _who(turn.workshop, participant, speaker, kind)
    before = (turn.participant_id, turn.speaker)
    if before == (participant.pk if participant else None, speaker):
        return turn
    now = at or timezone.now()
    _raise_again(turn)
    request = _hand_up(turn.workshop, participant, speaker)
    if request:
        _lower(request, now)
    turn.participant, turn.speaker, turn.kind, turn.request = participant, speaker, kind, request
    turn.save(update_fields=["participant", "speaker", "kind", "request"])
    was = str(before[0] or before[1])
    _tell("turn corrected", turn.workshop, on=turn, by=by, at=now, was=was, is_now=str(turn.participant_id or speaker))
    return turn


def _hall(workshop: Workshop, by: Account | None) -> Hall:
    """The hall of a workshop, held until the end of the act."""
    if by:
        require("workshops.lead", by, workshop)
    hall = Hall.objects.select_for_update(of=("self",)).select_related("run").filter(workshop=workshop).first()
    if hall is None:
        raise Problem("hall not open", title=workshop.title)
    return hall


def _open(hall: Hall) -> None:
    if not hall.is_open:
        raise Problem("hall closed")


def _turn(turn: Turn, by: Account | None) -> Turn:
    """The turn as it stands once the hall is held."""
    _hall(turn.workshop, by)
    return Turn.objects.select_related("workshop__group__territory", "request").get(pk=turn.pk)


def _who(workshop: Workshop, participant: Participant | None, speaker: str, kind: str) -> tuple[str, str]:
    """The name and the kind kept for somebody: none of a participant's name, and a name as it was first written."""
    if participant:
        if participant.workshop_id != workshop.pk:
            raise Problem("participant of another workshop")
        return "", participant.kind
    speaker = as_line(speaker, NAME_LIMIT)
    if not speaker:
        raise Problem("speaker missing")
    kind = kind if kind in Participant.Kind.values else ""
    for model in (Turn, FloorRequest):
        named = model.objects.filter(workshop=workshop, participant=None).values_list("speaker", "kind")
        for name, said in named.order_by("pk").distinct():
            if name.casefold() == speaker.casefold():
                return name, kind or said
    return speaker, kind


def _hand_up(workshop: Workshop, participant: Participant | None, speaker: str) -> FloorRequest | None:
    whose = {"participant": participant} if participant else {"participant": None, "speaker": speaker}
    return FloorRequest.objects.filter(workshop=workshop, ended_at=None, **whose).first()


def _lower(request: FloorRequest, at: datetime) -> None:
    request.ended_at = max(at, request.asked_at)
    request.save(update_fields=["ended_at"])


def _raise_again(turn: Turn) -> None:
    """Put up again the hand that a turn answered, unless its person has another up already."""
    request = turn.request
    if request and request.ended_at and not _hand_up(turn.workshop, request.participant, request.speaker):
        request.ended_at = None
        request.save(update_fields=["ended_at"])


def _end(turn: Turn, at: datetime) -> None:
    turn.ended_at = turn.ended_at or max(at, turn.started_at)
    turn.save(update_fields=["ended_at", "taken_back_at"])


def _tell(
    verb: str,
    workshop: Workshop,
    *,
    on: Turn | FloorRequest,
    by: Account | None,
    at: datetime | None,
    participant: Participant | None = None,
    **details: object,
) -> None:
    """Tell of an act, and everybody in the hall how the voices stand after it."""
    kept = {name: value for name, value in details.items() if value is not None}
    if participant:
        kept["participant"] = participant.pk
    journal.append(verb, space=workshop.pk, on=on, by=by, at=at, told={"voice": voice_of(workshop, now=at)}, **kept)
