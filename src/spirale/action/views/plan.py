"""The plan: its page and drawing, tasks, moving them, following them up, the calendar, the public page of the steps."""

from collections.abc import Callable
from datetime import date
from uuid import UUID, uuid4

import rules
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spirale.action import operations
from spirale.action.calendar_text import calendar_text
from spirale.action.forms import FirstDayForm, MoveForm, ReportForm, TaskForm
from spirale.action.letters import letters_of
from spirale.action.models import Task
from spirale.action.queries.calendar import events_of, plan_at
from spirale.action.queries.photos import photos_of, with_photos_for_all
from spirale.action.queries.plan_page import plan_page
from spirale.action.queries.plans import last_schedule, placed_in, read_plan
from spirale.action.queries.steps import steps_of
from spirale.action.tasks import start_schedule
from spirale.action.views.acting import done
from spirale.decision.models import ActionSheet
from spirale.pages.problems import Problem, Problems
from spirale.pages.sentences import sentence
from spirale.territories.access import account_of, reach
from spirale.territories.models import Territory

SCRIPT = "X-Plan"
"""A header that the page's script sends: it is answered with the plan alone."""


def tasks_at() -> str:
    """Where pages of tasks are, before their id: an address is made once for the page, not for each of its rows."""
    return reverse("action:task", args=[UUID(int=0)]).removesuffix(f"{UUID(int=0)}/")


@require_safe
def plan(request: HttpRequest, slug: str) -> HttpResponse:
    """Tasks, their days, what is late and why; the drawing and its table."""
    territory = reach(request, "action.view_inside", Territory.objects.all(), slug=slug)
    shown = _shown(territory) | {"letters_at": letters_of(account_of(request))}
    return render(request, "action/plan.html", shown)


def _shown(territory: Territory) -> dict[str, object]:
    page = plan_page(territory, on=timezone.localdate())
    return {
        "territory": territory,
        "page": page,
        "tasks_at": tasks_at(),
        "edit_id": uuid4(),
        "conflicts": [sentence(one) for one in page.conflicts],
        "problems": [sentence(one) for one in page.problems],
        "because": sentence(page.because) if page.because else "",
        "late": [(row, sentence(row.late)) for row in page.late if row.late],
        "first_day": FirstDayForm(initial={"start_on": page.read.start_on}),
    }


def _tasks() -> QuerySet[Task]:
    return Task.objects.select_related("sheet__territory", "skill")


@require_http_methods(["GET", "POST"])
def new_task(request: HttpRequest, sheet_id: UUID) -> HttpResponse:
    sheet = reach(request, "action.plan", ActionSheet.objects.select_related("territory"), pk=sheet_id)
    form = TaskForm(request.POST or None, initial={"task_id": uuid4(), "edit_id": uuid4(), "based_on": 0})
    form.for_plan(sheet.territory, read_plan(sheet.territory).tasks)
    if form.is_valid() and _saved(request, form, sheet, form.cleaned_data["task_id"]):
        return redirect(f"{reverse('action:plan', args=[sheet.territory.slug])}#action-{sheet.pk}")
    shown = {"territory": sheet.territory, "sheet": sheet, "form": form, "owners": _names(sheet)}
    return render(request, "action/task.html", shown, status=422 if form.is_bound else 200)


def _names(sheet: ActionSheet) -> list[str]:
    """Who committed to this action: names to choose owners from."""
    return list(sheet.commitments.filter(retired_at=None).values_list("who", flat=True).distinct())


def _saved(request: HttpRequest, form: TaskForm, sheet: ActionSheet, task_id: UUID) -> bool:
    sent = form.cleaned_data
    try:
        kept = operations.save_task(
            task_id=task_id,
            edit_id=sent["edit_id"],
            sheet=sheet,
            fields=form.fields_of_task(),
            waits_for=form.waits(),
            based_on=sent["based_on"],
            by=account_of(request),
        )
    except operations.TaskChanged as changed:
        said = _("Somebody changed this task while you were writing: it is version %(number)s now, called “%(title)s”.")
        told = said % {"number": changed.theirs.version, "title": changed.theirs.title}
        form.add_error(None, f"{told} {_('Your words are still here. Look at theirs in another window, then save.')}")
        form.data = request.POST.copy()
        form.data["based_on"] = str(changed.theirs.version)
    except Problem as found:
        form.add_error(None, sentence(found))
    except Problems as found:
        for each in found.problems:
            form.add_error(None, sentence(each))
    else:
        start_schedule(sheet.territory)
        messages.success(request, _("“%(task)s” is in the plan.") % {"task": kept.title})
        return True
    return False


