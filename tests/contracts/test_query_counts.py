"""The trips to the database that a page takes do not grow with what is in it."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import uuid5

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from actions_of_valley import propose_actions
from axes_of_valley import confront_and_make_an_axis
from contracts.expectations import ADDRESSES
from spirale.coding.models import Criterion, GridChoice
from spirale.coding.operations import code_criterion, take_criteria
from spirale.cycles.models import Campaign, Question
from spirale.mobilisation.operations import form_group
from spirale.synthesis.models import FrozenSynthesis, Synthesis
from spirale.synthesis.operations import begin_synthesis, gather_arrivals, propose_rival_wording
from spirale.synthesis.queries.documents import read_document
from spirale.territories.models import Territory
from spirale.territories.operations import add_member
from spirale.workshops.models import Note, Workshop
from spirale.workshops.operations import NoteDraft, gather_notes, open_workshop
from valley import Address, SignedIn, account, add_what_is_rarer, addresses, path_to, sign_in, things

pytestmark = pytest.mark.django_db

READ = [address for address in addresses() if ADDRESSES[str(address)].get]


def grow(turn: int) -> None:
    """Say everything once more, by another group and in the groups there are; make more of each thing."""
    territory = Territory.objects.get()
    facilitator, administrator, reader = account("facilitator"), account("administrator"), account("reader")
    assert facilitator
    assert administrator
    assert reader
    campaign = Campaign.objects.get()
    group = form_group(
        group_id=uuid5(territory.pk, f"group {turn}"), territory=territory, by=facilitator, name=f"Groupe {turn}"
    )
    more = open_workshop(
        workshop_id=uuid5(group.pk, "workshop"),
        group=group,
        campaign=campaign,
        title=f"Rencontre {turn}",
        held_on=date(2026, 5, turn),
        by=facilitator,
    )
    for workshop in [more, Workshop.objects.order_by("held_on")[0]]:
        said = Note.objects.filter(written_at__year=2026, written_at__month=3).select_related("question")
        gather_notes(
            workshop=workshop,
            drafts=[
                NoteDraft(uuid5(note.pk, f"{turn} {workshop.pk}"), note.question, f"{note.text} ({turn})", note.sign)
                for note in said
            ],
            by=facilitator,
        )
        take_criteria(workshop=workshop, by=facilitator)
    grid = GridChoice.objects.get().grid
    codings = [account("facilitator"), account("member")]
    lacking = Criterion.objects.filter(codings=None, retired_at=None, note__question__code="Q1")
    for criterion in lacking.select_related("note__workshop__group__territory")[:40]:
        for number, coder in enumerate(codings):
            assert coder
            code_criterion(
                coding_id=uuid5(criterion.pk, coder.email),
                criterion=criterion,
                grid=grid,
                code="D03" if number else "E02",
                by=coder,
            )
    for synthesis in Synthesis.objects.filter(title__in=["Le bien-être dans la vallée"]):
        gather_arrivals(synthesis=synthesis, by=facilitator)
    begin_synthesis(
        synthesis_id=uuid5(territory.pk, f"synthesis {turn}"),
        territory=territory,
        campaign=campaign,
        questions=[Question.objects.get(campaign=campaign, code="Q4")],
        title=f"Encore {turn}",
        origin=Synthesis.Origin.FREE,
        by=facilitator,
    )
    first = FrozenSynthesis.objects.order_by("version")[0]
    confront_and_make_an_axis(first, facilitator, turn)
    propose_actions(first, facilitator, turn)
    for number, sentence in enumerate(read_document(first).sentences):
        propose_rival_wording(
            wording_id=uuid5(first.pk, f"{turn} {number}"),
            frozen=first,
            kind="sentence",
            object_id=sentence.id,
            text=f"Autrement dit, {turn} : {sentence.text}",
            by=reader,
        )
    add_member(
        territory=territory,
        by=administrator,
        email=f"plus{turn}@example.org",
        role="member",
        sends_letter=False,
    )


@pytest.fixture(scope="module")
def counted(demonstration: Territory, django_db_blocker: Any) -> Iterator[dict[str, list[int]]]:
    """How many trips each page takes, before and after everything is there twice and three times."""
    with django_db_blocker.unblock(), transaction.atomic():
        add_what_is_rarer()
        known, people = things(), sign_in("administrator")
        trips: dict[str, list[int]] = {str(address): [] for address in READ}
        for address in READ:
            _trips(address, known, people)  # what a process keeps once it was asked for is there
        for turn in (1, 2, 3):
            for address in READ:
                trips[str(address)].append(_trips(address, known, people))
            if turn < 3:
                grow(turn)
        yield trips
        transaction.set_rollback(True)


def _trips(address: Address, known: dict[str, Any], people: SignedIn) -> int:
    said = ADDRESSES[str(address)]
    path = path_to(address, known, **{name: known[other] for name, other in said.instead.items()})
    client = people.client("administrator")
    with CaptureQueriesContext(connection) as trips:
        answer = client.get(path, said.query)
        if answer.streaming:
            b"".join(answer.streaming_content)
    return len(trips)


@pytest.mark.parametrize("address", READ, ids=str)
def test_a_page_takes_as_many_trips_for_three_times_as_much(address: Address, counted: dict[str, list[int]]) -> None:
    once, twice, thrice = counted[str(address)]
    assert twice <= once + 1
    assert thrice <= twice + ADDRESSES[str(address)].is_stream


def test_no_page_takes_many_trips(counted: dict[str, list[int]]) -> None:
    assert not {name: trips[0] for name, trips in counted.items() if trips[0] > 40}
