"""What phones send to the hall: kept once, in order, and acknowledged only when it is kept."""

import json
import random
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factories import NOW, NoteFactory, ParticipantFactory, QuestionFactory, WorkshopFactory
from phones import Phone, open_room
from spirale.journal.models import Event
from spirale.journal.queries import chain_is_whole
from spirale.workshops.models import Hall, Note, Participant, QuestionSheet
from spirale.workshops.operations import close_door, close_hall, reveal

pytestmark = pytest.mark.database


@pytest.fixture
def hall(workshop, question, second_question):
    return open_room(workshop, question, second_question)


@pytest.fixture
def phone(workshop, hall):
    phone = Phone(workshop)
    assert phone.said(phone.act("join", first_name="Lina")) == ["received"]
    return phone


def texts(workshop, **lookup):
    notes = Note.objects.filter(workshop=workshop, withdrawn_at=None, **lookup)
    return list(notes.order_by("text").values_list("text", flat=True))


def show(workshop, *questions):
    with transaction.atomic():
        reveal(workshop=workshop, questions=questions, by=None, at=timezone.now())


def test_a_phone_joins_and_writes_in_one_batch(workshop, hall, question):
    phone = Phone(workshop)
    batch = [phone.act("join", first_name="Lina"), phone.write(question, "un banc"), phone.write(question, "le bus")]
    assert phone.said(*batch) == ["received"] * 3
    assert texts(workshop) == ["le bus", "un banc"]
    note = Note.objects.first()
    assert (note.author.first_name, note.sign, note.source, note.is_sealed) == ("Lina", 1, "screen", True)
    assert chain_is_whole(workshop.pk)


def test_the_same_batch_ten_times_is_kept_once(workshop, hall, question):
    phone = Phone(workshop)
    first, second = phone.write(question, "un banc"), phone.write(question, "le bruit")
    batch = [
        phone.act("join"),
        first,
        second,
        phone.act("edit", note=first["note"], new=str(uuid4()), text="un banc à l'ombre"),
        phone.act("withdraw", note=second["note"]),
    ]
    for _ in range(10):
        assert phone.said(*batch) == ["received"] * 5
    assert texts(workshop) == ["un banc à l'ombre"]
    assert Note.objects.count() == 3
    assert Participant.objects.count() == 1
    assert Event.objects.filter(space_id=workshop.pk).count() == 5


def test_repeating_costs_nothing_of_what_a_phone_may_send(phone, question):
    act = phone.write(question, "un banc")
    for _ in range(5):
        assert phone.said(*[act] * 50) == ["received"] * 50


def test_the_same_note_with_other_words_is_refused(phone, workshop, question):
    act = phone.write(question, "un banc")
    assert phone.said(act, act | {"text": "un arbre"}) == ["received", "refused"]
    assert texts(workshop) == ["un banc"]


def test_the_answer_carries_the_number_of_the_last_event(phone, workshop, question):
    answer = phone.post({"acts": [phone.write(question, "un banc")]})
    assert answer.json()["number"] == Event.objects.filter(space_id=workshop.pk).count()


def test_the_state_of_a_phone_holds_its_own_notes(phone, question):
    phone.send(phone.write(question, "un banc"))
    me = phone.state().json()["me"]
    assert me["first_name"] == "Lina"
    assert [(note["text"], note["is_sealed"], note["withdrawn"]) for note in me["notes"]] == [("un banc", True, False)]


