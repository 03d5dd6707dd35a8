"""What people do with ideas, and undo."""

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from factories import AccountFactory, MembershipFactory
from spirale.journal.models import Event
from spirale.method.problems import Problem
from spirale.synthesis import operations
from spirale.synthesis.models import Edit, Idea, Placement, Synthesis
from spirale.synthesis.queries.working import ledger_of
from spirale.territories.models import Role

from .conftest import World, criterion, idea_of, ideas_of, texts_under

pytestmark = pytest.mark.database

GARDENS = {
    "un jardin partagé au pied des immeubles",
    "un jardin partagé près des immeubles",
    "un jardin partagé dans le quartier",
}


def test_the_engine_proposes_ideas_and_accounts_for_every_criterion(world: World) -> None:
    synthesis = world.proposed()
    assert texts_under(idea_of(synthesis, "un jardin partagé dans le quartier").pk) == GARDENS
    ledger = ledger_of(synthesis)
    assert ledger.closes
    assert ledger.in_ == 9
    assert ledger.single >= 2


def test_grouped_freely_each_criterion_starts_by_itself(world: World) -> None:
    synthesis = world.begin(origin=Synthesis.Origin.FREE)
    assert len(ideas_of(synthesis)) == 9
    assert ledger_of(synthesis).single == 9


def test_a_synthesis_begun_twice_is_one(world: World) -> None:
    key = uuid4()
    assert world.begin(synthesis_id=key) == world.begin(synthesis_id=key)
    assert Event.objects.filter(verb="synthesis begun").count() == 1


def test_a_synthesis_is_of_one_group_when_asked(world: World) -> None:
    synthesis = world.begin(group=world.workshops[0].group, origin=Synthesis.Origin.FREE)
    assert ledger_of(synthesis).in_ == 5


def test_moving_a_criterion_takes_it_out_of_where_it_stood(world: World) -> None:
    synthesis = world.proposed()
    silence = criterion(synthesis, "le silence de la montagne")
    alone, gardens = (
        idea_of(synthesis, "le silence de la montagne"),
        idea_of(synthesis, "un jardin partagé dans le quartier"),
    )
    world.act(operations.move_criteria, synthesis, criterion_ids=[silence.pk], to_idea=gardens.pk)
    assert texts_under(gardens.pk) == GARDENS | {"le silence de la montagne"}
    alone.refresh_from_db()
    assert alone.retired_at is not None


def test_an_act_sent_twice_is_done_once(world: World) -> None:
    synthesis = world.proposed()
    silence = criterion(synthesis, "le silence de la montagne")
    gardens = idea_of(synthesis, "un jardin partagé dans le quartier")
    key = uuid4()
    for _ in range(2):
        world.act(operations.move_criteria, synthesis, criterion_ids=[silence.pk], to_idea=gardens.pk, edit_id=key)
    assert Edit.objects.filter(synthesis=synthesis).count() == 1
    assert Event.objects.filter(verb="criteria moved").count() == 1


def test_a_copy_is_heard_twice_and_counted_once(world: World) -> None:
    synthesis = world.proposed()
    silence = criterion(synthesis, "le silence de la montagne")
    gardens = idea_of(synthesis, "un jardin partagé dans le quartier")
    world.act(operations.copy_criteria, synthesis, criterion_ids=[silence.pk], to_idea=gardens.pk)
    assert Placement.objects.filter(criterion=silence, retired_at=None).count() == 2
    assert ledger_of(synthesis).in_ == 9
    assert ledger_of(synthesis).closes


def test_the_last_copy_of_a_criterion_cannot_be_removed(world: World) -> None:
    synthesis = world.proposed()
    silence = criterion(synthesis, "le silence de la montagne")
    alone = idea_of(synthesis, "le silence de la montagne")
    with pytest.raises(Problem, match="criterion would stand nowhere"):
        world.act(operations.remove_copies, synthesis, criterion_ids=[silence.pk], from_idea=alone.pk)


