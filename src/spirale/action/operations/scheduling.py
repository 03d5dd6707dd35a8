"""Computing the days of a plan, once for the same plan."""

from dataclasses import asdict
from datetime import timedelta
from typing import Any, Final

from django.utils import timezone

from spirale.action.models import PlanSchedule
from spirale.action.queries.plans import Read, read_plan
from spirale.method import planning as method
from spirale.method.problems import Problems
from spirale.territories.models import Territory

KEPT: Final = 20
"""Schedules that a territory keeps: the last ones, so that undoing finds its days at once."""
GIVEN_UP_AFTER: Final = timedelta(minutes=5)


def ask_schedule(territory: Territory) -> tuple[PlanSchedule, Read, bool]:
    """Ask for the days of the plan as it stands; whether it is still to be computed by who asks.

    What was asked and never ended is asked again after five minutes: the worker may have been stopped.
    """
    read = read_plan(territory)
    at = timezone.now()
    asked, is_new = PlanSchedule.objects.get_or_create(
        territory=territory, inputs=read.digest, engine=method.ENGINE_VERSION, defaults={"asked_at": at}
    )
    if not is_new and asked.ended_at is None and asked.asked_at < at - GIVEN_UP_AFTER:
        is_new = bool(
            PlanSchedule.objects.filter(pk=asked.pk, asked_at=asked.asked_at, ended_at=None).update(asked_at=at)
        )
    elif asked.ended_at:  # it stands again, after an undo: it is the last one now
        PlanSchedule.objects.filter(pk=asked.pk).update(ended_at=at)
    return asked, read, is_new


def compute_schedule(asked: PlanSchedule, read: Read) -> PlanSchedule:
    """Compute the days and keep them; what is wrong with the plan is kept in their place."""
    asked.document, asked.ended_at = document_of(read.plan), timezone.now()
    asked.save(update_fields=["document", "ended_at"])
    old = PlanSchedule.objects.filter(territory=asked.territory_id, ended_at__isnull=False).order_by("-ended_at", "id")
    PlanSchedule.objects.filter(pk__in=list(old.values_list("pk", flat=True)[KEPT:])).delete()
    return asked


def document_of(plan: method.Plan) -> dict[str, Any]:
    """A schedule with its critical path, as it is stored."""
    if not plan.tasks:
        return {"placed": []}
    try:
        found = method.schedule(plan)
        critical = method.critical_path(plan)
    except Problems as problems:
        told = [{"code": one.code, "parameters": dict(one.parameters)} for one in problems.problems]
        return {"problems": told}
    return {
        "placed": [[one.task, one.start_on, one.end_on, one.slack, one.is_fixed] for one in found.placed],
        "days": found.days,
        "days_late": found.days_late,
        "least_days": found.least_days,
        "because": found.because,
        "because_of": found.because_of,
        "is_best": found.is_best,
        "conflicts": [asdict(one) for one in found.conflicts],
        "unlimited": list(found.unlimited),
        "critical": list(critical.path),
    }
