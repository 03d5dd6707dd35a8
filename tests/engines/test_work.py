"""What travels to a worker: bytes with marks in the place of what is shared, done by those who would give the same."""

import os
import platform
import subprocess
import sys
from functools import partial

import numpy as np
import pytest

from spirale.engines import work
from spirale.engines.cluster import Laid
from spirale.method.problems import Problem
from work_to_share import product, square

MATRIX = np.eye(200)


def test_what_is_shared_does_not_travel_with_the_chunk():
    shared = Laid(MATRIX)
    packed, marks = work.packed(partial(product, shared), [3, 4])
    assert len(packed) < 300
    assert marks == [shared]
    assert np.array_equal(work.do(packed, work.kind_here(), MATRIX), MATRIX[3:5])


def test_a_handle_met_twice_travels_once():
    shared, other = Laid(1), Laid(2)
    packed, marks = work.packed(square, [shared, other, shared])
    assert marks == [shared, other]
    _, chunk = work._Unpacker(packed, [10, 20]).load()
    assert [held.value for held in chunk] == [10, 20, 10]


def test_a_worker_that_would_give_other_bytes_refuses():
    asked = ("spirale 0.0.1", *work.kind_here()[2:])
    with pytest.raises(Problem) as refused:
        work.do(work.packed(square, 3)[0], asked)
    assert refused.value.code == "worker of another kind"
    assert refused.value.parameters["here"] == ["spirale 0.0.1"]


@pytest.mark.skipif(platform.machine() != "x86_64", reason="kernels of linear algebra are named for x86-64")
def test_a_processor_that_sums_otherwise_is_of_another_kind():
    asked = [
        sys.executable,
        "-c",
        "import scipy.linalg\nfrom spirale.engines.work import kind_here\nprint(kind_here())",
    ]
    other = os.environ | {"OPENBLAS_CORETYPE": "Nehalem", "PYTHONPATH": os.pathsep.join(sys.path)}
    told = subprocess.run(asked, env=other, capture_output=True, text=True, check=True).stdout  # noqa: S603 - ourselves
    assert "Nehalem" in told
    assert told.strip() != str(work.kind_here())
