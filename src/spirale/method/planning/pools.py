"""Pledged hours by week: how many there are in each, on which days, and at what pace they usually come."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise
from typing import Final

from spirale.method.planning.values import FULL_WEEK, Capacity

NEVER: Final = 10**9
"""A day after all others, counted from the first of the plan."""


class Calendar:
    """Days of a plan as whole numbers from its first, which is 0, and weeks from Monday, that of the first being 0."""

    def __init__(self, start_on: str) -> None:
        self._first = date.fromisoformat(start_on).toordinal()
        self.shift = (self._first - 1) % 7

    def day(self, said: str, otherwise: int = 0) -> int:
        """Count a day; `otherwise` when none is told."""
        return date.fromisoformat(said).toordinal() - self._first if said else otherwise

    def iso(self, day: int) -> str:
        """Write a day; those after the last of the calendar are that day."""
        return date.fromordinal(max(1, min(self._first + day, date.max.toordinal()))).isoformat()

    def week(self, day: int) -> int:
        """Which week a day is in."""
        return (day + self.shift) // 7

    def monday(self, week: int) -> int:
        """The first day of a week, which may be before that of the plan."""
        return 7 * week - self.shift


class Pool:
    """The hours of one owner or of all who have a skill; nothing before the first day of the plan.

    In a week that is pledged in part there are as many hours as its days have, rounded down to a hundredth.
    """

    def __init__(self, name: str, lines: Iterable[Capacity], calendar: Calendar) -> None:
        self.name = name
        self._calendar = calendar
        self._lines = sorted(
            (max(0, calendar.day(line.from_on)), calendar.day(line.to_on, NEVER - 1) + 1, line.weekly)
            for line in lines
            if line.weekly
        )
        self._lines = [line for line in self._lines if line[0] < line[1]]
        self.spans = _joined(self._lines)
        self._room: dict[int, int] = {}

    def room(self, week: int) -> int:
        """Hundredths of hours in a week."""
        if week not in self._room:
            monday = self._calendar.monday(week)
            days = [(min(to, monday + 7) - max(start, monday), weekly) for start, to, weekly in self._lines]
            self._room[week] = sum(weekly * shared // 7 for shared, weekly in days if shared > 0)
        return self._room[week]

    def free_from(self, day: int, length: int) -> int:
        """The first day from this one on at which so many days begin, all of them pledged; NEVER if none."""
        for start, to in self.spans:
            if max(start, day) + length <= to:
                return max(start, day)
        return NEVER

    def free_until(self, day: int, length: int) -> int:
        """The last day up to this one at which so many days begin, all of them pledged; -NEVER if none."""
        for start, to in reversed(self.spans):
            if start <= min(day, to - length):
                return min(day, to - length)
        return -NEVER

    @property
    def last(self) -> int:
        """The last day on which what is pledged changes."""
        return max((day for line in self._lines for day in line[:2] if day < NEVER), default=0)

    @property
    def pace(self) -> int:
        """Hundredths of hours a week on most of the pledged days; the slower of two that are on as many."""
        changes = sorted({day for line in self._lines for day in line[:2]})
        days: dict[int, int] = {}
        for start, to in pairwise(changes):
            weekly = sum(line[2] for line in self._lines if line[0] <= start and to <= line[1])
            if weekly:
                days[weekly] = days.get(weekly, 0) + to - start
        return min(days, key=lambda weekly: (-days[weekly], weekly), default=FULL_WEEK)


def _joined(lines: Sequence[tuple[int, int, int]]) -> list[tuple[int, int]]:
    """Days on which anything is pledged, as stretches that do not touch."""
    spans: list[tuple[int, int]] = []
    for start, to, _ in lines:
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], to))
        else:
            spans.append((start, to))
    return spans