def test_a_sealed_note_is_read_by_nobody_else(phone, at_the_desk, workshop, question):
    act = phone.write(question, "un banc")
    phone.send(act)
    other = Phone(workshop, 2)
    other.send(other.act("join"))
    state = reverse("workshops:state", args=[workshop.pk])
    pages = [
        Client().get(state),
        other.state(),
        *(
            at_the_desk.get(path)
            for path in (
                f"/workshops/{workshop.pk}/",
                f"/workshops/{workshop.pk}/?question=Q1",
                f"/workshops/{workshop.pk}/?withdrawn",
                f"/workshops/{workshop.pk}/print/",
                f"/workshops/{workshop.pk}/criteria/",
                f"/workshops/{workshop.pk}/lead/",
            )
        ),
    ]
    assert all(page.status_code == 200 for page in pages)
    assert not any("un banc" in page.content.decode() for page in pages)
    for form in ("csv", "json"):
        answer = at_the_desk.get(f"/workshops/{workshop.pk}/export/{form}/")
        assert b"un banc" not in b"".join(answer.streaming_content)
    for path in (f"/notes/{act['note']}/", f"/notes/{act['note']}/split/"):
        assert at_the_desk.get(path).status_code == 404
    assert Client().get(state).json()["questions"][0]["notes"] == 1


def test_nobody_is_told_who_wrote_a_note(phone, at_the_desk, workshop, question):
    act = phone.write(question, "un banc")
    phone.send(act)
    show(workshop, question)
    shown = at_the_desk.get(f"/notes/{act['note']}/").content.decode()
    assert "un banc" in shown
    left = [
        shown,
        *(
            b"".join(at_the_desk.get(f"/workshops/{workshop.pk}/export/{form}/").streaming_content).decode()
            for form in ("csv", "json")
        ),
        at_the_desk.get(f"/workshops/{workshop.pk}/?question=Q1").content.decode(),
        *(json.dumps(event.details.get("told")) for event in Event.objects.filter(object_id=act["note"])),
    ]
    for said in left:
        assert "Lina" not in said
        assert phone.id not in said


def test_what_was_taken_back_or_written_anew_before_the_reveal_stays_its_authors(
    phone, at_the_desk, workshop, question
):
    first, second = phone.write(question, "mon voisin Untel"), phone.write(question, "une colère")
    phone.send(
        first,
        second,
        phone.act("edit", note=first["note"], new=str(uuid4()), text="mon voisinage"),
        phone.act("withdraw", note=second["note"]),
    )
    show(workshop, question)
    standing = Note.objects.get(text="mon voisinage")
    assert not standing.is_sealed
    assert "Untel" not in at_the_desk.get(f"/notes/{standing.pk}/").content.decode()
    assert "colère" not in at_the_desk.get(f"/workshops/{workshop.pk}/?withdrawn").content.decode()
    assert at_the_desk.get(f"/notes/{first['note']}/").status_code == 404


def test_after_the_reveal_a_note_is_neither_changed_nor_taken_back(phone, workshop, question):
    act = phone.write(question, "un banc")
    phone.send(act)
    show(workshop, question)
    edit, withdraw = phone.send(
        phone.act("edit", note=act["note"], new=str(uuid4()), text="un arbre"), phone.act("withdraw", note=act["note"])
    )
    assert edit["state"] == withdraw["state"] == "refused"
    revealed = timezone.localtime(QuestionSheet.objects.get(question=question).revealed_at)
    assert revealed.strftime("%H:%M") in edit["message"]
    assert texts(workshop) == ["un banc"]


def test_an_edit_kept_before_the_reveal_and_sent_again_after_it_is_received(phone, workshop, question):
    act = phone.write(question, "un banc")
    edit = phone.act("edit", note=act["note"], new=str(uuid4()), text="un arbre")
    phone.send(act, edit)
    show(workshop, question)
    assert phone.said(act, edit) == ["received", "received"]
    assert texts(workshop) == ["un arbre"]


def test_a_note_that_arrives_after_the_reveal_is_kept_and_shown_at_once(phone, workshop, question):
    show(workshop, question)
    assert phone.said(phone.write(question, "un banc")) == ["received"]
    assert texts(workshop, is_sealed=False) == ["un banc"]


def test_an_edit_on_another_device_follows_the_last_version(phone, workshop, question):
    act = phone.write(question, "un")
    phone.send(act, phone.act("edit", note=act["note"], new=str(uuid4()), text="un banc"))
    assert phone.said(phone.act("edit", note=act["note"], new=str(uuid4()), text="un banc à l'ombre")) == ["received"]
    assert texts(workshop) == ["un banc à l'ombre"]


