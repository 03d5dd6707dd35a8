"""Reading the journal's end: one thread a process, which reads only while somebody listens."""

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Final, Protocol
from uuid import UUID

from django.db import connection

from spirale.journal import queries
from spirale.journal.queries import Line

TICK: Final = 0.25
"""Seconds between two readings: what people wait at most before they see what others did."""

RECENT: Final = 2_000
"""Lines of each space that are at hand for those who come back after a cut."""

_MOST_LINES: Final = 1_000
_LONGEST_PAUSE: Final = 5.0

log = logging.getLogger(__name__)


class Followed(Protocol):
    """A space that somebody listens to."""

    @property
    def space(self) -> UUID: ...


class Journal(Protocol):
    """Where lines are read; `spirale.journal.queries` by default."""

    def lines_after(self, seen: Mapping[UUID, int], *, most: int) -> dict[UUID, list[Line]]: ...

    def latest_lines(self, space: UUID, *, most: int) -> list[Line]: ...


class Tail:
    """Reads every tick what is new in all spaces that are followed, with one query, and hands it over.

    `opened(followed, lines)` is called once for each, with its latest lines; then `arrived(followed, lines)` with those
    that come after, each exactly once and in order. Both are called from the tail's own thread.
    """

    def __init__(
        self,
        opened: Callable[[Followed, Sequence[Line]], None],
        arrived: Callable[[Followed, Sequence[Line]], None],
        *,
        journal: Journal = queries,
        tick: float = TICK,
    ) -> None:
        self._opened, self._arrived, self._journal, self._tick = opened, arrived, journal, tick
        self._changing = threading.Lock()
        self._wanted: set[Followed] = set()
        self._seen: dict[Followed, int] = {}  # touched by the thread alone
        self._somebody = threading.Event()
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def follow(self, followed: Followed) -> None:
        """Read this space too, from now on."""
        with self._changing:
            self._wanted.add(followed)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="tail of the journal", daemon=True)
                self._thread.start()
        self._somebody.set()

    def leave(self, followed: Followed) -> None:
        """Nobody listens to this space any more."""
        with self._changing:
            self._wanted.discard(followed)
            if not self._wanted:
                self._somebody.clear()

    def stop(self) -> None:
        """End the thread; nothing more is handed over after its present reading."""
        self._stopped.set()
        self._somebody.set()

    def _run(self) -> None:
        silent_since = 0.0
        pause = self._tick
        while not self._stopped.is_set():
            if not self._somebody.is_set():
                self._seen.clear()
                connection.close()  # nobody listens: neither a connection nor a reader stays open
                self._somebody.wait()
            started = time.monotonic()
            try:
                while self._read() and not self._stopped.is_set():
                    """More than one reading holds: go on at once."""
                connection.close_if_unusable_or_obsolete()
            except Exception as error:
                if not silent_since:
                    silent_since = started
                    log.warning("The journal cannot be read: %s. News wait until it can.", error)
                pause = min(2 * pause, _LONGEST_PAUSE)
                connection.close()
            else:
                if silent_since:
                    log.warning("The journal is read again after %.1f s.", time.monotonic() - silent_since)
                silent_since, pause = 0.0, self._tick
            self._stopped.wait(max(pause - (time.monotonic() - started), pause / 5))
        connection.close()

    def _read(self) -> bool:
        """Hand over what is new; true when there may be more already."""
        with self._changing:
            wanted = set(self._wanted)
        for gone in self._seen.keys() - wanted:
            del self._seen[gone]
        for fresh in wanted - self._seen.keys():
            latest = self._journal.latest_lines(fresh.space, most=RECENT)
            self._seen[fresh] = latest[-1].number if latest else 0
            self._opened(fresh, latest)
        by_space = {followed.space: followed for followed in self._seen}
        seen = {followed.space: number for followed, number in self._seen.items()}
        count = 0
        for space, lines in self._journal.lines_after(seen, most=_MOST_LINES).items():
            followed = by_space[space]
            self._seen[followed] = lines[-1].number
            self._arrived(followed, lines)
            count += len(lines)
        return count == _MOST_LINES
