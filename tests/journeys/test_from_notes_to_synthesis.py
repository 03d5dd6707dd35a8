"""A facilitator alone at a keyboard, from paper notes to a synthesis anyone can check; then more notes come."""

import re
import time
from dataclasses import dataclass, field

from playwright.sync_api import Page, expect
from playwright.sync_api import TimeoutError as WaitedTooLong

from journeys.conftest import Site

FIRST = [
    "marcher en forêt avec le groupe",
    "marcher ensemble, sans se presser",
    "la marche du jeudi",
    "être avec les autres, ne pas marcher seul",
    "rire avec les autres au retour",
    "le café après la marche",
    "un bon café tous ensemble après",
    "la forêt en automne",
    "les couleurs de la forêt à l'automne",
    "le silence là-haut",
    "mon genou qui me lâche",
    "avoir mal au genou et ne plus pouvoir suivre",
    "les chemins fermés par des barrières",
    "les barrières sur les anciens chemins",
    "un chemin communal fermé sans rien dire",
    "les quads et les motos en forêt",
    "le bruit des motos",
    "les déchets au bord du chemin",
    "marcher seule parce que personne n'est libre",
    "ne plus entendre les oiseaux",
]
LATER = [
    "la marche du jeudi, toujours",
    "marcher avec le groupe, même sous la pluie",
    "le café d'après, avec la tarte de Josette",
    "la forêt l'hiver, sous la neige",
    "regarder loin, d'en haut",
    "encore un chemin barré",
    "les barrières, encore",
    "les motos le dimanche en forêt",
    "la peur de tomber seul",
    "plus de sources en été",
]


@dataclass
class Hands:
    """Two hands on a keyboard: they count what they press besides the words themselves."""

    page: Page
    commands: int = 0
    letters: int = 0
    started_at: float = field(default_factory=time.monotonic)

    def type(self, words: str) -> None:
        self.letters += len(words)
        self.page.keyboard.type(words)

    def press(self, key: str) -> None:
        self.commands += 1
        self.page.keyboard.press(key)

    def seconds(self) -> float:
        return time.monotonic() - self.started_at


def test_twenty_notes_become_a_synthesis_that_ten_more_notes_do_not_undo(facilitator: Page, site: Site) -> None:
    page = facilitator
    workshop = _open_a_workshop(page, site)
    _type_notes(page, site, workshop, FIRST)
    _code_all(page, site, workshop)

    synthesis = _begin_synthesis(page, site)
    _edit(page, synthesis)
    wordings, sentences = _ideas_of(page, synthesis), _sentences_of(page, synthesis)
    _freeze(page, synthesis, "Le groupe, à sa seconde rencontre")
    first_version = _what_is_said(page)

    _type_notes(page, site, workshop, LATER)
    page.goto(synthesis)
    page.locator("button[name=kind][value=gather]").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".next-step button[value=look]")).to_be_visible()
    assert set(wordings) <= set(_ideas_of(page, synthesis))
    assert _sentences_of(page, synthesis) == sentences

    page.locator(".next-step button[value=look]").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".next-step button[value=look]")).to_have_count(0)
    _freeze(page, synthesis, "Le groupe, à sa troisième rencontre")
    assert page.url.endswith("/v/2/")
    _walk_both_ways(page)

    page.goto(page.url.replace("/v/2/", "/v/1/"))
    assert _what_is_said(page) == first_version


def _open_a_workshop(page: Page, site: Site) -> str:
    page.goto(f"{site.address}/t/val-d-ombreze/groups/new/")
    page.locator("input[name=name]").fill("Randonneurs du jeudi")
    page.locator("input[name=name]").press("Enter")
    page.wait_for_url(re.compile(r"/groups/[0-9a-f-]{36}/$"))
    page.goto(f"{page.url}workshops/new/")
    page.locator("input[name=title]").fill("Première rencontre des randonneurs")
    page.locator("input[name=title]").press("Enter")
    page.wait_for_url(re.compile(r"/workshops/[0-9a-f-]{36}/$"))
    return page.url


def _type_notes(page: Page, site: Site, workshop: str, notes: list[str]) -> None:
    """Type the notes of two questions, the first half and the second, hands on the keyboard all along."""
    page.goto(f"{workshop}entry/")
    expect(page.locator("#id_text")).to_be_focused()
    _wait_until_it_suggests(page, workshop)
    before = int(page.locator("#entry").get_attribute("data-received") or 0)
    hands = Hands(page)
    accepted = 0
    for number, note in enumerate(notes):
        if number == len(notes) // 2:
            hands.press("F8")
        hands.type(note)
        if number % 2 and _is_suggested(page):
            accepted += 1
            hands.press("Control+Enter")
        else:
            hands.press("Enter")
    expect(page.locator("#last-notes li:not([data-state=received])")).to_have_count(0)
    took = hands.seconds()
    print(  # noqa: T201 - the journey is measured to be read
        f"\n{len(notes)} notes typed by keyboard alone: {hands.commands} keys besides their {hands.letters} letters "
        f"({hands.commands / len(notes):.2f} a note), {took / len(notes):.2f} s a note, {accepted} codes accepted"
    )
    assert hands.commands <= len(notes) + 1
    assert accepted
    page.reload()
    expect(page.locator("#entry")).to_have_attribute("data-received", str(before + len(notes)))
    page.goto(f"{workshop}print/")
    printed = page.locator("main").inner_text()
    assert [note for note in notes if note not in printed] == []


