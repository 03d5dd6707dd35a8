"""A phone in a hall is led to the choice that opens, loses its network there, and loses nothing of what was begun."""

import json

from playwright.sync_api import Browser, Page, expect

from journeys.conftest import Site, sign_in


def test_a_phone_led_to_the_choice_keeps_its_page_and_the_pledge_it_began(site: Site, browser: Browser) -> None:
    held = json.loads(site.run("tests/ask_choice.py", "La banque sans réseau").splitlines()[-1])
    # localhost counts as a secure place, so that the page has its worker, as behind https
    address = site.address.replace("127.0.0.1", "localhost")
    desk = browser.new_context(locale="fr-FR")
    lead = desk.new_page()
    sign_in(lead, site, "facilitator")
    lead.goto(f"{site.address}/choices/{held['choice']}/meeting/")
    pocket = browser.new_context(locale="fr-FR", viewport={"width": 360, "height": 740}, reduced_motion="reduce")
    pocket.set_default_timeout(30_000)
    phone = pocket.new_page()
    phone.goto(f"{address}/j/{held['code']}/")
    phone.locator("#join-form [type=submit]").click()
    phone.locator("#key-done").click()
    press(lead, "open_scoring")
    press(lead, "open_bank")
    link = phone.locator("#elsewhere a")
    expect(link).to_have_attribute("href", f"/choices/{held['choice']}/phone/", timeout=30_000)
    expect(link).to_contain_text("ce que vous pouvez apporter", timeout=30_000)
    link.click()

    expect(phone.locator("#phone")).to_have_attribute("data-ready", "yes")
    promise(phone, "2")
    expect(phone.locator("#my-pledges")).to_contain_text("reçue")
    phone.locator("#pledge-amount").fill("7")
    phone.wait_for_function("() => caches.match(location.href).then(Boolean)")
    phone.wait_for_timeout(1_000)  # what is typed is kept a moment after

    pocket.set_offline(True)
    phone.reload()
    expect(phone.locator("#phone")).to_have_attribute("data-ready", "yes")
    phone.locator("[data-tab=pledge]").click()
    expect(phone.locator("#pledge-amount")).to_have_value("7")
    expect(phone.locator("#my-pledges > li")).to_have_count(1)
    phone.locator("#pledge-form [type=submit]:visible").click()
    expect(phone.locator("#phone")).to_have_attribute("data-state", "waiting")
    pocket.set_offline(False)
    expect(phone.locator("#phone")).to_have_attribute("data-state", "received", timeout=60_000)
    expect(lead.locator("#all-pledges summary").first).to_contain_text("2")

    # A pledge withdrawn by mistake is promised again.
    mine = phone.locator("#my-pledges > li").first
    mine.locator("summary").click()
    mine.locator("form button").click()
    expect(mine).to_contain_text("retirée")
    mine.locator("[data-back] button").click()
    expect(mine).to_contain_text("reçue")
    expect(lead.locator("#returned-pledges summary")).to_contain_text("1")

    # Who leads withdraws it: its author still takes away how to reach them.
    mine.locator("[data-change]").click()
    phone.locator("#pledge-amount").fill("3")
    phone.locator("#pledge-contact").fill("06 12 34 56 78")
    phone.locator("#pledge-form [type=submit]:visible").click()
    expect(phone.locator("#phone")).to_have_attribute("data-state", "received")
    expect(lead.locator("#all-pledges")).to_contain_text("06 12 34 56 78", timeout=30_000)
    expect(mine.locator("[data-reach]")).to_be_hidden()
    withdraw_as_leader(lead)
    expect(mine.locator("[data-reach] button")).to_be_visible(timeout=30_000)
    mine.locator("[data-reach] button").click()
    expect(mine.locator("[data-reach]")).to_be_hidden()
    expect(lead.locator("#withdrawn-pledges")).not_to_contain_text("06 12 34 56 78")
    for context in (desk, pocket):
        context.close()


def promise(phone: Page, amount: str) -> None:
    phone.locator("[data-tab=pledge]").click()
    phone.locator("#pledge-amount").fill(amount)
    phone.locator("#pledge-form [type=submit]:visible").click()
    expect(phone.locator("#phone")).to_have_attribute("data-state", "received")


def withdraw_as_leader(lead: Page) -> None:
    """Withdraw the first pledge of the list on the lead page."""
    lead.locator("#all-pledges > summary").click()
    leaving = lead.locator("#all-pledges form:has(input[name=act][value=withdraw])").first
    leaving.locator("xpath=ancestor::details[1]/summary").click()
    leaving.locator("button").click()
    expect(lead.locator("#withdrawn-pledges")).to_contain_text("06 12 34 56 78")


def press(lead: Page, act: str) -> None:
    """Press the button of an act on the lead page."""
    lead.locator(f"form:has(input[name=act][value={act}]) button").first.click()
