"""The phone at the meeting: scoring and pledging. The page is the same for all; who holds it is known to the device."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_GET

from spirale.decision.models import Choice
from spirale.decision.queries.meeting import choice_for_meeting
from spirale.decision.queries.phone import alike_of, mine_of
from spirale.offline.sending import id_of, in_words
from spirale.pages.moment import of_the_moment
from spirale.pages.problems import Problem
from spirale.workshops import operations, queries
from spirale.workshops.models import Participant
from spirale.workshops.operations.limits import Wait
from spirale.workshops.views.phone import service_worker

MODULES = [
    *(f"decision/meeting_{name}.js" for name in ("page", "scores", "pledges", "kept")),
    *("offline/outbox.js", "offline/keys.js", "offline/shell.js", "live/follow.js"),
]
"""What the page's script asks for next: named in the page, so that a slow phone asks for all at once."""


@require_GET
@cache_control(no_cache=True)
def door(request: HttpRequest, code: str) -> HttpResponse:
    """From the code of the hall to the choice that is held there now: the one made last."""
    workshop = queries.hall_with_code(code)
    choice = Choice.objects.filter(workshop=workshop).order_by("-made_at", "pk").first() if workshop else None
    if choice is None:
        raise Http404
    return redirect("decision:meeting_phone", choice.pk)


@require_GET
@cache_control(no_cache=True)
def phone(request: HttpRequest, choice_id: UUID) -> HttpResponse:
    """The page on which a participant scores and pledges."""
    choice = _choice(choice_id)
    shown = {
        "choice": choice,
        "workshop": choice.workshop,
        "kinds": Participant.Kind.choices,
        "modules": MODULES,
        "state": _alike(choice),
    }
    return render(request, "decision/meeting/phone.html", shown)


@require_GET
@cache_control(no_cache=True)
def worker(request: HttpRequest, choice_id: UUID) -> HttpResponse:
    """The worker of the hall, from the address of this page: it keeps what lies under it."""
    return service_worker(request)


@require_GET
@never_cache
def state(request: HttpRequest, choice_id: UUID) -> HttpResponse:
    """The meeting as a phone shows it; with the two headers of a participant, their own scores and pledges too."""
    choice = _choice(choice_id)
    said = {"by": request.headers.get("X-Hall-Participant", ""), "key": request.headers.get("X-Hall-Key", "")}
    me: dict[str, Any] | None = None
    if said["by"] and choice.workshop:
        try:
            participant = operations.participant_with(
                workshop=choice.workshop, participant_id=id_of(said, "by"), key=said["key"]
            )
        except Wait as wait:
            told = {"state": "wait", "message": in_words(wait.problem), "seconds": wait.seconds}
            return JsonResponse(told, status=429)
        except Problem as problem:
            return JsonResponse({"message": in_words(problem)}, status=403)
        me = mine_of(choice, participant)
    return JsonResponse({**_alike(choice), "me": me})


def _alike(choice: Choice) -> dict[str, Any]:
    return of_the_moment(("choice on phones", choice.pk, get_language()), lambda: alike_of(choice))


def _choice(choice_id: UUID) -> Choice:
    """A choice whose meeting was opened."""
    return get_object_or_404(choice_for_meeting().filter(workshop__hall__isnull=False), pk=choice_id)
