"""The plan as a calendar."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from spirale.action.calendar_text import DayEvent
from spirale.action.models import Plan
from spirale.action.queries.plans import last_schedule, placed_in, read_plan, schedule_for
from spirale.territories.models import Territory


def plan_at(key: str) -> Plan | None:
    """The plan whose calendar is at this secret address."""
    return Plan.objects.select_related("territory").filter(feed=key).first()


def events_of(territory: Territory) -> tuple[datetime, list[DayEvent]]:
    """Each task that has days as an event of whole days, and when these were computed."""
    read = read_plan(territory)
    kept = schedule_for(read) or last_schedule(territory)
    if kept is None:
        return timezone.now(), []
    tasks = {str(task.pk): task for task in read.tasks}
    events = []
    with override(territory.language):
        for place in placed_in(kept.document):
            task = tasks.get(place.task)
            if task is None:
                continue
            lines = [task.sheet.title, ", ".join(task.owners), _("%(done)s %% done") % {"done": task.done}]
            events.append(
                DayEvent(
                    uid=f"{task.pk}@spirale",
                    summary=task.title,
                    description="\n".join(filter(None, [*lines, task.obstacles])),
                    start_on=date.fromisoformat(place.start_on),
                    end_on=date.fromisoformat(place.end_on),
                )
            )
    return kept.ended_at or timezone.now(), events
