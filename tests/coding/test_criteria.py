"""Criteria taken from notes, notes split into several, and what comes back."""

from uuid import uuid4

import pytest

from factories import NoteFactory
from spirale.coding.models import Criterion
from spirale.coding.operations import change_sign, code_criterion, split_note, take_criteria, undo_split
from spirale.coding.operations.criteria import Piece
from spirale.coding.queries import current_criteria
from spirale.journal.models import Event
from spirale.method.problems import Problem
from spirale.workshops.operations import restore_note, withdraw_note

pytestmark = pytest.mark.database


@pytest.fixture
def note(workshop, question, nadia):
    note = NoteFactory(workshop=workshop, question=question, text="un médecin tout près et moins de bruit", sign=1)
    take_criteria(workshop=workshop, by=nadia)
    return note


def pieces(*texts):
    return [Piece(uuid4(), text, 1) for text in texts]


def words():
    return sorted(current_criteria().values_list("text", flat=True))


def test_each_note_counts_as_one_criterion_in_its_own_words_however_often_it_is_asked(note, workshop, nadia):
    assert take_criteria(workshop=workshop, by=nadia) == 0
    assert words() == [note.text]
    assert Event.objects.filter(verb="criteria taken").count() == 1


def test_the_site_itself_may_count_notes_as_criteria(workshop, question):
    NoteFactory.create_batch(3, workshop=workshop, question=question)
    assert take_criteria(workshop=workshop, by=None) == 3


def test_taking_criteria_of_many_notes_takes_no_more_round_trips(
    workshop, question, nadia, django_assert_max_num_queries
):
    NoteFactory.create_batch(60, workshop=workshop, question=question)
    with django_assert_max_num_queries(14):
        take_criteria(workshop=workshop, by=nadia)


def test_a_note_split_in_two_has_two_criteria_and_the_first_is_retired_not_lost(note, yann):
    split_note(note=note, pieces=pieces("un médecin tout près", "moins de bruit"), by=yann)
    assert words() == ["moins de bruit", "un médecin tout près"]
    assert Criterion.objects.count() == 3


def test_a_split_sent_twice_happens_once(note, yann):
    cut = pieces("un médecin tout près", "moins de bruit")
    for _ in range(2):
        split_note(note=note, pieces=cut, by=yann)
    assert Criterion.objects.count() == 3
    assert Event.objects.filter(verb="note split").count() == 1


def test_undoing_a_split_brings_back_what_was_there_and_undoing_again_changes_nothing(note, yann):
    cut = pieces("un médecin tout près", "moins de bruit")
    split_note(note=note, pieces=cut, by=yann)
    for _ in range(2):
        undo_split(note=note, made=cut[0].id, by=yann)
    assert words() == [note.text]
    split_note(note=note, pieces=cut, by=yann)
    assert words() == [note.text]


def test_a_piece_that_was_a_criterion_already_keeps_its_codes(note, grid, yann):
    split_note(note=note, pieces=pieces("un médecin tout près", "moins de bruit"), by=yann)
    kept = Criterion.objects.get(text="moins de bruit")
    code_criterion(coding_id=uuid4(), criterion=kept, grid=grid, code="B01", by=yann)
    split_note(note=note, pieces=pieces("un médecin", "tout près", "moins de bruit"), by=yann)
    assert current_criteria().get(text="moins de bruit") == kept


def test_leaving_a_piece_out_can_be_undone_too(note, yann):
    split_note(note=note, pieces=pieces("un médecin tout près", "moins de bruit"), by=yann)
    shorter = pieces("moins de bruit")
    split_note(note=note, pieces=shorter, by=yann)
    assert words() == ["moins de bruit"]
    undo_split(note=note, made=shorter[0].id, by=yann)
    assert words() == ["moins de bruit", "un médecin tout près"]


def test_a_note_is_not_split_into_nothing(note, yann):
    with pytest.raises(Problem, match="split into nothing"):
        split_note(note=note, pieces=pieces("  ", ""), by=yann)
    assert words() == [note.text]


def test_criteria_of_a_withdrawn_note_no_longer_stand_and_come_back_with_it(note, nadia):
    withdraw_note(note=note, reason="typed twice", by=nadia)
    assert words() == []
    restore_note(note=note, by=nadia)
    assert words() == [note.text]


def test_a_sign_can_be_changed_and_the_codes_stay(note, grid, yann):
    criterion = Criterion.objects.get()
    code_criterion(coding_id=uuid4(), criterion=criterion, grid=grid, code="A02", by=yann)
    for _ in range(2):
        change_sign(criterion=criterion, sign=-1, by=yann)
    criterion.refresh_from_db()
    assert (criterion.sign, criterion.codings.count()) == (-1, 1)
    assert Event.objects.filter(verb="sign changed").count() == 1
