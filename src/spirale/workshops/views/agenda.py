"""Opening the hall with an agenda, going from step to step, and changing the agenda while it is lived."""

from collections.abc import Callable
from uuid import UUID, uuid4, uuid5

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from spirale.cycles import operations as cycles
from spirale.cycles.models import Question
from spirale.offline.sending import id_of, in_words, text_of
from spirale.pages.problems import Problem, Problems
from spirale.people.models import Account
from spirale.territories.access import account_of, reach
from spirale.workshops.agendas import AgendaTemplate, agenda_from, template_named, templates
from spirale.workshops.forms import StepForm
from spirale.workshops.models import Step, Workshop
from spirale.workshops.operations import agenda as acts
from spirale.workshops.operations import halls
from spirale.workshops.queries.agenda import agenda_of
from spirale.workshops.queries.lead import hall_of, questions_of
from spirale.workshops.views.lead import answer, to_lead


@require_http_methods(["GET", "POST"])
def open_hall(request: HttpRequest, workshop_id: UUID) -> HttpResponse:
    """Choose an agenda and open the hall; a hall that was closed opens again as it was."""
    workshop = to_lead(request, workshop_id)
    hall = hall_of(workshop)
    if hall and hall.is_open:
        return redirect("workshops:lead", workshop.pk)
    questions = questions_of(workshop)
    language = get_language() or "fr"
    chosen = request.POST.get("template", "")
    problem = ""
    if request.method == "POST" and "ask" in request.POST:
        problem = _refused(lambda: _ask(workshop, request.POST["ask"], questions, account_of(request)))
        if not problem:
            messages.success(request, _("The questions are in the campaign."))
            return redirect("workshops:open_hall", workshop.pk)
    elif request.method == "POST":
        try:
            steps = [] if hall else agenda_from(chosen, questions, language)
            halls.open_hall(workshop=workshop, steps=steps, template=chosen, by=account_of(request))
        except (Problem, Problems) as found:
            problem = in_words(found)
        else:
            messages.success(request, _("The hall is open. People can come in."))
            return redirect("workshops:lead", workshop.pk)
    shown = {
        "workshop": workshop,
        "hall": hall,
        "questions": questions,
        "offers": [_offer(template, questions, language) for template in templates()],
        "chosen": chosen or templates()[0].key,
        "problem": problem,
    }
    return render(request, "workshops/open.html", shown, status=422 if problem else 200)


def _ask(workshop: Workshop, template: str, questions: list[Question], by: Account) -> None:
    """Ask the questions that an agenda brings with it, in the workshop's campaign."""
    for own in template_named(template).missing_among(questions):
        cycles.ask_question(
            question_id=uuid5(workshop.campaign_id, own.code),
            campaign=workshop.campaign,
            by=by,
            code=own.code,
            wordings=own.wordings,
            sign=own.sign,
            grouping=own.grouping,
        )


def _offer(template: AgendaTemplate, questions: list[Question], language: str) -> dict[str, object]:
    missing = template.missing_among(questions)
    steps = [] if missing else agenda_from(template.key, questions, language)
    return {
        "key": template.key,
        "name": template.name(language),
        "description": template.description(language),
        "missing": [(question.code, question.wording(language)) for question in missing],
        "steps": steps,
        "lasts": in_hours(sum(step.minutes for step in steps) or template.minutes),
    }


@require_GET
def agenda(request: HttpRequest, workshop_id: UUID) -> HttpResponse:
    """The steps in their order, each with what can be done with it."""
    workshop = to_lead(request, workshop_id)
    hall = hall_of(workshop)
    if hall is None:
        return redirect("workshops:open_hall", workshop.pk)
    shown = agenda_of(workshop, at=timezone.now())
    return render(
        request,
        "workshops/agenda.html",
        {
            "workshop": workshop,
            "agenda": shown,
            "rows": [(one, uuid4()) for one in shown.steps],
            "lasts": in_hours(shown.minutes),
            "is_open": hall.is_open,
        },
    )


