"""Two processes of this machine: the bytes of one, also when workers are killed at their work."""

import os
import signal
import socket
from contextlib import suppress
from functools import partial

import numpy as np
import pytest

from spirale.engines import engine_at
from spirale.engines.cluster import IN_FLIGHT
from spirale.method.encoders import NgramEncoder
from spirale.method.engine import Here
from spirale.method.ideas import Said, firmness_of, neighbours_of, propose_ideas
from spirale.method.kept_vectors import CachedEncoder
from spirale.method.problems import Problem
from work_to_share import end_the_worker_once, miss_a_file, of_shared, product, refuse_odd, square, who

MATRIX = np.random.default_rng(7).normal(size=(400, 256)).astype(np.float32)
TEXTS = [f"{what} {where}" for what in ("Plus de bus", "Un banc", "🌳", "") for where in ("le soir", "à l’école", "")]


@pytest.fixture(scope="module")
def two():
    with engine_at("cores:2") as engine:
        yield engine


def test_two_workers_give_the_bytes_of_one_process(two):
    def products(engine, rows_at_once):
        blocks = [slice(row, row + rows_at_once) for row in range(0, len(MATRIX), rows_at_once)]
        return b"".join(found.tobytes() for found in engine.map(partial(product, engine.share(MATRIX)), blocks))

    assert products(two, 40) == products(Here(), 40)
    assert len(set(two.map(who, range(20)))) == 2


def test_two_workers_find_ideas_as_firm_and_as_near_as_one_process(two):
    said = [Said(str(place), f"{text} {place % 4}") for place, text in enumerate(3 * TEXTS)]
    vectors = NgramEncoder(64).encode([one.text for one in said])
    proposal = propose_ideas(said, vectors, seed=7)
    firm = [firmness_of(proposal, said, vectors, seed=7, times=8, engine=engine) for engine in (two, Here())]
    near = [neighbours_of(proposal, said, vectors, seed=7, engine=engine) for engine in (two, Here())]
    assert firm[0]
    assert firm[0] == firm[1]
    assert near[0] == near[1]


def test_another_cluster_on_this_machine_is_no_trouble():
    with socket.socket() as others:
        others.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with suppress(OSError):  # taken already: all the better
            others.bind(("127.0.0.1", 8787))  # the engine's usual port for its own pages
            others.listen()
        with engine_at("cores:1") as engine:
            assert engine.map(square, [3]) == [9]


def test_results_are_in_order_and_progress_is_told(two):
    told = []
    assert two.map(square, iter(range(30)), progress=told.append) == [number * number for number in range(30)]
    assert told == list(range(1, 31))
    assert two.map(square, []) == []


def test_few_chunks_are_in_flight_at_a_time(two):
    drawn = []
    results = two.each(square, (drawn.append(number) or number for number in range(1000)))
    assert [next(results) for _ in range(3)] == [0, 1, 4]
    assert len(drawn) <= 3 + 2 * IN_FLIGHT
    results.close()
    assert two.map(square, [5]) == [25]


@pytest.mark.parametrize(("function", "error"), [(refuse_odd, Problem), (miss_a_file, FileNotFoundError)])
def test_the_error_is_that_of_the_first_chunk_that_has_one_as_in_this_process(two, function, error):
    told = []
    for engine in (Here(), two):
        with pytest.raises(error) as raised:
            engine.map(function, range(4, 20))
        told.append(str(raised.value))
    assert told[0] == told[1]


def test_texts_have_the_same_vectors_whoever_reads_them_and_however_they_are_cut(two):
    encoder = NgramEncoder(64)
    here = CachedEncoder(encoder).encode(TEXTS)
    for batch in (1, 5, 64):
        told = []
        reader = CachedEncoder(encoder, engine=two, batch=batch, progress=lambda *done, told=told: told.append(done))
        assert reader.encode(TEXTS).tobytes() == here.tobytes()
        assert told[-1] == (len(set(map(str.strip, TEXTS))), len(set(map(str.strip, TEXTS))))


def test_a_worker_killed_at_its_work_changes_nothing(two, tmp_path):
    mark = tmp_path / "killed"
    found = two.map(partial(end_the_worker_once, str(mark)), range(40))
    assert mark.exists()
    assert found == [number * number for number in range(40)]


def test_what_was_shared_is_laid_again_when_all_who_held_it_are_killed(two):
    shared = two.share(MATRIX)
    results = two.each(partial(of_shared, shared), range(20))
    first, laid = next(results), shared.future(two._client)
    for worker in two._client.run(os.getpid).values():
        os.kill(worker, signal.SIGKILL)
    assert [first, *results] == [float(np.sum(row)) for row in MATRIX[:20]]
    assert shared.future(two._client) is not laid


def test_what_was_shared_is_laid_again_when_the_scheduler_lost_it_unsaid(two):
    """Its only holder died while it was given: the scheduler forgot it, this process does not know."""
    shared = two.share(MATRIX)
    laid = shared.future(two._client)
    client = two._client
    client.run_on_scheduler(
        lambda keys, by, dask_scheduler: dask_scheduler.client_releases_keys(keys=keys, client=by),
        [laid.key],
        client.id,
    )
    assert laid.status == "finished"
    assert two.map(partial(of_shared, shared), range(20)) == [float(np.sum(row)) for row in MATRIX[:20]]
    assert shared.future(client) is not laid
