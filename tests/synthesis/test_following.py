"""Whoever wrote follows what becomes of their notes by a code, and nobody else learns whose they are."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from factories import NOW, WorkshopFactory
from spirale.method.problems import Problem
from spirale.offline.keys import digest_of_key, handle_of
from spirale.synthesis.operations import freeze_synthesis, publish
from spirale.synthesis.operations.following import recognise
from spirale.synthesis.queries.following import fates_of, notes_followed
from spirale.workshops.models import (
    Hall,
    Move,
    Participant,
    Pile,
    Place,
    Pledge,
    QuestionSheet,
    ShortlistedAction,
    Workshop,
)
from spirale.workshops.operations import withdraw_note
from spirale.workshops.operations.limits import Wait

from .conftest import SAID, World

pytestmark = pytest.mark.database

KEY = "ABCD-EFGH-JKMN-PQRS"


def somebody(workshop: Workshop, key: str = KEY, **more: Any) -> Participant:
    given = {"joined_at": NOW, "handle": handle_of(key), "key_digest": digest_of_key(workshop.pk, key)} | more
    return Participant.objects.create(workshop=workshop, **given)


@pytest.fixture
def author(world: World) -> Participant:
    """Who wrote the first and the fifth note of the world, in a hall whose first question is revealed."""
    workshop = world.workshops[0]
    Hall.objects.create(workshop=workshop, code="ABCD", template="first", opened_at=NOW)
    QuestionSheet.objects.create(workshop=workshop, question=world.questions["Q1"], revealed_at=NOW)
    author = somebody(workshop)
    workshop.notes.filter(text__in=[SAID[0][2], SAID[4][2]]).update(author=author)
    return author


@pytest.fixture
def address(author: Participant) -> str:
    return f"/follow/{author.workshop_id}/"


@pytest.fixture
def browser(client: Client, author: Participant) -> Client:
    """The browser of somebody who entered their code."""
    client.post("/follow/", {"key": KEY})
    return client


def fates(author: Participant) -> dict[str, Any]:
    author = Participant.objects.select_related("workshop__group__territory").get(pk=author.pk)
    return {fate.note.text: fate for fate in fates_of(author, notes_followed(author))}


def test_a_code_finds_its_notes_whatever_workshop_and_however_typed(author: Participant) -> None:
    elsewhere = somebody(WorkshopFactory(), "ABCD-2222-3333-4444")
    assert recognise(key=" abcdefgh jkmn-pqrs ") == author
    assert recognise(key="ABCD-2222-3333-4444") == elsewhere
    assert recognise(key=KEY, workshop=author.workshop) == author
    for wrong in ("ABCD-EFGH-JKMN-PQRT", "ZZZZ-EFGH-JKMN-PQRS", "trop court"):
        with pytest.raises(Problem):
            recognise(key=wrong)
    with pytest.raises(Problem):
        recognise(key=KEY, workshop=elsewhere.workshop)


def test_guessing_is_slowed_for_the_code_and_never_tells_that_a_guess_was_right(author: Participant) -> None:
    for _ in range(5):
        with pytest.raises(Problem):
            recognise(key="ABCD-2222-3333-4444")
    for guess in ("ABCD-5555-6666-7777", KEY):
        with pytest.raises(Wait):
            recognise(key=guess)
    Participant.objects.update(wrong_key_at=timezone.now() - timedelta(minutes=11))
    assert recognise(key=KEY) == author


def test_a_meeting_on_paper_alone_is_followed_too() -> None:
    author = somebody(WorkshopFactory(), via="paper", paper_number=3)
    assert recognise(key=KEY) == author
    with pytest.raises(Problem):
        recognise(key="ABCD-2222-3333-4444")


def test_a_note_is_followed_from_the_reveal_to_its_place(author: Participant, world: World) -> None:
    note = author.notes.get(text=SAID[0][2])
    pile = Pile.objects.create(workshop=author.workshop, question=note.question, name="Verdure", made_at=NOW)
    move = Move.objects.create(note=note, pile=pile, moved_at=NOW, number=1)
    Place.objects.create(note=note, move=move, other=Move.objects.create(note=note, code="A01", moved_at=NOW, number=2))
    fate = fates(author)[note.text]
    assert fate.revealed_at == NOW
    assert fate.places[0] == "Verdure"
    assert fate.places[1].startswith("A01")
    assert set(fates(author)) == {SAID[0][2], SAID[4][2]}


def test_a_note_is_followed_into_ideas_and_frozen_versions(author: Participant, world: World) -> None:
    synthesis = world.proposed()
    [criterion] = fates(author)[SAID[0][2]].criteria
    assert criterion.ideas[0].synthesis == synthesis.title
    assert criterion.ideas[0].notes > 1
    frozen = freeze_synthesis(synthesis=synthesis, by=world.facilitator, validated_by="tous", frozen_id=uuid4())
    [held] = fates(author)[SAID[0][2]].frozen
    assert (held.version, held.is_public) == (1, False)
    publish(frozen=frozen, by=world.facilitator)
    [held] = fates(author)[SAID[0][2]].frozen
    assert held.is_public
    assert held.path.text == SAID[0][2]


def test_what_was_set_aside_says_why(author: Participant, world: World) -> None:
    note = author.notes.get(text=SAID[0][2])
    withdraw_note(note=note, reason="hors du sujet", by=world.facilitator)
    fate = fates(author)[note.text]
    assert fate.reason == "hors du sujet"
    assert not fate.criteria


def test_following_asks_the_database_as_often_for_many_notes_as_for_few(author: Participant, world: World) -> None:
    world.proposed()

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            fates(author)
        return len(found)

    few = asked()
    author.workshop.notes.update(author=author)
    assert len(fates(author)) > 2
    assert asked() == few


class TestPages:
    """What a participant sees, without an account."""

    def test_the_code_is_entered_once_and_never_stands_in_an_address(
        self, client: Client, author: Participant, address: str
    ) -> None:
        answer = client.post("/follow/", {"key": KEY.lower()})
        assert (answer.status_code, answer["Location"]) == (302, address)
        page = client.get(address)
        assert SAID[0][2] in page.content.decode()
        assert SAID[2][2] not in page.content.decode()
        assert "no-store" in page["Cache-Control"]
        assert KEY not in page.content.decode()

    def test_a_wrong_code_is_told_and_shows_nothing(self, client: Client, author: Participant, address: str) -> None:
        answer = client.post(address, {"key": "ABCD-2222-3333-4444"})
        assert answer.status_code == 422
        assert SAID[0][2] not in client.get(address).content.decode()
        for _ in range(5):
            answer = client.post(address, {"key": "ABCD-2222-3333-4444"})
        assert answer.status_code == 429

    def test_one_code_shows_nobody_else(self, browser: Client, author: Participant, world: World) -> None:
        other = world.workshops[1]
        somebody(other, "WXYZ-2222-3333-4444")
        assert SAID[1][2] not in browser.get(f"/follow/{other.pk}/").content.decode()
        assert browser.get(f"/follow/{uuid4()}/").status_code == 404

    def test_a_browser_left_alone_forgets(self, browser: Client, address: str) -> None:
        session = browser.session
        session["following"] |= {"at": (timezone.now() - timedelta(hours=2)).isoformat()}
        session.save()
        assert SAID[0][2] not in browser.get(address).content.decode()

    def test_closing_the_page_forgets_at_once(self, browser: Client, address: str) -> None:
        browser.post(f"{address}close/")
        assert SAID[0][2] not in browser.get(address).content.decode()

    def test_pledges_show_what_their_author_gave(self, browser: Client, author: Participant, address: str) -> None:
        action = ShortlistedAction.objects.create(workshop=author.workshop, title="Un verger", made_at=NOW)
        for who, contact in ((author, "moi@example.org"), (None, "autre@example.org")):
            Pledge.objects.create(
                action=action, participant=who, brings="<b>dix arbres</b>", contact=contact, made_at=NOW
            )
        page = browser.get(address).content.decode()
        assert "&lt;b&gt;dix arbres&lt;/b&gt;" in page
        assert "moi@example.org" in page
        assert "autre@example.org" not in page

    def test_everything_of_mine_is_erased_once_i_am_sure(
        self, browser: Client, author: Participant, address: str
    ) -> None:
        assert browser.post(f"{address}erase/").status_code == 422
        assert author.notes.filter(text=SAID[0][2]).exists()
        assert browser.get(f"{address}erase/").status_code == 200
        browser.post(f"{address}erase/", {"sure": "yes"})
        assert not author.notes.exclude(text="").exists()
        assert SAID[0][2] not in browser.get(address).content.decode()
        again = browser.post("/follow/", {"key": KEY}, follow=True).content.decode()
        assert SAID[0][2] not in again

    def test_a_frozen_version_shown_to_all_is_one_touch_away(
        self, browser: Client, author: Participant, world: World, address: str
    ) -> None:
        synthesis = world.proposed()
        frozen = freeze_synthesis(synthesis=synthesis, by=world.facilitator, validated_by="tous", frozen_id=uuid4())
        trace = f"/syntheses/{synthesis.pk}/v/1/notes/{author.notes.get(text=SAID[0][2]).pk}/"
        assert trace not in browser.get(address).content.decode()
        publish(frozen=frozen, by=world.facilitator)
        assert trace in browser.get(address).content.decode()
        assert browser.get(trace).status_code == 200

    def test_pages_of_many_notes_are_turned(
        self, browser: Client, author: Participant, world: World, address: str
    ) -> None:
        for number in range(45):
            note = world.write("Q1", f"note {number} de plus", minutes=60 + number)
            note.author = author
            note.save()
        assert "note 44 de plus" not in browser.get(address).content.decode()
        assert "note 44 de plus" in browser.get(f"{address}?page=2").content.decode()

    def test_somebody_without_notes_is_told_when_they_appear(self, client: Client, world: World) -> None:
        other = world.workshops[1]
        somebody(other, "WXYZ-2222-3333-4444")
        client.post("/follow/", {"key": "WXYZ22223333 4444"})
        assert 'class="empty"' in client.get(f"/follow/{other.pk}/").content.decode()
