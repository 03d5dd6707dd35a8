"""Adding to the journal, inside the transaction of the act that it tells of."""

import json
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.db import models, transaction
from django.utils import timezone

from spirale.journal import queries
from spirale.journal.models import Event, Space


class Actor(Protocol):
    """Whoever acts: an account."""

    @property
    def pk(self) -> Any: ...


def append(
    verb: str, *, space: UUID, on: models.Model, by: Actor | None, at: datetime | None = None, **details: Any
) -> Event:
    """Tell that `by` did `verb` on `on`; must run in the transaction of the act itself.

    Those who follow the space live are told the number of the event, its verb and what it is on, and of the details
    those under `told`: it must hold nothing that anybody in the room may not read.

    The counter's row stays locked until the commit, so numbers are gapless and in the order of commits.
    """
    if not transaction.get_connection().in_atomic_block:
        message = "an event is told in the transaction of its act"
        raise RuntimeError(message)
    line = Space.objects.select_for_update().filter(id=space).first()
    if line is None:
        Space.objects.get_or_create(id=space)
        line = Space.objects.select_for_update().get(id=space)
    kept: dict[str, Any] = json.loads(json.dumps(details, default=str))  # as the database will give it back
    event = Event(
        space=line,
        number=line.last_number + 1,
        at=at or timezone.now(),
        verb=verb,
        kind=str(on._meta.model_name),  # noqa: SLF001 - Django documents _meta
        object_id=str(on.pk),
        by_id=by.pk if by else None,
        details=kept,
    )
    event.digest = queries.digest_of(
        number=event.number,
        at=event.at,
        verb=verb,
        kind=event.kind,
        object_id=event.object_id,
        by=event.by_id,
        details=kept,
        before=line.last_digest,
    )
    event.save(force_insert=True)
    line.last_number, line.last_digest = event.number, event.digest
    line.save(update_fields=["last_number", "last_digest"])
    return event