@require_http_methods(["GET", "POST"])
def add_step(request: HttpRequest, workshop_id: UUID) -> HttpResponse:
    workshop = to_lead(request, workshop_id)
    asked = _id(request.GET.get("after"))
    after = Step.objects.filter(workshop=workshop, pk=asked).first() if asked else None
    form = StepForm(request.POST or None, workshop=workshop)
    if form.is_valid():
        problem = _refused(
            lambda: acts.add_step(workshop=workshop, after=after, by=account_of(request), **form.cleaned_data)
        )
        if not problem:
            messages.success(request, _("The step is on the agenda."))
            return redirect(_agenda_at(workshop, form.cleaned_data["step_id"]))
        form.add_error(None, problem)
    shown = {"workshop": workshop, "form": form, "after": after}
    return render(request, "workshops/step.html", shown, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def change_step(request: HttpRequest, step_id: UUID) -> HttpResponse:
    step = _step_to_lead(request, step_id)
    form = StepForm(request.POST or None, workshop=step.workshop, step=step)
    if form.is_valid():
        problem = _refused(lambda: acts.change_step(step=step, by=account_of(request), **form.cleaned_data))
        if not problem:
            messages.success(request, _("The changes are kept."))
            return redirect(_agenda_at(step.workshop, step.pk))
        form.add_error(None, problem)
    shown = {"workshop": step.workshop, "form": form, "step": step}
    return render(request, "workshops/step.html", shown, status=422 if form.errors else 200)


@require_POST
def step_act(request: HttpRequest, step_id: UUID, act: str) -> HttpResponse:
    """Move, skip, take again, repeat or remove a step."""
    step = _step_to_lead(request, step_id)
    by = account_of(request)
    known: dict[str, tuple[Callable[[], object], str]] = {
        "earlier": (lambda: acts.move_step(step=step, direction="earlier", by=by), _("The step comes earlier.")),
        "later": (lambda: acts.move_step(step=step, direction="later", by=by), _("The step comes later.")),
        "skip": (lambda: acts.skip_step(step=step, by=by), _("The step is left out. It can be taken again.")),
        "take": (lambda: acts.unskip_step(step=step, by=by), _("The step is back on the agenda.")),
        "repeat": (
            lambda: acts.repeat_step(step=step, copy_id=id_of(request.POST, "copy"), by=by),
            _("A copy of the step comes right after it."),
        ),
        "remove": (lambda: acts.remove_step(step=step, by=by), _("The step is off the agenda.")),
    }
    if act not in known:
        raise Http404
    do, said = known[act]
    if problem := _refused(do):
        messages.error(request, problem)
    else:
        messages.success(request, said)
    return redirect(_agenda_at(step.workshop, step.pk))


@require_POST
def go(request: HttpRequest, workshop_id: UUID) -> HttpResponse:
    """Start a step in the place of the one that the page showed."""
    workshop = to_lead(request, workshop_id)
    step = get_object_or_404(Step, workshop=workshop, pk=_id(request.POST.get("step")))
    instead_of = _id(request.POST.get("instead_of"))
    return answer(
        request,
        workshop,
        "step",
        lambda: acts.start_step(step=step, instead_of=instead_of, by=account_of(request)),
    )


@require_POST
def clock(request: HttpRequest, workshop_id: UUID) -> HttpResponse:
    """Pause the clock, let it run on, or give the step more minutes."""
    workshop = to_lead(request, workshop_id)
    step = get_object_or_404(Step, workshop=workshop, pk=_id(request.POST.get("step")))
    by = account_of(request)
    known: dict[str, Callable[[], object]] = {
        "pause": lambda: acts.pause_clock(step=step, by=by),
        "resume": lambda: acts.resume_clock(step=step, by=by),
        "lengthen": lambda: acts.lengthen_step(step=step, minutes=_number(text_of(request.POST, "minutes")), by=by),
    }
    act = request.POST.get("act", "")
    if act not in known:
        raise Http404
    return answer(request, workshop, "step", known[act])


@require_POST
def door(request: HttpRequest, workshop_id: UUID, act: str) -> HttpResponse:
    """Close the door or open it again; end the meeting."""
    workshop = to_lead(request, workshop_id)
    by = account_of(request)
    known: dict[str, tuple[Callable[[], object], str]] = {
        "close": (lambda: halls.close_door(workshop=workshop, by=by), _("The door is closed.")),
        "reopen": (lambda: halls.reopen_door(workshop=workshop, by=by), _("The door is open again.")),
        "end": (lambda: halls.close_hall(workshop=workshop, by=by), _("The meeting is over.")),
    }
    if act not in known:
        raise Http404
    do, said = known[act]
    return answer(request, workshop, "door", do, said=said)


def in_hours(minutes: int) -> str:
    """A length of time as one says it: 45 min, 3 h, 2 h 30."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("%(minutes)s min") % {"minutes": rest}
    if not rest:
        return _("%(hours)s h") % {"hours": hours}
    return _("%(hours)s h %(minutes)s") % {"hours": hours, "minutes": f"{rest:02}"}


def _step_to_lead(request: HttpRequest, step_id: UUID) -> Step:
    return reach(request, "workshops.lead", Step.objects.select_related("workshop__group__territory"), id=step_id)


def _agenda_at(workshop: Workshop, step_id: UUID) -> str:
    return f"{reverse('workshops:agenda', args=[workshop.pk])}#step-{step_id}"


def _refused(act: Callable[[], object]) -> str:
    """Do the act; what it refuses, in words."""
    try:
        act()
    except (Problem, Problems) as found:
        return in_words(found)
    return ""


def _id(said: str | None) -> UUID | None:
    try:
        return UUID(said or "")
    except ValueError:
        return None


def _number(said: str) -> int:
    try:
        return int(said)
    except ValueError:
        return 0
