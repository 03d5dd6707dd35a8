"""`spirale serve`, as it runs: the site, its worker, and bodies through the real server."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from email.message import Message
from pathlib import Path
from urllib.parse import urlencode

import pytest

import prepared

SPIRALE = [sys.executable, "-c", "from spirale.cli import main; main()"]


class Running:
    """The site, started by its command in a folder of its own."""

    def __init__(self, home: Path) -> None:
        kept_out = {"SPIRALE_DATABASE", "SPIRALE_ADDRESS", "HOST", "PORT"}
        environment = {name: value for name, value in os.environ.items() if name not in kept_out}
        environment |= {"SPIRALE_HOME": str(home), "SPIRALE_UPLOAD_LIMIT_MIB": "1", "PYTHONUNBUFFERED": "1"}
        self.process = subprocess.Popen(  # noqa: S603 - ourselves
            [*SPIRALE, "serve", "--port", "0"], env=environment, stderr=subprocess.PIPE, text=True
        )
        self.said = ""
        assert self.process.stderr
        for line in self.process.stderr:
            self.said += line
            if found := re.search(r"http://127\.0\.0\.1:(\d+)", line):
                self.port = int(found.group(1))
                return
        pytest.fail(f"the site did not start: {self.said}")

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, Message, str]:
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
            connection.request(
                method, path, body or None, {name.replace("_", "-"): said for name, said in headers.items()}
            )
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read().decode()

    def workers(self) -> list[int]:
        """The background workers that this site started, as Linux lists them."""
        children = Path(f"/proc/{self.process.pid}/task").glob("*/children")
        ids = [int(each) for child in children for each in child.read_text().split()]
        return [each for each in ids if b"spirale.cli.background" in Path(f"/proc/{each}/cmdline").read_bytes()]

    def stop(self, how: signal.Signals) -> int:
        self.process.send_signal(how)
        code = self.process.wait(30)
        assert self.process.stderr
        with self.process.stderr:
            self.said += self.process.stderr.read()
        return code


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    running = Running(tmp_path_factory.mktemp("home"))
    yield running
    if running.process.poll() is None:
        running.stop(signal.SIGKILL)


def wait_for(what: object, seconds: float = 15) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if what():
            return True
        time.sleep(0.2)
    return False


def test_the_database_is_made_ready_and_the_address_said(site):
    assert "Bringing the database up to date" in site.said
    assert site.ask("GET", "/")[0] == 200


def test_a_body_goes_through_the_real_server(site):
    _, headers, page = site.ask("GET", "/sign-in/")
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token
    cookie = headers["Set-Cookie"].split(";")[0]
    body = urlencode({"language": "en", "next": "/about/", "csrfmiddlewaretoken": token.group(1)}).encode()
    form = "application/x-www-form-urlencoded"
    status, headers, _ = site.ask("POST", "/language/", body, Cookie=cookie, Content_Type=form)
    assert (status, headers["Location"]) == (302, "/about/")
    assert "=en" in headers["Set-Cookie"]


def test_a_body_too_large_is_refused_in_words_before_it_is_kept(site):
    status, _, said = site.ask("POST", "/sign-in/", b"x" * (3 * 2**20), Content_Type="text/plain")
    assert status == 413
    assert "2 MiB" in said
    assert "2 Mio" in said
    assert site.ask("GET", "/")[0] == 200


def test_a_body_that_does_not_say_its_length_is_refused(site):
    with closing(http.client.HTTPConnection("127.0.0.1", site.port, timeout=30)) as connection:
        connection.request("POST", "/sign-in/", iter([b"x" * 1000] * 3), encode_chunked=True)
        assert connection.getresponse().status == 411


def test_a_worker_that_falls_is_started_again(site):
    assert wait_for(site.workers)
    first = site.workers()
    os.kill(first[0], signal.SIGKILL)
    assert wait_for(lambda: site.workers() and site.workers() != first)


def test_a_port_in_use_is_said_with_what_to_do(site, tmp_path):
    prepared.lay(tmp_path)
    environment = {**os.environ, "SPIRALE_HOME": str(tmp_path), "LC_ALL": "C"}
    environment.pop("SPIRALE_DATABASE", None)
    done = subprocess.run(  # noqa: S603 - ourselves
        [*SPIRALE, "serve", "--port", str(site.port)], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert str(site.port) in done.stderr
    assert "--port" in done.stderr


def test_one_word_stops_the_site_and_its_worker_cleanly(site):
    assert wait_for(site.workers)
    worker = site.workers()[0]
    assert site.stop(signal.SIGINT) == 0
    assert "Spirale has stopped." in site.said
    assert not Path(f"/proc/{worker}").exists()
    with pytest.raises(OSError, match="refused"), closing(socket.socket()) as knocking:
        knocking.connect(("127.0.0.1", site.port))
