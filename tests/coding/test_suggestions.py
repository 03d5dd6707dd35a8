"""Suggestions learn from what a territory retained, in that territory alone."""

from uuid import uuid4

import pytest

from factories import NoteFactory, WorkshopFactory
from spirale.coding.models import Coding, Criterion
from spirale.coding.operations import code_criterion, take_criteria
from spirale.coding.queries.suggestions import suggest_for_entry, suggester_of, suggestions

pytestmark = pytest.mark.database


@pytest.fixture
def decided(workshop, question, grid, yann):
    """The word zorglub was never in the grid: only people's decisions give it a code."""
    for number in range(4):
        NoteFactory(workshop=workshop, question=question, text=f"du zorglub partout {number}")
    take_criteria(workshop=workshop, by=yann)
    for criterion in Criterion.objects.all():
        code_criterion(coding_id=uuid4(), criterion=criterion, grid=grid, code="B03", by=yann)


def test_a_word_people_coded_is_suggested_the_same_with_the_criteria_it_resembles(workshop, grid, decided):
    (found,) = suggestions(workshop.territory, grid, ["encore du zorglub"])
    assert found.code == "B03"
    assert found.nearest[0][1] == "B03"
    assert "zorglub" in found.nearest[0][0]
    assert not found.is_verified


def test_one_territory_does_not_learn_from_another(grid, decided):
    elsewhere = WorkshopFactory().territory
    (found,) = suggestions(elsewhere, grid, ["encore du zorglub"])
    assert found.nearest == ()


def test_what_is_decided_next_is_learnt(workshop, question, grid, yann, decided):
    before = suggester_of(workshop.territory, grid)
    assert suggester_of(workshop.territory, grid) is before
    note = NoteFactory(workshop=workshop, question=question, text="un flonflon")
    take_criteria(workshop=workshop, by=yann)
    code_criterion(coding_id=uuid4(), criterion=note.criteria.get(), grid=grid, code="E02", by=yann)
    (found,) = suggestions(workshop.territory, grid, ["un flonflon de plus"])
    assert found.nearest[0][1] == "E02"


def test_nobody_who_types_waits_and_the_page_is_told_that_learning_goes_on(workshop, grid, monkeypatch):
    import spirale.coding.queries.suggestions as room

    class NeverStarts:
        def __init__(self, **_):
            pass

        def start(self):
            pass

    monkeypatch.setattr(room.threading, "Thread", NeverStarts)
    answer = suggest_for_entry(workshop.territory, grid, "un banc")
    assert answer == {"code": "", "is_ready": False}


def test_a_text_with_nothing_to_read_gets_no_suggestion(workshop, grid):
    assert suggestions(workshop.territory, grid, ["…", " "])[1] is None


def test_learning_anew_changes_no_code_that_people_decided(workshop, question, grid, yann, nadia, decided):
    """The machine now suggests another code for the very words decided first; only a person could give it."""
    before = {row["id"]: row for row in Coding.objects.values()}
    suggestions(workshop.territory, grid, ["du zorglub partout 0"])
    for number in range(12):
        NoteFactory(workshop=workshop, question=question, text=f"du zorglub partout {number}")
    assert take_criteria(workshop=workshop, by=yann) == 12
    for criterion in Criterion.objects.filter(codings=None):
        code_criterion(coding_id=uuid4(), criterion=criterion, grid=grid, code="E02", by=nadia)
    (found,) = suggestions(workshop.territory, grid, ["du zorglub partout 0"])
    assert found.code == "E02"
    assert take_criteria(workshop=workshop, by=yann) == 0
    assert {row["id"]: row for row in Coding.objects.filter(pk__in=before).values()} == before