def test_merging_keeps_every_criterion_and_deletes_nothing(world: World) -> None:
    synthesis = world.proposed()
    first = idea_of(synthesis, "un jardin partagé dans le quartier")
    other = idea_of(synthesis, "le silence de la montagne")
    ideas = Idea.objects.count()
    kept = world.act(
        operations.merge_ideas, synthesis, idea_ids=[other.pk, first.pk], wording="De la nature, près et loin"
    )
    assert texts_under(kept) == GARDENS | {"le silence de la montagne"}
    assert Idea.objects.get(pk=kept).wording == "De la nature, près et loin"
    assert Idea.objects.count() == ideas
    gone = Idea.objects.get(pk=other.pk if kept == first.pk else first.pk)
    assert gone.merged_into_id == kept


def test_merging_leads_sentences_to_the_idea_that_stays(world: World) -> None:
    synthesis = world.proposed()
    first = idea_of(synthesis, "un jardin partagé dans le quartier")
    other = idea_of(synthesis, "le silence de la montagne")
    sentence = world.act(
        operations.write_sentence, synthesis, sentence_id=uuid4(), text="Du calme.", idea_ids=[other.pk, first.pk]
    )
    kept = world.act(operations.merge_ideas, synthesis, idea_ids=[first.pk, other.pk], wording="Nature")
    assert list(sentence.ideas.values_list("pk", flat=True)) == [kept]


def test_ideas_of_different_questions_are_kept_apart(world: World) -> None:
    synthesis = world.proposed()
    garden = idea_of(synthesis, "un jardin partagé dans le quartier")
    alone = idea_of(synthesis, "la solitude des anciens")
    with pytest.raises(Problem, match="ideas of different questions"):
        world.act(operations.merge_ideas, synthesis, idea_ids=[garden.pk, alone.pk], wording="Tout")
    with pytest.raises(Problem, match="ideas of different questions"):
        world.act(
            operations.move_criteria,
            synthesis,
            criterion_ids=[criterion(synthesis, "la solitude des anciens").pk],
            to_idea=garden.pk,
        )


def test_splitting_makes_an_idea_of_its_own_just_after(world: World) -> None:
    synthesis = world.proposed()
    gardens = idea_of(synthesis, "un jardin partagé dans le quartier")
    moved = criterion(synthesis, "un jardin partagé dans le quartier")
    made = world.act(operations.split_idea, synthesis, idea_id=gardens.pk, criterion_ids=[moved.pk])
    assert texts_under(made) == {"un jardin partagé dans le quartier"}
    assert Idea.objects.get(pk=made).wording == "un jardin partagé dans le quartier"
    order = [idea.pk for idea in ideas_of(synthesis)]
    assert order.index(made) == order.index(gardens.pk) + 1


def test_what_is_set_aside_keeps_its_reason_and_can_come_back(world: World) -> None:
    synthesis = world.proposed()
    silence = criterion(synthesis, "le silence de la montagne")
    world.act(operations.set_aside, synthesis, criterion_ids=[silence.pk], reason="dit deux fois par la même personne")
    assert ledger_of(synthesis).reasons == {"dit deux fois par la même personne": 1}
    world.act(operations.take_back, synthesis, criterion_ids=[silence.pk])
    assert ledger_of(synthesis).reasons == {}
    assert idea_of(synthesis, "le silence de la montagne").wording == "le silence de la montagne"


def test_nothing_is_set_aside_without_a_reason(world: World) -> None:
    synthesis = world.proposed()
    with pytest.raises(Problem, match="reason is missing"):
        world.act(
            operations.set_aside,
            synthesis,
            criterion_ids=[criterion(synthesis, "le silence de la montagne").pk],
            reason="  ",
        )


