"""What people do with the words of a language model: take, edit or refuse them, and everyone sees it had a hand."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from factories import MembershipFactory
from spirale.journal.models import Event
from spirale.method import synthesis as method
from spirale.method.problems import Problem
from spirale.synthesis import operations, tasks
from spirale.synthesis.models import Computation, Frame, Idea, ModelWording, Sentence, Synthesis
from spirale.synthesis.operations.erasing import erase_own_words
from spirale.synthesis.queries.documents import document_of, read_document
from spirale.synthesis.queries.frozen import version_page
from spirale.territories.models import Role
from spirale.workshops.models import Note

from .conftest import GARDEN, World, asked, frozen, idea_of, written
from .stand_in import StandIn

pytestmark = pytest.mark.database


def test_a_person_takes_the_words_and_they_stay_labelled(world: World, synthesis: Synthesis, model: StandIn) -> None:
    idea = idea_of(synthesis, GARDEN)
    wording = asked(world, synthesis, idea_id=idea.pk)
    world.act(operations.rename_idea, synthesis, idea_id=idea.pk, wording=wording.text, proposed_id=wording.pk)
    kept = Idea.objects.get(pk=idea.pk)
    assert (kept.wording, kept.worded_with, kept.is_worded_by_person) == (model.said, "petit-modele", True)
    wording.refresh_from_db()
    assert wording.answer == ModelWording.Answer.ACCEPTED
    world.act(operations.rename_idea, synthesis, idea_id=idea.pk, wording=f"{model.said}.")
    assert Idea.objects.get(pk=idea.pk).worded_with == "petit-modele"
    world.act(operations.rename_idea, synthesis, idea_id=idea.pk, wording="La terre au pied de nos immeubles")
    assert Idea.objects.get(pk=idea.pk).worded_with == ""


def test_taking_the_words_can_be_undone(world: World, synthesis: Synthesis, model: StandIn) -> None:
    idea = idea_of(synthesis, GARDEN)
    wording = asked(world, synthesis, idea_id=idea.pk)
    world.act(operations.rename_idea, synthesis, idea_id=idea.pk, wording="Autre chose", proposed_id=wording.pk)
    wording.refresh_from_db()
    assert wording.answer == ModelWording.Answer.EDITED
    operations.undo_last(synthesis=synthesis, by=world.facilitator)
    kept = Idea.objects.get(pk=idea.pk)
    wording.refresh_from_db()
    assert (kept.wording, kept.worded_with, wording.answer) == (idea.wording, "", "")


def test_refused_words_are_not_shown_again(
    world: World, synthesis: Synthesis, model: StandIn, facilitator: Client
) -> None:
    idea = idea_of(synthesis, GARDEN)
    wording = asked(world, synthesis, idea_id=idea.pk)
    address = reverse("synthesis:idea", args=[synthesis.pk, idea.pk])
    assert model.said in facilitator.get(address).content.decode()
    facilitator.post(reverse("synthesis:act", args=[synthesis.pk]), {"do": f"refuse_wording:{wording.pk}"})
    assert model.said not in facilitator.get(address).content.decode()
    assert Event.objects.filter(verb="wording refused").count() == 1


def test_the_frozen_synthesis_says_what_was_worded_with_a_model_and_by_whom_it_was_taken(
    world: World, synthesis: Synthesis, model: StandIn, facilitator: Client
) -> None:
    idea = idea_of(synthesis, GARDEN)
    taken = asked(world, synthesis, idea_id=idea.pk)
    world.act(operations.rename_idea, synthesis, idea_id=idea.pk, wording=taken.text, proposed_id=taken.pk)
    frame = synthesis.frames.get(relation="cause")
    model.said = "On ne sort plus parce que le bus part trop tôt."
    line = asked(world, synthesis, frame_id=frame.pk)
    sentence = world.act(
        operations.write_sentence,
        synthesis,
        sentence_id=uuid4(),
        text=line.text,
        idea_ids=[frame.first_id, frame.second_id],
        frame_id=frame.pk,
        proposed_id=line.pk,
    )
    version = frozen(world, synthesis)
    document = read_document(version)
    [kept] = [each for each in document.ideas if each.id == str(idea.pk)]
    assert (kept.model, kept.worded_by) == ("petit-modele", "Claire")
    [said] = document.sentences
    assert (said.model, said.worded_by, said.frame) == ("petit-modele", "Claire", f"{frame.engine} cause")
    hands = {
        (link.by, link.engine)
        for link in method.trace_of(document).links
        if link.target.id == str(sentence.pk) or (link.source.id == str(idea.pk) and link.relation == "part_of")
    }
    assert hands == {
        ("Claire", "language model petit-modele"),
        ("Claire", f"{frame.engine} cause, language model petit-modele"),
    }
    method.check(document)
    [share] = version_page(version).shares
    assert (share.model, share.ideas, share.sentences) == ("petit-modele", 1, 1)
    page = facilitator.get(reverse("synthesis:public", args=[synthesis.pk, version.version])).content.decode()
    assert page.count("petit-modele") >= 3


def test_what_no_model_had_a_hand_in_freezes_to_the_bytes_it_always_had(world: World, synthesis: Synthesis) -> None:
    assert b'"model"' not in method.freeze(document_of(synthesis, made_at="2026-11-22"))


def test_a_merged_idea_keeps_the_label_of_the_words_it_takes(
    world: World, synthesis: Synthesis, model: StandIn
) -> None:
    idea, other = idea_of(synthesis, GARDEN), idea_of(synthesis, "le silence de la montagne")
    taken = asked(world, synthesis, idea_id=idea.pk)
    world.act(operations.rename_idea, synthesis, idea_id=idea.pk, wording=taken.text, proposed_id=taken.pk)
    merged = world.act(operations.merge_ideas, synthesis, idea_ids=[idea.pk, other.pk], wording=taken.text)
    assert Idea.objects.get(pk=merged).worded_with == "petit-modele"


def test_readers_may_not_ask(world: World, synthesis: Synthesis, model: StandIn) -> None:
    reader = MembershipFactory(territory=world.territory, role=Role.READER).account
    with pytest.raises(Exception, match=r"synthesis\.edit"):
        operations.ask_wording(
            synthesis=synthesis, idea_id=idea_of(synthesis, GARDEN).pk, by=reader, wording_id=uuid4()
        )
    assert model.asked == []


def test_words_of_another_synthesis_cannot_be_taken(world: World, synthesis: Synthesis, model: StandIn) -> None:
    wording = asked(world, synthesis, idea_id=idea_of(synthesis, GARDEN).pk)
    other = world.proposed()
    with pytest.raises(Problem, match="wording is gone"):
        world.act(
            operations.rename_idea,
            other,
            idea_id=idea_of(other, GARDEN).pk,
            wording=wording.text,
            proposed_id=wording.pk,
        )


def test_one_is_asked_at_a_time(world: World, synthesis: Synthesis, model: StandIn) -> None:
    idea = idea_of(synthesis, GARDEN)
    operations.ask_wording(synthesis=synthesis, idea_id=idea.pk, by=world.facilitator, wording_id=uuid4())
    with pytest.raises(Problem, match="engine is busy"):
        operations.ask_wording(synthesis=synthesis, idea_id=idea.pk, by=world.facilitator, wording_id=uuid4())


def test_words_go_nowhere_else_than_where_the_person_agreed(
    world: World, synthesis: Synthesis, model: StandIn, settings: Any
) -> None:
    wording_id = uuid4()
    idea = idea_of(synthesis, GARDEN)
    operations.ask_wording(synthesis=synthesis, idea_id=idea.pk, by=world.facilitator, wording_id=wording_id)
    settings.MODEL_NAME = "autre-modele"
    with pytest.raises(Problem, match="no language model"):
        operations.write_wording_for(synthesis=synthesis, by=world.facilitator, computation_id=wording_id)
    assert model.asked == []


def test_erasing_a_note_blanks_what_a_model_made_of_it(world: World, synthesis: Synthesis, model: StandIn) -> None:
    wording = asked(world, synthesis, idea_id=idea_of(synthesis, GARDEN).pk)
    erase_own_words(Note.objects.filter(text=GARDEN).values_list("pk", flat=True))
    wording.refresh_from_db()
    assert wording.text == ""


# Pages


def test_the_button_says_where_the_words_go_and_the_worker_brings_the_answer(
    synthesis: Synthesis, model: StandIn, facilitator: Client
) -> None:
    idea = idea_of(synthesis, GARDEN)
    address = reverse("synthesis:idea", args=[synthesis.pk, idea.pk])
    page = facilitator.get(address).content.decode()
    assert "Demander une formulation à petit-modele (envoi à 127.0.0.1)" in page
    act = reverse("synthesis:act", args=[synthesis.pk])
    sent = {"do": f"ask_wording:{idea.pk}", "page": str(uuid4()), "next": address}
    for _ in range(2):
        facilitator.post(act, sent)
    page = facilitator.get(address).content.decode()
    assert "Le modèle de langue travaille" in page
    [waiting] = DBTaskResult.objects.all()
    tasks.compute.func(*waiting.args_kwargs["args"])
    assert len(model.asked) == 1
    page = facilitator.get(address).content.decode()
    assert model.said in page
    proposed = ModelWording.objects.get()
    facilitator.post(act, {"do": f"rename:{idea.pk}", "wording": proposed.text, "proposed": str(proposed.pk)})
    assert Idea.objects.get(pk=idea.pk).worded_with == "petit-modele"


def test_what_went_wrong_is_said_where_it_was_asked(
    synthesis: Synthesis, model: StandIn, facilitator: Client, world: World
) -> None:
    model.status = 500
    with pytest.raises(Problem):
        asked(world, synthesis, idea_id=idea_of(synthesis, GARDEN).pk)
    page = facilitator.get(reverse("synthesis:editor", args=[synthesis.pk])).content.decode()
    assert "quelque chose s’est mal passé chez lui" in page


def test_a_sentence_starts_from_the_words_of_the_model_in_its_frame(
    world: World, synthesis: Synthesis, model: StandIn, facilitator: Client
) -> None:
    frame = synthesis.frames.get(relation="cause")
    proposed = asked(world, synthesis, frame_id=frame.pk)
    assert (
        f"proposed={proposed.pk}" in facilitator.get(reverse("synthesis:editor", args=[synthesis.pk])).content.decode()
    )
    address = reverse("synthesis:sentence", args=[synthesis.pk, uuid4()])
    page = facilitator.get(address, {"frame": str(frame.pk), "proposed": str(proposed.pk)})
    assert page.context["text"] == proposed.text
    ideas = [str(pk) for pk in page.context["linked"]]
    facilitator.post(
        address,
        {
            "text": proposed.text,
            "idea": ideas,
            "frame": str(frame.pk),
            "proposed": str(proposed.pk),
            "page": str(uuid4()),
        },
    )
    sentence = Sentence.objects.get()
    assert (sentence.worded_with, sentence.frame) == ("petit-modele", Frame.objects.get(pk=frame.pk))


def test_a_sentence_that_stands_does_not_claim_words_that_its_address_names(
    world: World, synthesis: Synthesis, model: StandIn, facilitator: Client
) -> None:
    proposed = asked(world, synthesis, idea_id=idea_of(synthesis, GARDEN).pk)
    sentence = written(world, synthesis)
    address = reverse("synthesis:sentence", args=[synthesis.pk, sentence.pk])
    page = facilitator.get(address, {"proposed": str(proposed.pk)})
    assert "petit-modele" not in page.content.decode()


def test_hostile_words_of_a_model_are_only_text(
    world: World, synthesis: Synthesis, model: StandIn, facilitator: Client
) -> None:
    model.said = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    idea = idea_of(synthesis, GARDEN)
    asked(world, synthesis, idea_id=idea.pk)
    asked(world, synthesis, frame_id=synthesis.frames.get(relation="cause").pk)
    for address in (["synthesis:editor", synthesis.pk], ["synthesis:idea", synthesis.pk, idea.pk]):
        page = facilitator.get(reverse(address[0], args=address[1:])).content.decode()
        assert "alert(1)" in page
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_asking_the_page_for_an_engine_never_asks_the_model(
    synthesis: Synthesis, model: StandIn, facilitator: Client
) -> None:
    facilitator.post(reverse("synthesis:compute", args=[synthesis.pk]), {"kind": "word"})
    assert not Computation.objects.filter(kind="word").exists()
    assert model.asked == []


def test_the_editor_takes_as_many_trips_for_many_proposals(
    world: World, synthesis: Synthesis, model: StandIn, facilitator: Client
) -> None:
    address = reverse("synthesis:editor", args=[synthesis.pk])
    asked(world, synthesis, frame_id=synthesis.frames.get(relation="cause").pk)
    facilitator.get(address)
    with CaptureQueriesContext(connection) as once:
        facilitator.get(address)
    for idea in Idea.objects.filter(synthesis=synthesis, retired_at=None):
        asked(world, synthesis, idea_id=idea.pk)
    with CaptureQueriesContext(connection) as often:
        facilitator.get(address)
    assert len(often) == len(once)


def test_asking_twice_is_asking_once(world: World, synthesis: Synthesis, model: StandIn) -> None:
    wording_id = uuid4()
    for _ in range(2):
        tasks.start_wording(
            synthesis=synthesis, idea_id=idea_of(synthesis, GARDEN).pk, by=world.facilitator, wording_id=wording_id
        )
    assert Event.objects.filter(verb="wording asked of a model").count() == 1
