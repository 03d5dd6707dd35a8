"""The plan of a territory: its cycles and phases, its campaigns and their questions."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from spirale.cycles import operations, queries
from spirale.cycles.forms import CampaignForm, NewCampaignForm, NewCycleForm, PhaseForm, QuestionForm
from spirale.cycles.models import Campaign, Cycle, Phase, Question
from spirale.cycles.usual import USUAL_QUESTIONS
from spirale.people.access import signed_in
from spirale.territories.access import reach
from spirale.territories.models import Territory


@require_GET
def plan(request: HttpRequest, slug: str) -> HttpResponse:
    territory = reach(request, "cycles.view", Territory.objects.all(), slug=slug)
    return _plan(request, territory)


def _plan(request: HttpRequest, territory: Territory, **bound: object) -> HttpResponse:
    """The plan, with the forms given here shown as they were sent."""
    today = timezone.localdate()
    turns = queries.turns(territory, on=today)
    current = queries.current_phase_of(turns, on=today)
    dated = bound.get("dated")
    cycles = [
        {
            "turn": turn,
            "phases": [
                {
                    "phase": phase,
                    "form": dated.get(phase.pk) if isinstance(dated, dict) and phase.pk in dated else _dates_of(phase),
                    "is_now": queries.runs(phase, on=today) and turn.state == "now",
                    "is_repeated": sum(other.type == phase.type for other in turn.phases) > 1,
                }
                for phase in turn.phases
            ],
        }
        for turn in reversed(turns)
    ]
    shown = {
        "territory": territory,
        "cycles": cycles,
        "current": current,
        "campaigns": queries.campaigns_of(territory),
        "new_cycle": bound.get("new_cycle") or NewCycleForm(initial={"number": _next_number(turns)}),
        "phase_types": Phase.Type.choices,
        "fresh_id": uuid4(),
        "today": today,
    }
    return render(request, "cycles/plan.html", shown, status=422 if bound else 200)


def _dates_of(phase: Phase) -> PhaseForm:
    return PhaseForm(instance=phase, prefix=str(phase.pk))


def _next_number(turns: list[queries.Turn]) -> int:
    return min(turns[-1].number + 1, max(Cycle.Number.values)) if turns else Cycle.Number.PREPARATION


@require_POST
def open_cycle(request: HttpRequest, slug: str) -> HttpResponse:
    territory = reach(request, "cycles.change", Territory.objects.all(), slug=slug)
    form = NewCycleForm(request.POST)
    if not form.is_valid():
        return _plan(request, territory, new_cycle=form)
    operations.open_cycle(territory=territory, by=signed_in(request), **form.cleaned_data)
    messages.success(request, _("The cycle is open. Its phases wait for their dates."))
    return redirect("cycles:plan", territory.slug)


def _cycles() -> QuerySet[Cycle]:
    return Cycle.objects.select_related("territory")


@require_POST
def dates(request: HttpRequest, cycle_id: UUID) -> HttpResponse:
    cycle = reach(request, "cycles.change", _cycles(), id=cycle_id)
    forms = {phase.pk: PhaseForm(request.POST, instance=phase, prefix=str(phase.pk)) for phase in cycle.phases.all()}
    if not all([form.is_valid() for form in forms.values()]):  # noqa: C419  # every form says what is wrong with it
        return _plan(request, cycle.territory, dated=forms)
    asked = {key: (form.cleaned_data["starts_on"], form.cleaned_data["ends_on"]) for key, form in forms.items()}
    operations.set_phase_dates(cycle=cycle, by=signed_in(request), dates=asked)
    messages.success(request, _("The dates are kept."))
    return redirect("cycles:plan", cycle.territory.slug)


@require_POST
def close(request: HttpRequest, cycle_id: UUID) -> HttpResponse:
    """Close a cycle today, or go on with it."""
    cycle = reach(request, "cycles.change", _cycles(), id=cycle_id)
    if request.POST.get("again"):
        operations.reopen_cycle(cycle=cycle, by=signed_in(request))
        messages.success(request, _("The cycle goes on."))
    else:
        operations.close_cycle(cycle=cycle, by=signed_in(request), on=timezone.localdate())
        messages.success(request, _("The cycle is closed. You can go on with it at any time."))
    return redirect("cycles:plan", cycle.territory.slug)


@require_POST
def repeat(request: HttpRequest, cycle_id: UUID) -> HttpResponse:
    cycle = reach(request, "cycles.change", _cycles(), id=cycle_id)
    try:
        kind, phase_id = Phase.Type(int(request.POST.get("type", ""))), UUID(request.POST.get("phase_id", ""))
    except ValueError:
        messages.error(request, _("Choose which phase to live again."))
    else:
        phase = operations.repeat_phase(phase_id=phase_id, cycle=cycle, by=signed_in(request), kind=kind)
        messages.success(request, _("“%(phase)s” is there once more; give it its dates.") % {"phase": phase})
    return redirect("cycles:plan", cycle.territory.slug)


@require_POST
def drop(request: HttpRequest, phase_id: UUID) -> HttpResponse:
    phase = reach(request, "cycles.change", Phase.objects.select_related("cycle__territory"), id=phase_id)
    territory = phase.territory
    try:
        operations.drop_phase(phase=phase, by=signed_in(request))
    except operations.OnlyOneOfItsKind:
        messages.error(request, _("A cycle keeps each of its eight phases at least once."))
    else:
        messages.success(request, _("This repetition is taken back."))
    return redirect("cycles:plan", territory.slug)


@require_http_methods(["GET", "POST"])
def new_campaign(request: HttpRequest, slug: str) -> HttpResponse:
    territory = reach(request, "cycles.change", Territory.objects.all(), slug=slug)
    usual = [(question.code, f"{question.code} · {_wording(question.wordings)}") for question in USUAL_QUESTIONS]
    first = {"cycle": queries.current_cycle(territory, on=timezone.localdate())}
    form = NewCampaignForm(request.POST or None, territory=territory, usual=usual, initial=first)
    if form.is_valid():
        campaign = operations.open_campaign(territory=territory, by=signed_in(request), **form.cleaned_data)
        messages.success(request, _("The campaign is open. Here are its questions."))
        return redirect("cycles:campaign", campaign.pk)
    shown = {"territory": territory, "form": form}
    return render(request, "cycles/new_campaign.html", shown, status=422 if form.is_bound else 200)


def _wording(wordings: dict[str, str]) -> str:
    return Question(wordings=wordings).wording


def _campaigns() -> QuerySet[Campaign]:
    return Campaign.objects.select_related("territory", "cycle")


@require_GET
def campaign(request: HttpRequest, campaign_id: UUID) -> HttpResponse:
    campaign = reach(request, "cycles.view_questions", _campaigns(), id=campaign_id)
    shown = {"campaign": campaign, "territory": campaign.territory, "questions": queries.questions_of(campaign)}
    return render(request, "cycles/campaign.html", shown)


@require_http_methods(["GET", "POST"])
def change_campaign(request: HttpRequest, campaign_id: UUID) -> HttpResponse:
    campaign = reach(request, "cycles.change", _campaigns(), id=campaign_id)
    name, territory = campaign.name, campaign.territory
    form = CampaignForm(request.POST or None, instance=campaign, territory=territory)
    if form.is_valid():
        operations.change_campaign(campaign=campaign, by=signed_in(request), **form.cleaned_data)
        messages.success(request, _("The campaign is kept as you changed it."))
        return redirect("cycles:campaign", campaign.pk)
    shown = {"campaign": campaign, "name": name, "territory": territory, "form": form}
    return render(request, "cycles/change_campaign.html", shown, status=422 if form.is_bound else 200)


@require_POST
def ask_usual(request: HttpRequest, campaign_id: UUID) -> HttpResponse:
    campaign = reach(request, "cycles.change", _campaigns(), id=campaign_id)
    asked = operations.ask_usual_questions(
        campaign=campaign, by=signed_in(request), codes=[question.code for question in USUAL_QUESTIONS]
    )
    if asked:
        messages.success(request, _("The method’s questions are asked."))
    return redirect("cycles:campaign", campaign.pk)


@require_http_methods(["GET", "POST"])
def new_question(request: HttpRequest, campaign_id: UUID) -> HttpResponse:
    campaign = reach(request, "cycles.change", _campaigns(), id=campaign_id)
    form = QuestionForm(request.POST or None)
    if form.is_valid():
        try:
            operations.ask_question(campaign=campaign, by=signed_in(request), **form.cleaned_data)
        except operations.CodeTaken:
            form.add_error("code", _code_taken())
        else:
            messages.success(request, _("The question is asked."))
            return redirect("cycles:campaign", campaign.pk)
    shown = {"campaign": campaign, "territory": campaign.territory, "form": form}
    return render(request, "cycles/question.html", shown, status=422 if form.is_bound else 200)


def _questions() -> QuerySet[Question]:
    return Question.objects.select_related("campaign__territory")


@require_http_methods(["GET", "POST"])
def question(request: HttpRequest, question_id: UUID) -> HttpResponse:
    question = reach(request, "cycles.change", _questions(), id=question_id)
    is_answered = queries.is_answered(question)
    form = QuestionForm(request.POST or None, question=question, is_answered=is_answered)
    if form.is_valid():
        words = {key: value for key, value in form.cleaned_data.items() if key != "question_id"}
        try:
            operations.change_question(question=question, by=signed_in(request), **words)
        except operations.CodeTaken:
            form.add_error("code", _code_taken())
        except operations.QuestionAnswered:  # a note arrived while the form was open
            form.add_error("code", _stays())
        else:
            messages.success(request, _("The question is kept as you changed it."))
            return redirect("cycles:campaign", question.campaign_id)
    shown = {
        "question": question,
        "campaign": question.campaign,
        "territory": question.territory,
        "form": form,
        "is_answered": is_answered,
    }
    return render(request, "cycles/question.html", shown, status=422 if form.is_bound else 200)


@require_POST
def move(request: HttpRequest, question_id: UUID) -> HttpResponse:
    question = reach(request, "cycles.change", _questions(), id=question_id)
    operations.move_question(
        question=question, by=signed_in(request), steps=-1 if request.POST.get("to") == "up" else 1
    )
    messages.success(request, _("%(code)s changed its place.") % {"code": question.code})
    return redirect("cycles:campaign", question.campaign_id)


@require_POST
def withdraw(request: HttpRequest, question_id: UUID) -> HttpResponse:
    question = reach(request, "cycles.change", _questions(), id=question_id)
    try:
        operations.withdraw_question(question=question, by=signed_in(request))
    except operations.QuestionAnswered:
        messages.error(request, _stays())
    else:
        messages.success(request, _("%(code)s is no longer asked.") % {"code": question.code})
    return redirect("cycles:campaign", question.campaign_id)


def _code_taken() -> str:
    return _("Another question of this campaign has this short name.")


def _stays() -> str:
    return _("Notes answer this question: it stays, and so does its short name. Its wording can be changed.")
