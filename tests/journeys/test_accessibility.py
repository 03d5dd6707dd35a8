"""Every page of the site, looked at by axe: on a phone and on a computer, signed in and not."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Error, Page

from journeys.conftest import Site, sign_in

WIDTHS = {"phone": 360, "computer": 1280}
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}


@pytest.fixture(scope="module")
def paths(site: Site) -> list[tuple[str, str]]:
    return site.paths


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS.keys())
@pytest.mark.parametrize("role", ["nobody", "administrator"])
def test_no_page_has_an_accessibility_fault(
    role: str, width: int, site: Site, paths: list[tuple[str, str]], browser: Browser
) -> None:
    context = browser.new_context(locale="fr-FR", viewport={"width": width, "height": 800}, reduced_motion="reduce")
    page = context.new_page()
    if role != "nobody":
        sign_in(page, site, role)
    faults, looked_at = [], 0
    for name, path in paths:
        answer = context.request.get(site.address + path)
        is_page = "text/html" in answer.headers.get("content-type", "") and "<html" in answer.text()
        if not is_page or "/sign-in/" in answer.url.removeprefix(site.address + path):
            continue
        looked_at += 1
        faults += [f"{name} ({path}): {fault}" for fault in _faults(page, site.address + path)]
    context.close()
    assert looked_at > (4 if role == "nobody" else 25)
    assert not faults, "\n".join(faults)


def _faults(page: Page, address: str) -> list[str]:
    for _ in range(3):
        page.goto(address)
        try:
            return _look_at(page)
        except Error as error:
            if "Execution context was destroyed" not in error.message:
                raise  # else the page loaded itself again, as that of criteria does once suggestions are ready
    return ["the page keeps loading itself again"]


def _look_at(page: Page) -> list[str]:
    page.evaluate("for (const each of [...document.querySelectorAll('main details')].slice(0, 6)) each.open = true")
    found = [
        f"{violation['id']}: {violation['help']} — {violation['nodes'][0]['html'][:160]}"
        for violation in Axe().run(page, options=RULES).response["violations"]
    ]
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [*found, f"the page is {over} px wider than the screen"] if over > 0 else found
