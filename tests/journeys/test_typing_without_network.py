"""Paper notes typed while the network comes and goes: nothing is lost, nothing is kept twice."""

import json
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect


@pytest.fixture(scope="module")
def address(site: Any) -> str:
    """Where one types the notes of a workshop of the demonstration."""
    return str(site.address + dict(site.paths)["coding:entry"])


@pytest.fixture
def entry(facilitator: Page, address: str) -> Page:
    """The page of fast entry, its script ready."""
    facilitator.goto(address)
    expect(facilitator.locator("#take-back")).to_be_visible()
    return facilitator


def received(page: Page) -> int:
    return int(page.locator("#entry").get_attribute("data-received") or "")


def type_notes(page: Page, *texts: str) -> None:
    for text in texts:
        page.keyboard.type(text)
        page.keyboard.press("Enter")


def shown(page: Page, count: int) -> list[str]:
    return page.locator("#last-notes [data-text]").all_inner_texts()[:count]


def test_notes_typed_without_network_wait_through_a_closed_page_and_arrive_once_in_order(
    entry: Page, address: str
) -> None:
    before, context = received(entry), entry.context
    context.set_offline(True)
    type_notes(entry, "première", "deuxième", "troisième")
    expect(entry.locator("#last-notes li[data-state=here]")).to_have_count(3)
    entry.keyboard.type("un début de not")
    entry.close()
    context.set_offline(False)
    again = context.new_page()
    again.goto(address)
    expect(again.locator("#id_text")).to_have_value("un début de not")
    last = again.locator("#last-notes li").first
    expect(last).to_contain_text("troisième")
    expect(last).to_have_attribute("data-state", "received")
    expect(again.locator("#last-notes li[data-state=here]")).to_have_count(0)
    again.reload()
    expect(again.locator("#id_text")).to_have_value("un début de not")
    assert received(again) == before + 3
    assert shown(again, 3) == ["troisième", "deuxième", "première"]


def test_a_note_whose_answer_got_lost_is_sent_again_and_kept_once(entry: Page) -> None:
    before = received(entry)
    lost = []

    def lose_the_first_answer(route: Route) -> None:
        if lost:
            route.continue_()
        else:
            lost.append(route.fetch().status)
            route.abort()

    entry.route("**/entry/notes/", lose_the_first_answer)
    type_notes(entry, "dite une fois")
    expect(entry.locator("#last-notes li").first).to_have_attribute("data-state", "received")
    assert lost == [200]
    entry.reload()
    assert received(entry) == before + 1


def test_taking_a_note_back_brings_its_words_to_the_box_and_keys_change_question_and_sign(entry: Page) -> None:
    questions, signs = entry.locator("input[name=question]"), entry.locator("input[name=sign]")
    before = received(entry)
    entry.keyboard.press("F8")
    expect(questions.nth(1)).to_be_checked()
    sign = entry.locator("input[name=sign]:checked").input_value()
    entry.keyboard.press("F2")
    assert entry.locator("input[name=sign]:checked").input_value() != sign
    entry.keyboard.press("Shift+F8")
    expect(questions.nth(0)).to_be_checked()
    expect(signs.first).to_be_enabled()
    type_notes(entry, "<b>trop</b> vite")
    expect(entry.locator("#last-notes li").first).to_have_attribute("data-state", "received")
    with entry.expect_response("**/withdraw/"):
        entry.keyboard.press("Control+z")
    expect(entry.locator("#id_text")).to_have_value("<b>trop</b> vite")
    expect(entry.locator("#last-notes")).not_to_contain_text("<b>trop</b> vite")
    entry.reload()
    assert received(entry) == before


def test_a_note_the_site_refuses_does_not_hold_the_others_and_its_words_come_back(entry: Page) -> None:
    refused = {"state": "refused", "message": "Cette note ne peut pas être gardée."}
    entry.route(
        "**/entry/notes/",
        lambda route: (
            route.fulfill(status=422, content_type="application/json", body=json.dumps(refused))
            if "refusée" in (route.request.post_data_json or {})["text"]
            else route.continue_()
        ),
    )
    type_notes(entry, "note refusée", "note suivante")
    expect(entry.locator("#last-notes li").first).to_have_attribute("data-state", "received")
    expect(entry.locator("#refused")).to_contain_text(refused["message"])
    entry.locator("#refused button").click()
    expect(entry.locator("#id_text")).to_have_value("note refusée")
    expect(entry.locator("#refused")).to_be_hidden()
