"""A whole first meeting in French, from opening the hall to its minutes: who leads, a projector, and five phones.

Bruno's phone has no network through all of Q2, Claire uses the keyboard alone, Denise also writes for Émile, and Amina
finds her notes again on another device. With SPIRALE_SCREENSHOTS=<folder>, a picture of each step is kept there.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from journeys.conftest import Site, picture

TITLE = "Première rencontre, salle des Aires"
PEOPLE = ["Amina", "Bruno", "Claire", "Denise", "Farid"]
SAID = {
    "Amina": ["un logement sec", "manger à ma faim"],
    "Bruno": ["le silence du soir", "un jardin à nous tous"],
    "Claire": ["que l’on m’écoute", "sortir sans crainte"],
    "Denise": ["voir mes petits-enfants", "un médecin tout près"],
    "Émile": ["le banc devant l’église", "qu’on me parle"],
    "Farid": ["un travail que j’aime", "du temps pour les miens"],
}
SUFFERED = {"Amina": ["les factures"], "Claire": ["les trottoirs"], "Denise": ["la solitude"], "Farid": ["le mépris"]}
SUFFERED_OFFLINE = ["le bruit des camions", "attendre le bus sous la pluie"]
COULD = {name: [f"prêter la main au verger, dit {name.lower()}"] for name in PEOPLE}
CONTACT = "06 12 34 56 78"
NOTES = sum(map(len, SAID.values())) + sum(map(len, SUFFERED.values())) + len(SUFFERED_OFFLINE) + len(COULD)


@dataclass
class Phone:
    """Somebody's phone in the hall."""

    name: str
    page: Page
    key: str = ""
    by_keyboard: bool = False

    def press(self, selector: str) -> None:
        """Press a button: with a finger, or with the keyboard, going from one thing to the next until it is there."""
        if not self.by_keyboard:
            return self.page.locator(selector).first.click()
        self.go_to(selector)
        return self.page.keyboard.press("Enter")

    def go_to(self, selector: str) -> None:
        expect(self.page.locator(selector).first).to_be_visible()
        for _ in range(80):
            if self.page.evaluate("(one) => document.activeElement?.matches(one)", selector):
                return
            self.page.keyboard.press("Tab")
        pytest.fail(f"the keyboard does not come to {selector}")

    def type(self, selector: str, words: str) -> None:
        if self.by_keyboard:
            self.go_to(selector)
            self.page.keyboard.type(words)
        else:
            self.page.locator(selector).first.fill(words)

    def join(self, address: str, name: str = "") -> None:
        self.page.goto(address)
        self.type("#join-name", name or self.name)
        self.press("#join-form button[type=submit]")
        self.key = self.shown_key()
        self.press("#key-done")

    def shown_key(self) -> str:
        expect(self.page.locator("#key-text")).to_be_visible()
        return "-".join(self.page.locator("#key-text span").all_inner_texts())

    def write(self, notes: list[str]) -> None:
        for note in notes:
            self.type("#note-text", note)
            self.page.keyboard.press("Enter") if self.by_keyboard else self.page.locator("#note-text").press("Enter")
            expect(self.page.locator("#note-text")).to_have_value("")

    def all_received(self) -> None:
        expect(self.page.locator("#phone")).to_have_attribute("data-state", "received")

    def place_all(self) -> int:
        """Place every note of one's hand by the key: under care, or under the living environment in general."""
        desk = self.page.locator("#placing-desk")
        expect(self.page.locator("#placing-progress")).to_be_visible()
        hand = int(re.findall(r"\d+", self.page.locator("#placing-progress-words").inner_text())[-1])
        for number in range(hand):
            expect(desk.locator("h3")).to_contain_text(f"Note {number + 1} sur {hand}")
            if desk.locator("[data-focus=read]").count():
                self.press("[data-focus=read]")
            family, code = [("A", "A02"), ("B", "B")][number % 2]
            self.press(f"[data-focus='under:{family}']")
            self.press(f"[data-focus='code:{code}']")
        expect(desk.locator("h3")).to_have_text("Toutes vos notes sont placées.")
        self.all_received()
        return hand


