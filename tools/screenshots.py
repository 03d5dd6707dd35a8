"""Take the documentation's pictures anew: the site on the demonstration, in a folder that is thrown away afterwards.

Pictures of meetings are those of the journeys that go through them: `meetings` takes these alone.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import socket

from browser import find
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
SIZES = {360: 780, 1280: 860}
MEETINGS = {
    "hall-lead-1280": "hall-4-lead-1280",
    "hall-write-360": "hall-3-write-360",
    "hall-place-360": "hall-4-place-360",
    "hall-pledge-360": "hall-8-pledge-360",
    "hall-wall-1920": "hall-4-wall-1920",
    "hall-minutes-1280": "hall-11-minutes-1280",
    "choice-score-360": "choice-score-360",
    "choice-pledge-360": "choice-pledge-360",
    "choice-wall-1920": "choice-wall-1920",
    "choice-lead-1280": "choice-lead-1280",
}
"""Pictures of meetings by the names of the journeys' own."""

SPIRALE = [sys.executable, "-c", "from spirale.cli import main; main()"]


def pages() -> dict[str, str]:
    """The main pages by the name of their picture; what follows from the demonstration has the same id everywhere."""
    from spirale.demo.operations import id_of

    workshop, finished = id_of("workshop", "jeunes"), id_of("synthesis", "finished")
    draft, free = id_of("synthesis", "draft"), id_of("synthesis", "free")
    note = id_of("note", "jeunes", "Q1", "les copains ❤️", 0)
    return {
        "home": "/",
        "territory": "/t/val-d-ombreze/",
        "cycles": "/t/val-d-ombreze/cycles/",
        "group": f"/groups/{id_of('group', 'jeunes')}/",
        "workshop": f"/workshops/{workshop}/",
        "entry": f"/workshops/{workshop}/entry/",
        "import": f"/workshops/{workshop}/import/",
        "criteria": f"/workshops/{workshop}/criteria/",
        "agreement": f"/workshops/{workshop}/agreement/",
        "synthesis-editor": f"/syntheses/{draft}/",
        "synthesis-board": f"/syntheses/{free}/board/",
        "synthesis-public": f"/syntheses/{finished}/v/1/",
        "synthesis-note": f"/syntheses/{finished}/v/1/notes/{note}/",
        "axes": "/t/val-d-ombreze/axes/",
        "choice-result": f"/choices/{id_of('choice')}/result/",
        "commitments": "/t/val-d-ombreze/commitments/",
        "plan": "/t/val-d-ombreze/plan/",
        "can-do": "/t/val-d-ombreze/what-can-i-do/",
    }


@contextmanager
def site() -> Iterator[tuple[str, str]]:
    """The site on the demonstration: its address, and a link that signs the facilitator in."""
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory(prefix="spirale-screenshots-") as home:
        environment = {
            **os.environ,
            "SPIRALE_HOME": home,
            "SPIRALE_ADDRESS": address,
            "HOST": "127.0.0.1",
            "PORT": str(port),
            "DJANGO_SETTINGS_MODULE": "spirale.config.settings",
        }
        environment.pop("SPIRALE_DATABASE", None)
        made = subprocess.run([*SPIRALE, "demo", "--json"], check=True, capture_output=True, text=True, env=environment)
        with subprocess.Popen([*SPIRALE, "serve"], env=environment, stderr=subprocess.DEVNULL) as running:
            try:
                wait_for(address)
                yield address, json.loads(made.stdout)["sign_in_link"]
            finally:
                running.terminate()
                running.wait(20)


def wait_for(address: str) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(f"{address}/about/", timeout=2)  # noqa: S310 - our own site
        except OSError:
            time.sleep(0.2)
        else:
            return
    sys.exit("The site did not answer within a minute.")


def take(page: Page, name: str, address: str, width: int) -> None:
    page.goto(address)
    page.wait_for_load_state("networkidle")
    if name == "synthesis-public":
        page.locator(".sentence .margin details").first.evaluate("each => each.open = true")
        page.locator(".sentence").first.scroll_into_view_if_needed()
        page.evaluate("scrollTo(0, document.querySelector('.sentences').getBoundingClientRect().top + scrollY - 120)")
    page.screenshot(path=IMAGES / f"{name}-{width}.png", animations="disabled", caret="hide")
    print(f"docs/images/{name}-{width}.png")


def take_the_meetings() -> None:
    """Go through the journeys of a first meeting and of the resource bank, and keep their main pictures."""
    journeys = [f"tests/journeys/test_a_{each}_meeting.py" for each in ("first", "resource_bank")]
    with tempfile.TemporaryDirectory(prefix="spirale-meetings-") as folder:
        told = {**os.environ, "SPIRALE_SCREENSHOTS": folder}
        subprocess.run([sys.executable, "-m", "pytest", "-q", *journeys], check=True, cwd=ROOT, env=told)
        for name, taken in MEETINGS.items():
            shutil.copyfile(Path(folder) / f"{taken}.png", IMAGES / f"{name}.png")
            print(f"docs/images/{name}.png")


def main() -> None:
    IMAGES.mkdir(exist_ok=True)
    if sys.argv[1:] != ["meetings"]:
        take_the_pages()
    take_the_meetings()


def take_the_pages() -> None:
    program = find()
    if not program:
        sys.exit("No Chromium on this machine: python tools/browser.py says how to get one.")
    with site() as (address, link), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        context = browser.new_context(locale="fr-FR", reduced_motion="reduce")
        page = context.new_page()
        page.goto(link)
        page.locator("main form[method=post] button").first.click()
        page.wait_for_url(lambda url: "/sign-in/" not in url)
        for width, height in SIZES.items():
            page.set_viewport_size({"width": width, "height": height})
            for name, path in pages().items():
                take(page, name, address + path, width)
        browser.close()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "spirale.config.settings")
    import django

    django.setup()
    main()
