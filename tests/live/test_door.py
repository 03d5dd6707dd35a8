"""The live door as it runs: real servers, a real database, news told by another process."""

import http.client
import signal
import socket
import time
from contextlib import ExitStack, closing
from uuid import UUID, uuid4

import pytest

from spirale.live.tickets import address_of

pytestmark = pytest.mark.database


@pytest.fixture(autouse=True)
def _same_secret(settings, surroundings):
    """Tickets are signed here for servers that run elsewhere."""
    settings.SECRET_KEY = surroundings["SPIRALE_SECRET"]


@pytest.fixture
def space() -> UUID:
    return uuid4()


def test_what_several_write_at_once_comes_to_all_in_order_and_whole_from_every_process(
    site, other_site, teller, space, listen
):
    streams = [listen(each, f"{address_of(space)}&after=0") for each in (site, other_site) * 5]
    teller.tell(space, 25, writers=4)
    for stream in streams:
        assert stream.wait_until(lambda heard: len(heard.numbers) >= 100)
        assert stream.numbers == list(range(1, 101))
        assert stream.last == "100"
        assert not stream.has_reset


def test_pages_and_news_share_one_port(site, teller, space, listen):
    stream = listen(site, f"{address_of(space)}&after=0")
    with closing(http.client.HTTPConnection("127.0.0.1", site.port, timeout=20)) as browser:
        for _ in range(3):
            browser.request("GET", "/about/")
            assert b"Spirale" in browser.getresponse().read()
    teller.tell(space, 1)
    assert stream.wait_until(lambda heard: heard.numbers == [1])
    assert stream.answer.headers["Content-Type"] == "text/event-stream; charset=utf-8"


def test_who_comes_without_a_ticket_is_refused_in_words(site, space, listen):
    refused = listen(site, f"/live/{space}/?ticket=none")
    assert refused.answer.status == 403


def test_who_comes_back_after_the_server_was_killed_misses_nothing(surroundings, make_site, teller, space, listen):
    first = make_site()
    stream = listen(first, f"{address_of(space)}&after=0")
    teller.tell(space, 3)
    assert stream.wait_until(lambda heard: heard.last == "3")
    first.stop(signal.SIGKILL)
    teller.tell(space, 4)
    second = make_site()
    again = listen(second, f"{address_of(space)}&after=0", Last_Event_ID=stream.last)
    assert again.wait_until(lambda heard: heard.last == "7")
    teller.tell(space, 1)
    assert again.wait_until(lambda heard: heard.last == "8")
    assert stream.numbers + again.numbers == list(range(1, 9))


def test_the_site_stops_in_seconds_while_a_hall_listens(make_site, space, listen):
    running = make_site()
    request = f"GET {address_of(space)} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
    with ExitStack() as hall:
        phones = [hall.enter_context(socket.create_connection(("127.0.0.1", running.port), 10)) for _ in range(300)]
        for phone in phones:
            phone.sendall(request)
        for phone in phones:
            assert phone.recv(15) == b"HTTP/1.1 200 OK"
        started = time.monotonic()
        said = running.stop(signal.SIGTERM)
        assert time.monotonic() - started < 5
    assert running.process.returncode == 0
    assert "Spirale has stopped" in said
    assert "Cancel" not in said
    assert "Traceback" not in said
