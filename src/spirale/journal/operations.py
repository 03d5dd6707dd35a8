"""Adding to the journal, inside the transaction of the act that it tells of."""

import hashlib
import json
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.db import models, transaction
from django.utils import timezone

from spirale.journal.models import Event, Space


class Actor(Protocol):
    """Whoever acts: an account."""

    @property
    def pk(self) -> Any: ...


def append(
    verb: str, *, space: UUID, on: models.Model, by: Actor | None, at: datetime | None = None, **details: Any
) -> Event:
    """Tell that `by` did `verb` on `on`; must run in the transaction of the act itself.

    The counter's row stays locked until the commit, so numbers are gapless and in the order of commits.
    """
    if not transaction.get_connection().in_atomic_block:
        message = "an event is told in the transaction of its act"
        raise RuntimeError(message)
    Space.objects.get_or_create(id=space)
    line = Space.objects.select_for_update().get(id=space)
    at = at or timezone.now()
    number = line.last_number + 1
    kind, object_id = str(on._meta.model_name), str(on.pk)  # noqa: SLF001 - Django documents _meta
    told = {
        "number": number,
        "at": at.isoformat(),
        "verb": verb,
        "kind": kind,
        "object": object_id,
        "by": str(by.pk) if by else None,
        "details": details,
        "before": line.last_digest,
    }
    digest = hashlib.sha256(json.dumps(told, sort_keys=True, ensure_ascii=False, default=str).encode()).hexdigest()
    event = Event.objects.create(
        space=line,
        number=number,
        at=at,
        verb=verb,
        kind=kind,
        object_id=object_id,
        by_id=by.pk if by else None,
        details=json.loads(json.dumps(details, default=str)),
        digest=digest,
    )
    line.last_number, line.last_digest = number, digest
    line.save(update_fields=["last_number", "last_digest"])
    return event
