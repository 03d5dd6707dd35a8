"""Typing a paper note: the note, its criterion and its code are one act."""

from uuid import uuid4

import pytest

from factories import NOW
from spirale.coding.models import Coding, Criterion
from spirale.coding.operations import enter_note
from spirale.coding.operations.codings import Proposal
from spirale.journal.models import Event
from spirale.workshops.models import Note

pytestmark = pytest.mark.database


@pytest.fixture
def typed(workshop, question, grid, nadia):
    return {
        "note_id": uuid4(),
        "workshop": workshop,
        "question": question,
        "text": "Un médecin tout près",
        "sign": 1,
        "written_at": NOW,
        "by": nadia,
        "grid": grid,
        "coding_id": uuid4(),
        "code": "A02",
        "proposal": Proposal("A02", 0.7, "suggester-1"),
    }


def test_a_note_typed_with_its_code_is_a_note_a_criterion_and_a_coding(typed):
    entered = enter_note(**typed)
    assert (entered.note.text, entered.criterion.text) == ("Un médecin tout près",) * 2
    assert (entered.coding.code, entered.coding.is_retained) == ("A02", True)


def test_sent_three_times_it_is_kept_once(typed):
    for _ in range(3):
        enter_note(**typed)
    assert (Note.objects.count(), Criterion.objects.count(), Coding.objects.count()) == (1, 1, 1)
    assert Event.objects.count() == 2


def test_a_note_typed_without_code_has_its_criterion_and_no_coding(typed):
    enter_note(**typed | {"code": ""})
    assert (Criterion.objects.count(), Coding.objects.count()) == (1, 0)


@pytest.mark.parametrize("code", ["A77", "AA"])
def test_a_code_the_grid_does_not_have_does_not_cost_the_note(typed, code):
    entered = enter_note(**typed | {"code": code})
    assert entered.coding is None
    assert entered.code_problem is not None
    assert Note.objects.count() == 1
