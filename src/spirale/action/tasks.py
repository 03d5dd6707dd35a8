"""Work that goes on while people do something else."""

from uuid import UUID

from django_tasks import task

from spirale.action.models import PlanSchedule
from spirale.action.operations.scheduling import ask_schedule, compute_schedule
from spirale.action.queries.plans import read_plan
from spirale.territories.models import Territory

AT_ONCE = 60
"""Tasks that are given their days while one waits; more are in the background."""


@task
def schedule(schedule_id: str) -> None:
    """Compute what was asked, from the plan as it is now; if it changed meanwhile, the newer one was asked too."""
    asked = PlanSchedule.objects.select_related("territory").filter(pk=UUID(schedule_id), ended_at=None).first()
    if asked is None:
        return
    read = read_plan(asked.territory)
    if read.digest == asked.inputs:
        compute_schedule(asked, read)
    else:
        asked.delete()


def start_schedule(territory: Territory) -> PlanSchedule:
    """Have the plan's days computed: at once for few tasks, in the background for many; once for the same plan."""
    asked, read, is_to_do = ask_schedule(territory)
    if is_to_do and len(read.tasks) <= AT_ONCE:
        return compute_schedule(asked, read)
    if is_to_do:
        schedule.enqueue(str(asked.pk))
    return asked