def test_the_notes_of_another_cannot_be_touched(phone, workshop, question):
    theirs = NoteFactory(
        workshop=workshop, question=question, author=ParticipantFactory(workshop=workshop), is_sealed=True
    )
    acts = [
        phone.act("edit", note=str(theirs.pk), new=str(uuid4()), text="autre"),
        phone.act("withdraw", note=str(theirs.pk)),
        phone.write(question, "autre") | {"note": str(theirs.pk)},
    ]
    assert phone.said(*acts) == ["refused"] * 3
    theirs.refresh_from_db()
    assert theirs.withdrawn_at is None


@pytest.mark.parametrize("at", ["2031-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "hier", "0001-01-01T00:00:00+14:00", 3])
def test_a_clock_that_cannot_be_right_is_not_believed(phone, workshop, question, at):
    before = timezone.now()
    assert phone.said(phone.write(question, "un", at=at), phone.write(question, "deux", at=at)) == ["received"] * 2
    first, second = Note.objects.order_by("written_at", "received_at")
    assert (first.text, second.text) == ("un", "deux")
    assert before <= first.written_at <= second.written_at <= timezone.now()


def test_a_clock_that_may_be_right_is_believed(phone, question):
    at = timezone.now() - timedelta(minutes=20)
    phone.send(phone.write(question, "un banc", at=at.isoformat()))
    assert Note.objects.get().written_at == at


def test_a_closed_hall_takes_what_was_written_while_it_was_open_and_nothing_later(phone, workshop, question):
    at = timezone.now() - timedelta(minutes=20)
    close_hall(workshop=workshop, by=None)
    late, later = phone.send(phone.write(question, "un banc", at=at.isoformat()), phone.write(question, "trop tard"))
    assert (late["state"], later["state"]) == ("received", "refused")
    assert later["message"]
    assert texts(workshop, is_sealed=False) == ["un banc"]
    Hall.objects.filter(workshop=workshop).update(opened_at=NOW, closed_at=timezone.now() - timedelta(days=8))
    assert phone.said(phone.write(question, "huit jours", at=(timezone.now() - timedelta(days=9)).isoformat())) == [
        "refused"
    ]


def test_a_closed_door_is_said_in_words_and_knocked_at_again(workshop, hall, question):
    close_door(workshop=workshop, by=None)
    phone = Phone(workshop)
    join, write = phone.send(phone.act("join"), phone.write(question, "un banc"))
    assert join["state"] == write["state"] == "wait"
    assert join["message"]
    assert join["seconds"] > 0
    assert not Participant.objects.exists()


def test_those_who_are_in_go_on_writing_once_the_door_is_closed(phone, workshop, question):
    close_door(workshop=workshop, by=None)
    assert phone.said(phone.act("join"), phone.write(question, "un banc")) == ["received"] * 2


def test_acts_are_done_in_order_and_one_that_is_refused_does_not_stop_the_others(phone, workshop, question):
    assert phone.said(
        phone.write(question, "un banc"),
        phone.write(question, "   "),
        phone.act("dance"),
        phone.write(QuestionFactory(), "ailleurs"),
        phone.write(question, "x" * 20_000),
        {"id": str(uuid4())},
        phone.write(question, "le bus"),
    ) == ["received", "refused", "refused", "refused", "refused", "refused", "received"]
    assert texts(workshop) == ["le bus", "un banc"]


def test_a_phone_that_never_joined_writes_nothing(workshop, hall, question):
    phone = Phone(workshop)
    [said] = phone.send(phone.write(question, "un banc"))
    assert said["state"] == "refused"
    assert not Note.objects.exists()


def test_a_participant_of_another_workshop_writes_nothing_here(workshop, hall, question):
    elsewhere = ParticipantFactory(workshop=WorkshopFactory())
    phone = Phone(workshop, participant=elsewhere)
    assert phone.said(phone.act("join"), phone.write(question, "un banc")) == ["refused"] * 2


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("", 400),
        ("[]", 400),
        ("{", 400),
        ('{"acts": 3}', 400),
        ('{"acts": [3]}', 400),
        ('{"acts": [{"id": "x"}]}', 400),
        ('{"acts": [{"id": 3}]}', 400),
        ("[" * 100_000, 400),
        (b"\xff\xfe", 400),
        ('{"acts": []}', 200),
        (json.dumps({"acts": [{"id": str(uuid4())}] * 51}), 413),
        ('{"acts": ["' + "x" * 1_000_000 + '"]}', 413),
    ],
)
def test_what_cannot_be_read_is_answered_in_words(workshop, hall, body, status):
    answer = Phone(workshop).post(body)
    assert answer.status_code == status
    assert status == 200 or answer.json()["message"]


