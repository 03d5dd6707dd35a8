"""The drawing of the plan on a phone, by finger, and on a computer, by keys: both move a task, and undo it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, CDPSession, Locator, Page, expect

from journeys.conftest import Site, sign_in
from journeys.looking import faults_on

PLAN = "/t/val-d-ombreze/plan/"
DAYS = 5
UNTIL_STILL = """async () => {
    const drawing = document.querySelector(".gantt");
    const bars = drawing.querySelector(".gantt-bars");
    const place = () => [scrollY, drawing.scrollTop, bars.scrollLeft].join();
    for (let before = "", frames = 0; frames < 20; ) {
        frames = place() === before ? frames + 1 : 0;
        before = place();
        await new Promise(requestAnimationFrame);
    }
}"""
"""A drawing that was swiped glides on for a while."""


@dataclass(frozen=True)
class Finger:
    """A finger on the screen: what it does goes through the browser as what a hand does."""

    page: Page
    hand: CDPSession

    def down(self, x: float, y: float) -> None:
        self._touch("touchStart", (x, y))

    def to(self, x: float, y: float) -> None:
        self._touch("touchMove", (x, y))

    def up(self) -> None:
        self._touch("touchEnd")

    def swipe(self, x: float, y: float, across: float, down: float) -> None:
        self.down(x, y)
        for part in range(1, 9):
            self.to(x + across * part / 8, y + down * part / 8)
            self.page.wait_for_timeout(16)
        self.up()
        self.page.evaluate(UNTIL_STILL)

    def _touch(self, kind: str, *points: tuple[float, float]) -> None:
        self.hand.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]})


@pytest.fixture
def finger(browser: Browser, site: Site) -> Iterator[Finger]:
    context = browser.new_context(
        locale="fr-FR", viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True, reduced_motion="reduce"
    )
    context.set_default_timeout(20_000)
    page = context.new_page()
    sign_in(page, site, "facilitator")
    page.goto(site.address + PLAN)
    yield Finger(page, context.new_cdp_session(page))
    context.close()


def bar_of(page: Page) -> Locator:
    """A bar of several days, and no other after the page was drawn anew."""
    found = page.locator(".gantt .bar", has=page.locator("rect.whole")).first
    return page.locator(f".gantt .bar[data-task='{found.get_attribute('data-task')}']")


def first_day(bar: Locator) -> date:
    return date.fromisoformat(bar.get_attribute("data-start") or "")


def middle_of(bar: Locator) -> tuple[float, float]:
    """The place of a bar where a finger comes down, with the drawing scrolled to it."""
    bar.evaluate(
        """bar => {
            bar.closest(".gantt").scrollIntoView({ block: "center" });
            bar.scrollIntoView({ block: "nearest" });
            const frame = bar.closest(".gantt-bars");
            const reach = bar.querySelector("rect.whole").getBoundingClientRect();
            frame.scrollLeft += reach.left - frame.getBoundingClientRect().left - 50;
        }"""
    )
    box = bar.locator("rect.whole").bounding_box()
    assert box
    return box["x"] + 12, box["y"] + box["height"] / 2


def scrolled(page: Page) -> float:
    return float(page.evaluate("document.querySelector('.gantt-bars').scrollLeft"))


def test_a_finger_that_is_held_moves_a_bar_one_that_swipes_scrolls_and_one_that_taps_opens(finger: Finger) -> None:
    page = finger.page
    assert faults_on(page) == []
    bar = bar_of(page)
    began, title = first_day(bar), (bar.get_attribute("aria-label") or "").split(",")[0]
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if "/move/" in request.url else None)

    x, y = middle_of(bar)
    before = scrolled(page)
    finger.swipe(x, y, -80, 0)
    page.wait_for_function("before => document.querySelector('.gantt-bars').scrollLeft > before + 30", arg=before)
    x, y = middle_of(bar)
    finger.swipe(x, y, 0, -80)
    expect(page.locator(".bar.dragged")).to_have_count(0)
    assert first_day(bar) == began
    assert sent == []

    x, y = middle_of(bar)
    across = DAYS * int(page.locator(".gantt").get_attribute("data-day") or 0) / 1000
    finger.down(x, y)
    expect(page.locator(".bar.dragged")).to_have_count(1)
    for part in range(1, 9):
        finger.to(x + across * part / 8, y + part)
    expect(page.locator("#moving")).to_have_text(re.compile(rf"\b{(began + timedelta(days=DAYS)).day}\b"))
    finger.up()
    expect(bar).to_have_attribute("data-start", (began + timedelta(days=DAYS)).isoformat())
    expect(page.locator("#plan .told")).to_contain_text(title)
    expect(page.locator("#moving")).to_be_empty()
    assert len(sent) == 1
    assert PLAN in page.url
    assert faults_on(page) == []

    page.locator("[data-undo] button").tap()
    expect(page.locator("#announcements .told")).to_have_text("C’est défait.")
    assert first_day(bar_of(page)) == began

    page.touchscreen.tap(*middle_of(bar_of(page)))
    expect(page).to_have_url(re.compile(r"/tasks/"))
    expect(page.locator("h1")).to_have_text(title)


def test_a_second_finger_lets_go_of_the_bar_where_it_was(finger: Finger) -> None:
    page = finger.page
    bar = bar_of(page)
    began = first_day(bar)
    x, y = middle_of(bar)
    finger.down(x, y)
    expect(page.locator(".bar.dragged")).to_have_count(1)
    finger.to(x + 40, y)
    finger.hand.send(
        "Input.dispatchTouchEvent",
        {"type": "touchStart", "touchPoints": [{"x": x + 40, "y": y, "id": 0}, {"x": x + 45, "y": y, "id": 1}]},
    )
    expect(page.locator(".bar.dragged")).to_have_count(0)
    finger.up()
    assert first_day(bar) == began


def test_keys_move_a_bar_and_go_from_one_to_the_next(site: Site, facilitator: Page) -> None:
    page = facilitator
    page.goto(site.address + PLAN)
    bar = bar_of(page)
    began = first_day(bar)
    bar.focus()
    for key in ("PageDown", "ArrowRight", "ArrowRight", "ArrowLeft"):
        page.keyboard.press(key)
    expect(page.locator("#moving")).to_have_text(re.compile(rf"\b{(began + timedelta(days=8)).day}\b"))
    expect(bar).to_have_attribute("data-start", (began + timedelta(days=8)).isoformat())
    expect(bar).to_be_focused()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#moving")).to_be_empty()
    assert first_day(bar) == began + timedelta(days=8)
    page.keyboard.press("End")
    last = page.locator(".gantt .bar").last
    expect(last).to_be_focused()
    assert faults_on(page) == []
    page.locator("[data-undo] button").click()
    expect(bar).to_have_attribute("data-start", began.isoformat())
    last.focus()
    title = (last.get_attribute("aria-label") or "").split(",")[0]
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/tasks/"))
    expect(page.locator("h1")).to_have_text(title)
