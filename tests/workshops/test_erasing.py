"""Erasing what somebody brought: their words go, the counts stay true, and nothing brings the words back."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.apps import apps
from django.core import serializers
from django.utils import timezone

from factories import CriterionFactory, HallFactory, NoteFactory, ParticipantFactory, QuestionSheetFactory
from spirale.journal.models import Event
from spirale.journal.queries import chain_is_whole
from spirale.method.problems import Problem
from spirale.synthesis.models import Edit, FrozenSynthesis, Idea, Placement, Synthesis
from spirale.workshops.models import FloorRequest, Note, Pledge, ShortlistedAction, Turn
from spirale.workshops.operations import erase_participant, place_note, restore_note, reveal, write_note

pytestmark = pytest.mark.database

WORDS = "la lampe cassée devant chez Odile"


@pytest.fixture
def hall(workshop, question):
    QuestionSheetFactory(workshop=workshop, question=question)
    return HallFactory(workshop=workshop, opened_at=timezone.now() - timedelta(hours=1))


@pytest.fixture
def odile(workshop, hall):
    return ParticipantFactory(workshop=workshop, first_name="Odile")


@pytest.fixture
def note(workshop, question, odile):
    return NoteFactory(workshop=workshop, question=question, author=odile, text=WORDS)


def everything_kept():
    """All rows of all tables, as text."""
    return "\n".join(
        serializers.serialize("json", model._default_manager.all(), ensure_ascii=False)
        for model in apps.get_models()
        if model._meta.app_label in {"workshops", "coding", "synthesis", "journal"}
    )


def test_every_version_of_ones_notes_goes_and_their_number_stays(workshop, odile, note):
    NoteFactory(workshop=workshop, question=note.question, author=odile, text=WORDS + " bis", replaces=note)
    CriterionFactory(note=note, text=WORDS)
    assert WORDS in everything_kept()
    for _ in range(2):
        erase_participant(workshop=workshop, participant=odile)
    assert WORDS not in everything_kept()
    assert "Odile" not in everything_kept()
    assert Note.objects.filter(author=odile, withdrawn_reason="erased by its author").count() == 2
    assert list(
        Event.objects.filter(space_id=workshop.pk, verb="participant erased").values_list("details", flat=True)
    ) == [{"told": {}, "notes": 2}]


def test_the_notes_of_others_stay(workshop, odile, note):
    other = NoteFactory(workshop=workshop, question=note.question, author=ParticipantFactory(workshop=workshop))
    erase_participant(workshop=workshop, participant=odile)
    kept = Note.objects.get(pk=other.pk)
    assert (kept.text, kept.withdrawn_at) == (other.text, None)


def test_what_the_journal_repeats_goes_and_its_chain_is_whole(workshop, odile, note, facilitator):
    place_note(move_id=uuid4(), note=note, participant=ParticipantFactory(workshop=workshop))
    NoteFactory(workshop=workshop, question=note.question)
    before = Event.objects.filter(space_id=workshop.pk).order_by("number").last()
    assert before.details["told"]["text"] == WORDS
    erase_participant(workshop=workshop, participant=odile)
    events = list(Event.objects.filter(space_id=workshop.pk).order_by("number"))
    assert [event.verb for event in events] == ["note placed", "lines blanked", "participant erased"]
    assert events[0].details["told"] == before.details["told"] | {"text": ""}
    assert events[1].details["digest_before"] == before.digest
    assert chain_is_whole(workshop.pk)


def test_contacts_names_and_pledges_go(workshop, odile, note):
    action = ShortlistedAction.objects.create(workshop=workshop, title="Un banc", made_at=timezone.now())
    pledge = Pledge.objects.create(
        action=action, participant=odile, name="Odile", contact="06 00", brings="ma scie", made_at=timezone.now()
    )
    Turn.objects.create(workshop=workshop, participant=odile, speaker="Odile", started_at=timezone.now())
    FloorRequest.objects.create(workshop=workshop, participant=odile, asked_at=timezone.now())
    erase_participant(workshop=workshop, participant=odile)
    pledge.refresh_from_db()
    assert (pledge.name, pledge.contact, pledge.brings) == ("", "", "")
    assert pledge.withdrawn_at
    assert not FloorRequest.objects.filter(ended_at=None).exists()
    assert Turn.objects.get().participant == odile
    told = Event.objects.get(space_id=workshop.pk, verb="pledge withdrawn").details["told"]
    assert told == {"action": {"id": str(action.pk), "title": "Un banc", "pledges": 0}}


@pytest.mark.parametrize("is_taken_up", [False, True])
def test_an_action_in_ones_own_words_goes_unless_others_pledged_under_it(workshop, odile, note, is_taken_up):
    action = ShortlistedAction.objects.create(workshop=workshop, title=WORDS, note=note, made_at=timezone.now())
    if is_taken_up:
        Pledge.objects.create(
            action=action, participant=ParticipantFactory(workshop=workshop), brings="ma scie", made_at=timezone.now()
        )
    erase_participant(workshop=workshop, participant=odile)
    action.refresh_from_db()
    assert action.title == (WORDS if is_taken_up else "")
    assert (action.withdrawn_at is None) is is_taken_up


def test_an_erased_note_does_not_come_back(workshop, odile, note, facilitator):
    erase_participant(workshop=workshop, participant=odile)
    with pytest.raises(Problem, match="note erased"):
        restore_note(note=Note.objects.get(pk=note.pk), by=facilitator)


def test_an_idea_in_their_words_takes_the_words_of_another_and_undoing_does_not_bring_them_back(workshop, odile, note):
    synthesis = Synthesis.objects.create(
        territory=workshop.territory, campaign=workshop.campaign, title="Essai", made_at=timezone.now()
    )
    idea = Idea.objects.create(synthesis=synthesis, wording=WORDS)
    alone = Idea.objects.create(synthesis=synthesis, wording=WORDS)
    mine = CriterionFactory(note=note, text=WORDS)
    other = CriterionFactory(note=NoteFactory(workshop=workshop, question=note.question), text="la lampe de la place")
    for criterion in (mine, other):
        Placement.objects.create(idea=idea, criterion=criterion, engine="essai", at=timezone.now())
    Placement.objects.create(idea=alone, criterion=mine, engine="essai", at=timezone.now())
    state = {f"idea:{idea.pk}": {"wording": WORDS}}
    Edit.objects.create(synthesis=synthesis, number=1, verb="rename", before=state, after={}, at=timezone.now())
    frozen = FrozenSynthesis.objects.create(
        synthesis=synthesis, version=1, document=WORDS, digest="0", validated_by="le groupe", frozen_at=timezone.now()
    )
    erase_participant(workshop=workshop, participant=odile)
    idea.refresh_from_db()
    alone.refresh_from_db()
    assert (idea.wording, alone.wording) == ("la lampe de la place", "…")
    assert Edit.objects.get().before == {f"idea:{idea.pk}": {"wording": "la lampe de la place"}}
    frozen.refresh_from_db()
    assert frozen.document == WORDS  # validated by a group: it stays, and the answer says so


def test_a_note_erased_before_the_reveal_stays_unread_after_it(workshop, hall, question, odile):
    write_note(note_id=uuid4(), workshop=hall.workshop, participant=odile, question_id=question.pk, text=WORDS)
    erase_participant(workshop=workshop, participant=odile)
    reveal(workshop=workshop, questions=None, by=None, at=timezone.now())
    assert WORDS not in everything_kept()
    assert Note.objects.filter(withdrawn_at=None).count() == 0


def test_a_phone_erases_all_and_its_key_goes_on_to_say_so(client, workshop, hall, odile, note):
    def send(kind, **fields):
        act = {"id": str(uuid4()), "kind": kind, "by": str(odile.pk), "key": odile.key, **fields}
        answer = client.post(f"/hall/{workshop.pk}/acts/", json.dumps({"acts": [act]}), content_type="application/json")
        return answer.json()["results"][0]

    for _ in range(2):
        said = send("erase")
        assert said["state"] == "received"
        assert "synth" in said["message"]
    said = send("write", note=str(uuid4()), question=str(note.question_id), text="encore")
    assert said["state"] == "refused"
    state = client.get(
        f"/hall/{workshop.pk}/state/", headers={"X-Hall-Participant": str(odile.pk), "X-Hall-Key": odile.key}
    )
    assert state.json()["me"] | {"is_erased": True, "first_name": "", "notes": []} == state.json()["me"]
