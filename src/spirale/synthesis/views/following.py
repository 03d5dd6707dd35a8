"""What participants see of their own notes afterwards: by their recovery code, without an account or a script."""

from datetime import datetime, timedelta
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from spirale.pages.problems import Problem
from spirale.pages.sentences import sentence
from spirale.synthesis.operations.following import recognise
from spirale.synthesis.queries import following as queries
from spirale.workshops.models import Participant, Workshop
from spirale.workshops.operations.erasing import erase_participant
from spirale.workshops.operations.limits import Wait

REMEMBERED = timedelta(hours=1)
"""How long a browser that is left alone still shows somebody's notes: phones and computers are shared."""

NOTES_A_PAGE = 40


def _workshop(workshop_id: UUID) -> Workshop:
    return get_object_or_404(Workshop.objects.select_related("group__territory", "campaign"), id=workshop_id)


def _remembered(request: HttpRequest, workshop: Workshop) -> Participant | None:
    """Whose notes this browser was shown last, if that was a moment ago and they are of this workshop."""
    kept = request.session.get("following")
    if not isinstance(kept, dict) or kept.get("workshop") != str(workshop.pk):
        return None
    if timezone.now() - datetime.fromisoformat(kept["at"]) > REMEMBERED:
        _forget(request)
        return None
    participant = Participant.objects.filter(pk=kept["participant"], workshop=workshop).first()
    if participant:
        participant.workshop = workshop
        _remember(request, participant)
    return participant


def _remember(request: HttpRequest, participant: Participant) -> None:
    request.session["following"] = {
        "participant": str(participant.pk),
        "workshop": str(participant.workshop_id),
        "at": timezone.now().isoformat(),
    }


def _forget(request: HttpRequest) -> None:
    request.session.pop("following", None)


def _for_them_alone(answer: HttpResponse) -> HttpResponse:
    """No store on the way keeps it, and no search engine lists it."""
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


@require_http_methods(["GET", "POST"])
def follow(request: HttpRequest, workshop_id: UUID | None = None) -> HttpResponse:
    """Enter the recovery code; then one's own notes, and what became of them."""
    workshop = _workshop(workshop_id) if workshop_id else None
    if request.method == "POST":
        return _entered(request, workshop)
    participant = _remembered(request, workshop) if workshop else None
    if participant is None or participant.erased_at:
        return _asked(request, workshop, is_erased=participant is not None)
    notes = Paginator(queries.notes_followed(participant), NOTES_A_PAGE).get_page(request.GET.get("page"))
    shown = {
        "workshop": workshop,
        "participant": participant,
        "notes": notes,
        "fates": queries.fates_of(participant, notes.object_list, request.user),
        "pledges": queries.pledges_followed(participant),
    }
    return _for_them_alone(render(request, "synthesis/followed.html", shown))


def _entered(request: HttpRequest, workshop: Workshop | None) -> HttpResponse:
    try:
        participant = recognise(key=request.POST.get("key", ""), workshop=workshop)
    except Wait as wait:
        return _asked(request, workshop, problem=sentence(wait.problem), status=429)
    except Problem as found:
        return _asked(request, workshop, problem=sentence(found), status=422)
    _remember(request, participant)
    return redirect("synthesis:followed", participant.workshop_id)


def _asked(
    request: HttpRequest, workshop: Workshop | None, *, problem: str = "", status: int = 200, is_erased: bool = False
) -> HttpResponse:
    shown = {"workshop": workshop, "problem": problem, "is_erased": is_erased}
    return _for_them_alone(render(request, "synthesis/follow.html", shown, status=status))


@require_http_methods(["GET", "POST"])
def erase(request: HttpRequest, workshop_id: UUID) -> HttpResponse:
    """Erase everything of mine, after the consequence was read."""
    workshop = _workshop(workshop_id)
    participant = _remembered(request, workshop)
    if participant is None or participant.erased_at:
        return redirect("synthesis:followed", workshop.pk)
    if request.method == "POST" and request.POST.get("sure") == "yes":
        erase_participant(workshop=workshop, participant=participant)
        _forget(request)
        messages.success(request, _("Everything you wrote here is erased."))
        return redirect("synthesis:follow")
    shown = {
        "workshop": workshop,
        "participant": participant,
        "notes": queries.notes_followed(participant).count(),
        "pledges": len(queries.pledges_followed(participant)),
        "is_unsure": request.method == "POST",
    }
    status = 422 if request.method == "POST" else 200
    return _for_them_alone(render(request, "synthesis/follow_erase.html", shown, status=status))


@require_POST
def leave(request: HttpRequest, workshop_id: UUID) -> HttpResponse:
    """Close the page: this browser forgets whose notes it showed."""
    _workshop(workshop_id)
    _forget(request)
    messages.info(request, _("The page is closed. Your notes are found again with your code."))
    return redirect("synthesis:follow")
