"""Work that goes on while people do something else."""

from uuid import UUID

from django_tasks import task

from spirale.decision.models import Choice, Result
from spirale.decision.operations.choosing import ask_choice, compute_choice
from spirale.people.models import Account


@task
def find_sets(result_id: str) -> None:
    """Find the sets of a choice that were asked for."""
    compute_choice(result=Result.objects.get(pk=result_id))


def start_choice(*, choice: Choice, result_id: UUID, by: Account) -> Result:
    """Have the sets found in the background; once, however often it is asked."""
    result, is_new = ask_choice(choice=choice, result_id=result_id, by=by)
    if is_new:
        find_sets.enqueue(str(result.pk))
    return result
