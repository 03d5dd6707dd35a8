"""A scheduler and a worker started as the documentation says: the bytes of this process, or a problem that is told."""

import os
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from spirale.cli import main
from spirale.engines import engine_at
from spirale.engines.cluster import Cluster
from spirale.method.engine import Here
from spirale.method.problems import Problem
from work_to_share import end_the_worker, product, slow_square, square

MATRIX = np.random.default_rng(7).normal(size=(400, 256)).astype(np.float32)
TESTS = str(Path(__file__).parents[1])


@contextmanager
def started(*words, **environment):
    """A command of Dask in a process of its own, which ends with the block."""
    path = os.pathsep.join([TESTS, *sys.path])
    ours = {"PYTHONPATH": path, "PYTHONWARNINGS": "", **environment}
    command = [sys.executable, "-m", "distributed.cli." + words[0], *words[1:]]
    with subprocess.Popen(  # noqa: S603 - ourselves
        command, env=os.environ | ours, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()


@contextmanager
def a_scheduler(**environment):
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]
    words = ("--host", "127.0.0.1", "--port", str(port), "--no-dashboard")
    with started("dask_scheduler", *words, **environment) as process:
        yield f"tcp://127.0.0.1:{port}", process


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """One worker; a scheduler that gives a chunk up as soon as it ended one."""
    folder = str(tmp_path_factory.mktemp("worker"))
    with (
        a_scheduler(DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES="0") as (address, _),
        started(
            "dask_worker", address, "--nworkers", "1", "--nthreads", "1", "--memory-limit", "0", "--no-dashboard",
            "--local-directory", folder,
        ),
    ):  # fmt: skip
        yield address


def test_one_worker_gives_the_bytes_of_this_process(address):
    blocks = [slice(row, row + 40) for row in range(0, len(MATRIX), 40)]
    with engine_at(address) as one:
        there = one.map(partial(product, one.share(MATRIX)), blocks)
    here = Here().map(partial(product, Here().share(MATRIX)), blocks)
    assert b"".join(found.tobytes() for found in there) == b"".join(found.tobytes() for found in here)


def test_a_synthesis_made_with_a_cluster_has_the_same_bytes(address, tmp_path):
    notes = tmp_path / "notes.csv"
    notes.write_text("note\nPlus de bus le soir\nDes bus le soir\nUn banc à l’ombre\nDes bancs à l’ombre\n")
    for name, more in (("here", []), ("there", ["--cluster", address])):
        words = ["synthesise", str(notes), "--text", "note", "--encoder", "ngrams", "--out", str(tmp_path / name)]
        done = CliRunner().invoke(main, [*words, *more])
        assert done.exit_code == 0, done.output
    for path in (tmp_path / "here").iterdir():
        assert path.read_bytes() == (tmp_path / "there" / path.name).read_bytes()


def test_work_that_ends_its_workers_is_given_up_and_others_are_served(address):
    with engine_at(address) as engine:
        with pytest.raises(Problem) as told:
            engine.map(end_the_worker, [0])
        assert told.value.code == "work ends its workers"
        assert engine.map(square, [3]) == [9]


def test_a_scheduler_without_workers_then_gone_is_told():
    with a_scheduler() as (address, process), Cluster(address, patience=4) as engine:
        engine._patience = 1
        with pytest.raises(Problem) as told:
            engine.map(square, [1])
        assert told.value.code == "cluster without workers"
        engine._patience = 60
        threading.Thread(target=lambda: (time.sleep(0.5), process.kill())).start()
        with pytest.raises(Problem) as told:
            engine.map(slow_square, range(3))
        assert told.value.code == "cluster gone"
