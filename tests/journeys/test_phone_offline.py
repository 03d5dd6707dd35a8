"""A participant's phone in a hall whose network comes and goes: nothing is lost, nothing is received twice."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, Route, expect

KEY = re.compile(r"[A-Z2-9]{4}(-[A-Z2-9]{4}){3}")


@dataclass(frozen=True)
class Room:
    """A hall that is open, and what its facilitator does."""

    site: Any
    code: str

    @property
    def address(self) -> str:
        # localhost counts as a secure place, so that the page has its worker, as behind https
        return f"{self.site.address.replace('127.0.0.1', 'localhost')}/j/{self.code}/"

    def do(self, act: str, *words: str) -> Any:
        return json.loads(self.site.run("tests/ask_hall.py", act, self.code, *words))

    def texts(self) -> list[str]:
        """The words of the notes that stand, in the order they were received."""
        return [note["text"] for note in self.do("notes") if note["stands"]]


@pytest.fixture
def room(site: Any) -> Room:
    opened = json.loads(site.run("tests/ask_hall.py", "open", "Rencontre", "2"))
    return Room(site, opened["code"])


@pytest.fixture
def phone(browser: Browser) -> Iterator[Callable[[], BrowserContext]]:
    """One more phone, with a store of its own."""
    bought: list[BrowserContext] = []

    def buy() -> BrowserContext:
        context = browser.new_context(locale="fr-FR", viewport={"width": 360, "height": 740}, has_touch=True)
        context.set_default_timeout(20_000)
        bought.append(context)
        return context

    yield buy
    for context in bought:
        context.close()


def look(context: BrowserContext, room: Room) -> Page:
    page = context.new_page()
    page.goto(room.address)
    expect(page.locator("#phone[data-ready=yes]")).to_be_attached()
    return page


def join(context: BrowserContext, room: Room, name: str = "") -> Page:
    page = look(context, room)
    page.fill("#join-name", name)
    page.click("#join-form [type=submit]")
    expect(page.locator("#key-text")).to_be_visible()
    page.click("#key-done")
    expect(page.locator("#note-text")).to_be_focused()
    return page


def key_of(page: Page) -> str:
    page.click("#me-button")
    page.click("#show-key")
    key = "-".join(page.locator("#key-text span").all_inner_texts())
    page.click("#key-done")
    return key


def write(page: Page, *texts: str) -> None:
    for text in texts:
        page.locator("#note-text").fill(text)
        page.keyboard.press("Enter")
        expect(page.locator("#note-text")).to_have_value("")


def notes(page: Page, state: str = "") -> Any:
    return page.locator(f"#my-notes > li{f'[data-state={state}]' if state else ''}")


def kept_for_offline(page: Page) -> None:
    """Wait until the worker holds the page and all its files."""
    page.wait_for_function(
        """async () => {
          for (const name of await caches.keys()) {
            const cache = await caches.open(name);
            if (await cache.match(location.href, { ignoreVary: true })) return true;
          }
          return false;
        }"""
    )


def all_received(page: Page) -> None:
    expect(page.locator("#phone")).to_have_attribute("data-state", "received")


def test_notes_written_offline_wait_through_a_closed_page_and_arrive_once_in_order(
    phone: Callable[[], BrowserContext], room: Room
) -> None:
    context = phone()
    page = join(context, room)
    write(page, "avec réseau")
    all_received(page)
    kept_for_offline(page)
    context.set_offline(True)
    write(page, "première", "deuxième")
    expect(notes(page, "here")).to_have_count(2)
    expect(page.locator("#phone-state")).to_contain_text("2 choses attendent sur ce téléphone")
    page.locator("#note-text").fill("un début de not")
    page.close()

    again = look(context, room)  # without network, the page comes from the phone itself
    expect(notes(again)).to_have_count(3)
    expect(again.locator("#note-text")).to_have_value("un début de not")
    expect(notes(again, "received")).to_contain_text("avec réseau")
    write(again, "troisième")
    expect(notes(again, "here")).to_have_count(3)
    context.set_offline(False)
    all_received(again)
    expect(notes(again, "received")).to_have_count(4)
    assert room.texts() == ["avec réseau", "première", "deuxième", "troisième"]


def test_somebody_joins_and_writes_without_network_once_the_page_was_seen(
    phone: Callable[[], BrowserContext], room: Room
) -> None:
    context = phone()
    page = look(context, room)
    kept_for_offline(page)
    context.set_offline(True)
    page.fill("#join-name", "Nour")
    page.click("#join-form [type=submit]")
    expect(page.locator("#key-text span")).to_have_count(4)
    assert KEY.fullmatch("-".join(page.locator("#key-text span").all_inner_texts()))
    page.click("#key-done")
    write(page, "écrite avant d'être connue")
    page.close()
    context.set_offline(False)
    again = look(context, room)
    all_received(again)
    assert room.texts() == ["écrite avant d'être connue"]


def test_a_note_that_waits_is_changed_or_taken_back_where_it_lies_and_never_sent_twice(
    phone: Callable[[], BrowserContext], room: Room
) -> None:
    context = phone()
    page = join(context, room)
    all_received(page)
    sent: list[str] = []
    page.on("request", lambda request: sent.extend(kinds_in(request)))
    context.set_offline(True)
    write(page, "avant", "de trop", "gardée")
    notes(page).filter(has_text="avant").get_by_role("button", name="Modifier").click()
    page.locator(".note-change textarea").fill("après")
    page.keyboard.press("Enter")
    expect(notes(page).filter(has_text="après")).to_have_count(1)
    notes(page).filter(has_text="de trop").get_by_role("button", name="Retirer").click()
    expect(notes(page)).to_have_count(2)
    sent.clear()
    context.set_offline(False)
    all_received(page)
    assert "withdraw" not in sent
    received = room.do("notes")
    assert {note["text"] for note in received if note["stands"]} == {"après", "gardée"}
    assert "de trop" not in {note["text"] for note in received if note["stands"]}


def kinds_in(request: Request) -> list[str]:
    if not request.url.endswith("/acts/"):
        return []
    return [act["kind"] for act in (request.post_data_json or {})["acts"]]


def test_a_batch_whose_answer_got_lost_is_sent_again_and_kept_once(
    phone: Callable[[], BrowserContext], room: Room
) -> None:
    page = join(phone(), room)
    all_received(page)
    lost: list[int] = []

    def lose_two_answers(route: Route) -> None:
        if len(lost) < 2:
            lost.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    page.route("**/acts/", lose_two_answers)
    write(page, "dite une fois")
    notes(page).get_by_role("button", name="Modifier").click()
    page.locator(".note-change textarea").fill("dite une fois, mieux")
    page.keyboard.press("Enter")
    expect(notes(page, "received")).to_have_count(1)
    all_received(page)
    assert lost == [200, 200]
    assert room.texts() == ["dite une fois, mieux"]
    page.reload()
    expect(notes(page, "received")).to_contain_text("dite une fois, mieux")


def test_a_full_phone_says_so_keeps_the_words_in_the_box_and_what_waits_still_leaves(
    phone: Callable[[], BrowserContext], room: Room
) -> None:
    context = phone()
    page = join(context, room)
    all_received(page)
    context.set_offline(True)
    write(page, "elle attend")
    page.evaluate(
        """() => {
          IDBObjectStore.prototype.put = () => { throw new DOMException("full", "QuotaExceededError"); };
        }"""
    )
    page.locator("#note-text").fill("plus de place pour moi")
    page.keyboard.press("Enter")
    expect(page.locator("#phone-alert")).to_contain_text("n’a plus de place")
    expect(page.locator("#note-text")).to_have_value("plus de place pour moi")
    context.set_offline(False)
    all_received(page)
    assert room.texts() == ["elle attend"]
    expect(page.locator("#note-text")).to_have_value("plus de place pour moi")


def test_a_phone_without_room_for_one_more_says_so_when_joining(
    phone: Callable[[], BrowserContext], room: Room
) -> None:
    page = look(phone(), room)
    page.evaluate(
        """() => {
          IDBObjectStore.prototype.put = () => { throw new DOMException("full", "QuotaExceededError"); };
        }"""
    )
    page.fill("#join-name", "Léa")
    page.click("#join-form [type=submit]")
    expect(page.locator("#phone-alert")).to_contain_text("n’a plus de place")
    expect(page.locator("#join-name")).to_have_value("Léa")
    expect(page.locator("#key-text")).to_be_hidden()


def test_without_any_store_the_page_says_so_and_still_sends(phone: Callable[[], BrowserContext], room: Room) -> None:
    context = phone()
    context.add_init_script(
        """Object.defineProperty(window, "indexedDB", { value: undefined });
           Object.defineProperty(window, "localStorage", { get() { throw new Error("not allowed"); } });"""
    )
    page = join(context, room)
    expect(page.locator("#fleeting")).to_be_visible()
    write(page, "gardée par la page seule")
    all_received(page)
    assert room.texts() == ["gardée par la page seule"]


def test_with_localstorage_alone_notes_still_wait_through_a_closed_page(
    phone: Callable[[], BrowserContext], room: Room
) -> None:
    context = phone()
    context.add_init_script("""Object.defineProperty(window, "indexedDB", { value: undefined });""")
    page = join(context, room)
    all_received(page)
    kept_for_offline(page)
    context.set_offline(True)
    write(page, "sans base", "et une autre")
    page.close()
    context.set_offline(False)
    all_received(look(context, room))
    assert room.texts() == ["sans base", "et une autre"]


def test_a_note_kept_for_oneself_never_leaves_the_phone_until_it_is_shared(
    phone: Callable[[], BrowserContext], room: Room
) -> None:
    context = phone()
    page = join(context, room)
    bodies: list[str] = []
    page.on("request", lambda request: bodies.append((request.post_data or "") + request.url))
    page.locator("#note-text").fill("trop lourd à dire")
    page.click("#keep-own")
    expect(notes(page, "own")).to_contain_text("trop lourd à dire")
    write(page, "dite à tous")
    all_received(page)
    page.reload()
    expect(notes(page, "own")).to_contain_text("trop lourd à dire")
    assert not [body for body in bodies if "trop lourd" in body]
    assert room.texts() == ["dite à tous"]
    notes(page, "own").get_by_role("button", name="La partager").click()
    expect(notes(page, "received")).to_have_count(2)
    assert room.texts() == ["dite à tous", "trop lourd à dire"]


def test_two_people_write_on_one_phone_each_with_their_own_notes_and_code(
    phone: Callable[[], BrowserContext], room: Room
) -> None:
    context = phone()
    page = join(context, room, "Léa")
    write(page, "de Léa")
    page.click("#me-button")
    page.click("#help-another")
    page.fill("#join-name", "Paul")
    page.click("#join-form [type=submit]")
    page.click("#key-done")
    expect(page.locator("#writing-as")).to_contain_text("Paul")
    expect(notes(page)).to_have_count(0)
    write(page, "de Paul")
    theirs = key_of(page)
    page.click("#me-button")
    page.locator("#people-list li", has_text="Léa").get_by_role("button").click()
    expect(page.locator("#writing-as")).to_contain_text("Léa")
    expect(notes(page)).to_contain_text(["de Léa"])
    assert key_of(page) != theirs
    all_received(page)
    received = room.do("notes")
    assert len({note["author"] for note in received}) == 2


def test_a_recovery_code_finds_ones_notes_on_another_device_and_a_wrong_one_is_said(
    phone: Callable[[], BrowserContext], room: Room
) -> None:
    page = join(phone(), room, "Léa")
    write(page, "à retrouver")
    all_received(page)
    key = key_of(page)
    other = look(phone(), room)
    other.locator("[data-have-code]").first.click()
    other.fill("#recover-key", "0000")
    other.keyboard.press("Enter")
    expect(other.locator("#recover-said")).to_contain_text("seize lettres et chiffres")
    other.fill("#recover-key", key.replace(key[:4], "ZZZZ" if key[:4] != "ZZZZ" else "YYYY"))
    other.keyboard.press("Enter")
    expect(other.locator("#recover-said")).to_be_visible()
    other.fill("#recover-key", key.lower().replace("-", " "))
    other.keyboard.press("Enter")
    expect(notes(other, "received")).to_contain_text("à retrouver")
    expect(other.locator("#me-button")).to_contain_text("Léa")
    scanned = phone().new_page()
    scanned.goto(f"{room.address}#{key}")
    scanned.click("#recover-form [type=submit]")
    expect(notes(scanned, "received")).to_contain_text("à retrouver")
    assert key not in scanned.url


def test_leaving_a_phone_warns_while_anything_waits_and_closing_it_asks(
    phone: Callable[[], BrowserContext], room: Room
) -> None:
    context = phone()
    page = join(context, room)
    all_received(page)
    context.set_offline(True)
    write(page, "pas encore partie")
    page.click("#me-button")
    page.click("#leave")
    expect(page.locator("#leave-waiting")).to_contain_text("1 chose n’a pas encore quitté ce téléphone")
    page.locator("#leave-panel [data-cancel]").click()
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.close(run_before_unload=True)
    page.wait_for_timeout(500)
    assert asked == ["beforeunload"]
    context.set_offline(False)
    all_received(page)
    page.click("#leave")
    expect(page.locator("#leave-waiting")).to_be_hidden()
    page.click("#leave-now")
    expect(page.locator("#join-form")).to_be_visible()
    page.reload()
    expect(page.locator("#join-form")).to_be_visible()
    assert room.texts() == ["pas encore partie"]


def test_erasing_takes_two_steps_and_takes_every_word_away(phone: Callable[[], BrowserContext], room: Room) -> None:
    page = join(phone(), room, "Léa")
    write(page, "à effacer")
    all_received(page)
    page.click("#me-button")
    page.click("#erase")
    expect(page.locator("#erase-panel")).to_contain_text("Personne ne pourra les faire revenir")
    page.click("#erase-now")
    expect(page.locator("#join-form")).to_be_visible()
    assert [note["text"] for note in room.do("notes") if "à effacer" in note["text"]] == []


def test_the_question_follows_the_step_and_nobody_is_torn_from_a_sentence(
    phone: Callable[[], BrowserContext], room: Room
) -> None:
    page, other = join(phone(), room), join(phone(), room)
    write(other, "vite écrite")
    page.locator("#note-text").fill("une phrase que je n'ai pas fin")
    room.do("step", "3")
    expect(other.locator("#question-mark")).to_have_text("Q2")
    expect(other.locator("#phone-said")).to_contain_text("Q2")
    expect(page.locator("#next-question")).to_be_visible()
    expect(page.locator("#question-mark")).to_have_text("Q1")
    expect(page.locator("#note-text")).to_have_value("une phrase que je n'ai pas fin")
    page.keyboard.press("Enter")
    page.locator("#next-question button").click()
    expect(page.locator("#question-mark")).to_have_text("Q2")
    expect(page.locator("#questions-list button")).to_have_count(2)
    assert {note["question"] for note in room.do("notes")} == {"Q1"}


def test_after_the_reveal_a_note_stays_as_it_is_and_one_more_is_said_to_be_late(
    phone: Callable[[], BrowserContext], room: Room
) -> None:
    context = phone()
    page = join(context, room)
    write(page, "écrite à temps")
    all_received(page)
    context.set_offline(True)
    notes(page).get_by_role("button", name="Modifier").click()
    page.locator(".note-change textarea").fill("changée sans réseau")
    page.keyboard.press("Enter")
    room.do("reveal", "Q1")
    context.set_offline(False)
    expect(page.locator("#late")).to_be_visible()
    expect(notes(page)).to_contain_text(["changée sans réseau"])  # its words are not lost: they are in the reason
    expect(notes(page).get_by_role("button", name="Modifier")).to_have_count(0)
    expect(notes(page)).to_contain_text(["Les notes ont été montrées à tous"])
    notes(page).get_by_role("button", name="J’ai lu").click()
    write(page, "venue tard")
    all_received(page)
    assert room.texts() == ["écrite à temps", "venue tard"]


def test_before_a_closed_door_one_waits_and_comes_in_when_it_opens(
    phone: Callable[[], BrowserContext], room: Room
) -> None:
    room.do("door", "close")
    context = phone()
    context.clock.install()
    page = join(context, room)
    write(page, "écrite devant la porte")
    expect(page.locator("#phone-state")).to_contain_text("attend")
    assert room.texts() == []
    room.do("door", "open")
    for _ in range(40):  # it asks again by itself, some time later
        context.clock.fast_forward(30_000)
        page.wait_for_timeout(250)
        if page.locator("#phone[data-state=received]").count():
            break
    expect(page.locator("#phone")).to_have_attribute("data-state", "received")
    assert room.texts() == ["écrite devant la porte"]


def test_a_phone_with_a_wrong_clock_keeps_the_order_of_its_notes(
    phone: Callable[[], BrowserContext], room: Room
) -> None:
    context = phone()
    context.clock.install(time="2031-05-01T10:00:00")
    page = join(context, room)
    write(page, "un")
    context.clock.set_system_time("2001-01-01T10:00:00")
    write(page, "deux", "trois")
    all_received(page)
    assert room.texts() == ["un", "deux", "trois"]


def test_everything_is_done_by_keyboard_alone(phone: Callable[[], BrowserContext], room: Room) -> None:
    page = look(phone(), room)
    page.locator("#join-name").focus()
    page.keyboard.type("Iris")
    page.keyboard.press("Enter")
    expect(page.locator("#key-text")).to_be_visible()
    page.keyboard.press("Tab")
    while page.evaluate("document.activeElement.id") != "key-done":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#note-text")).to_be_focused()
    page.keyboard.type("au clavier")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("sur deux lignes")
    page.keyboard.press("Enter")
    all_received(page)
    expect(page.locator("#note-text")).to_be_focused()
    assert room.texts() == ["au clavier\nsur deux lignes"]


def test_nothing_is_called_received_while_a_note_is_being_kept(phone: Callable[[], BrowserContext], room: Room) -> None:
    page = join(phone(), room)
    all_received(page)
    page.locator("#note-text").fill("à peine écrite")
    at_once = """() => {
        document.getElementById("note-form").requestSubmit();
        return document.getElementById("phone").dataset.state;
    }"""
    assert page.evaluate(at_once) == "waiting"
    all_received(page)
    assert room.texts() == ["à peine écrite"]


def test_on_plain_http_there_is_no_worker_and_notes_wait_all_the_same(
    browser: Browser, phone: Callable[[], BrowserContext], room: Room
) -> None:
    context = phone()
    context.add_init_script(
        """Object.defineProperty(Navigator.prototype, "serviceWorker", { value: undefined });
           Object.defineProperty(Navigator.prototype, "locks", { value: undefined });
           Object.defineProperty(Crypto.prototype, "randomUUID", { value: undefined });
           Object.defineProperty(Crypto.prototype, "subtle", { value: undefined });"""
    )
    page = join(context, room)
    all_received(page)
    context.set_offline(True)
    write(page, "sur http tout simple")
    context.set_offline(False)
    all_received(page)
    assert room.texts() == ["sur http tout simple"]


def test_the_picture_of_a_code_is_the_one_that_readers_of_such_pictures_expect(browser: Browser) -> None:
    import segno

    source = Path(__file__).resolve().parents[2] / "src/spirale/workshops/static/workshops/qr.js"
    page = browser.new_page()
    page.evaluate(source.read_text().replace("export ", "") + "\nwindow.matrixOf = matrixOf;")
    for length in (17, 32, 53, 78, 106):  # each fills its version, so that nothing is left to the maker's taste
        for mask in range(8):
            made = page.evaluate("([text, mask]) => matrixOf(text, { mask })", ["é" + "q" * (length - 2), mask])
            known = segno.make(
                "é" + "q" * (length - 2), mode="byte", encoding="utf-8", error="l", boost_error=False, mask=mask
            )
            assert made == [list(row) for row in known.matrix]
    page.close()


def test_recovery_codes_made_on_the_device_are_those_the_site_reads(browser: Browser) -> None:
    from spirale.offline.keys import spaced, tidy_key

    source = Path(__file__).resolve().parents[2] / "src/spirale/offline/static/offline/keys.js"
    page = browser.new_page()
    page.evaluate(source.read_text().replace("export ", "") + "\nObject.assign(window, { freshKey, tidyKey });")
    made = page.evaluate("Array.from({ length: 300 }, freshKey)")
    assert len(set(made)) == 300
    assert all(KEY.fullmatch(key) and spaced(tidy_key(key)) == key for key in made)
    assert len({sign for key in made for sign in key}) == 31
    for typed in (made[0].lower(), f" {made[0].replace('-', ' ')} ", made[0].replace("-", "–")):
        assert page.evaluate("tidyKey", typed) == made[0]
    for typed in ("", "ABCD", made[0] + "A", "O" + made[0][1:]):
        assert page.evaluate("tidyKey", typed) == ""
    page.close()
