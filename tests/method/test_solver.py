"""The solver: the smallest sum of costs under conditions, over whole numbers or over any."""

from itertools import product

import numpy as np
import pytest
from highspy import HighsStatus
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array

from spirale.method.solver import Conditions, Solver


def under(rows: list[list[int]], least: list[float], most: list[float]) -> Conditions:
    """Yes or no for each column, and what the rows sum up to."""
    columns = len(rows[0])
    matrix = csr_array(np.array(rows, dtype=float))
    return Conditions(matrix, np.array(least), np.array(most), np.zeros(columns), np.ones(columns))


AT_MOST_SEVEN = under([[5, 4, 3]], [-np.inf], [7.0])
COSTS = np.array([-6.0, -4.5, -3.5])


def test_whole_numbers_and_tenths():
    whole = Solver(AT_MOST_SEVEN, is_whole=True).least(COSTS)
    assert whole.state == "best"
    assert whole.values is not None
    assert whole.values.round(6).tolist() == [0.0, 1.0, 1.0]
    assert (whole.value, whole.bound) == pytest.approx((-8.0, -8.0))
    tenths = Solver(AT_MOST_SEVEN, is_whole=False)
    # The first costs 1.2 a unit of room, the last 1.1666, the second 1.125: the last gets what the first leaves.
    assert tenths.least(COSTS).value == pytest.approx(-6 - 3.5 * 2 / 3)
    assert tenths.falls() == pytest.approx([6 - 5 * 3.5 / 3, 4 * 3.5 / 3 - 4.5, 0.0])


def test_asked_for_other_costs_it_answers_those():
    solver = Solver(AT_MOST_SEVEN, is_whole=False)
    first = solver.least(COSTS)
    assert solver.least(-COSTS).value == 0.0
    assert solver.least(COSTS).value == pytest.approx(first.value)


@pytest.mark.parametrize("is_whole", [True, False])
def test_what_cannot_be_is_said(is_whole):
    found = Solver(under([[1, 1], [1, 1]], [2.0, -np.inf], [np.inf, 1.0]), is_whole=is_whole).least(np.ones(2))
    assert found.state == "impossible"
    assert found.values is None


def test_a_search_left_before_its_end_tells_what_nothing_goes_below():
    chance = np.random.default_rng(7)
    rows, costs = chance.integers(20, 100, (8, 60)), -chance.integers(20, 100, 60).astype(float)
    conditions = under(rows.tolist(), [-np.inf] * 8, (rows.sum(1) / 3).tolist())
    left = Solver(conditions, is_whole=True, settings={"mip_max_nodes": 5}).least(costs)
    assert left.state == "left"
    best = Solver(conditions, is_whole=True).least(costs)
    assert left.bound <= best.value <= left.value
    again = Solver(conditions, is_whole=True, settings={"mip_max_nodes": 5}).least(costs)
    assert (again.value, again.bound) == (left.value, left.bound)


def test_a_solver_that_gives_up_is_never_taken_for_a_proof(monkeypatch):
    monkeypatch.setattr("spirale.method.solver.Highs.run", lambda _highs: HighsStatus.kError)
    with pytest.raises(ArithmeticError, match="gave up"):
        Solver(AT_MOST_SEVEN, is_whole=True).least(COSTS)


def test_a_setting_that_is_not_known_is_refused():
    with pytest.raises(ValueError, match="no_such_thing"):
        Solver(AT_MOST_SEVEN, is_whole=True, settings={"no_such_thing": 1})


@given(
    st.lists(st.lists(st.integers(-9, 9), min_size=5, max_size=5), min_size=1, max_size=4),
    st.lists(st.integers(-20, 20), min_size=5, max_size=5),
    st.integers(-5, 9),
)
def test_nothing_smaller_is_among_all_there_are(rows, costs, most):
    found = Solver(under(rows, [-np.inf] * len(rows), [float(most)] * len(rows)), is_whole=True).least(
        np.array(costs, float)
    )
    allowed = [each for each in product((0, 1), repeat=5) if (np.array(rows) @ each <= most).all()]
    if not allowed:
        assert found.state == "impossible"
    else:
        assert found.value == pytest.approx(min(int(np.dot(costs, each)) for each in allowed))