@dataclass
class Meeting:
    """The meeting as its facilitator leads it."""

    site: Site
    lead: Page
    wall: Page
    workshop: str
    code: str
    phones: list[Phone]

    def state(self, key: str = "") -> Any:
        headers = {}
        if key:
            found = self.lead.request.post(f"{self.hall}recover/", data={"key": key})
            headers = {"X-Hall-Participant": found.json()["participant"], "X-Hall-Key": key}
        return self.lead.request.get(f"{self.hall}state/", headers=headers).json()

    @property
    def hall(self) -> str:
        return f"{self.site.address}/hall/{self.workshop}/"

    @property
    def address(self) -> str:
        return f"{self.site.address}/workshops/{self.workshop}/"

    def next(self, title: str) -> None:
        """Go to the next step; every phone and the wall follow."""
        self.lead.locator("#step-next").click()
        self.arrived(title)

    def arrived(self, title: str) -> None:
        expect(self.lead.locator(".step-title")).to_have_text(title)
        expect(self.wall.locator(".wall-step")).to_have_text(title)

    def reveal(self, code: str) -> None:
        notes = self.lead.locator("[data-panel=notes] li", has=self.lead.locator(f".swatch:text-is('{code}')"))
        notes.locator("details.asking summary").click()
        notes.locator("details.asking form button").click()
        expect(notes.locator("details.asking")).to_have_count(0)

    def _press_deal(self, code: str) -> None:
        notes = self.lead.locator("[data-panel=notes] li", has=self.lead.locator(f".swatch:text-is('{code}')"))
        notes.locator("button[value=people]").click()

    def deal(self, code: str) -> None:
        self._press_deal(code)
        for phone in self.phones:
            expect(phone.page.locator("#placing-progress")).to_be_visible()

    def deal_to_some(self, code: str, notes: int) -> dict[str, int]:
        """Deal fewer notes than there are people; give how many fell into each hand, once all have."""
        [question] = [each["id"] for each in self.state()["questions"] if each["code"] == code]
        self._press_deal(code)
        hands: dict[str, int] = {}
        for _ in range(40):
            for phone in self.phones:
                hand = self.state(phone.key)["me"]["hand"]
                hands[phone.name] = sum(note["question"] == question for note in hand)
            if sum(hands.values()) == notes:
                return hands
            self.lead.wait_for_timeout(250)
        raise AssertionError(f"{notes} notes were to be dealt: {hands}")

    def counts(self, code: str, notes: int) -> None:
        """Wait until so many notes are counted under a question: counts are taken anew once in a while only."""
        for _ in range(40):
            [found] = [each["notes"] for each in self.state()["questions"] if each["code"] == code]
            if found == notes:
                return
            self.lead.wait_for_timeout(250)
        assert found == notes

    def nobody_reads(self, notes: dict[str, list[str]]) -> None:
        """What is sealed is read by nobody but whoever wrote it: on phones, wall, lead and workshop page."""
        together = [self.wall.content(), self.lead.content()]
        together += [
            self.lead.request.get(self.address + path).text() for path in ("", "lead/", "wall/", "export/csv/")
        ]
        together.append(str(self.state()))
        for texts in notes.values():
            assert [text for text in texts if any(text in page for page in together)] == []
        for phone in self.phones:
            own = notes.get(phone.name, []) + (notes.get("Émile", []) if phone.name == "Denise" else [])
            shown = phone.page.content() + str(self.state(phone.key))
            others = [text for texts in notes.values() for text in texts if text not in own]
            assert [text for text in others if text in shown] == []


@pytest.fixture
def device(browser: Browser) -> Any:
    """One more screen in the hall, of its own width."""
    contexts = []

    def take(width: int, height: int, **more: Any) -> Page:
        context = browser.new_context(
            locale="fr-FR", viewport={"width": width, "height": height}, reduced_motion="reduce", **more
        )
        context.set_default_timeout(20_000)
        contexts.append(context)
        return context.new_page()

    yield take
    for context in contexts:
        context.close()


