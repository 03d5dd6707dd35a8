"""Every page of the site, looked at by axe: on a phone and on a computer, signed in and not."""

import json
from typing import Any

import pytest
from playwright.sync_api import Browser, Error, Page, expect

from journeys.conftest import Site, sign_in
from journeys.looking import faults_on

WIDTHS = {"phone": 360, "computer": 1280}


@pytest.fixture(scope="module")
def paths(site: Site) -> list[tuple[str, str]]:
    return site.paths


@pytest.mark.parametrize("role", ["nobody", "administrator"])
def test_no_page_has_an_accessibility_fault(
    role: str, site: Site, paths: list[tuple[str, str]], browser: Browser
) -> None:
    context = browser.new_context(locale="fr-FR", viewport={"width": 360, "height": 800}, reduced_motion="reduce")
    page = context.new_page()
    if role != "nobody":
        sign_in(page, site, role)
    faults, looked_at = [], 0
    for name, path in paths:
        if not _is_page_for_them(page, site.address + path):
            continue
        looked_at += 1
        for screen, width in WIDTHS.items():
            page.set_viewport_size({"width": width, "height": 800})
            faults += [f"{name} ({path}), {screen}: {fault}" for fault in _look_at(page)]
    context.close()
    assert looked_at > (4 if role == "nobody" else 25)
    assert not faults, "\n".join(faults)


def _is_page_for_them(page: Page, address: str) -> bool:
    """Open an address on a phone; say whether it is a page, and neither a file nor the door to sign in."""
    page.set_viewport_size({"width": WIDTHS["phone"], "height": 800})
    try:
        _open(page, address)
    except Error as refused:
        if "Download is starting" in refused.message:
            return False
        raise
    is_page = page.evaluate("document.contentType") == "text/html" and page.locator("html[lang]").count() > 0
    return is_page and "/sign-in/" not in page.url.removeprefix(address)


def _open(page: Page, address: str) -> None:
    page.goto(address)
    # The site may have to learn what it suggests: until then the page loads itself again.
    expect(page.locator("#preparing")).to_have_count(0, timeout=60_000)
    # A phone shows a screen once it has read what it keeps.
    page.locator("#phone:not([data-on], [data-ready])").wait_for(state="detached")


def _faults(page: Page, address: str) -> list[str]:
    _open(page, address)
    return _look_at(page)


def _look_at(page: Page) -> list[str]:
    page.evaluate("for (const each of [...document.querySelectorAll('main details')].slice(0, 6)) each.open = true")
    return faults_on(page)


def test_the_wall_has_no_fault_on_a_projector(site: Site, paths: list[tuple[str, str]], browser: Browser) -> None:
    context = browser.new_context(locale="fr-FR", viewport={"width": 1920, "height": 1080}, reduced_motion="reduce")
    page = context.new_page()
    sign_in(page, site, "facilitator")
    walls = [path for name, path in paths if name in {"workshops:wall", "workshops:wall_table", "workshops:wall_sheet"}]
    assert len(walls) == 3
    faults = [f"{path}: {fault}" for path in walls for fault in _faults(page, site.address + path)]
    context.close()
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS.keys())
def test_no_state_of_the_participants_page_has_a_fault(width: int, site: Site, browser: Browser) -> None:
    """Each thing one does there: join, keep the code, place (the key, then groups), write, speak, pledge, leave."""

    def ask(act: str, *words: str) -> Any:
        return json.loads(site.run("tests/ask_placing.py", act, *words).splitlines()[-1])

    hall = ask("open", "États de la page")
    context = browser.new_context(locale="fr-FR", viewport={"width": width, "height": 800}, reduced_motion="reduce")
    context.set_default_timeout(20_000)
    page, faults = context.new_page(), []

    def look(state: str) -> None:
        faults.extend(f"{state}: {fault}" for fault in _look_at(page))

    page.goto(f"{site.address}/j/{hall['code']}/")
    page.locator("[data-have-code]:visible").click()
    page.locator("#recover-form [type=submit]").click()
    look("recovering")
    page.locator("#recover-back").click()
    page.locator("#join-form [type=submit]").click()
    expect(page.locator("#key-text")).to_be_visible()
    look("keeping one's code")
    page.locator("#key-done").click()
    look("nothing to place yet")
    ask("deal", hall["workshop"], "Q1", "people")
    page.locator("[data-focus=read]").click()
    page.locator("[data-focus='under:A']").click()
    look("placing with the key")
    page.locator("[data-focus='code:A02']").click()
    page.locator("[data-focus=leave]").click()
    look("placed and left")
    ask("step", hall["workshop"], "2")
    ask("deal", hall["workshop"], "Q4", "people")
    page.locator("#placing-new-name").fill("Se retrouver")
    page.locator("#placing-new-name").press("Enter")
    expect(page.locator(".placing-choices li")).to_have_count(1)
    look("placing in groups")
    ask("step", hall["workshop"], "3")
    page.locator("#note-text").fill("une note")
    page.locator("#note-form [type=submit]").click()
    expect(page.locator("#my-notes > li[data-state=received]")).to_be_visible()
    look("writing")
    page.locator("#pause").click()
    look("pausing")
    page.locator("#ready").click()
    page.locator("#me-button").click()
    look("one's place")
    page.locator("#me-back").click()
    ask("step", hall["workshop"], "4")
    page.locator("#hand-button").click()
    look("speaking")
    ask("step", hall["workshop"], "5")
    page.locator("#pledging-actions details summary").click()
    look("pledging")
    context.close()
    assert not faults, "\n".join(faults)
