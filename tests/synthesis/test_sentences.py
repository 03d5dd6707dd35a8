"""Sentences over ideas."""

from uuid import uuid4

import pytest

from factories import MembershipFactory
from spirale.method.problems import Problem
from spirale.synthesis import operations

from .conftest import World, ideas_of, written

pytestmark = pytest.mark.database


def test_a_stale_save_overwrites_nothing_and_tells_both_wordings(world: World) -> None:
    synthesis = world.proposed()
    other = MembershipFactory(territory=world.territory, account__name="Paul").account
    sentence = written(world, synthesis)
    operations.write_sentence(
        synthesis=synthesis, sentence_id=sentence.pk, text="Celle de Paul.", version=1, by=other, edit_id=uuid4()
    )
    with pytest.raises(Problem, match="sentence changed meanwhile") as refused:
        world.act(operations.write_sentence, synthesis, sentence_id=sentence.pk, text="Celle de Claire.", version=1)
    told = refused.value.parameters
    assert (told["theirs"], told["yours"], told["by"]) == ("Celle de Paul.", "Celle de Claire.", "Paul")
    sentence.refresh_from_db()
    assert sentence.text == "Celle de Paul."


def test_undoing_a_sentence_makes_older_saves_stale_too(world: World) -> None:
    synthesis = world.proposed()
    sentence = written(world, synthesis)
    world.act(operations.write_sentence, synthesis, sentence_id=sentence.pk, text="Autrement.", version=1)
    operations.undo_last(synthesis=synthesis, by=world.facilitator)
    sentence.refresh_from_db()
    assert sentence.text == "Nous voulons des jardins."
    assert sentence.version == 3


def test_ideas_are_linked_and_unlinked(world: World) -> None:
    synthesis = world.proposed()
    sentence = written(world, synthesis)
    first, second, third = ideas_of(synthesis)[:3]
    world.act(operations.link_ideas, synthesis, sentence_id=sentence.pk, idea_ids=[third.pk])
    world.act(operations.unlink_ideas, synthesis, sentence_id=sentence.pk, idea_ids=[first.pk])
    assert set(sentence.ideas.all()) == {second, third}
    operations.undo_last(synthesis=synthesis, by=world.facilitator)
    assert set(sentence.ideas.all()) == {first, second, third}


def test_removing_a_sentence_can_be_undone_with_its_links(world: World) -> None:
    synthesis = world.proposed()
    sentence = written(world, synthesis)
    world.act(operations.remove_sentence, synthesis, sentence_id=sentence.pk)
    assert not synthesis.sentences.filter(retired_at=None).exists()
    operations.undo_last(synthesis=synthesis, by=world.facilitator)
    assert synthesis.sentences.get(retired_at=None).ideas.count() == 2


def test_sentences_can_be_put_in_another_order(world: World) -> None:
    synthesis = world.proposed()
    first, second = written(world, synthesis, "Un."), written(world, synthesis, "Deux.")
    world.act(operations.order_sentences, synthesis, sentence_ids=[second.pk, first.pk])
    assert [row.text for row in synthesis.sentences.filter(retired_at=None)] == ["Deux.", "Un."]