def test_a_first_meeting_from_its_opening_to_its_minutes(
    facilitator: Page, site: Site, device: Callable[..., Page]
) -> None:
    meeting = _open(facilitator, site, device)
    _join(meeting, device)
    keys = {phone.name: phone.key for phone in meeting.phones} | {"Émile": _write_in_silence(meeting)}
    _place_with_the_key(meeting)
    left = _go_through_q2_without_network(meeting)
    _say_what_one_could_do(meeting)
    _speak_in_turn(meeting)
    _pledge(meeting)
    _find_oneself_again(meeting, device)
    _close(meeting)
    _keep_minutes(meeting, left)
    _follow(meeting, keys, device)


def _open(lead: Page, site: Site, device: Callable[..., Page]) -> Meeting:
    lead.goto(f"{site.address}/t/val-d-ombreze/groups/")
    lead.locator("main a[href^='/groups/']").first.click()
    lead.wait_for_url(re.compile(r"/groups/[0-9a-f-]{36}/$"))
    lead.goto(f"{lead.url}workshops/new/")
    lead.locator("input[name=title]").fill(TITLE)
    lead.locator("input[name=title]").press("Enter")
    lead.wait_for_url(re.compile(r"/workshops/[0-9a-f-]{36}/$"))
    workshop = lead.url.split("/")[-2]
    lead.goto(f"{lead.url}open/")
    lead.locator("#template-first_meeting").check()
    lead.locator("main form[method=post] button:not([name])").last.click()
    lead.wait_for_url(re.compile(r"/lead/$"))
    code = lead.locator(".door-code strong").inner_text()
    wall = device(1920, 1080, storage_state=lead.context.storage_state())
    wall.goto(f"{site.address}/workshops/{workshop}/wall/")
    expect(wall.locator(".wall-code").first).to_have_text(code)
    meeting = Meeting(site, lead, wall, workshop, code, [])
    picture(wall, "hall-1-join")
    picture(lead, "hall-1-lead")
    return meeting


def _join(meeting: Meeting, device: Callable[..., Page]) -> None:
    for number, name in enumerate(PEOPLE):
        phone = Phone(name, device(360, 740, has_touch=True), by_keyboard=name == "Claire")
        meeting.phones.append(phone)
        if number == 0:
            phone.page.goto(f"{meeting.site.address}/j/")
            phone.type("#door-code", meeting.code.lower())
            phone.press("main form button[type=submit]")
            phone.page.wait_for_url(f"**/j/{meeting.code}/")
        phone.join(f"{meeting.site.address}/j/{meeting.code}/")
        if number == 0:
            picture(phone.page, "hall-2-in")
    expect(meeting.wall.locator(".wall-people")).to_contain_text("5")
    expect(meeting.lead.locator("[data-panel=people] .lead-figure")).to_contain_text("5")
    meeting.next("Accueil et engagement")


def _write_in_silence(meeting: Meeting) -> str:
    """Everyone writes; Denise also for Émile, whose recovery code is given back."""
    meeting.next("Q1 · Écrire en silence")
    for phone in meeting.phones:
        expect(phone.page.locator("#question-words")).to_contain_text("bien-être")
        phone.write(SAID[phone.name])
        phone.all_received()
    denise = meeting.phones[3]
    denise.press("#me-button")
    denise.press("#help-another")
    denise.type("#join-name", "Émile")
    denise.press("#join-form button[type=submit]")
    key = denise.shown_key()
    denise.press("#key-done")
    expect(denise.page.locator("#writing-as")).to_contain_text("Émile")
    denise.write(SAID["Émile"])
    denise.all_received()
    expect(denise.page.locator("#my-notes")).not_to_contain_text(SAID["Denise"][0])
    denise.press("#writing-as-change")
    denise.page.locator("#people-list li", has_text="Denise").locator("button").click()
    expect(denise.page.locator("#my-notes")).to_contain_text(SAID["Denise"][0])
    count = sum(map(len, SAID.values()))
    expect(meeting.wall.locator(".wall-big")).to_have_text(str(count))
    expect(meeting.lead.locator("[data-panel=notes] li").first).to_contain_text(f"{count} notes")
    meeting.nobody_reads(SAID)
    picture(meeting.phones[0].page, "hall-3-write")
    picture(meeting.wall, "hall-3-write")
    picture(meeting.lead, "hall-3-write")
    return key


