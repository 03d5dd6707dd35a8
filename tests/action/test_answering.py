"""Whoever wrote a note is told which axes and actions answer it, and how far these are."""

import re
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse

from spirale.action.queries.traces import done_about
from spirale.demo.operations import facilitator_of_demonstration
from spirale.synthesis.answers import answers_to
from spirale.synthesis.models import FrozenSynthesis
from spirale.synthesis.queries.documents import read_document
from spirale.territories.models import Territory
from spirale.workshops.models import Note
from synthesis.test_following import KEY, somebody

pytestmark = pytest.mark.database


@pytest.fixture
def answered(valley: Territory) -> Note:
    """A note of the demonstration that a chosen action answers."""
    frozen = FrozenSynthesis.objects.filter(is_public=True).order_by("frozen_at", "id")[0]
    notes = [UUID(note.id) for note in read_document(frozen).notes]
    deeds = done_about(valley, notes)
    return Note.objects.get(pk=next(note for note in notes if deeds[note]))


def public_page(note: Note) -> str:
    frozen = FrozenSynthesis.objects.filter(is_public=True).order_by("frozen_at", "id")[0]
    return reverse("synthesis:note_trace", args=[frozen.synthesis_id, frozen.version, note.pk])


def test_the_public_page_of_a_note_leads_to_what_is_done_about_it(answered: Note, valley: Territory) -> None:
    client = Client(headers={"Accept-Language": "fr"})
    page = client.get(public_page(answered)).content.decode()
    deed = done_about(valley, [answered.pk])[answered.pk][0]
    assert "Ce qui est fait à ce sujet" in page
    [address] = re.findall(rf'href="([^"]*#step-{deed.sheet.pk})"', page)
    assert f'id="step-{deed.sheet.pk}"' in client.get(address).content.decode()


def test_its_author_finds_it_beside_their_note_by_the_code_alone(answered: Note) -> None:
    author = somebody(answered.workshop)
    Note.objects.filter(pk=answered.pk).update(author=author)
    client = Client(headers={"Accept-Language": "fr"})
    client.post("/follow/", {"key": KEY})
    page = client.get(f"/follow/{answered.workshop_id}/").content.decode()
    assert "Une action a été choisie pour y répondre" in page
    assert "Un axe stratégique y répond" in page
    assert "#step-" in page


def test_a_note_that_nothing_answers_says_nothing_of_it(valley: Territory) -> None:
    assert answers_to(valley, None, [uuid4()]) == {}


def test_what_the_territory_keeps_to_itself_is_told_to_the_author_without_a_door(
    answered: Note, valley: Territory
) -> None:
    valley = Territory.objects.get(pk=valley.pk)
    valley.is_public = False
    valley.save(update_fields=["is_public"])
    answers = answers_to(valley, None, [answered.pk])[answered.pk]
    assert answers
    assert not any(answer.is_open for answer in answers)
    assert all(
        answer.is_open for answer in answers_to(valley, facilitator_of_demonstration(), [answered.pk])[answered.pk]
    )
