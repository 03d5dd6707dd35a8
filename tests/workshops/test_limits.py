"""How much one phone may send: honest ones never wait, junk is slowed and set aside, and comes back with one click."""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from factories import (
    HallFactory,
    NoteFactory,
    ParticipantFactory,
    QuestionFactory,
    QuestionSheetFactory,
    WorkshopFactory,
)
from phones import Phone, open_room
from spirale.journal.models import Event
from spirale.journal.queries import chain_is_whole
from spirale.method.problems import Problem
from spirale.workshops.models import Note, Participant
from spirale.workshops.operations import bring_notes_back, erase_participant, limits, reveal, set_notes_aside
from spirale.workshops.queries import people_here

pytestmark = pytest.mark.database


@pytest.fixture
def hall(workshop, question):
    return open_room(workshop, question)


@pytest.fixture
def lina(workshop, hall):
    return ParticipantFactory(workshop=workshop, first_name="Lina")


@pytest.fixture
def phone(workshop, lina):
    return Phone(workshop, participant=lina)


def send_all(phone, acts):
    """As a phone does: fifty at a time, again what has to wait; gives what became of each at its first sending."""
    return [state for start in range(0, len(acts), 50) for state in phone.said(*acts[start : start + 50])]


def test_whoever_wrote_a_hundred_notes_without_network_sends_them_all_at_once(phone, question):
    assert set(send_all(phone, [phone.write(question, f"note {n}") for n in range(100)])) == {"received"}
    assert Note.objects.filter(withdrawn_at=None).count() == 100


def test_a_phone_that_sends_without_end_waits_and_loses_nothing(monkeypatch, phone, question):
    acts = [phone.write(question, f"note {n}") for n in range(140)]
    now = timezone.now()
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    states = send_all(phone, acts)
    assert states == ["received"] * 120 + ["wait"] * 20
    [first, *_] = phone.send(*acts[120:])
    assert first["seconds"] == 1
    assert first["message"]
    later = now + timedelta(seconds=10)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    assert phone.said(*acts[120:]) == ["received"] * 10 + ["wait"] * 10
    assert Note.objects.count() == 130


def test_a_clock_that_goes_back_gives_nothing_and_takes_nothing(lina):
    now = timezone.now()
    lina.tokens, lina.tokens_at = 5, now + timedelta(hours=1)
    assert limits.tokens_of(lina, now) == 5


def test_one_phone_that_waits_does_not_slow_the_others(phone, workshop, lina, question):
    Participant.objects.filter(pk=lina.pk).update(tokens=0, tokens_at=timezone.now() + timedelta(minutes=1))
    other = Phone(workshop, participant=ParticipantFactory(workshop=workshop))
    assert phone.said(phone.write(question, "un")) == ["wait"]
    assert other.said(other.write(question, "deux")) == ["received"]


def test_a_flood_of_junk_is_kept_but_set_aside_and_comes_back_with_one_click(
    phone, workshop, lina, question, at_the_desk
):
    honest = NoteFactory(workshop=workshop, question=question, is_sealed=True)
    for batch in range(7):
        Participant.objects.filter(pk=lina.pk).update(tokens=50, tokens_at=timezone.now())
        assert phone.said(*[phone.write(question, f"spam {batch} {n}") for n in range(50)]) == ["received"] * 50
    lina.refresh_from_db()
    assert lina.set_aside_at
    theirs = Note.objects.filter(author=lina)
    assert theirs.count() == 350
    assert theirs.filter(withdrawn_reason="set aside: too many from one phone").count() == 50
    page = at_the_desk.get(reverse("workshops:lead_panel", args=[workshop.pk, "people"])).content.decode()
    assert "Lina" in page
    assert "50" in page
    assert "spam" not in page
    at_the_desk.post(reverse("workshops:set_aside", args=[workshop.pk, lina.pk]))
    assert theirs.filter(withdrawn_at=None).count() == 0
    honest.refresh_from_db()
    assert honest.withdrawn_at is None
    assert "spam" not in at_the_desk.get(reverse("workshops:lead_panel", args=[workshop.pk, "people"])).content.decode()
    at_the_desk.post(reverse("workshops:bring_back", args=[workshop.pk, lina.pk]))
    assert theirs.filter(withdrawn_at=None).count() == 350
    assert not theirs.filter(is_sealed=False).exists()
    assert chain_is_whole(workshop.pk)


