"""Reading the rows of a bundle with care: each value must be what its field holds, each reference lead somewhere."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from spirale.method.problems import Problem
from spirale.workshops.bundles.plan import EVENTS, KIND_OF, KINDS, NOTES, WORKSHOP, Kind
from spirale.workshops.wording import NOTE_LIMIT

Values = dict[str, Any]
_LARGEST: Final = {
    "SmallIntegerField": 2**15 - 1,
    "PositiveSmallIntegerField": 2**15 - 1,
    "IntegerField": 2**31 - 1,
    "PositiveIntegerField": 2**31 - 1,
}
"""What the narrower of the two databases holds."""

_LINE: Final[Mapping[str, type]] = {
    "number": int,
    "at": str,
    "verb": str,
    "kind": str,
    "object_id": str,
    "details": dict,
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the workshop's journal, as the bundle tells it."""

    number: int
    at: datetime
    verb: str
    kind: str
    object_id: str
    details: Mapping[str, Any]

    @property
    def identity(self) -> tuple[object, ...]:
        """What is the same on both sides, even where words of it were erased."""
        return (self.number, self.at, self.verb, self.kind, self.object_id)


@dataclass(frozen=True, slots=True)
class Told:
    """What a bundle tells, checked."""

    rows: Mapping[str, list[Values]]
    lines: Sequence[Line]


def told_by(parts: Mapping[str, Sequence[Mapping[str, Any]]], *, about: UUID) -> Told:
    """Read all parts. Raises Problem("bundle of a newer version") and ("bundle row not readable"), with the place."""
    if set(parts) != {kind.name for kind in KINDS} | {EVENTS}:
        raise Problem("bundle of a newer version", what=", ".join(sorted(set(parts))))
    rows = {kind.name: [_values(kind, row, place) for place, row in enumerate(parts[kind.name], 1)] for kind in KINDS}
    for single in KINDS[:3]:
        if len(rows[single.name]) != 1:
            raise _bad(single.name, 1, "one of them")
    if [row["id"] for row in rows[WORKSHOP.name]] != [about]:
        raise _bad(WORKSHOP.name, 1, "another workshop")
    for kind in KINDS:
        _check_known(kind, rows)
    return Told(rows, _lines(parts[EVENTS]))


def _bad(part: str, row: int, reason: str) -> Problem:
    return Problem("bundle row not readable", part=part, row=row, reason=reason)


def _values(kind: Kind, row: Mapping[str, Any], place: int) -> Values:
    if unknown := sorted(set(row) - set(kind.fields)):
        raise Problem("bundle of a newer version", what=f"{kind.name}: {', '.join(unknown)}")
    values = {}
    for name, field in kind.fields.items():
        if name not in row:
            if not field.has_default() and not field.null and not field.blank:
                raise _bad(kind.name, place, name)
            values[name] = field.get_default() if field.has_default() else None if field.null else ""
            continue
        try:
            values[name] = _value(field, row[name])
        except (ValueError, TypeError, ValidationError):
            raise _bad(kind.name, place, name) from None
    if kind is NOTES and len(str(values["text"])) > NOTE_LIMIT:
        raise _bad(kind.name, place, "text")
    return values


def _value(field: "models.Field[Any, Any]", said: Any) -> Any:
    """The value of a field. Raises ValueError or ValidationError where it cannot be one."""
    while isinstance(field, models.ForeignKey):
        if said is None and field.null:
            return None
        field = field.target_field
    if said is None:
        if field.null:
            return None
        raise ValueError
    if isinstance(field, models.UUIDField):
        return UUID(_typed(said, str))
    if isinstance(field, models.DateTimeField):
        return instant(said)
    if isinstance(field, models.DateField):
        return date.fromisoformat(_typed(said, str))
    if isinstance(field, models.JSONField):
        return plain_json(said)
    if isinstance(field, models.BooleanField):
        return _typed(said, bool)
    if isinstance(field, models.IntegerField):
        value: Any = _typed(said, int)
        if abs(value) > _LARGEST.get(field.get_internal_type(), 2**63 - 1):
            raise ValueError(value)
    elif isinstance(field, models.CharField | models.TextField):
        value = text(said)
    else:
        raise TypeError(field)
    if field.choices and value not in dict(field.flatchoices) and not (field.blank and value == ""):
        raise ValueError(value)
    field.run_validators(value)
    return value


def _typed(said: Any, kind: type) -> Any:
    if not isinstance(said, kind) or (kind is int and isinstance(said, bool)):
        raise TypeError(said)
    return said


def text(said: Any) -> str:
    """Text that both databases can keep."""
    words: str = _typed(said, str)
    if "\0" in words:
        raise ValueError(words)
    words.encode()
    return words


def plain_json(said: Any) -> Any:
    if "\\u0000" in json.dumps(said):
        raise ValueError(said)
    json.dumps(said, ensure_ascii=False).encode()
    return said


def instant(said: Any) -> datetime:
    value = datetime.fromisoformat(_typed(said, str))
    if timezone.is_naive(value):
        raise ValueError(said)
    return value


def _check_known(kind: Kind, rows: Mapping[str, Sequence[Values]]) -> None:
    """No row twice, and every reference leads to a row of the same bundle."""
    seen = set()
    for place, row in enumerate(rows[kind.name], 1):
        key = tuple(row[name] for name in kind.known_by)
        if key in seen:
            raise _bad(kind.name, place, "twice")
        seen.add(key)
    for name, field in kind.fields.items():
        if not isinstance(field, models.ForeignKey):
            continue
        other = KIND_OF[field.related_model]
        known = {row[other.known_by[0]] for row in rows[other.name]}
        for place, row in enumerate(rows[kind.name], 1):
            if row[name] is not None and row[name] not in known:
                raise _bad(kind.name, place, name)


def _lines(rows: Sequence[Mapping[str, Any]]) -> list[Line]:
    lines = []
    for place, row in enumerate(rows, 1):
        if set(row) != set(_LINE):
            raise _bad(EVENTS, place, "not a line of a journal")
        try:
            said = {name: _typed(row[name], kind) for name, kind in _LINE.items()}
            line = Line(
                number=said["number"],
                at=instant(said["at"]),
                verb=_short(said["verb"], 60),
                kind=_short(said["kind"], 40),
                object_id=_short(said["object_id"], 40),
                details=plain_json(said["details"]),
            )
        except (ValueError, TypeError):
            raise _bad(EVENTS, place, "not a line of a journal") from None
        if line.number != place:
            raise _bad(EVENTS, place, "not in order")
        lines.append(line)
    return lines


def _short(said: str, most: int) -> str:
    if len(text(said)) > most:
        raise ValueError(said)
    return said
