"""Reading the journal back, and checking that nobody rewrote it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import models

from spirale.journal.models import Event, Space
from spirale.journal.statements import Blank, Reading, an_id


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


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a space as those who follow it may know it; nothing in `told` when it is not for them."""

    number: int
    verb: str
    object_id: str
    told: Mapping[str, Any] | None


def lines_after(seen: Mapping[UUID, int], *, most: int) -> dict[UUID, list[Line]]:
    """What each space told after the number seen of it, in order and without gaps; one query, at most `most` lines."""
    lines: dict[UUID, list[Line]] = {}
    if seen:
        given: dict[str, Any] = {}
        for place, (space, number) in enumerate(seen.items()):
            given |= {f"space {place}": space, f"number {place}": number}
        for told_in, *line in _after(len(seen), most).rows(**given):
            lines.setdefault(told_in, []).append(Line(*line))
    return lines


@lru_cache(maxsize=256)
def _after(spaces: int, most: int) -> Reading[tuple[Any, ...]]:
    """What is asked several times a second for the same number of spaces."""

    def ask() -> models.QuerySet[Event, tuple[Any, ...]]:
        wanted = models.Q()
        for place in range(spaces):
            number = Blank(f"number {place}", models.PositiveBigIntegerField())
            wanted |= models.Q(space_id=an_id(f"space {place}"), number__gt=number)
        rows = Event.objects.filter(wanted).order_by("space_id", "number")[:most]
        return rows.values_list("space_id", "number", "verb", "object_id", "details__told")

    return Reading(ask)


def latest_lines(space: UUID, *, most: int) -> list[Line]:
    """The last lines of a space, in order."""
    rows = Event.objects.filter(space_id=space).order_by("-number")[:most]
    return [Line(*row) for row in rows.values_list("number", "verb", "object_id", "details__told")][::-1]
