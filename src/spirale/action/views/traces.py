"""Why a task is there, and what is being done about a note."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from spirale.action.models import Task
from spirale.action.queries.spread import models_of
from spirale.action.queries.traces import asked_for, done_about
from spirale.territories.access import reach
from spirale.workshops.models import Note


@require_safe
def trace(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """From a task to its action, the ideas this serves, and the notes that asked for it."""
    task = reach(request, "action.view_inside", Task.objects.select_related("sheet__territory"), pk=task_id)
    shown = {"territory": task.territory, "task": task, "asked": asked_for(task.sheet)}
    shown["models"] = models_of(task.sheet, request.user)
    return render(request, "action/trace.html", shown)


@require_safe
def deeds(request: HttpRequest, note_id: UUID) -> HttpResponse:
    """From a note to the chosen actions that answer it, their tasks and their partners."""
    notes = Note.objects.filter(withdrawn_at=None, is_sealed=False).select_related("workshop__group__territory")
    note = reach(request, "action.view_inside", notes, pk=note_id)
    territory = note.workshop.group.territory
    shown = {"territory": territory, "note": note, "deeds": done_about(territory, [note.pk])[note.pk]}
    return render(request, "action/deeds.html", shown)
