"""Who takes part in a hall: joining, writing for another, finding oneself again, and what one person is spared."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from factories import ParticipantFactory, WorkshopFactory, key_number
from phones import Phone, open_room
from spirale.journal.models import Event
from spirale.offline.keys import digest_of_key, fresh_key, handle_of, tidy_key
from spirale.workshops.models import Participant
from spirale.workshops.operations.participants import first_name_of

pytestmark = pytest.mark.database


@pytest.fixture
def hall(workshop, question):
    return open_room(workshop, question)


@pytest.fixture
def phone(workshop, hall):
    return Phone(workshop)


def test_a_phone_joins_with_the_id_and_the_code_it_made(phone, workshop):
    assert phone.said(phone.act("join", **{"first_name": "Lina", "as": "school", "table": 3})) == ["received"]
    lina = Participant.objects.get()
    assert (str(lina.pk), lina.first_name, lina.kind, lina.table, lina.via) == (phone.id, "Lina", "school", 3, "device")
    assert lina.handle == tidy_key(phone.key)[:4]
    assert tidy_key(phone.key) not in lina.key_digest
    event = Event.objects.get(space_id=workshop.pk, verb="participant joined")
    assert event.details["told"] == {"participants": 1}


def test_joining_again_changes_nothing(phone, workshop):
    phone.send(phone.act("join", first_name="Lina"))
    assert phone.said(phone.act("join", first_name="Zoé", table=4)) == ["received"]
    assert (Participant.objects.get().first_name, Participant.objects.get().table) == ("Lina", None)
    assert Event.objects.filter(space_id=workshop.pk).count() == 1


def test_another_code_for_a_known_participant_is_refused(phone):
    phone.send(phone.act("join", first_name="Lina"))
    [said] = phone.send(phone.act("join", first_name="Lina") | {"key": key_number(2)})
    assert said["state"] == "refused"


@pytest.mark.parametrize("key", ["", "ABCD", "ABCD-EFGH-JKMN-PQR0", "x" * 10_000, "ABCD-EFGH-JKMN-PQRS-T"])
def test_a_code_that_cannot_be_one_is_refused(phone, key):
    assert phone.said(phone.act("join") | {"key": key}) == ["refused"]
    assert not Participant.objects.exists()


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("<b>Lina</b>" * 10, ("<b>Lina</b>" * 10)[:40]),
        ("  Lina \n\t Marie  ", "Lina Marie"),
        ("Li\x00na\x1b[2J", "Lina[2J"),
        ("\u202eaniL", "aniL"),
        ("É" * 60, "É" * 40),
        ("عائشة", "عائشة"),
        ("\u200b\u200b", ""),
        ("", ""),
    ],
)
def test_a_first_name_is_words_and_nothing_else(said, kept):
    assert first_name_of(said) == kept


def test_markup_in_a_first_name_is_shown_as_words(phone, workshop, at_the_desk):
    phone.send(phone.act("join", first_name="<script>alert(1)</script>"))
    page = at_the_desk.get(f"/workshops/{workshop.pk}/lead/people/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


@pytest.mark.parametrize("table", [0, -1, 40_000, True, "3", 2.5, None])
def test_a_table_that_is_none_is_left_out(phone, table):
    assert phone.said(phone.act("join", table=table)) == ["received"]
    assert Participant.objects.get().table is None


def test_somebody_writes_for_another_who_is_counted_as_a_participant(phone, workshop, question):
    phone.send(phone.act("join", first_name="Lina"))
    other = Phone(workshop, 2)
    assert (
        phone.said(other.act("join", first_name="Jo", helped_by=phone.id), other.write(question, "un banc"))
        == ["received"] * 2
    )
    jo = Participant.objects.get(pk=other.id)
    assert (jo.via, str(jo.helped_by_id)) == ("another", phone.id)
    event = Event.objects.filter(space_id=workshop.pk, verb="participant joined").last()
    assert event.details["told"] == {"participants": 2}
    assert event.details["helped_by"] == phone.id


def test_a_helper_who_is_not_here_helps_nobody(phone, workshop):
    elsewhere = ParticipantFactory(workshop=WorkshopFactory())
    for helper in (str(uuid4()), str(elsewhere.pk), phone.id):
        assert phone.said(phone.act("join", helped_by=helper)) == ["refused"]
    assert not Participant.objects.filter(workshop=workshop).exists()


def test_one_finds_oneself_again_by_the_code_alone_however_it_is_typed(workshop, hall, phone):
    lina = ParticipantFactory(workshop=workshop, first_name="Lina")
    for typed in (lina.key, lina.key.lower(), lina.key.replace("-", " "), f"  {lina.key.replace('-', '')} "):
        answer = phone.recover(typed)
        assert answer.json() == {"participant": str(lina.pk), "first_name": "Lina"}


def test_a_code_opens_nothing_in_another_workshop(workshop, hall, phone):
    elsewhere = ParticipantFactory(workshop=WorkshopFactory())
    assert phone.recover(elsewhere.key).status_code == 422


def test_the_same_code_has_another_digest_in_each_workshop():
    key = fresh_key()
    assert digest_of_key(uuid4(), key) != digest_of_key(uuid4(), key)
    assert handle_of(key) == tidy_key(key)[:4]
    assert len(tidy_key(key)) == 16


def test_a_wrong_code_shows_no_state(phone, workshop):
    phone.send(phone.act("join"))
    phone.key = key_number(9)
    answer = phone.state()
    assert answer.status_code == 403
    assert answer.json()["message"]


# Guessing


def wrong(key, number=0):
    """Another code under the same handle."""
    return tidy_key(key)[:4] + "ABCDEFGHJK" + "ABCDEFGHJKMNPQRSTVWXYZ23456789"[number % 30] + "Z"


def later(monkeypatch, seconds):
    at = timezone.now() + timedelta(seconds=seconds)
    monkeypatch.setattr("django.utils.timezone.now", lambda: at)


@pytest.fixture
def lina(workshop, hall):
    return ParticipantFactory(workshop=workshop, first_name="Lina")


def test_wrong_codes_are_slowed_and_then_not_even_looked_at(phone, lina):
    answers = [phone.recover(wrong(lina.key, number)) for number in range(8)]
    assert [answer.status_code for answer in answers] == [422] * 5 + [429] * 3
    assert answers[-1].json()["seconds"] == 1
    assert "message" in answers[-1].json()
    assert phone.recover(lina.key).status_code == 429  # a right one is told nothing either, while its handle is tried


def test_the_wait_doubles_up_to_a_minute_and_ends(monkeypatch, phone, lina):
    waits = []
    for number in range(14):
        answer = phone.recover(wrong(lina.key, number))
        if answer.status_code == 429:
            waits.append(answer.json()["seconds"])
            later(monkeypatch, answer.json()["seconds"] + 0.1)
    assert waits == [1, 2, 4, 8, 16]
    Participant.objects.update(wrong_keys=40, wrong_key_at=timezone.now())
    assert phone.recover(lina.key).json()["seconds"] == 60
    later(monkeypatch, 61)
    assert phone.recover(lina.key).status_code == 200


def test_an_attack_on_one_code_locks_nobody_else_out(phone, workshop, lina):
    other = ParticipantFactory(workshop=workshop)
    for number in range(30):
        phone.recover(wrong(lina.key, number))
    assert phone.recover(other.key).status_code == 200
    theirs = Phone(workshop, participant=other)
    assert theirs.state().status_code == 200


def test_an_attack_on_the_whole_room_leaves_each_code_one_free_try(phone, workshop, hall, lina):
    other = ParticipantFactory(workshop=workshop)
    hall.guesses, hall.guessed_since = 199, timezone.now()
    hall.save()
    nobody = "ZZZZ" + "A" * 12
    assert phone.recover(nobody).status_code == 422
    assert phone.recover(nobody).status_code == 429  # two hundred wrong codes: a handle that nobody has waits as well
    assert phone.recover(wrong(lina.key)).status_code == 422
    assert phone.recover(wrong(lina.key)).status_code == 429
    assert phone.recover(other.key).status_code == 200  # their first try


def test_guessing_at_other_doors_is_counted_together(phone, workshop, lina):
    guesser = Phone(workshop, participant=lina)
    for number in range(2):
        guesser.key = wrong(lina.key, number)
        assert guesser.state().status_code == 403
    for number in range(2, 5):
        guesser.key = wrong(lina.key, number)
        assert guesser.said(guesser.act("join")) == ["refused"]
    assert phone.recover(lina.key).status_code == 429
    lina.refresh_from_db()
    assert lina.wrong_keys == 5


def test_knowing_somebodys_id_is_not_enough_to_silence_their_phone(workshop, lina, question):
    """Ids are told to the hall when people ask for the floor; their codes, handle included, are not."""
    guesser, theirs = Phone(workshop, participant=lina), Phone(workshop, participant=lina)
    guesser.key = "ZZZZ" + "A" * 12
    for _ in range(20):
        assert guesser.said(guesser.act("join")) == ["refused"]
    assert theirs.said(theirs.write(question, "un banc")) == ["received"]


def test_wrong_codes_are_forgotten_after_ten_quiet_minutes(monkeypatch, phone, lina):
    for number in range(6):
        phone.recover(wrong(lina.key, number))
    later(monkeypatch, 601)
    assert phone.recover(wrong(lina.key)).status_code == 422
    lina.refresh_from_db()
    assert lina.wrong_keys == 1


def test_nothing_is_counted_by_network_address(phone, workshop, lina):
    """A whole hall has one address: whoever guesses on it takes nothing from the others."""
    for number in range(40):
        phone.client.post(
            f"/hall/{workshop.pk}/recover/",
            {"key": wrong(lina.key, number)},
            content_type="application/json",
            REMOTE_ADDR="10.0.0.1",
        )
    other = ParticipantFactory(workshop=workshop)
    assert phone.recover(other.key).status_code == 200
