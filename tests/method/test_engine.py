"""The engine of this process: results in order, chunks as they are needed, and handles on what is shared."""

from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from threadpoolctl import threadpool_info

from spirale.method.engine import Here
from spirale.method.problems import Problem
from work_to_share import product, refuse_odd, square


@given(st.lists(st.integers()))
def test_results_come_in_the_order_of_the_chunks(numbers):
    assert Here().map(square, numbers) == [number * number for number in numbers]
    assert list(Here().each(square, iter(numbers))) == [number * number for number in numbers]


def test_a_chunk_is_drawn_when_it_is_needed():
    drawn = []
    results = Here().each(square, (drawn.append(number) or number for number in range(10)))
    assert next(results) == 0
    assert next(results) == 1
    assert drawn == [0, 1]


def test_progress_says_how_many_chunks_are_done():
    told = []
    Here().map(square, range(3), progress=told.append)
    assert told == [1, 2, 3]


def test_what_is_shared_is_the_value_itself():
    matrix = np.eye(3)
    with Here() as engine:
        shared = engine.share(matrix)
        assert shared.value is matrix
        assert np.concatenate(engine.map(partial(product, shared), [[0, 1], [2]])).tolist() == matrix.tolist()


def test_the_error_of_the_first_chunk_that_has_one_is_raised():
    with pytest.raises(Problem) as refused:
        Here().map(refuse_odd, [2, 5, 3])
    assert refused.value.parameters == {"row": 5}


def threads(_chunk):
    return {library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"}


def test_linear_algebra_has_one_thread_in_a_chunk_and_its_own_again_after():
    before = threads(None)
    assert Here().map(threads, [0]) == [{1}]
    assert threads(None) == before
