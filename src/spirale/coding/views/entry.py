"""Fast entry of paper notes: a plain form, and the small JSON doors that its script knocks at."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import wraps
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from spirale.coding.forms import EntryForm
from spirale.coding.operations import Proposal, enter_note, grid_in_use
from spirale.coding.queries.entry import entry_page
from spirale.coding.queries.suggestions import suggest_for_entry, warm_up
from spirale.coding.views.saying import sentence
from spirale.pages.problems import Problem, Problems
from spirale.territories.access import reach
from spirale.workshops.models import Note, Workshop
from spirale.workshops.operations import withdraw_note

LONGEST_BODY = 1_000_000
Door = Callable[..., JsonResponse]


def door(view: Door) -> Callable[..., HttpResponse]:
    """Answer a script in JSON whatever happens, so that it can say in words what to do."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except PermissionDenied:
            signed_in = request.user.is_authenticated
            said = (
                _("You may not type notes in here. Ask a facilitator of this territory.")
                if signed_in
                else _("You are signed out. Sign in again: what you typed waits on this computer.")
            )
            return JsonResponse({"state": "forbidden" if signed_in else "signed_out", "message": said}, status=403)
        except Http404:
            return JsonResponse({"state": "missing", "message": _("This is no longer here.")}, status=404)
        except Problem as problem:
            return JsonResponse({"state": "refused", "message": sentence(problem)}, status=422)
        except Problems as several:
            said = " ".join(sentence(problem) for problem in several.problems)
            return JsonResponse({"state": "refused", "message": said}, status=422)

    return answer


def _workshop(request: HttpRequest, workshop_id: UUID) -> Workshop:
    workshops = Workshop.objects.select_related("group__territory", "campaign")
    return reach(request, "workshops.enter", workshops, id=workshop_id)


@require_http_methods(["GET", "POST"])
def entry(request: HttpRequest, workshop_id: UUID) -> HttpResponse:
    """The page; without its script, a plain form that keeps one note at a time."""
    workshop = _workshop(request, workshop_id)
    grid = grid_in_use(workshop.territory)
    warm_up(workshop.territory, grid)
    page = entry_page(workshop, grid, typed_by=request.user)
    form = EntryForm(request.POST or None, questions=page.questions, workshop=workshop)
    problem = ""
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                enter_note(workshop=workshop, by=request.user, written_at=timezone.now(), **form.note())
            except Problem as found:
                problem, status = sentence(found), 422
            else:
                messages.success(request, _("Note kept. You can type the next one."))
                return redirect(f"{request.path}?{form.presets()}")
        else:
            status = 422
    else:
        form = EntryForm(
            initial=EntryForm.first(page.questions, request.GET), questions=page.questions, workshop=workshop
        )
    context = {"workshop": workshop, "grid": grid, "page": page, "form": form, "problem": problem, "fresh_id": uuid4()}
    return render(request, "coding/entry.html", context, status=status)


@require_POST
@door
def enter(request: HttpRequest, workshop_id: UUID) -> JsonResponse:
    """Keep one note of the outbox, with the code accepted for it."""
    workshop = _workshop(request, workshop_id)
    sent = _read(request)
    grid = grid_in_use(workshop.territory)
    question = workshop.campaign.questions.filter(id=_uuid(sent, "question")).first()
    if question is None:
        raise Problem("question of another campaign")
    entered = enter_note(
        note_id=_uuid(sent, "id"),
        workshop=workshop,
        question=question,
        text=_text(sent, "text"),
        sign=_sign(sent),
        written_at=_instant(sent, "written_at"),
        by=request.user,
        grid=grid,
        coding_id=_uuid(sent, "coding") if sent.get("code") else None,
        code=_text(sent, "code"),
        proposal=Proposal(_text(sent, "code")[:24], _share(sent, "confidence"), _text(sent, "engine")[:80]),
    )
    said = sentence(entered.code_problem) if entered.code_problem else ""
    return JsonResponse({"state": "received", "id": str(entered.note.pk), "message": said})


@require_POST
@door
def take_back(request: HttpRequest, workshop_id: UUID, note_id: UUID) -> JsonResponse:
    """Withdraw a note typed by mistake; its words stay on record."""
    workshop = _workshop(request, workshop_id)
    note = reach(request, "workshops.enter", Note.objects.select_related("workshop"), workshop=workshop, id=note_id)
    withdraw_note(note=note, reason=_("taken back while typing"), by=request.user)
    return JsonResponse({"state": "withdrawn", "id": str(note.pk)})


@require_POST
@door
def suggestion(request: HttpRequest, workshop_id: UUID) -> JsonResponse:
    """The code that the words typed so far call for; nothing is kept."""
    workshop = _workshop(request, workshop_id)
    text = _text(_read(request), "text")
    proposed = suggest_for_entry(workshop.territory, grid_in_use(workshop.territory), text)
    return JsonResponse(proposed)


def _read(request: HttpRequest) -> Mapping[str, Any]:
    try:
        sent = json.loads(request.body[: LONGEST_BODY + 1])
    except (ValueError, RecursionError):
        sent = None
    if not isinstance(sent, dict):
        raise Problem("message not readable")
    return sent


def _text(sent: Mapping[str, Any], name: str) -> str:
    value = sent.get(name, "")
    if not isinstance(value, str):
        raise Problem("message not readable")
    return value


def _uuid(sent: Mapping[str, Any], name: str) -> UUID:
    try:
        return UUID(_text(sent, name))
    except ValueError:
        raise Problem("message not readable") from None


def _sign(sent: Mapping[str, Any]) -> int:
    sign = sent.get("sign")
    if sign not in (-1, 0, 1) or isinstance(sign, bool):
        raise Problem("sign unknown")
    return int(sign)


def _share(sent: Mapping[str, Any], name: str) -> float | None:
    value = sent.get(name)
    return float(value) if isinstance(value, int | float) and 0 <= value <= 1 else None


def _instant(sent: Mapping[str, Any], name: str) -> datetime:
    """The computer's own clock, as long as it is believable: not in the future."""
    try:
        said = parse_datetime(_text(sent, name))
    except ValueError:
        said = None
    now = timezone.now()
    return said if said and timezone.is_aware(said) and said <= now else now
