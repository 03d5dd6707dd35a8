"""What phones send to the hall: kept once, in order, and acknowledged only when it is kept."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from factories import HallFactory, ParticipantFactory, QuestionSheetFactory, key_number
from spirale.journal.queries import chain_is_whole
from spirale.workshops.models import Note, Participant

pytestmark = pytest.mark.database


@pytest.fixture
def hall(workshop, question, second_question):
    for asked in (question, second_question):
        QuestionSheetFactory(workshop=workshop, question=asked)
    return HallFactory(workshop=workshop, opened_at=timezone.now() - timedelta(hours=1))


class Phone:
    """A phone in the hall: its id, its recovery code, and the door it knocks at."""

    def __init__(self, client, workshop, number=1):
        self.client, self.workshop = client, workshop
        self.id, self.key = str(uuid4()), key_number(number)

    def act(self, kind, **fields):
        return {"id": str(uuid4()), "kind": kind, "by": self.id, "key": self.key, **fields}

    def write(self, question, text, **fields):
        return self.act("write", note=str(uuid4()), question=str(question.pk), text=text, **fields)

    def send(self, *acts):
        address = reverse("workshops:acts", args=[self.workshop.pk])
        answer = self.client.post(address, json.dumps({"acts": acts}), content_type="application/json")
        assert answer.status_code == 200, answer.content
        return answer.json()["results"]

    def said(self, *acts):
        return [result["state"] for result in self.send(*acts)]

    def state(self):
        headers = {"X-Hall-Participant": self.id, "X-Hall-Key": self.key}
        return self.client.get(reverse("workshops:state", args=[self.workshop.pk]), headers=headers)


@pytest.fixture
def phone(client, workshop, hall):
    return Phone(client, workshop)


def texts(workshop):
    return list(Note.objects.filter(workshop=workshop, withdrawn_at=None).order_by("text").values_list("text", flat=True))


def test_a_phone_joins_and_writes_in_one_batch(phone, workshop, question):
    results = phone.said(phone.act("join", first_name="Lina"), phone.write(question, "un banc"), phone.write(question, "le bus"))
    assert results == ["received"] * 3
    assert texts(workshop) == ["le bus", "un banc"]
    note = Note.objects.first()
    assert (note.author.first_name, note.sign, note.source, note.is_sealed) == ("Lina", 1, "screen", True)
    assert chain_is_whole(workshop.pk)


def test_the_same_batch_ten_times_is_kept_once(phone, workshop, question):
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


def test_the_state_of_a_phone_holds_its_own_notes(phone, workshop, question):
    phone.send(phone.act("join", first_name="Lina"), phone.write(question, "un banc"))
    me = phone.state().json()["me"]
    assert me["first_name"] == "Lina"
    assert [(note["text"], note["is_sealed"], note["withdrawn"]) for note in me["notes"]] == [("un banc", True, False)]


def test_anybody_reads_the_public_part_of_the_state_and_no_words(phone, client, workshop, question):
    phone.send(phone.act("join"), phone.write(question, "un banc"))
    answer = client.get(reverse("workshops:state", args=[workshop.pk]))
    assert answer.json()["me"] is None
    assert answer.json()["questions"][0]["notes"] == 1
    assert "un banc" not in answer.content.decode()