def _place_with_the_key(meeting: Meeting) -> None:
    meeting.next("Q1 · Distribuer et placer les notes")
    meeting.nobody_reads(SAID)
    meeting.reveal("Q1")
    every = [text for texts in SAID.values() for text in texts]
    for text in every:
        expect(meeting.wall.locator(".wall-cards")).to_contain_text(text)
    picture(meeting.wall, "hall-4-revealed")
    meeting.deal("Q1")
    amina = meeting.phones[0].page
    amina.locator("[data-focus=read]").click()
    picture(amina, "hall-4-place")
    placed = sum(phone.place_all() for phone in meeting.phones)
    assert placed == len(every), "each note fell into one hand"
    numbers = meeting.wall.locator(".wall-bars .wall-number")
    expect(numbers).to_have_count(9)
    _read_on_wall(meeting.wall, len(every))
    expect(meeting.wall.locator(".wall-aside")).to_contain_text("Relations personnelles")
    expect(meeting.wall.locator(".wall-aside section").first).not_to_contain_text("Cadre de vie")
    picture(meeting.wall, "hall-4-wall")
    picture(meeting.lead, "hall-4-lead")
    meeting.next("Q1 · Regarder la feuille et compter")
    picture(meeting.wall, "hall-5-read")


def _read_on_wall(wall: Page, count: int) -> None:
    """The counts of the dimensions on the wall, together."""
    script = """(count) => [...document.querySelectorAll(".wall-bars .wall-number")]
        .reduce((sum, each) => sum + Number(each.textContent), 0) === count"""
    wall.wait_for_function(script, arg=count)


def _go_through_q2_without_network(meeting: Meeting) -> int:
    """Bruno's notes come after all, exactly once; gives how many notes have no place: his, and those in his hand."""
    bruno, others = meeting.phones[1], [phone for phone in meeting.phones if phone.name != "Bruno"]
    meeting.next("Q2 · Écrire en silence")
    expect(bruno.page.locator("#question-words")).to_contain_text("mal-être")
    bruno.page.context.set_offline(True)
    bruno.write(SUFFERED_OFFLINE)
    expect(bruno.page.locator("#my-notes > li[data-state=here]")).to_have_count(2)
    picture(bruno.page, "hall-6-offline")
    for phone in others:
        phone.write(SUFFERED[phone.name])
        phone.all_received()
    meeting.nobody_reads(SUFFERED | {"Bruno": SUFFERED_OFFLINE})
    meeting.next("Q2 · Distribuer et placer les notes")
    meeting.reveal("Q2")
    hands = meeting.deal_to_some("Q2", sum(map(len, SUFFERED.values())))
    placed = 0
    for phone in others:
        expect(phone.page.locator("#placing-question")).to_contain_text("mal-être")
        if hands[phone.name]:
            assert phone.place_all() == hands[phone.name]
            placed += hands[phone.name]
    meeting.next("Q2 · Regarder la feuille et compter")
    _read_on_wall(meeting.wall, placed)
    meeting.next("Q3 · Écrire en silence")
    bruno.page.context.set_offline(False)
    bruno.all_received()
    bruno.page.reload()
    expect(bruno.page.locator("#phone[data-ready=yes]")).to_be_attached()
    received = [note["text"] for note in meeting.state(bruno.key)["me"]["notes"]]
    assert [text for text in received if text in SUFFERED_OFFLINE] == SUFFERED_OFFLINE, "each once, in order"
    written = len(SUFFERED_OFFLINE) + sum(map(len, SUFFERED.values()))
    meeting.counts("Q2", written)
    return written - placed


