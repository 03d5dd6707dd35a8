"""Adding to the journal, inside the transaction of the act that it tells of."""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.db import models, transaction
from django.utils import timezone

from spirale.journal import queries
from spirale.journal.models import Event, Space
from spirale.journal.statements import Blank, Change, Reading, an_id, insert


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
    last_number, last_digest = _last_line(space)
    kept: dict[str, Any] = json.loads(json.dumps(details, default=str))  # as the database will give it back
    event = Event(
        space_id=space,
        number=last_number + 1,
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
        before=last_digest,
    )
    insert(event)
    _MOVE_ON.run(space=space, number=event.number, digest=event.digest)
    return event


_LAST_LINE = Reading(
    lambda: Space.objects.select_for_update().filter(id=an_id("space")).values_list("last_number", "last_digest")
)
_MOVE_ON = Change(
    lambda: Space.objects.filter(id=an_id("space")),
    last_number=Blank("number", models.PositiveBigIntegerField()),
    last_digest=Blank("digest", models.CharField()),
)


def _last_line(space: UUID) -> tuple[int, str]:
    """The number and the digest of the last line of a space, which stays locked until the commit."""
    line = _LAST_LINE.first(space=space)
    if line is None:
        Space.objects.get_or_create(id=space)
        line = _LAST_LINE.first(space=space)
    if line is None:
        raise Space.DoesNotExist
    return line


def blank(*, space: UUID, by: Actor | None, words_out_of: Callable[[Event], Any], why: str) -> int:
    """Take words that somebody asked to erase out of the lines that repeat them; gives how many lines.

    `words_out_of` gives the details of a line without those words, or the same. Everything else of the lines stays:
    who, when, what and on what. The chain is sealed anew from the first of them on, and a last line says that it was,
    with the digest that stood before: whoever kept that digest sees in the journal why it differs. Must run in the
    transaction of the act itself.
    """
    line = Space.objects.select_for_update().filter(id=space).first()
    if line is None:
        return 0
    sealed_until, blanked, changed = line.last_digest, 0, []
    before = ""
    for event in Event.objects.filter(space=line).order_by("number").iterator():
        details = words_out_of(event)
        blanked += details != event.details
        event.details = details
        if blanked:
            event.digest = queries.digest_of(
                number=event.number,
                at=event.at,
                verb=event.verb,
                kind=event.kind,
                object_id=event.object_id,
                by=event.by_id,
                details=details,
                before=before,
            )
            changed.append(event)
        before = event.digest
    if blanked:
        Event.objects.bulk_update(changed, ["details", "digest"], batch_size=500)
        line.last_digest = before
        line.save(update_fields=["last_digest"])
        append("lines blanked", space=space, on=line, by=by, lines=blanked, digest_before=sealed_until, why=why)
    return blanked


class ToldElsewhere(Protocol):
    """A line of a journal as another installation kept it."""

    @property
    def at(self) -> datetime: ...
    @property
    def verb(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def object_id(self) -> str: ...
    @property
    def details(self) -> Mapping[str, Any]: ...


def take_over(lines: Iterable[ToldElsewhere], *, space: UUID) -> int:
    """Add lines that another installation kept of the same space, as they are, after those that are here.

    The accounts that acted there are not known here. Must run in the transaction of the act that brings them.
    """
    Space.objects.get_or_create(id=space)
    line = Space.objects.select_for_update().get(id=space)
    events = []
    for told in lines:
        event = Event(
            space=line,
            number=line.last_number + 1,
            at=told.at,
            verb=told.verb,
            kind=told.kind,
            object_id=told.object_id,
            by=None,
            details=dict(told.details),
        )
        event.digest = queries.digest_of(
            number=event.number,
            at=event.at,
            verb=event.verb,
            kind=event.kind,
            object_id=event.object_id,
            by=None,
            details=event.details,
            before=line.last_digest,
        )
        line.last_number, line.last_digest = event.number, event.digest
        events.append(event)
    Event.objects.bulk_create(events, batch_size=500)
    line.save(update_fields=["last_number", "last_digest"])
    return len(events)
