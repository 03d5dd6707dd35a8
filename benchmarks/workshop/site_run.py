"""The site under the benchmark: prepared by its own operations, served by its own command, led by its own pages."""

import asyncio
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent


class Site:
    """A site that runs on a folder and a database of its own."""

    def __init__(self, home: Path, database: str | None, processes: int) -> None:
        self.home, self.processes = home, processes
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.environment = {
            **os.environ,
            "SPIRALE_HOME": str(home),
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            "DJANGO_SETTINGS_MODULE": "spirale.config.settings",
        }
        self.environment.pop("SPIRALE_DATABASE", None)
        if database:
            self.environment["SPIRALE_DATABASE"] = database
        self.running: subprocess.Popen | None = None
        self.memory = 0.0
        self.spent: dict[int, float] = {}
        self.cookies = ""

    def ask(self, *words: str) -> dict:
        """Have the site's own code answer, in a process of its own."""
        done = subprocess.run(
            [sys.executable, str(HERE / "inside.py"), *words], env=self.environment, capture_output=True, text=True
        )
        if done.returncode:
            raise RuntimeError(done.stderr[-3000:])
        return json.loads(done.stdout)

    def start(self) -> None:
        words = ["-c", "from spirale.cli import main; main()", "serve", "--processes", str(self.processes)]
        with (self.home / "log").open("a") as log:
            self.running = subprocess.Popen(
                [sys.executable, *words], env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/about/", timeout=2):
                    return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError((self.home / "log").read_text()[-3000:])

    def kill(self) -> None:
        """End every process of the site at once, without a word: `kill -9`."""
        os.killpg(self.running.pid, signal.SIGKILL)
        self.running.wait()

    def stop(self) -> None:
        self.running.terminate()
        try:
            self.running.wait(20)
        except subprocess.TimeoutExpired:
            self.kill()

    async def die_twice(self, rhythm, began: float) -> None:
        for at in rhythm.deaths():
            await asyncio.sleep(max(0, began + at - time.monotonic()))
            self.kill()
            await asyncio.sleep(2)
            await asyncio.to_thread(self.start)

    async def watch(self) -> None:
        """Remember the most that the web processes and the worker held together, and what processor they took."""
        while True:
            processes = list(_processes_of(self.running.pid))
            self.memory = max(self.memory, sum(map(_memory_of, processes)))
            self.spent |= {int(folder.name): _processor_of(folder) for folder in processes}
            await asyncio.sleep(2)

    def lead(self, hall: dict, act: str, question: str | None) -> None:
        """One act of the facilitator, as the lead page's forms send it; tried again while the site is away."""
        path, fields = hall["acts"][f"{act} {question}" if question else act]
        body = urllib.parse.urlencode(fields).encode()
        headers = {"Cookie": hall["cookies"], "X-CSRFToken": hall["csrf"], "Accept": "text/html"}
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", body, headers)
        for _ in range(60):
            try:
                with _no_redirect.open(request, timeout=20):
                    return
            except urllib.error.HTTPError as answer:
                if answer.code in {200, 204, 302, 303}:
                    return
                raise
            except OSError:
                time.sleep(0.5)


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_given):
        return None


_no_redirect = urllib.request.build_opener(_Stay)


def prepare(site: Site, *, rooms: int) -> list[dict]:
    """Make the territory, its rooms and their halls; each with the codes and the facilitator's acts."""
    return site.ask("prepare", str(rooms))["halls"]


def _processes_of(leader: int) -> Iterator[Path]:
    """The processes of one session that still run, as the kernel shows them."""
    for folder in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if folder.name.isdigit() and os.getsid(int(folder.name)) == leader:
                yield folder


def _memory_of(folder: Path) -> float:
    """MiB that a process holds, pages shared with others counted in part."""
    with contextlib.suppress(OSError):
        for line in (folder / "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0.0


def _processor_of(folder: Path) -> float:
    """Seconds of processor that a process has taken, with its threads."""
    with contextlib.suppress(OSError):
        after_name = (folder / "stat").read_text().rpartition(")")[2].split()
        return (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK")
    return 0.0