def test_what_is_set_aside_stays_so_after_the_reveal_until_it_is_brought_back(
    phone, workshop, lina, question, facilitator
):
    phone.send(phone.write(question, "un banc"))
    set_notes_aside(participant=lina, by=facilitator)
    phone.send(phone.write(question, "le bus"))
    reveal(workshop=workshop, questions=[question], by=facilitator, at=timezone.now())
    shown = Note.objects.filter(workshop=workshop, withdrawn_at=None, is_sealed=False)
    assert not shown.exists()
    for _ in range(2):
        bring_notes_back(participant=lina, by=facilitator)
    assert {note.text for note in shown} == {"un banc", "le bus"}
    verbs = Event.objects.filter(space_id=workshop.pk).values_list("verb", flat=True)
    assert list(verbs).count("participant's notes brought back") == 1


def test_setting_aside_twice_is_setting_aside_once(workshop, lina, question, facilitator):
    NoteFactory.create_batch(3, workshop=workshop, question=question, author=lina)
    assert set_notes_aside(participant=lina, by=facilitator) == 3
    assert set_notes_aside(participant=lina, by=facilitator) == 0


def test_what_its_author_took_back_does_not_come_back_with_the_rest(phone, lina, question, facilitator):
    act = phone.write(question, "une colère")
    phone.send(act, phone.act("withdraw", note=act["note"]), phone.write(question, "un banc"))
    set_notes_aside(participant=lina, by=facilitator)
    assert bring_notes_back(participant=lina, by=facilitator) == 1
    assert Note.objects.get(withdrawn_at=None).text == "un banc"


def test_those_set_aside_still_see_their_notes_and_can_change_them(phone, lina, question, facilitator):
    act = phone.write(question, "un banc")
    phone.send(act)
    set_notes_aside(participant=lina, by=facilitator)
    assert phone.said(phone.act("edit", note=act["note"], new=str(uuid4()), text="deux bancs")) == ["received"]
    [note] = phone.state().json()["me"]["notes"]
    assert (note["text"], note["set_aside"], note["withdrawn"]) == ("deux bancs", True, False)
    bring_notes_back(participant=lina, by=facilitator)
    assert Note.objects.get(withdrawn_at=None).text == "deux bancs"


def test_only_who_leads_sets_aside(lina, reader, workshop):
    for act in (set_notes_aside, bring_notes_back):
        with pytest.raises(PermissionDenied):
            act(participant=lina, by=reader)


def test_nothing_is_set_aside_of_somebody_who_is_erased(workshop, lina, facilitator):
    erase_participant(workshop=workshop, participant=lina)
    with pytest.raises(Problem, match="erased"):
        set_notes_aside(participant=lina, by=facilitator)


def test_a_room_holds_very_many_notes_and_says_when_it_is_full(monkeypatch, phone, workshop, question):
    monkeypatch.setattr(limits, "NOTES_IN_A_ROOM", 3)
    NoteFactory.create_batch(3, workshop=workshop, question=question)
    [said] = phone.send(phone.write(question, "un banc"))
    assert said["state"] == "refused"
    assert "3" in said["message"]


def test_a_room_holds_very_many_people_and_says_when_it_is_full(monkeypatch, phone, workshop):
    monkeypatch.setattr(limits, "PARTICIPANTS_IN_A_ROOM", 1)
    other = Phone(workshop, 9)
    [said] = other.send(other.act("join"))
    assert said["state"] == "refused"
    assert phone.said(phone.act("join")) == ["received"]  # who is in stays in


