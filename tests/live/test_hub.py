"""The hub alone: who is told what, in which order, and who must start afresh."""

import asyncio
import json
from collections.abc import Callable, Coroutine, Sequence
from typing import Any
from uuid import UUID, uuid4

import pytest

from spirale.journal.queries import Line
from spirale.live import hub as hubs
from spirale.live.hub import Hub, Room
from spirale.live.tickets import address_of

SPACE = uuid4()


def lines(first: int, last: int, told: Any = ()) -> list[Line]:
    return [Line(number, "note gathered", f"note {number}", dict(told)) for number in range(first, last + 1)]


class Told:
    """A journal's end that tells what the test says, when it says so."""

    def __init__(self, already: Sequence[Line] = ()) -> None:
        self.already, self.rooms, self.left = already, {}, []

    def __call__(self, opened: Callable[..., None], arrived: Callable[..., None]) -> "Told":
        self.opened, self.arrived = opened, arrived
        return self

    def follow(self, room: Room) -> None:
        self.rooms[room.space] = room
        self.opened(room, self.already)

    def leave(self, room: Room) -> None:
        self.left.append(room)

    def stop(self) -> None:
        self.rooms.clear()

    async def tell(self, told: Sequence[Line], space: UUID = SPACE) -> None:
        self.arrived(self.rooms[space], told)
        await turns()


async def turns(count: int = 10) -> None:
    """Let everything that can go on go on."""
    for _ in range(count):
        await asyncio.sleep(0)


class Phone:
    """A connection to the hub, which reads at its own pace."""

    def __init__(self, hub: Hub, *, address: str = "", after: int | None = None, heard: int | None = None) -> None:
        path, _, query = (address or address_of(SPACE)).partition("?")
        query += "" if after is None else f"&after={after}"
        headers = [] if heard is None else [(b"last-event-id", str(heard).encode())]
        scope = {"type": "http", "method": "GET", "path": path, "query_string": query.encode(), "headers": headers}
        self.status, self.headers, self.said, self.ended = 0, {}, b"", False
        self.reads = asyncio.Event()
        self.reads.set()
        self.gone = asyncio.Event()
        self.task = asyncio.ensure_future(hub(scope, self.receive, self.send))

    async def receive(self) -> dict[str, Any]:
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: dict[str, Any]) -> None:
        await self.reads.wait()
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], dict(message["headers"])
        else:
            self.said += message["body"]
            self.ended = not message.get("more_body")

    @property
    def events(self) -> list[dict[str, str]]:
        blocks = [block for block in self.said.decode().split("\n\n") if block]
        return [dict(line.split(": ", 1) for line in block.split("\n") if line[0] != ":") for block in blocks]

    @property
    def frames(self) -> list[dict[str, Any]]:
        return [json.loads(event["data"]) for event in self.events if "data" in event and "event" not in event]

    @property
    def numbers(self) -> list[int]:
        return [each["n"] for frame in self.frames for each in frame["news"]]

    @property
    def resets(self) -> list[str]:
        return [event["id"] for event in self.events if event.get("event") == "reset"]