@require_http_methods(["GET", "POST"])
def task(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """Change a task, tell how far it is, see its versions."""
    one = reach(request, "action.plan", _tasks(), pk=task_id)
    read = read_plan(one.territory)
    initial = {
        "task_id": one.pk,
        "edit_id": uuid4(),
        "based_on": one.version,
        "title": one.title,
        "owners": ", ".join(one.owners),
        "skill": one.skill_id,
        "work": one.work / 100 or None,
        "days": one.days or None,
        "from_on": one.from_on,
        "due_on": one.due_on,
        "start_on": one.start_on,
        "is_milestone": one.is_milestone,
        "waits_for": [str(before) for before, _lag in read.waits_for.get(one.pk, ())],
    }
    form = TaskForm(request.POST or None, initial=initial)
    form.for_plan(one.territory, read.tasks, besides=one.pk, waits=read.waits_for.get(one.pk, ()))
    if form.is_valid() and _saved(request, form, one.sheet, one.pk):
        return redirect(f"{reverse('action:plan', args=[one.territory.slug])}#task-{one.pk}")
    shown = {
        "territory": one.territory,
        "sheet": one.sheet,
        "task": one,
        "form": form,
        "report": ReportForm(
            initial={"edit_id": uuid4(), "based_on": one.version, "done": one.done, "obstacles": one.obstacles},
            auto_id="report_%s",
        ),
        "owners": _names(one.sheet),
        "edit_id": uuid4(),
        "photos": photos_of(one).filter(retired_at=None),
        "versions": one.versions.select_related("saved_by").order_by("-number")[:20],
    }
    return render(request, "action/task.html", shown, status=422 if form.is_bound else 200)


@require_POST
def report(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """Tell the share done and the obstacles."""
    one = reach(request, "action.plan", _tasks(), pk=task_id)
    form, me = ReportForm(request.POST), account_of(request)
    if form.is_valid():
        kept = last_schedule(one.territory)
        placed = {place.task: place.start_on for place in placed_in(kept.document)} if kept else {}
        on = placed.get(str(one.pk))
        placed_on = date.fromisoformat(on) if on else None
        _changed(
            request,
            one,
            lambda: operations.report_task(task=one, by=me, placed_on=placed_on, **form.cleaned_data),
            _("It is written: %(done)s %% done.") % {"done": form.cleaned_data["done"]},
        )
    else:
        messages.error(request, _("The share done is a number from 0 to 100."))
    return redirect(f"{reverse('action:plan', args=[one.territory.slug])}#task-{one.pk}")


@require_POST
def move(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """Move the first day of a task, leave it to the schedule, undo the last change, or take the task out."""
    one = reach(request, "action.plan", _tasks(), pk=task_id)
    form, me, act = MoveForm(request.POST), account_of(request), request.POST.get("act", "")
    if not form.is_valid():
        messages.error(request, _("This day could not be read."))
    elif act == "undo":
        sent = {"edit_id": form.cleaned_data["edit_id"], "based_on": form.cleaned_data["based_on"]}
        _changed(request, one, lambda: operations.undo_task(task=one, by=me, **sent), _("Undone."))
    elif act == "take_out":
        edit = form.cleaned_data["edit_id"]
        said = _("“%(task)s” is out of the plan; undo brings it back.") % {"task": one.title}
        _changed(request, one, lambda: operations.retire_task(task=one, edit_id=edit, by=me), said)
    else:
        said = _("“%(task)s” is moved.") % {"task": one.title}
        _changed(request, one, lambda: operations.move_task(task=one, by=me, **form.cleaned_data), said)
    if SCRIPT in request.headers:
        return render(request, "action/_plan.html", {**_shown(one.territory), "told": messages.get_messages(request)})
    return redirect(f"{reverse('action:plan', args=[one.territory.slug])}#task-{one.pk}")


def _changed(request: HttpRequest, one: Task, act: Callable[[], object], said: str) -> None:
    """Do a change of a task, and have the days computed anew."""
    try:
        if done(request, act, said):
            start_schedule(one.territory)
    except operations.TaskChanged as changed:
        messages.error(request, sentence(Problem("task changed meanwhile", task=changed.theirs.title)))


@require_POST
def change(request: HttpRequest, slug: str) -> HttpResponse:
    """Compute the days again, set the first day of the plan, or give the calendar another address."""
    territory = reach(request, "action.plan", Territory.objects.all(), slug=slug)
    me, act, form = account_of(request), request.POST.get("act", ""), FirstDayForm(request.POST)
    if act == "renew_feed":
        done(request, lambda: operations.renew_feed(territory=territory, by=me), _("The calendar has a new address."))
    elif act == "first_day":
        if form.is_valid():
            day = form.cleaned_data["start_on"]
            done(request, lambda: operations.set_first_day(territory=territory, start_on=day, by=me), _("It is kept."))
        else:
            messages.error(request, _("This day could not be read."))
    start_schedule(territory)
    return redirect("action:plan", territory.slug)


@require_safe
def calendar(request: HttpRequest, key: str) -> HttpResponse:
    """The calendar of a plan at its secret address, for programs that subscribe to it."""
    found = plan_at(key)
    if found is None:
        raise Http404
    at, events = events_of(found.territory)
    answer = HttpResponse(
        calendar_text(found.territory.name, events, at=at), content_type="text/calendar; charset=utf-8"
    )
    answer.headers["Cache-Control"] = "private, max-age=900"
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.headers["Content-Disposition"] = 'inline; filename="plan.ics"'
    return answer


@require_safe
def steps(request: HttpRequest, slug: str) -> HttpResponse:
    """The steps in public: partners, what is done, what is late, risks taken, the charter."""
    territory = reach(request, "action.view", Territory.objects.all(), slug=slug)
    found = steps_of(territory, on=timezone.localdate())
    with_photos_for_all(step.sheet for step in found.steps)
    is_inside = rules.has_perm("action.view_inside", request.user, territory)
    return render(request, "action/steps.html", {"territory": territory, "steps": found, "is_inside": is_inside})
