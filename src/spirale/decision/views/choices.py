"""Pages of choices: the list, one choice with its rules and the sheets put to it."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spirale.decision.forms import ChoiceForm
from spirale.decision.models import Choice
from spirale.decision.operations import choices as operations
from spirale.decision.operations.choices import CriterionDraft
from spirale.decision.queries.choices import choice_page, choices_of, sheets_to_put
from spirale.decision.queries.usual import usual_criteria
from spirale.offline.sending import in_words
from spirale.pages.ids import as_id
from spirale.pages.problems import Problem
from spirale.territories.access import account_of, reach
from spirale.territories.models import Territory
from spirale.territories.rules import is_reader


def get_choice(request: HttpRequest, permission: str, choice_id: UUID) -> Choice:
    """The choice, for who may."""
    return reach(request, permission, Choice.objects.select_related("territory", "cycle", "workshop"), id=choice_id)


@require_safe
def choices(request: HttpRequest, slug: str) -> HttpResponse:
    """The choices of a territory, latest first."""
    territory = reach(request, "decision.read_rules", Territory.objects.all(), slug=slug)
    return render(request, "decision/choices.html", {"territory": territory, "choices": choices_of(territory)})


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin a choice, with the usual criteria as a start."""
    territory = reach(request, "decision.edit", Territory.objects.all(), slug=slug)
    form = ChoiceForm(request.POST or None, territory=territory, initial={"id": uuid4()})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        usual = [CriterionDraft(uuid4(), one.name, one.meaning) for one in usual_criteria(territory.language)]
        try:
            choice = operations.make_choice(
                choice_id=given["id"],
                territory=territory,
                title=given["title"],
                cycle=given["cycle"],
                workshop=given["workshop"],
                criteria=usual,
                by=account_of(request),
            )
        except Problem as problem:
            form.add_error(None, in_words(problem))
        else:
            return redirect("decision:set_rules", choice.pk)
    shown = {"territory": territory, "form": form}
    return render(request, "decision/choice_form.html", shown, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, choice_id: UUID) -> HttpResponse:
    """Give a choice another title, cycle or meeting."""
    choice = get_choice(request, "decision.edit", choice_id)
    told = {"id": choice.pk, "title": choice.title, "cycle": choice.cycle_id, "workshop": choice.workshop_id}
    form = ChoiceForm(request.POST or None, territory=choice.territory, initial=told)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            operations.change_choice(
                choice=choice,
                title=given["title"],
                cycle=given["cycle"],
                workshop=given["workshop"],
                by=account_of(request),
            )
        except Problem as problem:
            form.add_error(None, in_words(problem))
        else:
            return redirect("decision:choice", choice.pk)
    shown = {"territory": choice.territory, "choice": choice, "form": form}
    return render(request, "decision/choice_form.html", shown, status=422 if form.errors else 200)


@require_safe
def choice(request: HttpRequest, choice_id: UUID) -> HttpResponse:
    """One choice: its rules, frozen or open, those that were reopened and why, and what is put to it."""
    found = get_choice(request, "decision.read_rules", choice_id)
    inside = is_reader(request.user, found.territory)
    shown = {"territory": found.territory, "choice": found, "inside": inside, "page": choice_page(found)}
    return render(request, "decision/choice.html", shown)


@require_http_methods(["GET", "POST"])
def put(request: HttpRequest, choice_id: UUID) -> HttpResponse:
    """Which sheets are put to the choice."""
    found = get_choice(request, "decision.edit", choice_id)
    if request.method == "POST":
        return _put(request, found)
    shown = {"territory": found.territory, "choice": found, "page": choice_page(found), "sheets": sheets_to_put(found)}
    return render(request, "decision/put_sheets.html", shown)


@require_POST
def _put(request: HttpRequest, found: Choice) -> HttpResponse:
    asked = [pk for one in request.POST.getlist("sheet") if (pk := as_id(one))]
    try:
        operations.put_sheets(choice=found, sheet_ids=asked, by=account_of(request))
    except Problem as problem:
        messages.error(request, in_words(problem))
        return redirect("decision:put_sheets", found.pk)
    messages.success(request, _("The sheets are put to the choice."))
    return redirect("decision:choice", found.pk)
