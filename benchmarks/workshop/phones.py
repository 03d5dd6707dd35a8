"""Phones of a hall: small clients that do what the phone's page does, and note when each thing was seen."""

import asyncio
import bisect
import json
import random
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from uuid import uuid4

SIGNS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
WORDS = ("un banc", "à l’ombre", "pour parler", "avec les voisins", "du temps", "pour écouter", "ceux qui arrivent")
OFFLINE = 60.0
UP_TO = re.compile(rb'"to": ?(\d+)')


def quantile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")


@dataclass(frozen=True)
class Rhythm:
    """The parts of a meeting, as shares of its time: join, write, reveal, place, for three questions."""

    seconds: float
    notes: int

    JOINING = (0.0, 0.11)
    WRITING = (("Q1", 0.12, 0.31, 0.4), ("Q2", 0.45, 0.62, 0.35), ("Q3", 0.76, 0.87, 0.25))
    PLACING = (("Q1", 0.33, 0.44), ("Q2", 0.64, 0.75), ("Q3", 0.89, 0.995))
    MOVES = 4
    """Notes of a hand that each phone places for each question; the rest of a hand is left to its table."""

    APART = 6.0
    """Seconds from the first room's beginning to the last one's: no two facilitators press at the same instant."""

    def facilitator(self) -> Iterator[tuple[float, str, str | None]]:
        """What the facilitator does, and when, in seconds from the beginning."""
        for (question, begins, ends, _), (_, places, _) in zip(self.WRITING, self.PLACING, strict=True):
            yield begins * self.seconds - 0.5, "write", question
            yield ends * self.seconds + 0.5, "reveal", question
            yield ends * self.seconds + 1.0, "deal", question
            yield max(places * self.seconds - 0.5, ends * self.seconds + 1.5), "place", question

    def deaths(self) -> tuple[float, float]:
        """When the site is killed, on a bad day: in the middle of writing, twice."""
        return 0.18 * self.seconds, 0.52 * self.seconds


@dataclass(frozen=True)
class Plan:
    """What one phone will do, and when; the same for the same number."""

    rhythm: Rhythm
    number: int
    is_cut_off: bool = False

    def acts(self) -> list[tuple[float, str, str]]:
        """Times (seconds from the beginning), kinds and questions, in order."""
        chance = random.Random(self.number)
        seconds, planned = (
            self.rhythm.seconds,
            [(chance.uniform(*self.rhythm.JOINING) * self.rhythm.seconds, "join", "")],
        )
        left = self.rhythm.notes
        for place, (question, begins, ends, share) in enumerate(self.rhythm.WRITING):
            count = left if place == 2 else round(share * self.rhythm.notes)
            left -= count
            planned += [(chance.uniform(begins, ends) * seconds, "write", question) for _ in range(count)]
        for question, begins, ends in self.rhythm.PLACING:
            planned += [
                (chance.uniform(begins + 0.015, ends) * seconds, "place", question) for _ in range(self.rhythm.MOVES)
            ]
        return sorted(planned)

    def offline(self) -> tuple[float, float]:
        """From when to when this phone has no network, on a bad day."""
        if not self.is_cut_off:
            return -1.0, -1.0
        begins = random.Random(-self.number - 1).uniform(0.05, 0.45) * self.rhythm.seconds
        return begins, begins + OFFLINE


class Away(Exception):
    """The site did not answer."""


