"""A calendar as other programs read it: events of whole days in iCalendar (RFC 5545), nothing else of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from spirale.action.days import later

LINE: Final = 75
"""Bytes of a line at most (RFC 5545, 3.1); longer ones go on in the next, after a space."""


@dataclass(frozen=True, slots=True)
class DayEvent:
    """Something from one day to another, both counted."""

    uid: str
    summary: str
    description: str
    start_on: date
    end_on: date


def calendar_text(name: str, events: Iterable[DayEvent], *, at: datetime) -> str:
    """The whole file, its lines ended as the standard asks."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Spirale//Plan//EN",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{escaped(name)}",
    ]
    for event in events:
        lines += _event(event, at)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in folded(line))


def _event(event: DayEvent, at: datetime) -> list[str]:
    """The end of whole days is the day after the last (3.6.1)."""
    lines = [
        "BEGIN:VEVENT",
        f"UID:{event.uid}",
        f"DTSTAMP:{at.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{_day(event.start_on)}",
        f"DTEND;VALUE=DATE:{_day(later(event.end_on, 1))}",
        f"SUMMARY:{escaped(event.summary)}",
    ]
    if event.description:
        lines.append(f"DESCRIPTION:{escaped(event.description)}")
    return [*lines, "TRANSP:TRANSPARENT", "END:VEVENT"]


def _day(day: date) -> str:
    return day.isoformat().replace("-", "")


def escaped(text: str) -> str:
    """Words as a value of text: backslash, semicolon, comma and line ends are written out (3.3.11)."""
    said = text.replace("\r\n", "\n").replace("\r", "\n")
    said = said.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
    return "".join(sign for sign in said if sign >= " " and sign != "\x7f")


def folded(line: str) -> Iterator[str]:
    """A line in parts of at most 75 bytes, none of which cuts a letter; those that follow begin with a space."""
    part, size = "", 0
    for sign in line:
        width = len(sign.encode())
        if size + width > LINE:
            yield part
            part, size = " ", 1
        part += sign
        size += width
    yield part
