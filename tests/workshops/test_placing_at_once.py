"""Two people move one note in the same instant: each waits for the other, and both moves are kept."""

from uuid import uuid4

import pytest

from at_once import all_at_once
from factories import MembershipFactory, NoteFactory, ParticipantFactory, QuestionFactory, WorkshopFactory
from spirale.journal.models import Event
from spirale.workshops.models import Move, Note, Place, QuestionSheet
from spirale.workshops.operations import deal_question, place_note, reveal_question

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def hall():
    workshop = WorkshopFactory()
    question = QuestionFactory(campaign=workshop.campaign, code="Q1")
    return workshop, question


def test_two_people_who_move_one_note_at_once_lose_no_move(hall):
    workshop, question = hall
    note = NoteFactory(workshop=workshop, question=question)
    people = ParticipantFactory.create_batch(6, workshop=workshop)
    codes = ["A01", "B02", "C01", "D03", "E01", "F01"]
    all_at_once(
        *(
            lambda who=who, code=code: place_note(move_id=uuid4(), note=note, code=code, participant=who)
            for who, code in zip(people, codes, strict=True)
        )
    )
    assert sorted(Move.objects.values_list("code", flat=True)) == codes
    place = Place.objects.select_related("move", "other").get()
    numbers = sorted(Move.objects.values_list("number", flat=True))
    assert [place.other.number, place.move.number] == numbers[-2:]


def test_one_move_sent_twice_at_once_is_made_once(hall):
    workshop, question = hall
    note = NoteFactory(workshop=workshop, question=question)
    who, move = ParticipantFactory(workshop=workshop), uuid4()
    all_at_once(*[lambda: place_note(move_id=move, note=note, code="A01", participant=who)] * 4)
    assert Move.objects.count() == 1
    assert Event.objects.filter(verb="note placed").count() == 1


def test_two_facilitators_reveal_and_deal_at_once_without_doing_it_twice(hall):
    workshop, question = hall
    facilitators = [MembershipFactory(territory=workshop.territory).account for _ in range(2)]
    ParticipantFactory.create_batch(3, workshop=workshop)
    NoteFactory.create_batch(9, workshop=workshop, question=question, is_sealed=True)
    QuestionSheet.objects.create(workshop=workshop, question=question)

    def act(by):
        reveal_question(workshop=workshop, question=question, by=by)
        deal_question(workshop=workshop, question=question, by=by)

    all_at_once(*(lambda by=by: act(by) for by in facilitators))
    assert not Note.objects.filter(is_sealed=True).exists()
    assert Event.objects.filter(verb="question revealed").count() == 1
    assert Event.objects.filter(verb="question dealt").count() == 1