def test_limits_are_far_above_an_honest_room():
    assert limits.NOTES_IN_A_ROOM >= 3 * 300 * 20
    assert limits.AT_ONCE >= 100
    assert limits.SET_ASIDE_EVERY >= 3 * 100


def test_who_is_here_is_told_by_counts_and_names(workshop, lina, question):
    ParticipantFactory(workshop=workshop, first_name="Jo", via="another", helped_by=lina, kind="school", table=2)
    ParticipantFactory(workshop=workshop, first_name="", via="paper", paper_number=4)
    ParticipantFactory(workshop=workshop, first_name="", via="paper", paper_number=5, joined_at=None)
    NoteFactory.create_batch(101, workshop=workshop, question=question, author=lina, is_sealed=True)
    here = people_here(workshop)
    assert (here.count, here.on_phones, here.helped, here.on_paper, here.paper_sheets) == (3, 1, 1, 1, 2)
    assert [(each.name, each.helper) for each in here.people if each.is_helped] == [("Jo", "Lina")]
    assert [(each.name, each.notes, each.is_set_aside) for each in here.much] == [("Lina", 101, False)]
    assert here.tables == ((2, 1),)


def test_counting_who_is_here_costs_the_same_for_three_hundred(workshop, hall, django_assert_num_queries):
    for number in range(30):
        ParticipantFactory(workshop=workshop, table=number % 5)
    with django_assert_num_queries(2):
        assert people_here(workshop).count == 30


def test_wrong_guesses_do_not_touch_what_a_phone_may_send(phone, question, lina):
    guesser = Phone(phone.workshop, participant=lina)
    guesser.key = "ZZZZ" + "B" * 12
    for _ in range(10):
        guesser.send(guesser.write(question, "faux"))
    assert phone.said(phone.write(question, "un banc")) == ["received"]
    assert Note.objects.count() == 1


# Several at once


@pytest.mark.django_db(transaction=True)
def test_the_same_batch_sent_twice_at_the_same_time_is_kept_once():
    """Several connections on PostgreSQL; SQLite has one writer at a time, and its test database one connection."""
    workshop = WorkshopFactory()
    question = QuestionFactory(campaign=workshop.campaign)
    QuestionSheetFactory(workshop=workshop, question=question)
    HallFactory(workshop=workshop, opened_at=timezone.now() - timedelta(hours=1))
    phones = [Phone(workshop, number) for number in range(3)]
    batches = []
    for phone in phones:
        acts = [phone.write(question, f"note {number}") for number in range(6)]
        edit = phone.act("edit", note=acts[0]["note"], new=str(uuid4()), text="autrement")
        take_back = phone.act("withdraw", note=acts[1]["note"])
        batches += [(phone, [phone.act("join"), *acts, edit, take_back])] * 3
    several = os.environ.get("SPIRALE_TESTS_ASK_FOR") == "postgresql"

    def send(batch):
        phone, acts = batch
        try:
            return Phone.said(phone, *acts)
        finally:
            if several:
                connection.close()

    def unveil(_batch):
        from django.db import transaction

        try:
            with transaction.atomic():
                reveal(workshop=workshop, questions=[question], by=None, at=timezone.now())
        finally:
            if several:
                connection.close()
        return

    jobs = [(send, batch) for batch in batches]
    jobs.insert(5, (unveil, None))
    if several:
        with ThreadPoolExecutor(6) as pool:
            list(pool.map(lambda job: job[0](job[1]), jobs))
    else:
        for job, batch in jobs:
            job(batch)
    assert Participant.objects.filter(workshop=workshop).count() == 3
    for phone in phones:
        mine = Note.objects.filter(author=phone.id)
        assert mine.filter(replaces=None).count() == 6
        assert 4 <= mine.filter(withdrawn_at=None).count() <= 6  # edits and withdrawals that came after the reveal fail
        assert not mine.filter(withdrawn_at=None, is_sealed=True).exists()
    assert chain_is_whole(workshop.pk)
