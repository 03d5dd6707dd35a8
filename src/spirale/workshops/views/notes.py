"""The page of a note: its words, its history, and who may correct or withdraw it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from spirale.pages.problems import Problem
from spirale.pages.sentences import sentence
from spirale.territories.access import account_of, reach
from spirale.workshops import operations, queries
from spirale.workshops.forms import CorrectionForm, ReasonForm
from spirale.workshops.models import Note


def _reach(request: HttpRequest, note_id: UUID, permission: str) -> Note:
    notes = queries.notes_seen_by(request.user).select_related(
        "workshop__group__territory", "workshop__campaign", "question"
    )
    return reach(request, permission, notes, id=note_id)


@require_GET
def note(request: HttpRequest, note_id: UUID) -> HttpResponse:
    return _page(request, _reach(request, note_id, "workshops.view"))


@require_POST
def correct(request: HttpRequest, note_id: UUID) -> HttpResponse:
    note = _reach(request, note_id, "workshops.enter")
    form = CorrectionForm(request.POST, note=note)
    if not form.is_valid():
        return _page(request, note, correction=form)
    try:
        correction = operations.correct_note(note=note, by=account_of(request), **form.cleaned_data)
    except Problem as problem:
        return _page(request, note, correction=form, problem=sentence(problem))
    if correction.pk == note.pk:
        messages.info(request, _("These are the same words: nothing has changed."))
    else:
        messages.success(request, _("The correction stands. What was typed before is kept in the history."))
    return redirect("workshops:note", correction.pk)


@require_POST
def withdraw(request: HttpRequest, note_id: UUID) -> HttpResponse:
    note = _reach(request, note_id, "workshops.enter")
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, note, reason=form)
    try:
        operations.withdraw_note(note=note, reason=form.cleaned_data["reason"], by=account_of(request))
    except Problem as problem:
        return _page(request, note, reason=form, problem=sentence(problem))
    messages.success(request, _("The note is withdrawn. You can bring it back from this page."))
    return redirect("workshops:note", note.pk)


@require_POST
def restore(request: HttpRequest, note_id: UUID) -> HttpResponse:
    note = _reach(request, note_id, "workshops.enter")
    operations.restore_note(note=note, by=account_of(request))
    messages.success(request, _("The note stands again."))
    return redirect("workshops:note", note.pk)


def _page(
    request: HttpRequest,
    note: Note,
    *,
    correction: CorrectionForm | None = None,
    reason: ReasonForm | None = None,
    problem: str = "",
) -> HttpResponse:
    shown = {
        "note": note,
        "workshop": note.workshop,
        "history": queries.note_history(note, seen_by=request.user),
        "correction": correction or CorrectionForm(note=note),
        "reason": reason or ReasonForm(),
        "is_correcting": correction is not None,
        "is_withdrawing": reason is not None,
        "problem": problem,
    }
    return render(request, "workshops/note.html", shown, status=422 if correction or reason else 200)