def _say_what_one_could_do(meeting: Meeting) -> None:
    for phone in meeting.phones:
        expect(phone.page.locator("#question-words")).to_contain_text("faites-vous")
        phone.write(COULD[phone.name])
        phone.all_received()
    meeting.nobody_reads(COULD)
    meeting.next("Q3 · Distribuer et placer les notes")
    meeting.reveal("Q3")
    steps = meeting.lead.locator("#all-steps")
    if steps.get_attribute("open") is None:
        steps.locator("summary").click()
    title = "Des idées à une courte liste d’actions"
    steps.locator("li", has_text=title).locator("button").click()
    meeting.arrived(title)


def _speak_in_turn(meeting: Meeting) -> None:
    lead, farid, claire = meeting.lead, meeting.phones[4], meeting.phones[2]
    farid.press("#hand-button")
    expect(farid.page.locator("#hand-mine")).to_contain_text("Votre main est levée")
    queue = lead.locator("[data-panel=voice] .voice-queue > li")
    expect(queue).to_have_count(1)
    claire.press("#hand-button")
    expect(queue).to_have_count(2)
    expect(queue.first).to_contain_text("Farid")
    for phone, following in [(farid, 1), (claire, 0)]:
        queue.first.locator("[id^=give-]").click()
        expect(lead.locator("[data-panel=voice] .voice-now .voice-name")).to_have_text(phone.name)
        expect(queue).to_have_count(following)
        expect(meeting.wall.locator(".wall-body")).to_contain_text(phone.name)
        expect(meeting.wall.locator(".wall-body")).not_to_contain_text("La parole est libre")
        expect(phone.page.locator("#voice-who")).to_have_text("Vous avez la parole")
        if phone is farid:
            picture(meeting.wall, "hall-7-voice")
            picture(farid.page, "hall-7-voice")
            picture(lead, "hall-7-voice")
            heard = "() => /0:0[6-9]/.test(document.querySelector('[data-turn-clock]')?.textContent)"
            lead.wait_for_function(heard)  # from five seconds on, somebody was heard
            lead.locator("#voice-end").click()
        else:
            claire.press("#voice-finish")
        expect(lead.locator("#voice-end")).to_have_count(0)


def _pledge(meeting: Meeting) -> None:
    lead, amina = meeting.lead, meeting.phones[0]
    panel = lead.locator("[data-panel=pledges]")
    panel.locator("#new-action").fill("Un verger partagé")
    panel.locator("#new-action").press("Enter")
    expect(panel.locator(".pledge-title")).to_have_text(["Un verger partagé"])
    meeting.next("Qui apporte quoi")
    form = amina.page.locator("#pledging-actions > li", has_text="Un verger partagé")
    form.locator("details[data-form] summary").click()
    form.locator("[data-field=brings]").fill("deux samedis et une bêche")
    form.locator("[data-field=contact]").fill(CONTACT)
    picture(amina.page, "hall-8-pledge")
    form.locator("form button[type=submit]").click()
    expect(form.locator("[data-mine]")).to_contain_text("deux samedis")
    amina.all_received()
    expect(panel).to_contain_text(CONTACT)
    expect(meeting.wall.locator(".wall-actions .wall-number")).to_have_text("1")
    claire = meeting.phones[2]
    claire.press("#pledging-actions details[data-form] summary")
    claire.type("#pledging-actions [data-field=brings]", "les outils de mon père")
    claire.press("#pledging-actions form button[type=submit]")
    claire.all_received()
    expect(meeting.wall.locator(".wall-actions .wall-number")).to_have_text("2")
    assert CONTACT not in meeting.wall.content()
    assert CONTACT not in str(meeting.state())
    for phone in meeting.phones[1:]:
        assert CONTACT not in phone.page.content() + str(meeting.state(phone.key))
    picture(meeting.wall, "hall-8-pledges")
    picture(lead, "hall-8-pledges")


