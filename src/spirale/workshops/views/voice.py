"""What a facilitator does with the floor, from the lead page."""

from collections.abc import Callable, Mapping
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from spirale.offline.sending import id_of, text_of
from spirale.pages.problems import Problem
from spirale.people.models import Account
from spirale.territories.access import account_of
from spirale.workshops import operations
from spirale.workshops.models import FloorRequest, Participant, Turn, Workshop
from spirale.workshops.views.lead import answer, to_lead

Sent = Mapping[str, Any]


@require_POST
def voice_act(request: HttpRequest, workshop_id: UUID) -> HttpResponse:
    """One act on the floor; `act` says which."""
    workshop = to_lead(request, workshop_id)
    sent = request.POST.dict()

    def act() -> None:
        doing = DOES.get(text_of(sent, "act"))
        if doing is None:
            raise Problem("message not readable")
        doing(workshop, sent, account_of(request))

    return answer(request, workshop, "voice", act)


def _give(workshop: Workshop, sent: Sent, by: Account) -> None:
    seen = id_of(sent, "seen") if sent.get("seen") else None
    operations.give_floor(turn_id=id_of(sent, "turn"), workshop=workshop, seen=seen, by=by, **_who(workshop, sent))


def _queue(workshop: Workshop, sent: Sent, by: Account) -> None:
    operations.ask_floor(request_id=id_of(sent, "turn"), workshop=workshop, by=by, **_who(workshop, sent))


def _end(workshop: Workshop, sent: Sent, by: Account) -> None:
    operations.end_turn(turn=_turn(workshop, sent), by=by)


def _pass(workshop: Workshop, sent: Sent, by: Account) -> None:
    operations.pass_turn(turn=_turn(workshop, sent), by=by)


def _take_back(workshop: Workshop, sent: Sent, by: Account) -> None:
    operations.take_back_turn(turn=_turn(workshop, sent), by=by)


def _bring_back(workshop: Workshop, sent: Sent, by: Account) -> None:
    operations.bring_back_turn(turn=_turn(workshop, sent), by=by)


def _correct(workshop: Workshop, sent: Sent, by: Account) -> None:
    operations.correct_turn(turn=_turn(workshop, sent), by=by, **_who(workshop, sent))


def _lower(workshop: Workshop, sent: Sent, by: Account) -> None:
    request = FloorRequest.objects.select_related("workshop__group__territory")
    found = request.filter(workshop=workshop, pk=id_of(sent, "request")).first()
    if found is None:
        raise Problem("message not readable")
    operations.lower_hand(request=found, by=by)


DOES: Final[Mapping[str, Callable[[Workshop, Sent, Account], None]]] = {
    "give": _give,
    "queue": _queue,
    "end": _end,
    "pass": _pass,
    "take_back": _take_back,
    "bring_back": _bring_back,
    "correct": _correct,
    "lower": _lower,
}


def _turn(workshop: Workshop, sent: Sent) -> Turn:
    turns = Turn.objects.select_related("workshop__group__territory")
    found = turns.filter(workshop=workshop, pk=id_of(sent, "turn")).first()
    if found is None:
        raise Problem("message not readable")
    return found


def _who(workshop: Workshop, sent: Sent) -> dict[str, Any]:
    """A participant chosen in the list, or somebody by name: the name that is typed goes first."""
    named = {"speaker": text_of(sent, "speaker"), "kind": text_of(sent, "kind")}
    chosen = text_of(sent, "person")
    if named["speaker"].strip() or not chosen:
        return named
    try:
        participant = Participant.objects.filter(workshop=workshop, pk=UUID(chosen)).first()
    except ValueError:
        return {"speaker": chosen, "kind": ""}
    if participant is None:
        raise Problem("participant of another workshop")
    return {"participant": participant}
