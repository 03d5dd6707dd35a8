"""Importing a sheet of notes: send it, look at how it is read, confirm; and undo the whole of it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from spirale.cycles.models import Question
from spirale.pages.problems import Problem, Problems
from spirale.pages.sentences import say, sentence
from spirale.territories.access import account_of, reach
from spirale.workshops import operations, queries
from spirale.workshops.forms import FileForm, ReadingForm, choices_in
from spirale.workshops.models import NoteSheet


@require_http_methods(["GET", "POST"])
def import_notes(request: HttpRequest, workshop_id: UUID) -> HttpResponse:
    """Send a file; nothing is written in the workshop yet."""
    workshop = reach(request, "workshops.enter", queries.workshop_for_page(), id=workshop_id)
    form = FileForm(request.POST or None, request.FILES or None) if request.method == "POST" else FileForm()
    problem = ""
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            draft = operations.keep_draft(
                workshop=workshop, file_name=file.name, content=file.read(), by=account_of(request)
            )
        except Problem as found:
            problem = sentence(found)
        else:
            return redirect("workshops:preview", workshop.pk, draft.pk)
    shown = {
        "workshop": workshop,
        "form": form,
        "problem": problem,
        "questions": Question.objects.filter(campaign=workshop.campaign_id),
        "sheets": queries.sheets_of_workshop(workshop),
    }
    return render(request, "workshops/import.html", shown, status=422 if problem or form.errors else 200)


@require_http_methods(["GET", "POST"])
def preview(request: HttpRequest, workshop_id: UUID, draft_id: UUID) -> HttpResponse:
    """How the file is read, all that is wrong with it, and what it would add; confirmed by a POST."""
    workshop = reach(request, "workshops.enter", queries.workshop_for_page(), id=workshop_id)
    draft = queries.draft_of(workshop, account_of(request), draft_id)
    if draft is None:
        if queries.sheets_of_workshop(workshop).filter(pk=draft_id).exists():
            messages.info(request, _("These notes are in the workshop already."))
            return redirect("workshops:workshop", workshop.pk)
        messages.warning(
            request, _("This file is no longer kept here: it was sent more than a day ago. Send it again.")
        )
        return redirect("workshops:import", workshop.pk)
    content = bytes(draft.content)
    if request.method == "POST" and "discard" in request.POST:
        operations.discard_draft(draft=draft, by=account_of(request))
        messages.info(request, _("The file is forgotten. Nothing was added."))
        return redirect("workshops:import", workshop.pk)
    choices = choices_in(request.POST if request.method == "POST" else request.GET)
    if request.method == "POST":
        try:
            done = operations.import_sheet(
                sheet_id=draft.pk,
                workshop=workshop,
                content=content,
                file_name=draft.file_name,
                choices=choices,
                by=account_of(request),
            )
        except (Problem, Problems):
            pass  # the page below says all of them
        else:
            operations.discard_draft(draft=draft, by=account_of(request))
            messages.success(
                request,
                ngettext("%(count)s note was added.", "%(count)s notes were added.", done.new) % {"count": done.new},
            )
            return redirect("workshops:workshop", workshop.pk)
    found = queries.preview_sheet(workshop=workshop, content=content, name=draft.file_name, choices=choices)
    questions = list(Question.objects.filter(campaign=workshop.campaign_id))
    shown = {
        "workshop": workshop,
        "draft": draft,
        "preview": found,
        "choices": choices,
        "problems": [say(problem) for problem in found.problems],
        "problems_left": found.problems_in_all - len(found.problems),
        "reading": ReadingForm.as_read(found.reading, questions) if found.reading else None,
    }
    return render(request, "workshops/preview.html", shown, status=422 if found.problems else 200)


@require_POST
def withdraw_sheet(request: HttpRequest, sheet_id: UUID) -> HttpResponse:
    sheet = reach(
        request, "workshops.enter", NoteSheet.objects.select_related("workshop__group__territory"), id=sheet_id
    )
    reason = _("the whole file was withdrawn")
    count = operations.withdraw_sheet(sheet=sheet, reason=reason, by=account_of(request))
    said = ngettext(
        "%(count)s note of this file is withdrawn. You can bring it back.",
        "%(count)s notes of this file are withdrawn. You can bring them back.",
        count,
    )
    messages.success(request, said % {"count": count})
    return redirect("workshops:workshop", sheet.workshop_id)


@require_POST
def restore_sheet(request: HttpRequest, sheet_id: UUID) -> HttpResponse:
    sheet = reach(
        request, "workshops.enter", NoteSheet.objects.select_related("workshop__group__territory"), id=sheet_id
    )
    count = operations.restore_sheet(sheet=sheet, by=account_of(request))
    said = ngettext("%(count)s note of this file stands again.", "%(count)s notes of this file stand again.", count)
    messages.success(request, said % {"count": count})
    return redirect("workshops:workshop", sheet.workshop_id)
