"""The meeting of the resource bank in French, from scoring to signatures: who leads, a projector, and four phones.

With SPIRALE_SCREENSHOTS=<folder>, its main pictures are kept there.
"""

import json
from dataclasses import dataclass

from playwright.sync_api import Browser, Page, expect

from journeys.conftest import Site, picture, sign_in

TITLE = "La banque de ressources, salle des Aires"
PEOPLE = {"Amina": "citizen", "Bruno": "association", "Claire": "institution", "Denise": "firm"}
PROMISED = {
    "Amina": ("Écoute et visites (heures)", "120"),
    "Bruno": ("Argent (euros)", "150"),
    "Claire": ("Animation (heures)", "12,5"),
    "Denise": ("Conduite (heures)", "30"),
}
VISITS = "Les visites à deux"


@dataclass
class Phone:
    """Somebody's phone at the meeting."""

    name: str
    page: Page

    def join(self, address: str) -> None:
        self.page.goto(address)
        self.page.locator("#join-name").fill(self.name)
        self.page.locator("#join-kind").select_option(PEOPLE[self.name])
        self.page.locator("#join-form [type=submit]").click()
        expect(self.page.locator("#action-title")).to_be_visible()

    def score(self, value: int, actions: int) -> None:
        for number in range(actions):
            expect(self.page.locator("#action-place")).to_contain_text(str(number + 1))
            for scale in self.page.locator("#action-criteria .scale").all():
                scale.locator("label", has_text=str(value)).click()
            if number + 1 < actions:
                self.page.locator("#action-next").click()
        self.all_received()

    def promise(self) -> None:
        what, amount = PROMISED[self.name]
        self.page.locator("[data-tab=pledge]").click()
        self.page.locator("#pledge-resource").select_option(label=what)
        self.page.locator("#pledge-amount").fill(amount)
        self.page.locator("#pledge-form [type=submit]:visible").click()
        self.all_received()

    def all_received(self) -> None:
        expect(self.page.locator("#phone")).to_have_attribute("data-state", "received")


def test_a_resource_bank_meeting_goes_from_scores_to_signatures(site: Site, browser: Browser) -> None:
    held = json.loads(site.run("tests/ask_choice.py", TITLE).splitlines()[-1])
    choice = f"{site.address}/choices/{held['choice']}/"
    computer = browser.new_context(locale="fr-FR", viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    lead = computer.new_page()
    sign_in(lead, site, "facilitator")
    lead.goto(f"{choice}meeting/")
    wall = computer.new_page()
    wall.set_viewport_size({"width": 1920, "height": 1080})
    wall.goto(f"{choice}wall/")
    pockets = [
        browser.new_context(locale="fr-FR", viewport={"width": 360, "height": 740}, reduced_motion="reduce")
        for _ in PEOPLE
    ]
    phones = [Phone(name, pocket.new_page()) for name, pocket in zip(PEOPLE, pockets, strict=True)]

    press(lead, "open_scoring")
    for phone in phones:
        phone.join(f"{site.address}/j/{held['code']}/choice/")
    for value, phone in enumerate(phones, start=1):
        phone.score(value, held["actions"])
    expect(wall.locator(".wall-said strong")).to_have_text("4")
    picture(phones[0].page, "choice-score")
    press(lead, "close_scoring")

    press(lead, "open_bank")
    expect(wall.locator(".wall-now")).to_have_attribute("data-face", "bank")
    for phone in phones:
        expect(phone.page.locator("#bank-closed")).to_be_hidden()
        phone.promise()
    visits = wall.locator(".balances li", has_text="Écoute et visites")
    expect(visits).to_contain_text("120 sur 120 heures")
    expect(lead.locator("#all-pledges summary").first).to_contain_text("4")
    picture(phones[0].page, "choice-pledge")
    picture(wall, "choice-wall")

    press(lead, "compute")
    sets = lead.locator("[data-panel=choice]")
    expect(sets).to_contain_text(VISITS, timeout=60_000)
    sets.evaluate("panel => panel.scrollIntoView()")  # its parts are drawn anew as the work goes on
    picture(lead, "choice-lead")
    lead.goto(f"{choice}meeting/decide/?start=best")
    expect(lead.get_by_label(VISITS, exact=True)).to_be_checked()
    minibus = lead.get_by_label("Le minibus du jeudi", exact=True)
    expect(minibus).not_to_be_checked()
    minibus.check()
    lead.locator("#decided-by").fill("La réunion élargie, 4 personnes")
    lead.locator("main form button").last.click()
    # What is decided otherwise than the set wants a reason, and keeps what was ticked.
    expect(lead.locator("[role=alert]")).to_contain_text("Le minibus du jeudi")
    expect(minibus).to_be_checked()
    lead.locator("li", has=minibus).locator("input[name^=reason-]").fill("Le club le prête déjà")
    lead.locator("main form button").last.click()
    expect(wall.locator(".wall-actions")).to_contain_text(VISITS)
    lead.goto(f"{choice}result/")
    expect(lead.locator("main")).to_contain_text("Le club le prête déjà")

    sign_on_the_spot(site, lead, phones)
    for context in (computer, *pockets):
        context.close()


def press(lead: Page, act: str) -> None:
    """Press the button of an act on the lead page."""
    lead.locator(f"form:has(input[name=act][value={act}]) button").first.click()


def sign_on_the_spot(site: Site, lead: Page, phones: list[Phone]) -> None:
    """Two people sign a promise on their phones: one types the name, the other draws it with a finger."""
    lead.goto(f"{site.address}/t/val-d-ombreze/commitments/")
    lead.locator("section", has_text=VISITS).get_by_role("link", name="Signer sur les téléphones").click()
    lead.locator("main form button").click()
    door = lead.locator(".door-address").inner_text().strip()
    for number, phone in enumerate(phones[:2]):
        page = phone.page
        page.goto(site.address + "/" + door.split("/", 3)[3])
        page.locator("[name=who]").fill(phone.name)
        page.locator("[name=kind]").select_option(PEOPLE[phone.name])
        page.locator("[name=what]").fill("Passer chaque mercredi")
        page.locator("[name=signed_as]").fill(phone.name)
        if number:
            pad = page.locator("canvas")
            pad.scroll_into_view_if_needed()
            box = pad.bounding_box()
            assert box
            page.mouse.move(box["x"] + 20, box["y"] + 20)
            page.mouse.down()
            page.mouse.move(box["x"] + 120, box["y"] + 60, steps=5)
            page.mouse.up()
        page.locator("main form [type=submit], main form button").last.click()
        expect(page.locator(".told.success")).to_be_visible()
    lead.goto(f"{site.address}/t/val-d-ombreze/commitments/")
    section = lead.locator("section", has=lead.get_by_role("heading", name=VISITS))
    expect(section.get_by_text("Passer chaque mercredi")).to_have_count(2)
    expect(section.locator("svg path").first).to_be_attached()
