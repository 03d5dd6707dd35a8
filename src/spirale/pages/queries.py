"""Whether this installation is well: its database answers, and the work left for later gets done."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import DatabaseError, connection
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

PATIENCE = timedelta(minutes=2)
"""Work that waits longer than this while none is running means that nobody takes it up."""


@dataclass(frozen=True, slots=True)
class Health:
    """What a watcher needs to know, in words that a script can compare."""

    database: str
    worker: str
    waiting: int

    @property
    def is_well(self) -> bool:
        return self.database == "answers" and self.worker != "stopped"


def health(*, at: datetime) -> Health:
    """How this installation is: `answers` or `silent`; `idle`, `working`, `stopped` or `unknown`."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        unfinished = list(
            DBTaskResult.objects.filter(status__in=[TaskResultStatus.READY, TaskResultStatus.RUNNING]).values_list(
                "status", "enqueued_at"
            )
        )
    except DatabaseError:
        return Health(database="silent", worker="unknown", waiting=0)
    waiting = [since for status, since in unfinished if status == TaskResultStatus.READY]
    if len(waiting) < len(unfinished):
        worker = "working"
    elif waiting and at - min(waiting) > PATIENCE:
        worker = "stopped"
    else:
        worker = "idle"
    return Health(database="answers", worker=worker, waiting=len(waiting))
