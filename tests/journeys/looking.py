"""A page looked at by axe as it stands, and measured: what is wrong with it, in words."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
}


def faults_on(page: Page) -> list[str]:
    """The faults of a page as it stands now; a page wider than its screen is one."""
    found = [
        f"{violation['id']}: {violation['help']} — {violation['nodes'][0]['html'][:160]}"
        for violation in Axe().run(page, options=RULES).response["violations"]
    ]
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [*found, f"the page is {over} px wider than the screen"] if over > 0 else found
