"""The site as it runs, and another process that tells the journal's news to it through the database alone."""

import contextlib
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

import pytest

import prepared

SERVE = [sys.executable, "-c", "from spirale.cli import main; main()", "serve", "--port", "0"]
TELL = """
import sys, threading, uuid, django
django.setup()
from django.db import connections, transaction
from spirale.journal import operations
from spirale.journal.models import Event, Space
told = set()
def tell(space, count):
    for number in range(count):
        with transaction.atomic():
            operations.append("tried", space=space, on=Space(id=space), by=None, told={"word": "dit"})
    connections.close_all()
for line in sys.stdin:
    space, count, writers = line.split()
    space = uuid.UUID(space)
    told.add(space)
    threads = [threading.Thread(target=tell, args=[space, int(count)]) for _ in range(int(writers))]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    print("told", flush=True)
Event.objects.filter(space__in=told).delete()
Space.objects.filter(id__in=told).delete()
"""


class Site:
    """`spirale serve`, in a home and with a database that others share."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.process = subprocess.Popen(  # noqa: S603 - ourselves
            SERVE, env=environment, stderr=subprocess.PIPE, text=True
        )
        said = ""
        assert self.process.stderr
        for line in self.process.stderr:
            said += line
            if found := re.search(r"http://127\.0\.0\.1:(\d+)", line):
                self.port = int(found.group(1))
                return
        pytest.fail(f"the site did not start: {said}")

    def stop(self, how: signal.Signals) -> str:
        """Stop, and give what was said since the start."""
        self.process.send_signal(how)
        assert self.process.stderr
        with self.process.stderr:
            said = self.process.stderr.read() if how != signal.SIGKILL else ""
        self.process.wait(30)
        return said


class Stream:
    """One listener over a real connection, read in a thread as the news come."""

    def __init__(self, site: Site, address: str, **headers: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=20)
        self.connection.request("GET", address, headers={name.replace("_", "-"): to for name, to in headers.items()})
        self.answer = self.connection.getresponse()
        self.numbers: list[int] = []
        self.last = ""
        self.has_reset = False
        self.changed = threading.Condition()
        self.thread = threading.Thread(target=self.read, daemon=True)
        self.thread.start()

    def read(self) -> None:
        try:
            for line in self.answer:
                name, _, value = line.decode().rstrip("\n").partition(": ")
                with self.changed:
                    if name == "id":
                        self.last = value
                    elif (name, value) == ("event", "reset"):
                        self.has_reset = True
                    elif name == "data" and "news" in value:
                        self.numbers += [each["n"] for each in json.loads(value)["news"]]
                    self.changed.notify_all()
        except (OSError, http.client.HTTPException, ValueError, AttributeError):
            """The site went away, or the test has seen enough."""

    def wait_until(self, what: Any, seconds: float = 10) -> bool:
        with self.changed:
            return self.changed.wait_for(lambda: what(self), seconds)

    def close(self) -> None:
        """Leave as a phone does whose page is closed; the reading thread then lets go of what it holds."""
        if self.connection.sock:
            with contextlib.suppress(OSError):
                self.connection.sock.shutdown(socket.SHUT_RDWR)
        self.thread.join(5)
        self.answer.close()
        self.connection.close()


@pytest.fixture(scope="module")
def surroundings(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> dict[str, str]:
    """A home of their own, and the tests' PostgreSQL or a SQLite file of their own."""
    from django.db import connection

    kept_out = {"SPIRALE_DATABASE", "SPIRALE_ADDRESS", "SPIRALE_SECRET", "HOST", "PORT"}
    environment = {name: value for name, value in os.environ.items() if name not in kept_out}
    home = tmp_path_factory.mktemp("home")
    environment |= {
        "SPIRALE_HOME": str(home),
        "SPIRALE_SECRET": "the same in all processes of these tests",
        "DJANGO_SETTINGS_MODULE": "spirale.config.settings",
        "PYTHONUNBUFFERED": "1",
    }
    if connection.vendor == "sqlite":
        prepared.lay(home)
    else:
        kept = connection.settings_dict
        place = f"{quote(kept['USER'])}:{quote(kept['PASSWORD'])}@:{kept['PORT']}/{quote(kept['NAME'])}"
        environment["SPIRALE_DATABASE"] = f"postgresql://{place}?host={quote(kept['HOST'], safe='')}"
    return environment


@pytest.fixture(scope="module")
def site(surroundings: dict[str, str]) -> Iterator[Site]:
    running = Site(surroundings)
    yield running
    if running.process.poll() is None:
        running.stop(signal.SIGTERM)


@pytest.fixture(scope="module")
def other_site(site: Site, surroundings: dict[str, str]) -> Iterator[Site]:
    running = Site(surroundings)
    yield running
    if running.process.poll() is None:
        running.stop(signal.SIGTERM)


class Teller:
    """Another process that writes to the journal."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.process = subprocess.Popen(  # noqa: S603 - ourselves
            [sys.executable, "-c", TELL], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def tell(self, space: object, count: int, *, writers: int = 1) -> None:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(f"{space} {count} {writers}\n")
        self.process.stdin.flush()
        assert self.process.stdout.readline() == "told\n"


@pytest.fixture(scope="module")
def teller(site: Site, surroundings: dict[str, str]) -> Iterator[Teller]:
    running = Teller(surroundings)
    yield running
    with running.process:
        assert running.process.stdin
        running.process.stdin.close()
        running.process.wait(20)


@pytest.fixture
def make_site(site: Site, surroundings: dict[str, str]) -> Iterator[Callable[[], Site]]:
    """Start the site once more, for a test that stops it."""
    running: list[Site] = []

    def make() -> Site:
        running.append(Site(surroundings))
        return running[-1]

    yield make
    for each in running:
        if each.process.poll() is None:
            each.stop(signal.SIGTERM)


@pytest.fixture
def listen() -> Iterator[Callable[..., Stream]]:
    """Listen at an address of a site until the end of the test."""
    streams: list[Stream] = []

    def begin(site: Site, address: str, **headers: str) -> Stream:
        streams.append(Stream(site, address, **headers))
        return streams[-1]

    yield begin
    for stream in streams:
        stream.close()