def _wait_until_it_suggests(page: Page, workshop: str) -> None:
    """A site that has just started is still learning from the codes that people gave."""
    token = page.locator("#entry input[name=csrfmiddlewaretoken]").input_value()
    for _ in range(60):
        answer = page.request.post(
            f"{workshop}entry/suggestion/",
            data={"text": "la forêt"},
            headers={"X-CSRFToken": token, "Referer": workshop},
        )
        if answer.ok and answer.json().get("is_ready"):
            return
        page.wait_for_timeout(500)


def _is_suggested(page: Page) -> bool:
    """Look up after half of the notes, as one does: a code may be suggested for what was typed."""
    try:
        page.locator("#suggestion").wait_for(state="visible", timeout=1500)
    except WaitedTooLong:
        return False
    return True


def _code_all(page: Page, site: Site, workshop: str) -> None:
    """Accept what is suggested with one key, criterion after criterion; type a code where nothing is."""
    page.goto(f"{workshop}criteria/")
    rows = page.locator("#criteria > li")
    expect(rows.first).to_be_visible()
    count, hands = rows.count(), Hands(page)
    page.locator("#criteria > li input[role=combobox]").first.focus()
    for _ in range(count):
        has_suggestion = page.evaluate("Boolean(document.activeElement.closest('[data-criterion]').dataset.code)")
        if not has_suggestion:
            hands.type("B")
        hands.press("Enter")
    keys, pace = hands.commands + hands.letters, hands.seconds() / count
    print(f"{count} criteria coded: {keys} keys, {pace:.2f} s a criterion")  # noqa: T201 - as above
    assert keys <= 2 * count
    received = page.locator("#coding-words").get_attribute("data-received") or ""
    expect(page.locator("#criteria [data-state-words]", has_text=re.compile(f"^{re.escape(received)}$"))).to_have_count(
        count
    )
    page.goto(f"{workshop}criteria/?show=uncoded")
    expect(page.locator("#criteria > li")).to_have_count(0)


def _begin_synthesis(page: Page, site: Site) -> str:
    page.goto(f"{site.address}/t/val-d-ombreze/syntheses/new/")
    page.locator("input[name=title]").fill("Marcher ensemble")
    for box in page.locator("input[name=questions]").all()[:2]:
        box.check()
    page.locator("select[name=group]").select_option(label="Randonneurs du jeudi")
    page.locator("main form button").last.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/syntheses/[0-9a-f-]{36}/$"))
    address = page.url
    page.locator("button[name=kind][value=propose]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#working [data-target]").first).to_be_visible()
    return address


def _edit(page: Page, synthesis: str) -> None:
    """Merge two ideas under another wording, take that back, do it again, reword an idea, write two sentences."""
    first, second = page.locator("#working input[name=idea]").all()[:2]
    for box in (first, second):
        box.focus()
        page.keyboard.press("Space")
    page.locator("#chosen button").focus()
    page.keyboard.press("Enter")
    merge = page.locator("dialog.chosen form:has(button[value=merge])")
    merge.locator("input[name=other_wording]").fill("Marcher, et marcher ensemble")
    merge.locator("button[value=merge]").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Marcher, et marcher ensemble").first).to_be_visible()

    for name in ("undo", "redo"):
        button = page.locator(f"#undo button[value^={name}]")
        expect(button).to_be_enabled()
        button.focus()
        page.keyboard.press("Enter")
        gone = expect(page.locator("#working .wording", has_text="Marcher, et marcher ensemble"))
        gone.to_have_count(0) if name == "undo" else gone.to_have_count(1)

    for text, ideas in [("On marche pour marcher, et pour ne pas être seul.", 2), ("La forêt fait du bien.", 1)]:
        page.goto(synthesis)
        page.locator("main a[href*='/sentences/']").last.focus()
        page.keyboard.press("Enter")
        page.locator("textarea[name=text]").fill(text)
        boxes = page.locator("input[name=idea]")
        for number in range(ideas):
            boxes.nth(number if ideas > 1 else 2).focus()
            page.keyboard.press("Space")
        page.locator("main form[method=post] button").last.focus()
        page.keyboard.press("Enter")
        page.wait_for_url(lambda address: "/sentences/" not in address)


def _ideas_of(page: Page, synthesis: str) -> list[str]:
    page.goto(synthesis)
    return page.locator("#working h3.wording").all_inner_texts()


def _sentences_of(page: Page, synthesis: str) -> list[str]:
    page.goto(synthesis)
    return [re.sub(r"^\s*\d+\s*", "", text) for text in page.locator("#working .sentence-text").all_inner_texts()]


def _freeze(page: Page, synthesis: str, validated_by: str) -> None:
    page.goto(f"{synthesis}freeze/")
    page.locator("input[name=validated_by]").fill(validated_by)
    page.locator("input[name=is_public]").check()
    page.locator("main form[method=post] button").last.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/v/\d+/$"))


def _walk_both_ways(page: Page) -> None:
    """From a sentence down to one of its notes, and from that note back up to the sentence."""
    public = page.url
    sentence = page.locator(".sentence").first
    said = sentence.locator(".sentence-text").inner_text().split("\n")[-1].strip()
    said = re.sub(r"^\d+\s*", "", said)
    sentence.locator(".margin details summary").first.focus()
    page.keyboard.press("Enter")
    voice = sentence.locator(".margin a.voice-said").first
    words = voice.inner_text()
    voice.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/v/\d+/notes/"))
    expect(page.locator("blockquote")).to_contain_text(words)
    back = page.locator("a", has_text=said)
    expect(back).to_have_count(1)
    back.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: address.startswith(public) and "#sentence-" in address)


def _what_is_said(page: Page) -> list[str]:
    """What a frozen page says: its text, its other ideas, its ledger."""
    expect(page.locator("section[aria-labelledby=text]")).to_be_visible()
    return page.locator("main section.stack").all_inner_texts()