def _find_oneself_again(meeting: Meeting, device: Callable[..., Page]) -> None:
    amina = meeting.phones[0]
    other = device(800, 1000)
    other.goto(f"{meeting.site.address}/j/{meeting.code}/")
    other.locator("[data-have-code]:visible").click()
    other.locator("#recover-key").fill(amina.key.lower().replace("-", " "))
    other.locator("#recover-form button[type=submit]").click()
    expect(other.locator("#write-fold")).to_be_visible()
    other.locator("#write-fold").click()
    for note in (SAID | COULD)["Amina"]:
        expect(other.locator("#write-body")).to_contain_text(note)
    assert "Amina" in other.locator("#me-button").inner_text()
    picture(other, "hall-9-again")


def _close(meeting: Meeting) -> None:
    meeting.next("Clore, et dire la suite")
    meeting.lead.locator("#step-end").click()
    expect(meeting.lead.locator("[data-panel=step] a[href$='/minutes/']")).to_be_visible()
    figures = meeting.wall.locator(".wall-figures dd")
    expect(figures).to_have_text([str(len(PEOPLE) + 1), str(NOTES), "2"])
    picture(meeting.wall, "hall-10-close")
    for phone in meeting.phones:
        expect(phone.page.locator("#phone")).to_have_attribute("data-front", "")


def _keep_minutes(meeting: Meeting, left: int) -> None:
    page = meeting.lead
    page.goto(f"{meeting.address}minutes/")
    page.locator("form[action$='/draft/'] button").click()
    expect(page.locator("article.minutes")).to_be_visible()

    def said(key: str) -> str:
        return page.locator(f"section[aria-labelledby={key}]").inner_text()

    assert re.search(rf"\b{len(PEOPLE) + 1} personnes\b", said("attendance"))
    assert re.search(rf"\b{NOTES} notes\b", said("notes"))
    assert re.search(rf"\b{len(SUFFERED_OFFLINE)} .*après", said("notes"))
    for count in (len([text for texts in SAID.values() for text in texts]), 6, len(COULD)):
        assert re.search(rf"\b{count} notes\b", said("notes"))
    assert "Relations personnelles" in said("places")
    assert re.search(rf"\b{left} notes n’ont pas été placées", said("places"))
    assert re.search(rf"\b1 personnes? sur {len(PEOPLE) + 1}\b", said("voice")), "the other spoke for a moment only"
    assert re.search(r"Un verger partagé.*\b2 ", said("actions"))
    assert "deux samedis et une bêche" in said("actions")
    everything = page.locator("main").inner_text()
    assert CONTACT not in everything
    assert "Q1 · Écrire en silence" in said("timing")
    picture(page, "hall-11-minutes")
    link = page.locator("main a", has_text="PDF").get_attribute("href") or ""
    answer = page.request.get(meeting.site.address + link)
    assert answer.headers["content-type"].startswith("application/pdf")
    assert answer.body().startswith(b"%PDF-")
    assert len(answer.body()) > 10_000


def _follow(meeting: Meeting, keys: dict[str, str], device: Callable[..., Page]) -> None:
    mine = {name: [*SAID[name], *SUFFERED.get(name, []), *COULD.get(name, [])] for name in keys}
    mine["Bruno"] += SUFFERED_OFFLINE
    everything = [text for texts in mine.values() for text in texts]
    page = device(360, 740)
    for name, key in keys.items():
        page.goto(f"{meeting.site.address}/follow/{meeting.workshop}/")
        page.locator("#key").fill(key)
        page.locator("#follow button").click()
        notes = page.locator("article.followed")
        expect(notes).to_have_count(len(mine[name]))
        shown = notes.all_inner_texts()
        assert [text for text in mine[name] if not any(text in one for one in shown)] == []
        assert [text for text in everything if text not in mine[name] and text in page.content()] == []
        if name == "Amina":
            expect(notes.first).to_contain_text(re.compile(r"Placée par le groupe sous «\s(A02|B)\s"))
            picture(page, "hall-12-follow")
        page.locator("form[action$='/close/'] button").click()
