"""The page of a workshop, a new one, and what is said of it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from spirale.cycles.models import Question
from spirale.mobilisation.models import Group
from spirale.pages.problems import Problem
from spirale.pages.sentences import sentence
from spirale.territories.access import account_of, reach
from spirale.workshops import operations, queries
from spirale.workshops.forms import WorkshopForm
from spirale.workshops.queries.lead import hall_of, has_minutes

NOTES_A_PAGE = 60


@require_GET
def workshop(request: HttpRequest, workshop_id: UUID) -> HttpResponse:
    workshop = reach(request, "workshops.view", queries.workshop_for_page(), id=workshop_id)
    asked = request.GET.get("question")
    if asked:
        question = get_object_or_404(Question, campaign=workshop.campaign_id, code=asked)
        notes = Paginator(queries.notes_of_workshop(workshop, question), NOTES_A_PAGE).get_page(request.GET.get("page"))
        return render(request, "workshops/question.html", {"workshop": workshop, "question": question, "notes": notes})
    if "withdrawn" in request.GET:
        left_out = Paginator(queries.notes_left_out(workshop), NOTES_A_PAGE).get_page(request.GET.get("page"))
        return render(request, "workshops/withdrawn.html", {"workshop": workshop, "notes": left_out})
    wall = queries.workshop_wall(workshop)
    shown = {
        "workshop": workshop,
        "wall": wall,
        "notes_in_all": sum(question.count for question in wall),
        "left_out": queries.notes_left_out(workshop).count(),
        "sheets": queries.sheets_of_workshop(workshop),
        "hall": hall_of(workshop),
        "has_minutes": has_minutes(workshop),
        "is_to_come": workshop.held_on >= timezone.localdate(),
    }
    return render(request, "workshops/workshop.html", shown)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, group_id: UUID) -> HttpResponse:
    group = reach(request, "workshops.create", Group.objects.select_related("territory"), id=group_id)
    form = WorkshopForm(request.POST or None, group=group)
    problem = ""
    if form.is_valid():
        try:
            opened = operations.open_workshop(group=group, by=account_of(request), **form.cleaned_data)
        except Problem as found:
            problem = sentence(found)
        else:
            messages.success(request, _("The workshop is open. Its notes can come in."))
            return redirect("workshops:workshop", opened.pk)
    shown = {
        "group": group,
        "form": form,
        "problem": problem,
        "has_campaigns": queries.campaigns_for(group).exists(),
    }
    return render(request, "workshops/new.html", shown, status=_status(form, problem))


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, workshop_id: UUID) -> HttpResponse:
    workshop = reach(request, "workshops.change", queries.workshop_for_page(), id=workshop_id)
    # The form writes on an object of its own: what the page names stays what the workshop is.
    form = WorkshopForm(
        request.POST or None, group=workshop.group, instance=queries.workshop_for_page().get(pk=workshop.pk)
    )
    problem = ""
    if form.is_valid():
        try:
            operations.change_workshop(workshop=workshop, by=account_of(request), **form.cleaned_data)
        except Problem as found:
            problem = sentence(found)
        else:
            messages.success(request, _("The changes are kept."))
            return redirect("workshops:workshop", workshop.pk)
    shown = {"workshop": workshop, "form": form, "problem": problem}
    return render(request, "workshops/change.html", shown, status=_status(form, problem))


def _status(form: Any, problem: str) -> int:
    return 422 if problem or form.errors else 200
