"""Taking a workshop out: everything it is, as rows of plain values."""

from collections.abc import Iterator
from datetime import date
from typing import IO, Any, Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from spirale.journal.models import Event
from spirale.offline.bundles import write_bundle
from spirale.workshops.bundles.plan import EVENTS, KINDS, Kind, rows_here
from spirale.workshops.models import Workshop

KIND: Final = "workshop"
_BATCH: Final = 500


@transaction.atomic
def take_out(stream: IO[bytes], *, workshop: Workshop) -> dict[str, int]:
    """Write a workshop's signed bundle; gives how many rows of each kind.

    It is for whoever holds this machine, and no account can ask for it: a bundle holds sealed notes, contacts, and
    which participant wrote what, which nobody is ever shown. The workshop's row is held meanwhile, so that nobody
    merges another bundle into what is being written.
    """
    Workshop.objects.select_for_update().get(pk=workshop.pk)
    parts: dict[str, Iterator[dict[str, Any]]] = {kind.name: _rows(kind, workshop.pk) for kind in KINDS}
    parts[EVENTS] = _events(workshop.pk)
    return write_bundle(stream, kind=KIND, about=workshop.pk, made_at=timezone.now(), parts=parts)


def _rows(kind: Kind, workshop: UUID) -> Iterator[dict[str, Any]]:
    for row in rows_here(kind, workshop).iterator(chunk_size=_BATCH):
        yield {name: plain(getattr(row, name)) for name in kind.fields}


def _events(workshop: UUID) -> Iterator[dict[str, Any]]:
    lines = Event.objects.filter(space_id=workshop).order_by("number")
    for line in lines.values("number", "at", "verb", "kind", "object_id", "details").iterator(chunk_size=_BATCH):
        yield {name: plain(value) for name, value in line.items()}


def plain(value: object) -> object:
    """A value as JSON tells it."""
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value
