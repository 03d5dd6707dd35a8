"""The live door: server-sent events to everybody who listens to a space, told once and encoded once.

It runs in the server's event loop, beside the pages and apart from them: no page, no database, no thread a listener.
"""

import asyncio
import contextlib
import json
import random
import signal
import threading
from collections import deque
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import parse_qs
from uuid import UUID

from spirale.journal.queries import Line
from spirale.live.tail import RECENT, Followed, Tail
from spirale.live.tickets import read_ticket

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

PREFIX: Final = "/live/"
BEAT: Final = 15.0
"""Seconds between two signs of life to a listener who has no news: proxies close what is silent for longer."""

MOST_LISTENERS: Final = 2_000
"""Listeners to one space, in one process."""

MOST_WAITING: Final = 64
"""Frames kept for a listener who takes them slowly (ten seconds of a lively hall); beyond, they start afresh."""

_HEADERS: Final = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]
_REFUSED: Final = {
    403: "This address of news is not valid, or no longer: it lasts a day. Open the page again.\n"
    "Cette adresse de nouvelles n'est pas valable, ou ne l'est plus : elle dure un jour. Ouvrez la page à nouveau.\n",
    404: "There are no news at this address.\nIl n'y a pas de nouvelles à cette adresse.\n",
    405: "News are only read.\nLes nouvelles ne font que se lire.\n",
    503: "Too many people follow this room here, or the site is stopping. It will be tried again.\n"
    "Trop de monde suit cette salle ici, ou le site s'arrête. Un nouvel essai suivra.\n",
}


class Listener:
    """One connection: what it still has to be sent, and whether it must start afresh."""

    __slots__ = ("after", "has_news", "is_gone", "is_lost", "waiting")

    def __init__(self, after: int | None) -> None:
        self.after = after
        self.waiting: deque[bytes] = deque()
        self.has_news = asyncio.Event()
        self.is_lost = self.is_gone = False

    def tell(self, frame: bytes) -> None:
        if len(self.waiting) >= MOST_WAITING:
            self.lose()
        if not self.is_lost:
            self.waiting.append(frame)
        self.has_news.set()

    def lose(self) -> None:
        """What was missed is not told any more: the listener will ask for the state."""
        self.waiting.clear()
        self.is_lost = True
        self.has_news.set()

    def leave(self) -> None:
        self.is_gone = True
        self.has_news.set()


class Room:
    """One space as this process follows it: its listeners, and its recent lines as they were told."""

    def __init__(self, space: UUID) -> None:
        self.space = space
        self.listeners: set[Listener] = set()
        self.early: set[Listener] = set()
        self.overdue: set[Listener] = set()
        self.recent: deque[tuple[int, str]] = deque(maxlen=RECENT)
        self.last: int | None = None  # until the tail has read where the space stands

    def open(self, lines: Sequence[Line]) -> None:
        self.last = lines[-1].number if lines else 0
        self.recent.extend((line.number, news_of(line)) for line in lines)
        for listener in self.listeners:
            self.bring_up(listener)

    def bring_up(self, listener: Listener) -> None:
        """Tell a listener what came after the number it knows, or that it must start afresh."""
        if self.last is None:
            return
        after, oldest = listener.after, self.recent[0][0] if self.recent else 1
        if after is None or after == self.last:
            listener.tell(self.beat())
        elif after > self.last:
            # The state was read since the last tick, or by another process: what comes next is known there already.
            self.early.add(listener)
        elif after < oldest - 1:
            listener.lose()
        else:
            listener.tell(self.frame_after(after))

    def hear(self, lines: Sequence[Line]) -> None:
        """Keep new lines and tell them to everybody, in one frame that is encoded once."""
        before = self.last or 0
        self.last = lines[-1].number
        self.recent.extend((line.number, news_of(line)) for line in lines)
        frame = frame_of(before + 1, self.last, [news for _, news in self.recent_after(before)])
        for listener in self.listeners:
            if listener not in self.early:
                listener.tell(frame)
            elif listener.after is not None and listener.after <= self.last:
                self.early.discard(listener)
                self.bring_up(listener)

    def frame_after(self, after: int) -> bytes:
        return frame_of(after + 1, self.last or 0, [news for _, news in self.recent_after(after)])

    def recent_after(self, number: int) -> list[tuple[int, str]]:
        """The recent lines after a number, found from the end since they are few."""
        lines: list[tuple[int, str]] = []
        for line in reversed(self.recent):
            if line[0] <= number:
                break
            lines.append(line)
        return lines[::-1]

    def pulse(self) -> None:
        """Give a sign of life to those who have had no news; those who know of what never came start afresh."""
        for listener in self.early & self.overdue:
            self.early.discard(listener)
            listener.lose()
        self.overdue = set(self.early)
        frame = self.beat()
        for listener in self.listeners:
            if not listener.waiting and self.last is not None:
                listener.tell(frame)

    def beat(self) -> bytes:
        return f": still here\nid: {self.last}\nevent: beat\ndata: {{}}\n\n".encode()

    def reset(self) -> bytes:
        return f"id: {self.last}\nevent: reset\ndata: {{}}\n\n".encode()


def news_of(line: Line) -> str:
    """One piece of news in JSON; empty for a line that only counts."""
    if line.told is None:
        return ""
    return json.dumps(
        {**line.told, "n": line.number, "verb": line.verb, "on": line.object_id},
        ensure_ascii=False,
        separators=(",", ":"),
    )


