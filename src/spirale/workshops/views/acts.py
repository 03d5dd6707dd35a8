"""The door of phones: what people do in the hall, kept before it is acknowledged; the hall as a phone shows it.

No cookie is read here: each act carries the id and the recovery code of its participant. So there is nothing that
another site could make a browser do, and the pages of this site stay guarded as they are.
"""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from spirale.offline.sending import AGAIN, LONGEST_BODY, id_of, in_words, text_of
from spirale.pages.moment import of_the_moment
from spirale.pages.problems import Problem, Problems
from spirale.workshops import operations, queries
from spirale.workshops.models import Participant, Workshop
from spirale.workshops.operations.limits import Wait, check_pace, spend
from spirale.workshops.operations.participants import WrongKey, check_key, count_wrong, participant_who_acts
from spirale.workshops.views import acts_placing, acts_pledges, acts_voice

MOST_ACTS = 50

Sent = Mapping[Any, Any]
Act = Callable[[Workshop, Participant, Sent], bool | None]
"""Does one act of a participant whose row is locked; gives False when it had been done before, and costs nothing."""


def write(workshop: Workshop, participant: Participant, sent: Sent) -> bool:
    return operations.write_note(
        may_be_here=AGAIN in sent,
        note_id=id_of(sent, "note"),
        workshop=workshop,
        participant=participant,
        question_id=id_of(sent, "question"),
        text=text_of(sent, "text"),
        written_at=instant_said(sent, "at"),
    )


def edit(workshop: Workshop, participant: Participant, sent: Sent) -> bool:
    return operations.rewrite_note(
        note_id=id_of(sent, "note"),
        new_id=id_of(sent, "new"),
        workshop=workshop,
        participant=participant,
        text=text_of(sent, "text"),
    )


def withdraw(workshop: Workshop, participant: Participant, sent: Sent) -> bool:
    return operations.take_back_note(note_id=id_of(sent, "note"), workshop=workshop, participant=participant)


def erase(workshop: Workshop, participant: Participant, sent: Sent) -> bool:
    return operations.erase_participant(workshop=workshop, participant=participant)


ACTS: dict[str, Act] = {
    "write": write,
    "edit": edit,
    "withdraw": withdraw,
    "erase": erase,
    **acts_placing.ACTS,
    **acts_pledges.ACTS,
    **acts_voice.ACTS,
}


def also_do(more: Mapping[str, Act]) -> None:
    """Have phones do what a later room knows, each under the name of its act; called once when the site starts."""
    ACTS.update(more)


@csrf_exempt
@require_POST
@never_cache
def acts(request: HttpRequest, workshop_id: UUID) -> HttpResponse:
    """Do what a phone sends, act by act, each kept for good before the answer says so."""
    if len(request.body) > LONGEST_BODY:
        return _answer({"message": in_words(Problem("message too long", limit=MOST_ACTS))}, status=413)
    workshop = _hall(workshop_id)
    try:
        sent = json.loads(request.body)
        several = sent["acts"]
        named = [(act, str(UUID(act["id"]))) for act in several]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return _answer({"message": in_words(Problem("message not readable"))}, status=400)
    if len(named) > MOST_ACTS:
        return _answer({"message": in_words(Problem("message too long", limit=MOST_ACTS))}, status=413)
    results: list[dict[str, Any]] = []
    waiting: Wait | None = None
    for act, name in named:
        said = _waits(waiting) if waiting else None
        if said is None:
            try:
                said = _done(workshop, act)
            except Wait as wait:
                waiting, said = wait, _waits(wait)
        results.append({"id": name, **said})
    return _answer({"number": queries.number_of(workshop), "results": results})


@require_GET
@never_cache
def state(request: HttpRequest, workshop_id: UUID) -> HttpResponse:
    """The hall as it is now; with the two headers of a participant, their own part too."""
    workshop = _hall(workshop_id)
    said = {"by": request.headers.get("X-Hall-Participant", ""), "key": request.headers.get("X-Hall-Key", "")}
    if not said["by"]:
        return _answer(queries.state_of(workshop))
    try:
        participant = operations.participant_with(workshop=workshop, participant_id=id_of(said, "by"), key=said["key"])
    except Wait as wait:
        return _answer(_waits(wait), status=429)
    except Problem as problem:
        return _answer({"message": in_words(problem)}, status=403)
    return _answer(queries.state_of(workshop, participant))