@dataclass
class Phone:
    """One phone in one room."""

    number: int
    port: int
    hall: dict
    plan: Plan
    written: dict[str, float] = field(default_factory=dict)
    moved: dict[str, float] = field(default_factory=dict)
    submits: list[float] = field(default_factory=list)
    sent_at: dict[str, float] = field(default_factory=dict)
    frames: list[tuple[int, float]] = field(default_factory=list)
    told: dict[str, int] = field(default_factory=dict)
    last: int = 0
    waited: int = 0
    retried: int = 0

    async def live(self, began: float) -> None:
        """Live the whole meeting, then send what still waits."""
        self.began = began
        self.id = str(uuid4())
        chance = random.Random(f"key {self.number} {self.id}")
        self.key = "-".join("".join(chance.choice(SIGNS) for _ in range(4)) for _ in range(4))
        self.outbox: list[dict] = []
        self.hand: list[dict] = []
        self.placed: set[str] = set()
        self.line: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self.one_at_a_time = asyncio.Lock()
        self.news = asyncio.Event()
        self.is_over = self.is_gone = False
        await self.until(self.plan.acts()[0][0])
        await self.again(lambda: self.ask("GET", f"/j/{self.hall['code']}/"))
        follower = asyncio.create_task(self.follow())
        postman = asyncio.create_task(self.post())
        for at, kind, question in self.plan.acts():
            await self.until(at)
            await self.do(kind, question)
        await self.until(self.plan.rhythm.seconds)
        self.is_over = True
        self.news.set()
        await postman
        await asyncio.sleep(1.5)
        self.is_gone = True
        await follower

    async def until(self, at: float) -> None:
        await asyncio.sleep(max(0.0, self.began + at - time.monotonic()))

    @property
    def is_cut(self) -> bool:
        begins, ends = self.plan.offline()
        return begins <= time.monotonic() - self.began < ends

    async def do(self, kind: str, question: str) -> None:
        act = {"id": str(uuid4()), "kind": kind, "by": self.id, "key": self.key}
        if kind == "join":
            act |= {"first_name": f"P{self.number}"}
        elif kind == "write":
            chance = random.Random(f"{self.number} {len(self.written)}")
            words = " ".join(chance.choices(WORDS, k=chance.randint(3, 12)))
            act |= {"note": str(uuid4()), "question": self.hall["questions"][question], "text": words}
            self.written[act["note"]] = time.monotonic()
        elif kind == "place":
            if not self.hand:
                return
            note, places = self.hand.pop(), self.hall["places"]
            act |= {
                "note": note["note"],
                "code": places[int(act["id"][:8], 16) % len(places)],
                "seen": note["move"],
            }
            self.moved[act["id"]] = time.monotonic()
            self.placed.add(note["note"])
        self.outbox.append(act)
        self.news.set()

    async def take_hand(self) -> None:
        """Ask what was dealt to this phone, a moment after hearing of it: not all phones at the same instant."""
        await asyncio.sleep(random.uniform(0, min(4, 0.5 + 0.01 * self.hall["phones"])))
        state = await self.again(self.state)
        self.hand = [note for note in state["me"]["hand"] if not note["code"] and note["note"] not in self.placed]

    async def post(self) -> None:
        """Send what waits, in order, again and again until it was received; then take it out of the box."""
        pause = 0.0
        while self.outbox or not self.is_over:
            if not self.outbox:
                self.news.clear()
                await self.news.wait()
                continue
            if self.is_cut:
                await asyncio.sleep(0.5)
                continue
            batch = self.outbox[:50]
            started = time.monotonic()
            try:
                answer = await self.ask("POST", f"/hall/{self.hall['id']}/acts/", {"acts": batch})
            except Away:
                self.retried += 1
                pause = min(8.0, pause * 2 or 0.5)
                await asyncio.sleep(random.uniform(0.5, 1.0) * pause)
                continue
            pause = 0.0
            took = time.monotonic() - started
            seconds = 0.0
            for act, result in zip(batch, answer["results"], strict=True):
                if result["state"] == "wait":
                    self.waited += 1
                    seconds = max(seconds, result.get("seconds") or 1)
                    continue
                if result["state"] == "refused":
                    message = f"refused {act['kind']}: {result}"
                    raise RuntimeError(message)
                self.submits.append(took)
                self.sent_at[act.get("note", act["id"]) if act["kind"] == "write" else act["id"]] = started
                self.outbox.remove(act)
            await asyncio.sleep(seconds)

    async def state(self) -> dict:
        headers = {"X-Hall-Participant": self.id, "X-Hall-Key": self.key}
        return await self.ask("GET", f"/hall/{self.hall['id']}/state/", headers=headers)

    async def again(self, ask):
        pause = 0.5
        while True:
            if not self.is_cut:
                try:
                    return await ask()
                except Away:
                    self.retried += 1
            await asyncio.sleep(random.uniform(0.5, 1) * pause)
            pause = min(4, pause * 2)

    async def follow(self) -> None:
        """Listen to the room; when the line breaks, take it up again from the last number."""
        address = None
        while not self.is_gone:
            if self.is_cut:
                await asyncio.sleep(0.5)
                continue
            try:
                if address is None:
                    state = await self.ask("GET", f"/hall/{self.hall['id']}/state/")
                    address, self.last = state["live"], max(self.last, state["number"])
                await self.listen(f"{address}&after={self.last}")
            except (Away, OSError, asyncio.IncompleteReadError):
                await asyncio.sleep(random.uniform(0.3, 1.5))

    async def listen(self, path: str) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, limit=2**22)
        try:
            writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n".encode())
            status = await reader.readline()
            if b" 200 " not in status:
                raise Away
            kind = b""
            while not (self.is_cut or self.is_gone):
                try:
                    line = await asyncio.wait_for(reader.readline(), 1)
                except TimeoutError:
                    continue
                if not line:
                    raise Away
                line = line.strip()
                if line.startswith(b"event:"):
                    kind = line[6:].strip()
                elif line.startswith(b"data:"):
                    self.hear(kind, line[5:])
                    kind = b""
        finally:
            writer.close()

    def hear(self, kind: bytes, frame: bytes) -> None:
        """Note up to which event this phone is told; one phone of each room also which event told of which act.

        The others do not read the news themselves: here one computer plays 300 phones, each of which has its own.
        """
        now = time.monotonic()
        if kind == b"beat":
            return
        found = UP_TO.search(frame)
        if kind == b"reset" or not found:
            raise Away
        self.last = max(self.last, int(found[1]))
        self.frames.append((int(found[1]), now))
        if b'"question dealt"' in frame:
            self.dealt = asyncio.create_task(self.take_hand())
        if self.number < self.hall["rooms"]:
            for item in json.loads(frame)["news"]:
                self.told[str(item.get("move") or item.get("on"))] = item["n"]

    async def ask(self, method: str, path: str, body: dict | None = None, headers: dict | None = None) -> dict:
        """One request on a connection that is kept, as browsers keep it."""
        sent = json.dumps(body).encode() if body is not None else b""
        lines = [f"{method} {path} HTTP/1.1", "Host: localhost", f"Content-Length: {len(sent)}"]
        lines += ["Content-Type: application/json"] * bool(sent)
        lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
        async with self.one_at_a_time:
            try:
                if self.line is None:
                    self.line = await asyncio.open_connection("127.0.0.1", self.port, limit=2**22)
                reader, writer = self.line
                writer.write("\r\n".join([*lines, "", ""]).encode() + sent)
                return await asyncio.wait_for(self.answer(reader), 30)
            except (OSError, asyncio.IncompleteReadError, TimeoutError, Away):
                if self.line:
                    self.line[1].close()
                self.line = None
                raise Away from None

    async def answer(self, reader: asyncio.StreamReader) -> dict:
        status = await reader.readline()
        if not status:
            raise Away
        length, is_chunked = 0, False
        while (line := await reader.readline()) not in {b"\r\n", b""}:
            name, _, value = line.decode().partition(":")
            if name.lower() == "content-length":
                length = int(value)
            elif name.lower() == "transfer-encoding":
                is_chunked = "chunked" in value
        body = b""
        if is_chunked:
            while size := int(await reader.readline(), 16):
                body += (await reader.readexactly(size + 2))[:-2]
            await reader.readline()
        else:
            body = await reader.readexactly(length)
        code = int(status.split()[1])
        if code >= 500 or (code == 403 and not self.sent_at):  # not joined yet, as far as the site knows
            raise Away
        if code >= 400:
            message = f"{code}: {body[:300]!r}"
            raise RuntimeError(message)
        return json.loads(body) if body[:1] == b"{" else {}


def seen_delays(phones: list[Phone]) -> tuple[list[float], int]:
    """Seconds from each act's submission to when each phone of its room heard of it; and how many to expect."""
    delays, expected = [], 0
    rooms: dict[str, list[Phone]] = {}
    for phone in phones:
        rooms.setdefault(phone.hall["id"], []).append(phone)
    for room in rooms.values():
        numbers = {key: number for phone in room for key, number in phone.told.items()}
        acts = [(numbers[key], at) for phone in room for key, at in phone.sent_at.items() if key in numbers]
        for phone in room:
            frames = sorted(phone.frames)
            tops = [to for to, _ in frames]
            for number, at in acts:
                place = bisect.bisect_left(tops, number)
                expected += 1
                if place < len(tops):
                    arrived = frames[place][1]
                    if arrived >= at - 0.001:
                        delays.append(max(0.0, arrived - at))
                    else:
                        expected -= 1
    return delays, expected
