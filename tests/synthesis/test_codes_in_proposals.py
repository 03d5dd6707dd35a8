"""Codes that people retained weigh on what the engine proposes; a coder's opinion alone does not."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from spirale.coding.models import Coding, GridChoice, GridVersion
from spirale.synthesis import operations
from spirale.synthesis.models import Synthesis
from spirale.synthesis.queries.criteria import codes_decided

from .conftest import World, criterion, idea_of, texts_under

pytestmark = pytest.mark.database

GARDENS = (
    "un jardin partagé au pied des immeubles",
    "un jardin partagé près des immeubles",
    "un jardin partagé dans le quartier",
)


@pytest.fixture
def grid(world: World) -> GridVersion:
    grid = GridVersion.objects.create(name="SPIRAL", version="1", content="", digest="", loaded_at=timezone.now())
    GridChoice.objects.create(territory=world.territory, grid=grid)
    return grid


def give_code(world: World, synthesis: Synthesis, grid: GridVersion, text: str, code: str, **more: Any) -> None:
    Coding.objects.create(
        criterion=criterion(synthesis, text),
        grid=grid,
        code=code,
        coder=world.facilitator,
        made_at=timezone.now(),
        **({"is_retained": True} | more),
    )


def test_criteria_coded_in_two_dimensions_are_proposed_apart(world: World, grid: GridVersion) -> None:
    synthesis = world.proposed()
    assert texts_under(idea_of(synthesis, GARDENS[2]).pk) == set(GARDENS)
    give_code(world, synthesis, grid, GARDENS[2], "D04")
    for text in GARDENS[:2]:
        give_code(world, synthesis, grid, text, "A07")
    operations.propose_ideas_for(synthesis=synthesis, by=world.facilitator)
    assert texts_under(idea_of(synthesis, GARDENS[2]).pk) == {GARDENS[2]}
    assert texts_under(idea_of(synthesis, GARDENS[0]).pk) == set(GARDENS[:2])


def test_a_code_not_retained_or_of_another_grid_changes_nothing(world: World, grid: GridVersion) -> None:
    synthesis = world.proposed()
    former = GridVersion.objects.create(name="SPIRAL", version="0", content="", digest="", loaded_at=timezone.now())
    give_code(world, synthesis, grid, GARDENS[2], "D04", is_retained=False)
    give_code(world, synthesis, former, GARDENS[0], "A07")
    assert codes_decided(synthesis) == {}
    operations.propose_ideas_for(synthesis=synthesis, by=world.facilitator)
    assert texts_under(idea_of(synthesis, GARDENS[2]).pk) == set(GARDENS)


def test_codes_take_as_many_trips_for_one_criterion_as_for_all(world: World, grid: GridVersion) -> None:
    synthesis = world.proposed()

    def trips() -> int:
        fresh = Synthesis.objects.get(pk=synthesis.pk)
        with CaptureQueriesContext(connection) as taken:
            codes_decided(fresh)
        return len(taken)

    give_code(world, synthesis, grid, GARDENS[0], "A07")
    few = trips()
    give_code(world, synthesis, grid, GARDENS[1], "A07")
    give_code(world, synthesis, grid, "le silence de la montagne", "B01")
    assert trips() == few
