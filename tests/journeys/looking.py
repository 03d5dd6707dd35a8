"""A page looked at by axe as it stands, and measured: what is wrong with it, in words."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

RULES = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
}


ASK = """async (options) => (await axe.run(document, options)).violations.map(
  (found) => `${found.id}: ${found.help} — ${found.nodes[0].html.slice(0, 160)}`
)"""


def faults_on(page: Page) -> list[str]:
    """The faults of a page as it stands now; a page wider than its screen is one."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE_SCRIPT)
    found: list[str] = page.evaluate(ASK, RULES)
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [*found, f"the page is {over} px wider than the screen"] if over > 0 else found
