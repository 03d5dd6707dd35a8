"""Fast entry of paper notes: a plain form, and the small JSON doors that its script knocks at."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from spirale.coding.forms import EntryForm
from spirale.coding.operations import Proposal, enter_note, grid_in_use
from spirale.coding.queries.entry import entry_page
from spirale.coding.queries.suggestions import suggest_for_entry, warm_up
from spirale.coding.views.criteria import WORKSHOPS
from spirale.offline.sending import door, id_of, in_words, instant_of, number_of, read, share_of, sign_of, text_of
from spirale.pages.problems import Problem
from spirale.territories.access import account_of, reach
from spirale.workshops.models import Note, Workshop
from spirale.workshops.operations import withdraw_note
from spirale.workshops.operations.paper import leave_sheet_unused


def _workshop(request: HttpRequest, workshop_id: UUID) -> Workshop:
    return reach(request, "workshops.enter", WORKSHOPS, id=workshop_id)


@require_http_methods(["GET", "POST"])
def entry(request: HttpRequest, workshop_id: UUID) -> HttpResponse:
    """The page; without its script, a plain form that keeps one note at a time."""
    workshop = _workshop(request, workshop_id)
    grid = grid_in_use(workshop.territory)
    warm_up(workshop.territory, grid)
    page = entry_page(workshop, grid, typed_by=account_of(request))
    problem = ""
    if request.method == "POST":
        form = EntryForm(request.POST, questions=page.questions, workshop=workshop)
        if form.is_valid():
            try:
                enter_note(workshop=workshop, by=account_of(request), written_at=timezone.now(), **form.note())
            except Problem as found:
                problem = in_words(found)
            else:
                messages.success(request, _("Note kept. You can type the next one."))
                return redirect(f"{request.path}?{form.presets()}")
    else:
        first = EntryForm.first(page.questions, request.GET)
        form = EntryForm(initial=first, questions=page.questions, workshop=workshop)
    context = {"workshop": workshop, "grid": grid, "page": page, "form": form, "problem": problem, "fresh_id": uuid4()}
    return render(request, "coding/entry.html", context, status=422 if problem or form.errors else 200)


@require_POST
@door
def enter(request: HttpRequest, workshop_id: UUID) -> HttpResponse:
    """Keep one note of the outbox, with the code accepted for it."""
    workshop = _workshop(request, workshop_id)
    sent = read(request)
    question = workshop.campaign.questions.filter(id=id_of(sent, "question")).first()
    if question is None:
        raise Problem("question of another campaign")
    code = text_of(sent, "code")
    entered = enter_note(
        note_id=id_of(sent, "id"),
        workshop=workshop,
        question=question,
        text=text_of(sent, "text"),
        sign=sign_of(sent),
        written_at=instant_of(sent, "written_at"),
        sheet=number_of(sent, "sheet"),
        by=account_of(request),
        grid=grid_in_use(workshop.territory),
        coding_id=id_of(sent, "coding") if code else None,
        code=code,
        proposal=Proposal(code[:24], share_of(sent, "confidence"), text_of(sent, "engine")[:80]),
    )
    said = in_words(entered.code_problem) if entered.code_problem else ""
    return JsonResponse({"state": "received", "id": str(entered.note.pk), "message": said})


@require_POST
@door
def take_back(request: HttpRequest, workshop_id: UUID, note_id: UUID) -> HttpResponse:
    """Withdraw a note typed by mistake; its words stay on record."""
    workshop = _workshop(request, workshop_id)
    note = reach(request, "workshops.enter", Note.objects.all(), workshop=workshop, id=note_id)
    with transaction.atomic():
        withdraw_note(note=note, reason=_("taken back while typing"), by=account_of(request))
        leave_sheet_unused(note=note, by=account_of(request))
    return JsonResponse({"state": "withdrawn", "id": str(note.pk)})


@require_POST
@door
def suggestion(request: HttpRequest, workshop_id: UUID) -> HttpResponse:
    """The code that the words typed so far call for; nothing is kept."""
    workshop = _workshop(request, workshop_id)
    text = text_of(read(request), "text")
    return JsonResponse(suggest_for_entry(workshop.territory, grid_in_use(workshop.territory), text))
