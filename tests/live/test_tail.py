"""The reader of the journal's end, with a journal that the test holds."""

import logging
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from uuid import UUID, uuid4

import pytest

from spirale.journal.queries import Line
from spirale.live.tail import Tail


@dataclass(eq=False)
class Space:
    space: UUID = field(default_factory=uuid4)


class Book:
    """A journal in memory, which counts how often it is asked, and can fall silent."""

    def __init__(self) -> None:
        self.lines: dict[UUID, list[Line]] = {}
        self.asked = 0
        self.is_silent = False
        self.readings = threading.Semaphore(0)

    def write(self, space: UUID, count: int = 1) -> None:
        kept = self.lines.setdefault(space, [])
        for _ in range(count):
            kept.append(Line(len(kept) + 1, "tried", "", {}))

    def lines_after(self, seen: Mapping[UUID, int], *, most: int) -> dict[UUID, list[Line]]:
        self.asked += 1
        self.readings.release()
        if self.is_silent:
            raise OSError("the database is away")
        found: dict[UUID, list[Line]] = {}
        for space, number in sorted(seen.items()):
            new = self.lines.get(space, [])[number:][:most]
            most -= len(new)
            if new:
                found[space] = list(new)
        return found

    def latest_lines(self, space: UUID, *, most: int) -> list[Line]:
        return list(self.lines.get(space, [])[-most:])

    def wait_for(self, readings: int) -> None:
        for _ in range(readings):
            assert self.readings.acquire(timeout=5)


class Heard:
    def __init__(self) -> None:
        self.opened: dict[UUID, list[int]] = {}
        self.numbers: dict[UUID, list[int]] = {}

    def open(self, followed, lines):
        self.opened[followed.space] = [line.number for line in lines]
        self.numbers.setdefault(followed.space, [])

    def hear(self, followed, lines):
        self.numbers[followed.space] += [line.number for line in lines]


@pytest.fixture
def book() -> Book:
    return Book()


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def tail(book: Book, heard: Heard) -> Iterator[Tail]:
    tail = Tail(heard.open, heard.hear, journal=book, tick=0.01)
    yield tail
    tail.stop()


def test_each_space_is_opened_once_with_its_latest_lines_then_told_what_follows(book, heard, tail):
    one, other = Space(), Space()
    book.write(one.space, 3)
    tail.follow(one)
    tail.follow(other)
    book.wait_for(3)
    book.write(one.space, 2)
    book.write(other.space, 1)
    book.wait_for(3)
    assert heard.opened == {one.space: [1, 2, 3], other.space: []}
    assert heard.numbers == {one.space: [4, 5], other.space: [1]}


def test_a_flood_is_told_whole_and_in_order(book, heard, tail):
    one, other = Space(), Space()
    tail.follow(one)
    tail.follow(other)
    book.wait_for(2)
    book.write(one.space, 2_500)
    book.write(other.space, 2_500)
    book.wait_for(9)
    assert heard.numbers == {space.space: list(range(1, 2_501)) for space in (one, other)}


def test_nothing_is_read_while_nobody_listens(book, heard, tail):
    space = Space()
    tail.follow(space)
    book.wait_for(2)
    tail.leave(space)
    while book.readings.acquire(timeout=0.05):
        """The reading under way ends."""
    asked = book.asked
    assert not book.readings.acquire(timeout=0.1)
    assert book.asked == asked
    again = Space(space.space)
    tail.follow(again)
    book.wait_for(1)
    assert again.space in heard.opened


def test_a_silent_database_is_said_once_and_nothing_is_missed(book, heard, tail, caplog):
    space = Space()
    tail.follow(space)
    book.wait_for(2)
    with caplog.at_level(logging.WARNING, logger="spirale.live"):
        book.is_silent = True
        book.wait_for(3)
        book.write(space.space, 4)
        book.is_silent = False
        book.wait_for(3)
    assert heard.numbers[space.space] == [1, 2, 3, 4]
    said = [record.getMessage() for record in caplog.records]
    assert len(said) == 2
    assert "cannot be read: the database is away" in said[0]
    assert "read again" in said[1]