@csrf_exempt
@require_POST
@never_cache
def recover(request: HttpRequest, workshop_id: UUID) -> HttpResponse:
    """Find oneself again on another device."""
    workshop = _hall(workshop_id)
    try:
        sent = json.loads(request.body[:1_000])
        key = text_of(sent, "key")
    except (ValueError, AttributeError, RecursionError, Problem):
        return _answer({"message": in_words(Problem("message not readable"))}, status=400)
    try:
        participant = operations.recover(workshop=workshop, key=key)
    except Wait as wait:
        return _answer(_waits(wait), status=429)
    except Problem as problem:
        return _answer({"message": in_words(problem)}, status=422)
    return _answer({"participant": str(participant.pk), "first_name": participant.first_name})


def instant_said(sent: Mapping[str, Any], name: str) -> datetime | None:
    """An instant by the device's clock, if it is one; what it is worth is for the act to say."""
    said = sent.get(name)
    try:
        instant = parse_datetime(said) if isinstance(said, str) else None
    except ValueError:
        return None
    return instant if instant and timezone.is_aware(instant) else None


def _hall(workshop_id: UUID) -> Workshop:
    """The hall as it was within the last moment: what came in the same second as its closing is still taken."""
    workshop = of_the_moment(("hall", workshop_id), lambda: queries.hall_of(workshop_id))
    if workshop is None:
        raise Http404
    return workshop


def _done(workshop: Workshop, act: Mapping[str, Any]) -> dict[str, Any]:
    """Do one act in a transaction of its own; raises Wait."""
    try:
        try:
            _do(workshop, act)
        except IntegrityError:  # the same thing came before, or at the same instant: it is there to be found
            _do(workshop, {**act, AGAIN: True})
    except WrongKey as problem:
        count_wrong(workshop=workshop, key=str(act.get("key", "")))
        return _refused(problem)
    except (Problem, Problems) as problem:
        return _refused(problem)
    except IntegrityError:
        return _refused(Problem("act against another"))
    return {"state": "received", "message": _after(act)}


def _do(workshop: Workshop, act: Sent) -> None:
    kind, by, key = text_of(act, "kind"), id_of(act, "by"), text_of(act, "key")
    with transaction.atomic(durable=True):
        if kind == "join":
            return _join(workshop, by, key, act)
        doing = ACTS.get(kind)
        if doing is None:
            raise Problem("act unknown", kind=kind[:40])
        participant = participant_who_acts(by)
        if participant is None:
            raise Problem("participant unknown")
        check_key(participant, workshop, key)
        if participant.erased_at and kind != "erase":
            raise Problem("participant erased")
        now = timezone.now()
        if kind != "erase":  # nobody waits to be forgotten
            check_pace(participant, now)
        if doing(workshop, participant, act) is not False:
            spend(participant, now)
    return None


def _join(workshop: Workshop, by: UUID, key: str, act: Mapping[str, Any]) -> None:
    table = act.get("table")
    helper = None
    if act.get("helped_by"):
        helper = Participant.objects.filter(pk=id_of(act, "helped_by"), workshop=workshop).first()
        if helper is None:
            raise Problem("helper unknown")
    operations.join(
        participant_id=by,
        workshop=workshop,
        key=key,
        first_name=text_of(act, "first_name"),
        kind=text_of(act, "as"),
        table=table if isinstance(table, int) and not isinstance(table, bool) else None,
        helped_by=helper,
    )


def _after(act: Mapping[str, Any]) -> str:
    """What there is to say once an act is done."""
    if act["kind"] != "erase":
        return ""
    return _(
        "Your notes, your name and your contacts are erased. That notes were written here is still counted. "
        "Minutes and syntheses that the group has validated stay as they are."
    )


def _waits(wait: Wait) -> dict[str, Any]:
    return {"state": "wait", "message": in_words(wait.problem), "seconds": wait.seconds}


def _refused(problem: Problem | Problems) -> dict[str, Any]:
    return {"state": "refused", "message": in_words(problem)}


def _answer(said: Mapping[str, Any], status: int = 200) -> JsonResponse:
    return JsonResponse(said, status=status)
