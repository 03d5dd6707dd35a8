"""The hall of a workshop: opened with its agenda, its door, and closed so that no note stays unread."""

import pytest
from django.core.exceptions import PermissionDenied

from factories import HallFactory, NoteFactory, ParticipantFactory, StepFactory, StepRunFactory, WorkshopFactory
from spirale.journal.models import Event
from spirale.method.problems import Problem
from spirale.workshops.models import Hall, Note, QuestionSheet, Step
from spirale.workshops.operations import StepDraft, close_door, close_hall, open_hall, reopen_door
from spirale.workshops.operations.halls import CODE_SIGNS

pytestmark = pytest.mark.database


@pytest.fixture
def steps(question):
    return [
        StepDraft("welcome", "Accueil", 10, aim="Se connaître"),
        StepDraft("write", "Écrire", 15, question=question),
    ]


@pytest.fixture
def hall(workshop, second_question, steps, facilitator):
    return open_hall(workshop=workshop, steps=steps, template="first_meeting", by=facilitator)


def verbs(workshop):
    return list(Event.objects.filter(space_id=workshop.pk).order_by("number").values_list("verb", flat=True))


def test_a_hall_opens_with_its_agenda_and_a_sealed_sheet_for_each_question(workshop, hall, question, second_question):
    assert [(step.position, step.title, step.question) for step in Step.objects.filter(workshop=workshop)] == [
        (1, "Accueil", None),
        (2, "Écrire", question),
    ]
    sheets = QuestionSheet.objects.filter(workshop=workshop)
    assert [sheet.question for sheet in sheets] == [question, second_question]
    assert not any(sheet.revealed_at for sheet in sheets)
    assert verbs(workshop) == ["hall opened"]


def test_the_code_of_a_room_has_four_letters_that_are_not_read_as_others(hall):
    assert len(hall.code) == 4
    assert set(hall.code) <= set(CODE_SIGNS)
    assert not set(CODE_SIGNS) & set("ILOU0123456789")


def test_opening_a_hall_twice_gives_the_same_one(workshop, hall, steps, facilitator):
    again = open_hall(workshop=workshop, steps=steps, by=facilitator)
    assert again == hall
    assert again.code == hall.code
    assert Step.objects.count() == 2
    assert verbs(workshop) == ["hall opened"]


def test_two_open_halls_never_share_a_code(monkeypatch, hall, second_question):
    letters = iter(hall.code + "BCDF")
    monkeypatch.setattr("spirale.workshops.operations.halls.secrets.choice", lambda _signs: next(letters))
    other = WorkshopFactory(group=hall.workshop.group, campaign=hall.workshop.campaign)
    assert open_hall(workshop=other, steps=[], by=None).code == "BCDF"


def test_a_step_on_a_question_asked_elsewhere_is_refused(workshop, question):
    elsewhere = NoteFactory().question
    with pytest.raises(Problem, match="another campaign"):
        open_hall(workshop=workshop, steps=[StepDraft("write", "Écrire", question=elsewhere)], by=None)
    assert not Hall.objects.exists()


def test_a_hall_without_questions_does_not_open(workshop):
    with pytest.raises(Problem, match="without questions"):
        open_hall(workshop=workshop, steps=[], by=None)


def test_only_facilitators_open_a_hall_and_hold_its_door(workshop, question, reader, stranger):
    for account in (reader, stranger):
        for act in (close_door, reopen_door, close_hall):
            with pytest.raises(PermissionDenied):
                act(workshop=workshop, by=account)
        with pytest.raises(PermissionDenied):
            open_hall(workshop=workshop, steps=[], by=account)


def test_the_door_closes_and_opens_again(workshop, hall, facilitator):
    for _ in range(2):
        assert close_door(workshop=workshop, by=facilitator).door_closed_at
    for _ in range(2):
        assert reopen_door(workshop=workshop, by=facilitator).door_closed_at is None
    assert verbs(workshop) == ["hall opened", "door closed", "door opened again"]


def test_closing_the_hall_ends_the_running_step_and_leaves_no_note_unread(workshop, hall, question, facilitator):
    run = StepRunFactory(step=Step.objects.filter(workshop=workshop)[0])
    Hall.objects.filter(pk=hall.pk).update(run=run)
    author = ParticipantFactory(workshop=workshop)
    NoteFactory.create_batch(3, workshop=workshop, question=question, author=author, is_sealed=True)
    for _ in range(2):
        closed = close_hall(workshop=workshop, by=facilitator)
    run.refresh_from_db()
    assert closed.closed_at == run.ended_at
    assert closed.run is None
    assert not Note.objects.filter(is_sealed=True).exists()
    assert not QuestionSheet.objects.filter(revealed_at=None).exists()
    assert verbs(workshop) == ["hall opened", "question revealed", "question revealed", "hall closed"]


def test_a_hall_closed_too_soon_opens_again_as_it_was(workshop, hall, steps, facilitator):
    close_hall(workshop=workshop, by=facilitator)
    again = open_hall(workshop=workshop, steps=steps, by=facilitator)
    assert (again.code, again.is_open, again.door_closed_at) == (hall.code, True, None)
    assert Step.objects.filter(workshop=workshop).count() == 2
    assert QuestionSheet.objects.filter(workshop=workshop).count() == 2


def test_a_closed_hall_gives_its_code_away_and_takes_another_if_it_opens_again(workshop, hall, steps, facilitator):
    close_hall(workshop=workshop, by=facilitator)
    HallFactory(code=hall.code)
    assert open_hall(workshop=workshop, steps=steps, by=facilitator).code != hall.code


def test_a_hall_that_was_never_opened_has_no_door(workshop, facilitator):
    StepFactory(workshop=workshop)
    with pytest.raises(Problem, match="hall not open"):
        close_door(workshop=workshop, by=facilitator)