def live(story: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(asyncio.wait_for(story(), 10))


def test_news_of_one_tick_come_in_one_frame_with_what_may_be_told():
    async def story():
        told = Told()
        hub = Hub(tail=told)
        phone = Phone(hub, after=0)
        await turns()
        secret = Line(2, "note gathered", "a", None)
        await told.tell(
            [Line(1, "step started", "s", {"step": {"id": "s"}}), secret, Line(3, "agenda changed", "w", {})]
        )
        (frame,) = phone.frames
        assert (frame["from"], frame["to"]) == (1, 3)
        assert frame["news"] == [
            {"n": 1, "verb": "step started", "on": "s", "step": {"id": "s"}},
            {"n": 3, "verb": "agenda changed", "on": "w"},
        ]
        assert phone.events[-1]["id"] == "3"
        assert phone.headers[b"cache-control"] == b"no-store"
        assert phone.headers[b"x-accel-buffering"] == b"no"
        assert "retry" in phone.events[0]
        hub.close()

    live(story)


def test_a_frame_is_encoded_once_however_many_listen(monkeypatch):
    counted = []
    encode = hubs.frame_of
    monkeypatch.setattr(hubs, "frame_of", lambda *told: counted.append(told) or encode(*told))

    async def story():
        told = Told()
        hub = Hub(tail=told)
        phones = [Phone(hub, after=0) for _ in range(50)]
        await turns()
        await told.tell(lines(1, 3))
        assert {tuple(phone.numbers) for phone in phones} == {(1, 2, 3)}
        assert len(counted) == 1
        hub.close()

    live(story)


def test_who_comes_back_is_told_what_was_missed_and_nothing_twice():
    async def story():
        told = Told(lines(1, 40))
        hub = Hub(tail=told)
        by_address, by_browser, up_to_date, new = (
            Phone(hub, after=37),
            Phone(hub, after=3, heard=39),
            Phone(hub, after=40),
            Phone(hub),
        )
        await turns()
        assert by_address.numbers == [38, 39, 40]
        assert by_browser.numbers == [40]
        assert up_to_date.numbers == new.numbers == []
        assert {phone.events[-1]["id"] for phone in (by_address, by_browser, up_to_date, new)} == {"40"}
        await told.tell(lines(41, 41))
        assert by_address.numbers == [38, 39, 40, 41]
        assert new.numbers == [41]
        assert not any(phone.resets for phone in (by_address, by_browser, up_to_date, new))
        hub.close()

    live(story)


@pytest.mark.parametrize("after", [0, 8, -5])
def test_who_was_away_too_long_starts_afresh_and_goes_on_from_there(after):
    async def story():
        told = Told(lines(10, 40))
        hub = Hub(tail=told)
        phone = Phone(hub, after=after)
        await turns()
        assert phone.resets == ["40"]
        assert phone.frames == []
        await told.tell(lines(41, 42))
        assert phone.numbers == [41, 42]
        hub.close()

    live(story)


def test_who_already_knows_what_this_process_has_yet_to_read_is_not_told_it_again():
    async def story():
        told = Told(lines(1, 5))
        hub = Hub(tail=told)
        phone, level = Phone(hub, after=8), Phone(hub, after=7)
        await turns()
        await told.tell(lines(6, 7))
        assert phone.frames == level.frames == []
        await told.tell(lines(8, 10))
        assert phone.numbers == [9, 10]
        assert level.numbers == [8, 9, 10]
        assert phone.frames[0]["from"] == 9
        hub.close()

    live(story)


def test_who_knows_of_what_never_comes_starts_afresh():
    async def story():
        told = Told(lines(1, 5))
        hub = Hub(tail=told, beat=0.02)
        phone = Phone(hub, after=400)
        await asyncio.sleep(0.1)
        assert phone.resets == ["5"]
        await told.tell(lines(6, 6))
        assert phone.numbers == [6]
        hub.close()

    live(story)


def test_a_slow_listener_is_reset_and_holds_up_nobody():
    async def story():
        told = Told()
        hub = Hub(tail=told)
        slow, quick = Phone(hub, after=0), Phone(hub, after=0)
        await turns()
        slow.reads.clear()
        for number in range(1, 301):
            await told.tell(lines(number, number))
        assert quick.numbers == list(range(1, 301))
        room = told.rooms[SPACE]
        assert max(len(listener.waiting) for listener in room.listeners) <= hubs.MOST_WAITING
        slow.reads.set()
        await turns()
        assert len(slow.numbers) <= 1 + hubs.MOST_WAITING
        assert slow.resets == ["300"]
        await told.tell(lines(301, 301))
        assert slow.numbers[-1] == 301
        assert quick.resets == []
        hub.close()

    live(story)


def test_a_sign_of_life_is_given_where_there_are_no_news():
    async def story():
        hub = Hub(tail=Told(), beat=0.02)
        phone = Phone(hub, after=0)
        await asyncio.sleep(0.15)
        assert phone.said.count(b": still here") >= 3
        assert phone.frames == []
        hub.close()

    live(story)


def test_news_stay_in_their_space():
    async def story():
        told = Told()
        hub = Hub(tail=told)
        other = uuid4()
        phone, stranger = Phone(hub, after=0), Phone(hub, address=address_of(other), after=0)
        await turns()
        await told.tell(lines(1, 1))
        assert phone.numbers == [1]
        assert stranger.numbers == []
        hub.close()

    live(story)


def test_an_address_without_its_ticket_is_refused_in_words():
    async def story():
        hub = Hub(tail=Told())
        ticket = address_of(SPACE).partition("?")[2]
        wrong = [
            f"/live/{SPACE}/",
            f"/live/{SPACE}/?ticket=",
            f"/live/{uuid4()}/?{ticket}",
            f"/live/{SPACE}/?{ticket}x",
        ]
        phones = [Phone(hub, address=address) for address in wrong]
        nowhere = Phone(hub, address=f"/live/somewhere/?{ticket}")
        await turns()
        assert {phone.status for phone in phones} == {403}
        assert all("Open the page again" in phone.said.decode() and phone.ended for phone in phones)
        assert nowhere.status == 404
        assert hub.rooms == {}

    live(story)


def test_beyond_the_limit_a_listener_is_asked_to_try_again_later():
    async def story():
        hub = Hub(tail=Told(), most_listeners=2)
        phones = [Phone(hub) for _ in range(3)]
        await turns()
        assert [phone.status for phone in phones] == [200, 200, 503]
        assert phones[2].headers[b"retry-after"] == b"10"
        phones[0].gone.set()
        await turns()
        again = Phone(hub)
        await turns()
        assert again.status == 200
        hub.close()

    live(story)


def test_a_space_is_followed_only_while_somebody_listens():
    async def story():
        told = Told()
        hub = Hub(tail=told)
        phone = Phone(hub)
        await turns()
        phone.gone.set()
        await phone.task
        assert [room.space for room in told.left] == [SPACE]
        assert hub.rooms == {}

    live(story)


def test_closing_ends_every_stream_and_opens_none():
    async def story():
        hub = Hub(tail=Told())
        phones = [Phone(hub) for _ in range(20)]
        await turns()
        hub.close()
        await asyncio.gather(*(phone.task for phone in phones))
        assert all(phone.ended for phone in phones)
        late = Phone(hub)
        await turns()
        assert late.status == 503

    live(story)
