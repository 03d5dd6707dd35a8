"""The groups that people made in the hall are proposed to a board, and taken over only when a person accepts them."""

from uuid import uuid4

import pytest
from django.urls import reverse

from factories import MembershipFactory, NoteFactory, ParticipantFactory, QuestionFactory, WorkshopFactory
from spirale.synthesis.models import Idea, Placement, Synthesis
from spirale.synthesis.operations import begin_synthesis
from spirale.synthesis.queries.hall import groups_of_hall
from spirale.workshops.operations import make_pile, place_note

pytestmark = pytest.mark.database


@pytest.fixture
def board():
    workshop = WorkshopFactory()
    question = QuestionFactory(campaign=workshop.campaign, code="Q4", grouping="free", sign=0)
    who = ParticipantFactory(workshop=workshop)
    piles = {}
    for name, count in [("Se déplacer", 3), ("Se nourrir", 2), ("Seule", 1)]:
        pile = make_pile(pile_id=uuid4(), workshop=workshop, question=question, name=name, participant=who)
        for _ in range(count):
            note = NoteFactory(workshop=workshop, question=question, sign=0)
            place_note(move_id=uuid4(), note=note, pile=pile, participant=who)
        piles[name] = pile
    NoteFactory(workshop=workshop, question=question, sign=0)
    facilitator = MembershipFactory(territory=workshop.territory).account
    synthesis = begin_synthesis(
        synthesis_id=uuid4(),
        territory=workshop.territory,
        campaign=workshop.campaign,
        questions=[question],
        title="Coresponsabilité",
        origin=Synthesis.Origin.FREE,
        by=facilitator,
    )
    return synthesis, piles, facilitator


def test_groups_of_several_notes_are_proposed_and_nothing_has_moved(board):
    synthesis, _piles, _facilitator = board
    assert [(group.name, group.count) for group in groups_of_hall(synthesis)] == [("Se déplacer", 3), ("Se nourrir", 2)]
    assert Idea.objects.filter(synthesis=synthesis, retired_at=None).count() == 7


def test_accepting_one_makes_its_group_and_proposes_it_no_more(board, client):
    synthesis, piles, facilitator = board
    client.force_login(facilitator)
    address = reverse("synthesis:board", args=[synthesis.pk])
    assert "Se déplacer" in client.get(address).content.decode()
    act = reverse("synthesis:act", args=[synthesis.pk])
    sent = {"do": f"take_group:{piles['Se déplacer'].pk}", "page": str(uuid4()), "next": address}
    assert client.post(act, sent).status_code == 302
    idea = Idea.objects.get(synthesis=synthesis, wording="Se déplacer", retired_at=None)
    assert Placement.objects.filter(idea=idea, retired_at=None).count() == 3
    assert [group.name for group in groups_of_hall(synthesis)] == ["Se nourrir"]


def test_taking_a_group_over_can_be_undone(board, client):
    synthesis, piles, facilitator = board
    client.force_login(facilitator)
    act = reverse("synthesis:act", args=[synthesis.pk])
    client.post(act, {"do": f"take_group:{piles['Se nourrir'].pk}", "page": str(uuid4())})
    client.post(act, {"do": "undo", "page": str(uuid4())})
    assert {group.name for group in groups_of_hall(synthesis)} == {"Se déplacer", "Se nourrir"}
