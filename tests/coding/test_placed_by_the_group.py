"""What the hall placed comes back to those who code as a proposal, never as a decision."""

from uuid import uuid4

import pytest
from django.urls import reverse

from factories import MembershipFactory, NoteFactory, ParticipantFactory, QuestionFactory, WorkshopFactory
from spirale.coding.models import Coding, Criterion
from spirale.coding.operations import grid_in_use, take_criteria
from spirale.coding.queries.coding_page import BY_GROUP, coding_page
from spirale.coding.queries.criteria import Asked
from spirale.workshops.operations import place_note

pytestmark = pytest.mark.database


@pytest.fixture
def workshop():
    return WorkshopFactory()


@pytest.fixture
def coder(workshop):
    return MembershipFactory(territory=workshop.territory).account


@pytest.fixture
def criterion(workshop, coder):
    note = NoteFactory(workshop=workshop, question=QuestionFactory(campaign=workshop.campaign), text="du bon pain")
    take_criteria(workshop=workshop, by=coder)
    return Criterion.objects.get(note=note)


def put(criterion, code, who=None):
    who = who or ParticipantFactory(workshop=criterion.note.workshop)
    return place_note(move_id=uuid4(), note=criterion.note, code=code, participant=who)


def row_of(workshop, coder, show="all"):
    return coding_page(workshop, grid_in_use(workshop.territory), coder, Asked(show=show)).rows[0]


def test_the_place_that_the_group_chose_is_proposed_first(workshop, coder, criterion):
    put(criterion, "A01-11")
    row = row_of(workshop, coder)
    assert (row.suggestion.code, row.suggestion.engine, row.general) == ("A01-11", BY_GROUP, "A01")
    assert not Coding.objects.exists()


def test_where_people_differ_the_other_place_is_said(workshop, coder, criterion):
    put(criterion, "A01")
    put(criterion, "B02")
    placed = row_of(workshop, coder).placed
    assert (placed.code.code, placed.other.code) == ("B02", "A01")


def test_a_note_put_back_proposes_nothing_of_the_group(workshop, coder, criterion):
    who = ParticipantFactory(workshop=workshop)
    put(criterion, "A01", who)
    put(criterion, "", who)
    assert row_of(workshop, coder).placed is None


def test_the_page_says_that_the_group_placed_it_and_one_press_accepts_it(client, workshop, coder, criterion):
    put(criterion, "A01")
    client.force_login(coder)
    html = client.get(reverse("coding:criteria", args=[workshop.pk])).content.decode()
    assert 'data-code="A01"' in html
    assert f'value="{BY_GROUP}"' in html
    sent = {"coding": str(uuid4()), "code": "", "suggested": "A01", "confidence": "", "engine": BY_GROUP}
    client.post(reverse("coding:code", args=[criterion.pk]), sent)
    coding = Coding.objects.get()
    assert (coding.code, coding.suggested_code, coding.suggested_confidence) == ("A01", "A01", None)
    assert coding.engine == BY_GROUP


def test_whoever_gave_their_code_is_not_asked_again(workshop, coder, criterion, client):
    put(criterion, "A01")
    client.force_login(coder)
    client.post(reverse("coding:code", args=[criterion.pk]), {"coding": str(uuid4()), "code": "D03"})
    row = row_of(workshop, coder)
    assert row.row.mine.code == "D03"
    assert row.suggestion is None or row.suggestion.engine != BY_GROUP
