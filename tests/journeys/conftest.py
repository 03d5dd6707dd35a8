"""A real site for the journeys, on a folder of its own, and a real browser that looks at it."""

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

import prepared

ROOT = Path(__file__).resolve().parents[2]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.journey)


@dataclass(frozen=True)
class Site:
    """A site that runs, with the demonstration in it."""

    address: str
    asked: "subprocess.Popen[str]"

    def run(self, *words: str) -> str:
        """Run a program on the site's own folder, and give what it says."""
        assert self.asked.stdin
        assert self.asked.stdout
        self.asked.stdin.write(json.dumps(words) + "\n")
        self.asked.stdin.flush()
        answer = json.loads(self.asked.stdout.readline())
        assert not answer["failed"], answer["failed"]
        return str(answer["said"])

    def link_for(self, role: str) -> str:
        """An address that signs somebody of the demonstration in, once."""
        return self.run("tests/ask_site.py", "link", role).strip()

    @cached_property
    def paths(self) -> list[tuple[str, str]]:
        """Every address of the site that can be read, with its path on the demonstration."""
        return [(name, path) for name, path in json.loads(self.run("tests/ask_site.py", "paths"))]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, free_port: int) -> Iterator[Site]:
    home = tmp_path_factory.mktemp("site")
    prepared.lay_demonstration(home)
    environment = {
        **os.environ,
        "SPIRALE_HOME": str(home),
        "HOST": "127.0.0.1",
        "PORT": str(free_port),
        "DJANGO_SETTINGS_MODULE": "spirale.config.settings",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT / "tests")]),
    }
    for name in ("SPIRALE_DATABASE", "SPIRALE_ADDRESS"):
        environment.pop(name, None)
    with (home / "log").open("w") as log, subprocess.Popen(
        [sys.executable, "-c", "from spirale.cli import main; main()", "demo", "--serve"],
        env=environment, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT,
    ) as running:  # fmt: skip
        address = f"http://127.0.0.1:{free_port}"
        try:
            _wait_for(address, running, home / "log")
            with subprocess.Popen(
                [sys.executable, "tests/asked.py"],
                env=environment, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            ) as asked:  # fmt: skip
                site = Site(address, asked)
                assert site.paths, "asked for before any journey changes what is there"
                yield site
        finally:
            running.terminate()
            running.wait(20)


@pytest.fixture(scope="session")
def free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(address: str, running: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until:
        if running.poll() is not None:
            pytest.fail(f"The site stopped by itself:\n{log.read_text()}")
        try:
            with urllib.request.urlopen(f"{address}/about/", timeout=2) as answer:  # noqa: S310 - our own site
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"The site did not answer within two minutes:\n{log.read_text()}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    sys.path.insert(0, str(ROOT / "tools"))
    from browser import find

    program = find()
    if not program:
        pytest.fail("No Chromium on this machine: python tools/browser.py says how to get one.")
    expect.set_options(timeout=20_000)  # a first grouping loads the encoder; a busy machine takes its time
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def visitor(browser: Browser, site: Site) -> Iterator[Page]:
    """Somebody who opens the site without signing in, in French, on a computer."""
    context = _context(browser)
    yield context.new_page()
    context.close()


@pytest.fixture
def facilitator(browser: Browser, site: Site) -> Iterator[Page]:
    """The demonstration's facilitator, signed in by a link."""
    context = _context(browser)
    page = context.new_page()
    sign_in(page, site, "facilitator")
    yield page
    context.close()


def _context(browser: Browser) -> BrowserContext:
    context = browser.new_context(locale="fr-FR", viewport={"width": 1280, "height": 900})
    context.set_default_timeout(20_000)
    return context


def sign_in(page: Page, site: Site, role: str) -> None:
    """Follow a link as it stands in a letter, and confirm."""
    link = site.link_for(role)
    page.goto(site.address + link.partition(link.split("/")[2])[2])
    if page.locator("main form[method=post] button").count():
        page.locator("main form[method=post] button").first.click()
    page.wait_for_url(lambda address: "/sign-in/" not in address)


def picture(page: Page, name: str) -> None:
    """Keep what a page shows in the folder SPIRALE_SCREENSHOTS, if one is named, under this name and its width."""
    folder = os.environ.get("SPIRALE_SCREENSHOTS")
    if folder and page.viewport_size:
        path = Path(folder) / f"{name}-{page.viewport_size['width']}.png"
        page.screenshot(
            path=path,
            animations="disabled",
            caret="hide",
            style=".phone-said, #phone-said { display: none !important }",
        )
