"""Grids: the one that comes with Spirale, those people load, and codes carried from one to the next."""

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from factories import NoteFactory, TerritoryFactory
from spirale.coding.models import Coding, Criterion, GridVersion
from spirale.coding.operations import (
    carry_codings,
    choose_grid,
    code_criterion,
    ensure_shipped_grid,
    grid_in_use,
    load_grid_mapping,
    load_grid_version,
    take_criteria,
)
from spirale.coding.queries import read_grid
from spirale.method.grid import shipped_grid
from spirale.method.problems import Problem, Problems

pytestmark = pytest.mark.database

HEADER = b"kind,code,parent,label_fr,label_en,note,status,source\n"
ROWS = b"object,A,,Vivre,Living,,sourced,x\nobject,A01,A,Manger,Eating,,unverified,\nobject,A02,A,Boire,,,unverified,\n"


@pytest.fixture
def load(workshop, admin):
    def load(content=HEADER + ROWS, version="1", by=admin):
        return load_grid_version(
            grid_id=uuid4(), territory=workshop.territory, name="locale", version=version, content=content, by=by
        )

    return load


def test_the_grid_that_comes_with_spirale_is_kept_once_and_reads_back_the_same():
    first, again = ensure_shipped_grid(), ensure_shipped_grid()
    assert first == again
    assert read_grid(first) == shipped_grid()
    assert GridVersion.objects.count() == 1


def test_a_territory_codes_with_the_shipped_grid_until_it_chooses_another(workshop, load, admin):
    assert grid_in_use(workshop.territory) == ensure_shipped_grid()
    loaded = load()
    for _ in range(2):
        choose_grid(territory=workshop.territory, grid=loaded, by=admin)
    assert grid_in_use(workshop.territory) == loaded


def test_a_grid_loaded_twice_is_kept_once_and_another_under_its_name_is_refused(load):
    assert load() == load()
    with pytest.raises(Problem, match="grid version taken"):
        load(HEADER + ROWS.replace(b"Boire", b"Avaler"))
    assert GridVersion.objects.count() == 1


def test_a_grid_with_two_rows_for_one_code_is_refused_with_both_rows(load):
    with pytest.raises(Problems) as caught:
        load(HEADER + ROWS + b"object,A01,A,Encore,,,unverified,\n")
    (problem,) = caught.value.problems
    assert (problem.code, problem.parameters["row"], problem.parameters["first_row"]) == ("code twice", 5, 3)
    assert not GridVersion.objects.exists()


def test_a_facilitator_does_not_load_a_grid(load, nadia):
    with pytest.raises(PermissionDenied):
        load(by=nadia)


def test_a_territory_does_not_take_the_grid_of_another(workshop, load, admin):
    elsewhere = GridVersion.objects.create(
        territory=TerritoryFactory(), name="autre", version="1", content="", digest="x", loaded_at="2026-01-01T00:00Z"
    )
    with pytest.raises(Problem, match="grid of another territory"):
        choose_grid(territory=workshop.territory, grid=elsewhere, by=admin)


def test_every_code_carried_is_accounted_for_and_carrying_again_changes_nothing(
    workshop, question, grid, load, admin, nadia, yann
):
    for code in ("A01", "A02", "B", "C", "A01/P15"):
        note = NoteFactory(workshop=workshop, question=question, text=code)
        take_criteria(workshop=workshop, by=nadia)
        code_criterion(coding_id=uuid4(), criterion=note.criteria.get(), grid=grid, code=code, by=yann)
    target = load()
    done = Criterion.objects.get(text="C")
    code_criterion(coding_id=uuid4(), criterion=done, grid=target, code="A", by=nadia)
    mapping = load_grid_mapping(
        mapping_id=uuid4(),
        territory=workshop.territory,
        source=grid,
        target=target,
        content=b"from_code,to_code\nA02,A01\nA02,A02\nC,A02\n",
        by=admin,
    )
    carried = carry_codings(mapping=mapping, territory=workshop.territory, by=admin)
    assert (carried.recorded, carried.to_decide, carried.without_counterpart, carried.already_coded) == (1, 1, 2, 1)
    assert carried.total == 5
    coding = Coding.objects.get(grid=target, criterion__text="A01")
    assert (coding.code, coding.coder, coding.is_retained) == ("A01", yann, True)
    assert coding.engine.startswith("carried from")
    assert Coding.objects.get(grid=target, criterion=done).code == "A"
    again = carry_codings(mapping=mapping, territory=workshop.territory, by=admin)
    assert (again.recorded, again.already_coded, again.total) == (0, 2, 5)