def frame_of(first: int, last: int, news: Sequence[str]) -> bytes:
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    told = ",".join(each for each in news if each)
    return f'id: {last}\ndata: {{"from":{first},"to":{last},"now":"{now}","news":[{told}]}}\n\n'.encode()


class Hub:
    """The ASGI application at `/live/<space>/?ticket=…`; one a process."""

    def __init__(
        self, *, tail: Callable[..., Tail] = Tail, beat: float = BEAT, most_listeners: int = MOST_LISTENERS
    ) -> None:
        self.rooms: dict[UUID, Room] = {}
        self.most_listeners, self.beat = most_listeners, beat
        self._make_tail = tail
        self._tail: Tail | None = None
        self._pulsing: asyncio.Task[None] | None = None
        self._is_closed = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] != "GET":
            return await _refuse(405, send)
        asked = parse_qs(scope["query_string"].decode("latin-1"))
        try:
            space = UUID(scope["path"].removeprefix(PREFIX).rstrip("/"))
        except ValueError:
            return await _refuse(404, send)
        if read_ticket(asked.get("ticket", [""])[0]) != space:
            return await _refuse(403, send)
        room = self.rooms.get(space)
        if self._is_closed or (room and len(room.listeners) >= self.most_listeners):
            return await _refuse(503, send)
        listener = Listener(_number_known(scope, asked))
        self._let_in(listener, space)
        try:
            await self._speak(listener, self.rooms[space], receive, send)
        finally:
            self._let_out(listener, space)

    def close(self) -> None:
        """End all streams, so that the server can stop; from the event loop."""
        self._is_closed = True
        if self._pulsing:
            self._pulsing.cancel()
        if self._tail:
            self._tail.stop()
        for room in self.rooms.values():
            for listener in room.listeners:
                listener.leave()

    def _let_in(self, listener: Listener, space: UUID) -> None:
        tail = self._tail or self._begin()
        room = self.rooms.get(space)
        if room is None:
            room = self.rooms[space] = Room(space)
            tail.follow(room)
        room.listeners.add(listener)
        room.bring_up(listener)

    def _let_out(self, listener: Listener, space: UUID) -> None:
        room = self.rooms[space]
        room.listeners.discard(listener)
        room.early.discard(listener)
        if not room.listeners:
            del self.rooms[space]
            if self._tail:
                self._tail.leave(room)

    def _begin(self) -> Tail:
        loop = asyncio.get_running_loop()

        def hand(act: Callable[[Room, Sequence[Line]], None]) -> Callable[[Followed, Sequence[Line]], None]:
            def hand_over(room: Any, lines: Sequence[Line]) -> None:
                with contextlib.suppress(RuntimeError):  # the loop has ended: so has the server
                    loop.call_soon_threadsafe(act, room, lines)

            return hand_over

        self._tail = self._make_tail(hand(Room.open), hand(Room.hear))
        self._pulsing = loop.create_task(self._pulse())
        self._end_with_the_server(loop)
        return self._tail

    def _end_with_the_server(self, loop: asyncio.AbstractEventLoop) -> None:
        """Close when the server is told to stop: it waits for streams to end, and no other word of it reaches us."""
        if threading.current_thread() is not threading.main_thread():
            return
        for number in (signal.SIGTERM, signal.SIGINT):
            before = signal.getsignal(number)
            if callable(before):
                signal.signal(number, _then(lambda: loop.call_soon_threadsafe(self.close), before))

    async def _pulse(self) -> None:
        while True:
            await asyncio.sleep(self.beat)
            for room in self.rooms.values():
                room.pulse()

    @staticmethod
    async def _speak(listener: Listener, room: Room, receive: Receive, send: Send) -> None:
        """Send all that the listener is told, until it leaves."""
        leaving = asyncio.ensure_future(_until_gone(listener, receive))
        try:
            await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
            back_after = random.randint(1_000, 4_000)  # noqa: S311 - so that a hall does not come back all at once
            await send(_piece(f"retry: {back_after}\n\n".encode()))
            while not listener.is_gone:
                await listener.has_news.wait()
                listener.has_news.clear()
                while (listener.waiting or listener.is_lost) and not listener.is_gone:
                    if listener.is_lost:
                        listener.is_lost = False
                        frame = room.reset()
                    else:
                        frame = listener.waiting.popleft()
                    await send(_piece(frame))
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            leaving.cancel()


def _then(first: Callable[[], object], second: Callable[..., object]) -> Callable[..., None]:
    def act(*heard: object) -> None:
        first()
        second(*heard)

    return act


async def _until_gone(listener: Listener, receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        """A body of a request that has none."""
    listener.leave()


def _piece(frame: bytes) -> dict[str, Any]:
    return {"type": "http.response.body", "body": frame, "more_body": True}


def _number_known(scope: Scope, asked: dict[str, list[str]]) -> int | None:
    """The last number that the listener knows: by its browser's own word, else by the address."""
    heard = dict(scope["headers"]).get(b"last-event-id", b"").decode("latin-1")
    known = heard or asked.get("after", [""])[0]
    if not known:
        return None
    return int(known) if known.isascii() and known.isdigit() and len(known) < 19 else -1


async def _refuse(status: int, send: Send) -> None:
    said = _REFUSED[status].encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(said)).encode())]
    headers += [(b"cache-control", b"no-store")] + ([(b"retry-after", b"10")] if status == 503 else [])
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": said})