def test_signs_that_no_database_keeps_are_left_out(phone, workshop, question):
    assert phone.said(
        phone.write(question, "un\x00 banc\ud800"), phone.act("\ud800\x00"), phone.write(question, "\x00\x01")
    ) == ["received", "refused", "refused"]
    assert texts(workshop) == ["un banc"]


def test_a_workshop_without_hall_has_no_door_for_phones():
    assert Phone(WorkshopFactory()).post({"acts": []}).status_code == 404


def test_acts_need_no_cookie_and_change_none(phone, question):
    strict = Client(enforce_csrf_checks=True)
    address = reverse("workshops:acts", args=[phone.workshop.pk])
    answer = strict.post(address, json.dumps({"acts": [phone.write(question, "a")]}), content_type="application/json")
    assert answer.json()["results"][0]["state"] == "received"
    assert not answer.cookies


def test_an_act_costs_few_questions_to_the_database(phone, question, django_assert_max_num_queries):
    phone.send(phone.write(question, "un banc"))  # the first of ten counts the room
    with django_assert_max_num_queries(16):  # 12 and the request's own: its workshop, the number, the frame of the act
        phone.send(phone.write(question, "le bus"))


def test_the_state_costs_the_same_however_many_notes_there_are(
    phone, workshop, question, django_assert_max_num_queries
):
    NoteFactory.create_batch(40, workshop=workshop, question=question, author_id=phone.id)
    with django_assert_max_num_queries(20):
        assert len(phone.state().json()["me"]["notes"]) == 40


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.randoms(use_true_random=False), said=st.lists(st.sampled_from("aeiw"), min_size=1, max_size=8))
def test_whatever_is_repeated_and_however_late_the_same_notes_are_kept(workshop, hall, question, order, said):
    """Batches arrive in the order the phone made them; any of them may arrive again, whole or in part, at any time."""
    phone = Phone(workshop, order.randrange(10_000))
    acts, standing, expected = [phone.act("join")], [], {}
    for number, kind in enumerate(said):
        if kind == "w" and standing:
            gone = standing.pop(order.randrange(len(standing)))
            acts.append(phone.act("withdraw", note=gone))
            del expected[gone]
        elif kind == "e" and standing:
            old, new = standing.pop(order.randrange(len(standing))), str(uuid4())
            acts.append(phone.act("edit", note=old, new=new, text=f"autrement {number}"))
            standing.append(new)
            del expected[old]
            expected[new] = f"autrement {number}"
        else:
            act = phone.write(question, f"note {number}")
            acts.append(act)
            standing.append(act["note"])
            expected[act["note"]] = act["text"]
    for known in _with_repeats(acts, order):
        assert set(phone.said(*known)) == {"received"}
    kept = Note.objects.filter(author=phone.id, withdrawn_at=None)
    assert {str(pk): text for pk, text in kept.values_list("pk", "text")} == expected


def _with_repeats(acts: list, order: random.Random) -> list:
    """Batches in order, each followed by batches that were sent before."""
    sent, batches = 0, []
    while sent < len(acts):
        until = order.randint(sent + 1, len(acts))
        batches.append(acts[sent:until])
        sent = until
        for _ in range(order.randint(0, 2)):
            start = order.randrange(sent)
            batches.append(acts[start : order.randint(start + 1, sent)])
    return batches
