"""Two phones at one table and the wall: notes placed by the key or in groups, seen by all, and no placing lost."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from journeys.conftest import Site
from journeys.looking import faults_on


@dataclass(frozen=True)
class Hall:
    """A hall whose notes are revealed and that is about to place them."""

    site: Site
    code: str
    workshop: str

    def ask(self, act: str, *words: str) -> Any:
        return json.loads(self.site.run("tests/ask_placing.py", act, self.workshop, *words).splitlines()[-1])

    def moves(self, text: str = "") -> list[dict[str, Any]]:
        return [move for move in self.ask("moves") if move["text"] == text or not text]


@pytest.fixture
def hall(site: Site, request: pytest.FixtureRequest) -> Hall:
    made = json.loads(site.run("tests/ask_placing.py", "open", request.node.name[:60]).splitlines()[-1])
    return Hall(site, made["code"], made["workshop"])


@pytest.fixture
def phone(hall: Hall, browser: Browser) -> Iterator[Callable[..., Page]]:
    """Somebody sits down at table 1 with a phone, and joins."""
    contexts = []

    def sit(name: str, width: int = 360) -> Page:
        context = browser.new_context(
            locale="fr-FR", viewport={"width": width, "height": 740}, reduced_motion="reduce", has_touch=True
        )
        context.set_default_timeout(20_000)
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{hall.site.address}/j/{hall.code}/")
        page.locator("#join-name").fill(name)
        page.locator("#join-table").fill("1")
        page.locator("#join-form button[type=submit]").click()
        page.locator("#key-done").click()
        expect(page.locator("#phone[data-state=received][data-live=open]")).to_be_attached()
        return page

    yield sit
    for context in contexts:
        context.close()


def card(page: Page) -> Locator:
    return page.locator("#placing-desk .placing-card")


def text_on_card(page: Page) -> str:
    return card(page).locator(".placing-text").inner_text()


def choose(page: Page, name: str) -> None:
    page.locator(f"#placing-desk [data-focus='{name}']").click()


def place(page: Page, code: str, family: str) -> str:
    """Place the note on the desk, step by step; gives its words."""
    text = text_on_card(page)
    if page.locator("[data-focus=read]").is_visible():
        choose(page, "read")
    choose(page, f"under:{family}")
    choose(page, f"code:{code}")
    return text


def all_received(page: Page) -> None:
    expect(page.locator("#phone")).to_have_attribute("data-state", "received")


def test_a_note_is_placed_step_by_step_and_everybody_sees_it(
    hall: Hall, phone: Callable[..., Page], facilitator: Page
) -> None:
    one, two = phone("Amina"), phone("Paul")
    expect(one.locator("#placing-empty")).to_contain_text("Aucune note à placer")
    facilitator.set_viewport_size({"width": 1920, "height": 1080})
    facilitator.goto(f"{hall.site.address}/workshops/{hall.workshop}/wall/")
    assert hall.ask("deal", "Q1", "tables") == 4
    expect(card(one)).to_contain_text("Note 1 sur 4")
    expect(card(two)).to_contain_text("Note 1 sur 4")
    expect(one.locator("#placing-desk h4")).to_have_text("Seulement ce qui est écrit")
    choose(one, "read")
    expect(one.locator("#placing-desk h4")).to_be_focused()
    expect(one.locator("[data-focus='under:C']")).to_contain_text("reconstitution")
    choose(one, "under:A")
    first = one.locator(".placing-choices > li").first
    expect(first).to_contain_text("Dans le doute, garder le plus général")
    expect(one.locator("[data-focus='code:A02']")).to_contain_text("médicaments")
    choose(one, "back")
    choose(one, "under:A")
    text = text_on_card(one)
    choose(one, "code:A02")
    expect(card(one).locator("h3")).to_be_focused()
    expect(card(one)).to_contain_text("Note 2 sur 4")
    expect(one.locator("#placing-progress-words")).to_have_text("1 sur 4 placées")
    all_received(one)
    expect(one.locator("#placing-done li")).to_contain_text("A02 Soins et médicaments · reçue, tous la voient")

    expect(two.locator("#placing-desk .told")).to_contain_text("Quelqu’un vient de placer cette note : A02")
    expect(two.locator("#placing-progress-words")).to_have_text("1 sur 4 placées")
    choose(two, "agree")
    choose(two, "read")
    expect(two.locator("[data-lies='under:A']")).to_contain_text("1 note s’y trouve")
    choose(two, "lies under:A")
    expect(two.locator(".placing-lying li")).to_have_text([text])
    expect(facilitator.locator(".wall-bars li", has_text="moyens de vie").locator(".wall-number")).to_have_text("1")

    one.locator("#placing-done summary").click()
    one.locator("#placing-done button").click()
    choose(one, "takeOut")
    expect(two.locator("[data-lies='under:A']")).to_be_hidden()
    expect(one.locator("#placing-progress-words")).to_have_text("0 sur 4 placées")


def test_two_who_move_one_note_at_once_are_both_kept_until_they_settle(hall: Hall, phone: Callable[..., Page]) -> None:
    one, two = phone("Amina"), phone("Paul")
    hall.ask("deal", "Q1", "tables")
    expect(card(one)).to_be_visible()
    expect(card(two)).to_be_visible()
    two.context.set_offline(True)
    text = place(two, "B02", "B")
    expect(two.locator("#phone")).to_have_attribute("data-state", "waiting")
    assert place(one, "A03", "A") == text
    all_received(one)
    two.context.set_offline(False)
    all_received(two)
    for page, mine, theirs in [(one, "A03", "B02"), (two, "B02", "A03")]:
        contest = page.locator("#placing-contests article")
        expect(contest).to_contain_text(re.compile(f"Quelqu’un a placé cette note sous {theirs} .*sous {mine} "))
        assert faults_on(page) == []
    moves = hall.moves(text)
    assert [(move["code"], move["stands"], move["contests"]) for move in moves] == [
        ("A03", False, True),
        ("B02", True, False),
    ]
    one.locator("#placing-contests button", has_text="Garder B02").click()
    for page in (one, two):
        expect(page.locator("#placing-contests article")).to_have_count(0)
    all_received(one)
    moves = hall.moves(text)
    assert [move["code"] for move in moves] == ["A03", "B02", "B02"]
    assert [move["contests"] for move in moves] == [False, False, False]


def test_what_is_placed_without_network_arrives_once_and_in_order(hall: Hall, phone: Callable[..., Page]) -> None:
    one = phone("Amina")
    hall.ask("deal", "Q1", "tables")
    expect(card(one)).to_be_visible()
    choose(one, "read")
    expect(one.locator("[data-focus='under:A']")).to_be_visible()
    one.context.clock.install()
    one.context.set_offline(True)
    text = place(one, "A05", "A")
    place(one, "A06", "A")
    expect(one.locator("#placing-progress-words")).to_have_text("2 sur 4 placées")
    one.locator("#placing-done summary").click()
    expect(one.locator("#placing-done li").first).to_contain_text("sur ce téléphone")
    one.locator("#placing-done li", has_text=text).locator("button").click()
    expect(card(one)).to_contain_text("Changer cette note de place")
    choose(one, "under:B")
    choose(one, "code:B")
    lost = []

    def lose_the_first_answer(route: Route) -> None:
        if lost:
            route.continue_()
        else:
            lost.append(route.fetch().status)
            route.abort()

    one.route("**/acts/", lose_the_first_answer)
    with one.expect_event("requestfailed", lambda request: request.url.endswith("/acts/")):
        one.context.set_offline(False)
    one.context.clock.fast_forward("00:30")  # the pause before the next attempt passes on the phone's own clock
    all_received(one)
    assert lost == [200]
    assert [(move["code"], move["stands"]) for move in hall.moves(text)] == [("A05", False), ("B", True)]
    assert len(hall.moves()) == 3
    assert not any(move["contests"] for move in hall.moves())
    one.reload()
    expect(one.locator("#placing-progress-words")).to_have_text("2 sur 4 placées")


def press_to(page: Page, name: str, key: str = "Tab") -> None:
    """Go with the keyboard to what bears this name, as somebody who sees the focus move."""
    for _ in range(60):
        if page.evaluate("document.activeElement?.dataset.focus") == name:
            return
        page.keyboard.press(key)
    pytest.fail(f"the keyboard does not come to {name}")


def test_one_places_by_keyboard_alone(hall: Hall, phone: Callable[..., Page]) -> None:
    page = phone("Odile", 320)
    hall.ask("deal", "Q1", "tables")
    expect(card(page)).to_be_visible()
    assert faults_on(page) == []
    press_to(page, "read")
    page.keyboard.press("Enter")
    assert faults_on(page) == []
    press_to(page, "search")
    page.keyboard.type("logement")
    expect(page.locator("#placing-desk [role=status]").first).to_contain_text("trouvé")
    assert faults_on(page) == []
    press_to(page, "code:A03")
    page.keyboard.press("Space")
    expect(card(page).locator("h3")).to_be_focused()
    expect(card(page)).to_contain_text("Note 2 sur 4")
    expect(page.locator("#phone-said")).to_contain_text("Placée : A03")
    for number in (3, 4):
        press_to(page, "leave")
        page.keyboard.press("Enter")
        expect(card(page)).to_contain_text(f"Note {number} sur 4")
        expect(card(page).locator("h3")).to_be_focused()
    press_to(page, "under:G")
    page.keyboard.press("Enter")
    expect(page.locator("#placing-desk h4")).to_be_focused()
    assert faults_on(page) == []
    press_to(page, "code:G")
    page.keyboard.press("Enter")
    expect(page.locator("#placing-desk h3")).to_have_text("Vous avez laissé 2 notes à d’autres.")
    expect(page.locator("#placing-desk h3")).to_be_focused()
    press_to(page, "again")
    page.keyboard.press("Enter")
    expect(card(page)).to_contain_text("Note 2 sur 4")
    all_received(page)
    assert [move["code"] for move in hall.moves()] == ["A03", "G"]


HEARD_AGAIN = """async () => {
  const { Sheet } = await import(`${document.getElementById("phone").dataset.static}workshops/placing_sheet.js`);
  const sheet = new Sheet({ state: { workshop: { id: "none" } }, me: null, waiting: () => [] });
  const questions = [{ id: "q", code: "Q1", dealt_at: "2026-01-01" }];
  const state = { number: 9, me: null, questions, placing: { question: "q" } };
  const told = { n: 10, note: "a", question: "q", code: "A02", pile: null, move: "m", before: null };
  const said = [];
  for (const comes of [() => sheet.take(state), () => {}, () => sheet.take(state)]) {
    comes();
    const heard = sheet.hearMove(told);
    said.push([sheet.countAt("code:A02"), Boolean(heard?.isNews)]);
  }
  return said;
}"""


def test_what_was_heard_counts_after_a_state_that_is_older_and_is_told_once(phone: Callable[..., Page]) -> None:
    assert phone("Amina").evaluate(HEARD_AGAIN) == [[1, True], [1, False], [1, False]]


def test_groups_are_named_filled_and_renamed_under_everybodys_eyes(hall: Hall, phone: Callable[..., Page]) -> None:
    one, two = phone("Amina"), phone("Paul", 320)
    hall.ask("step", "2")
    assert hall.ask("deal", "Q4", "tables") == 3
    expect(card(one)).to_be_visible()
    one.locator("#placing-new-name").press("Enter")
    expect(one.locator(".placing-wrong")).to_have_text("Donnez d’abord un nom au groupe.")
    expect(card(two)).to_be_visible()
    two.locator("#placing-new-name").fill("un nom commencé")
    text = text_on_card(one)
    one.locator("#placing-new-name").fill("Se retrouver")
    one.locator("#placing-new-name").press("Enter")
    expect(card(one)).to_contain_text("Note 2 sur 3")
    group = two.locator(".placing-choices li", has_text="Se retrouver")
    expect(group.locator("[data-lies]")).to_contain_text("1 note s’y trouve")
    expect(two.locator("#placing-new-name")).to_have_value("un nom commencé")
    expect(two.locator("#placing-new-name")).to_be_focused()
    group.locator("[data-lies]").click()
    expect(group.locator(".placing-lying li")).to_have_text([text])
    assert faults_on(two) == []
    choose(two, "agree")
    other = text_on_card(two)
    group.locator(".placing-choice").click()
    expect(one.locator("[data-lies^='pile:']")).to_contain_text("2 notes s’y trouvent")
    renaming = one.locator(".placing-rename")
    renaming.locator("summary").click()
    renaming.locator("input").fill("Se rencontrer <b>ici</b>")
    renaming.locator("input").press("Enter")
    expect(two.locator(".placing-choices .placing-name")).to_have_text("Se rencontrer <b>ici</b>")
    all_received(one)
    all_received(two)
    moves = hall.moves()
    assert [(move["text"], move["pile"]) for move in moves] == [
        (text, "Se rencontrer <b>ici</b>"),
        (other, "Se rencontrer <b>ici</b>"),
    ]
