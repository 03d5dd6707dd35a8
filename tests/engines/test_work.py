"""What travels to a worker: bytes with marks in the place of what is shared, done by those who would give the same."""

import ast
import os
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


@pytest.mark.parametrize("kernels", ["Nehalem", "ARMV8"])
def test_a_processor_is_of_another_kind_when_it_sums_otherwise_and_only_then(kernels):
    """Each machine knows the kernels of its own family, and passes over the name of the other."""
    asked = (
        "from spirale.engines.work import kind_here\nkind = kind_here()\nfrom threadpoolctl import threadpool_info\n"
        "print([kind, sorted(str(library.get('architecture')) for library in threadpool_info())])"
    )
    told = []
    for chosen in ({}, {"OPENBLAS_CORETYPE": kernels}):
        ours = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)} | chosen
        done = subprocess.run([sys.executable, "-c", asked], env=ours, capture_output=True, text=True, check=True)  # noqa: S603
        told.append(ast.literal_eval(done.stdout))
    (kind, sums), (other_kind, other_sums) = told
    assert kind == work.kind_here()
    assert (other_kind == kind) == (other_sums == sums)


@pytest.mark.parametrize(
    ("part", "other"),
    [
        ("threadpool_info", lambda: [{"architecture": "Another"}]),
        ("platform.machine", lambda: "another"),
        ("np.show_config", lambda mode: {"SIMD Extensions": {"found": ["ANOTHER"]}}),
        ("metadata.version", lambda name: "0"),
    ],
)
def test_each_thing_that_results_depend_on_makes_another_kind(part, other, monkeypatch):
    here = work.kind_here()
    monkeypatch.setattr(f"spirale.engines.work.{part}", other)
    assert work.kind_here.__wrapped__() != here
