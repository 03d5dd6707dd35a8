"""A law: whatever people do, and whatever arrives, every criterion stays accounted for."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spirale.method.problems import Problem
from spirale.synthesis import operations
from spirale.synthesis.models import Idea, Placement, Sentence, SentenceIdea, Synthesis
from spirale.synthesis.queries.criteria import criteria_of
from spirale.synthesis.queries.working import ledger_of

from .conftest import World, ideas_of

pytestmark = pytest.mark.database

ACTS = (
    "move",
    "copy",
    "uncopy",
    "merge",
    "split",
    "make",
    "rename",
    "remove",
    "aside",
    "back",
    "write",
    "undo",
    "redo",
    "arrive",
    "propose",
)
acts = st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 999), st.integers(0, 999)), max_size=9)


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=acts)
def test_whatever_people_do_every_criterion_stays_accounted_for(
    world: World, asked: list[tuple[str, int, int]]
) -> None:
    with transaction.atomic():
        synthesis = world.proposed()
        for step, (act, one, other) in enumerate(asked):
            try:
                with transaction.atomic():
                    _do(world, synthesis, act, one, other, step)
            except Problem:
                continue  # refused whole: the state below must still hold
            assert_everything_stands(synthesis)
        transaction.set_rollback(True)  # each example leaves the database as it found it


@settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=acts, coming=st.lists(st.sampled_from(["un jardin", "le bus du soir", "la mer", "…"]), max_size=4))
def test_whatever_arrives_every_edit_of_people_stays(
    world: World, asked: list[tuple[str, int, int]], coming: list[str]
) -> None:
    with transaction.atomic():
        synthesis = world.proposed()
        for step, (act, one, other) in enumerate(asked):
            try:
                with transaction.atomic():
                    _do(world, synthesis, act, one, other, step)
            except Problem:
                continue
        before = _decided(synthesis)
        for place, text in enumerate(coming):
            world.write("Q1", text, minutes=100 + place)
        operations.gather_arrivals(synthesis=synthesis, by=world.facilitator)
        after = _decided(synthesis)
        assert before <= after
        assert ledger_of(synthesis).closes
        transaction.set_rollback(True)  # each example leaves the database as it found it


def assert_everything_stands(synthesis: Synthesis) -> None:
    ledger = ledger_of(synthesis)
    waiting = ledger.in_ - (ledger.shown + ledger.merged + ledger.single + len(ledger.set_aside))
    assert waiting == 0
    placed = Placement.objects.filter(idea__synthesis=synthesis, retired_at=None)
    assert not placed.exclude(idea__retired_at=None).exists()
    aside = set(synthesis.set_aside.filter(retired_at=None).values_list("criterion_id", flat=True))
    assert not aside & set(placed.values_list("criterion_id", flat=True))
    assert not SentenceIdea.objects.filter(
        sentence__synthesis=synthesis, sentence__retired_at=None, idea__retired_at__isnull=False
    ).exists()


def _decided(synthesis: Synthesis) -> set[Any]:
    ideas = {(idea.pk, idea.wording, idea.position) for idea in ideas_of(synthesis)}
    placed = set(
        Placement.objects.filter(idea__synthesis=synthesis, retired_at=None).values_list("idea_id", "criterion_id")
    )
    aside = set(synthesis.set_aside.filter(retired_at=None).values_list("criterion_id", "reason"))
    sentences = set(Sentence.objects.filter(synthesis=synthesis, retired_at=None).values_list("pk", "text"))
    return ideas | placed | aside | sentences


def _do(world: World, synthesis: Synthesis, act: str, one: int, other: int, step: int) -> None:
    ideas = ideas_of(synthesis)
    idea, second = ideas[one % len(ideas)], ideas[other % len(ideas)]
    criteria = list(criteria_of(synthesis).order_by("text", "id"))
    criterion = criteria[one % len(criteria)]
    held = list(Placement.objects.filter(idea=idea, retired_at=None).values_list("criterion_id", flat=True))
    if act == "move":
        world.act(operations.move_criteria, synthesis, criterion_ids=[criterion.pk], to_idea=second.pk)
    elif act == "copy":
        world.act(operations.copy_criteria, synthesis, criterion_ids=[criterion.pk], to_idea=second.pk)
    elif act == "uncopy":
        world.act(operations.remove_copies, synthesis, criterion_ids=held[:1], from_idea=idea.pk)
    elif act == "merge":
        world.act(operations.merge_ideas, synthesis, idea_ids=[idea.pk, second.pk], wording="Ensemble")
    elif act == "split":
        world.act(operations.split_idea, synthesis, idea_id=idea.pk, criterion_ids=held[: 1 + other % 3])
    elif act == "make":
        question = criterion.note.question_id
        world.act(operations.make_idea, synthesis, question_id=question, wording="Neuf", criterion_ids=[criterion.pk])
    elif act == "rename":
        world.act(operations.rename_idea, synthesis, idea_id=idea.pk, wording=f"Nom {step}")
    elif act == "remove":
        world.act(operations.remove_idea, synthesis, idea_id=idea.pk)
    elif act == "aside":
        world.act(operations.set_aside, synthesis, criterion_ids=[criterion.pk], reason="hors sujet")
    elif act == "back":
        world.act(operations.take_back, synthesis, criterion_ids=[criterion.pk])
    elif act == "write":
        world.act(
            operations.write_sentence,
            synthesis,
            sentence_id=uuid4(),
            text=f"Phrase {step}.",
            idea_ids=[idea.pk, second.pk],
        )
    elif act == "undo":
        operations.undo_last(synthesis=synthesis, by=world.facilitator)
    elif act == "redo":
        operations.redo(synthesis=synthesis, by=world.facilitator)
    elif act == "arrive":
        world.write("Q1", f"une chose nouvelle {step}", minutes=50 + step)
        operations.gather_arrivals(synthesis=synthesis, by=world.facilitator)
    else:
        operations.propose_ideas_for(synthesis=synthesis, by=world.facilitator)
    assert Idea.objects.filter(synthesis=synthesis).exists()
