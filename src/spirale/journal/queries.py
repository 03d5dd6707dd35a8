"""Reading the journal back, and checking that nobody rewrote it."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from spirale.journal.models import Event, Space


def digest_of(
    *,
    number: int,
    at: datetime,
    verb: str,
    kind: str,
    object_id: str,
    by: object,
    details: Mapping[str, Any],
    before: str,
) -> str:
    """SHA-256 over a line and the digest of the line before it; the same whatever database held the line."""
    told = {
        "number": number,
        "at": at.astimezone(UTC).isoformat(),
        "verb": verb,
        "kind": kind,
        "object": object_id,
        "by": str(by) if by else None,
        "details": details,
        "before": before,
    }
    return hashlib.sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def first_broken_line(space: UUID) -> int | None:
    """The number of the first line that was changed, taken out or put in; nothing when the chain is whole."""
    before, expected = "", 1
    for event in Event.objects.filter(space_id=space).order_by("number").iterator():
        digest = digest_of(
            number=event.number,
            at=event.at,
            verb=event.verb,
            kind=event.kind,
            object_id=event.object_id,
            by=event.by_id,
            details=event.details,
            before=before,
        )
        if event.number != expected or event.digest != digest:
            return expected
        before, expected = digest, expected + 1
    line = Space.objects.filter(id=space).first()
    if line is not None and (line.last_number, line.last_digest) != (expected - 1, before):
        return expected
    return None


def chain_is_whole(space: UUID) -> bool:
    """Whether every line of a space stands as it was told, from the first to the last."""
    return first_broken_line(space) is None