def test_a_removed_idea_lets_its_criteria_stand_by_themselves(world: World) -> None:
    synthesis = world.proposed()
    gardens = idea_of(synthesis, "un jardin partagé dans le quartier")
    world.act(operations.remove_idea, synthesis, idea_id=gardens.pk)
    assert all(texts_under(idea_of(synthesis, text).pk) == {text} for text in GARDENS)


def test_ideas_can_be_put_in_another_order(world: World) -> None:
    synthesis = world.proposed()
    first, second = ideas_of(synthesis)[:2]
    world.act(operations.order_ideas, synthesis, idea_ids=[second.pk, first.pk])
    assert [idea.pk for idea in ideas_of(synthesis)][:2] == [second.pk, first.pk]


@pytest.mark.parametrize("role", [Role.MEMBER, Role.READER])
def test_only_facilitators_edit(world: World, role: str) -> None:
    synthesis = world.proposed()
    someone = MembershipFactory(territory=world.territory, account=AccountFactory(), role=role).account
    with pytest.raises(PermissionDenied):
        operations.rename_idea(
            synthesis=synthesis, idea_id=ideas_of(synthesis)[0].pk, wording="x", by=someone, edit_id=uuid4()
        )


# Undoing


def test_undo_and_redo_bring_back_the_same_state(world: World) -> None:
    synthesis = world.proposed()
    before = _picture(synthesis)
    first = idea_of(synthesis, "un jardin partagé dans le quartier")
    other = idea_of(synthesis, "le silence de la montagne")
    world.act(operations.merge_ideas, synthesis, idea_ids=[first.pk, other.pk], wording="Nature")
    merged = _picture(synthesis)
    operations.undo_last(synthesis=synthesis, by=world.facilitator)
    assert _picture(synthesis) == before
    operations.redo(synthesis=synthesis, by=world.facilitator)
    assert _picture(synthesis) == merged


def test_undo_is_refused_when_a_later_act_rests_on_it(world: World) -> None:
    synthesis = world.proposed()
    other = MembershipFactory(territory=world.territory, account__name="Paul").account
    silence = criterion(synthesis, "le silence de la montagne")
    made = world.act(
        operations.make_idea, synthesis, question_id=world.questions["Q1"].pk, wording="Du calme", criterion_ids=[]
    )
    operations.move_criteria(synthesis=synthesis, criterion_ids=[silence.pk], to_idea=made, by=other, edit_id=uuid4())
    with pytest.raises(Problem, match="edit was built on"):
        operations.undo_last(synthesis=synthesis, by=world.facilitator)
    assert texts_under(made) == {"le silence de la montagne"}


def test_each_person_undoes_their_own_acts(world: World) -> None:
    synthesis = world.proposed()
    other = MembershipFactory(territory=world.territory).account
    first, second = ideas_of(synthesis)[:2]
    world.act(operations.rename_idea, synthesis, idea_id=first.pk, wording="Mien")
    operations.rename_idea(synthesis=synthesis, idea_id=second.pk, wording="Sien", by=other, edit_id=uuid4())
    operations.undo_last(synthesis=synthesis, by=world.facilitator)
    assert Idea.objects.get(pk=second.pk).wording == "Sien"
    assert Idea.objects.get(pk=first.pk).wording == first.wording


def test_a_new_act_leaves_what_was_undone_behind(world: World) -> None:
    synthesis = world.proposed()
    first, second = ideas_of(synthesis)[:2]
    world.act(operations.rename_idea, synthesis, idea_id=first.pk, wording="Un")
    operations.undo_last(synthesis=synthesis, by=world.facilitator)
    world.act(operations.rename_idea, synthesis, idea_id=second.pk, wording="Deux")
    with pytest.raises(Problem, match="nothing to redo"):
        operations.redo(synthesis=synthesis, by=world.facilitator)


def _picture(synthesis: Synthesis) -> list[tuple[str, str, list[str]]]:
    return [(str(idea.pk), idea.wording, sorted(texts_under(idea.pk))) for idea in ideas_of(synthesis)]
