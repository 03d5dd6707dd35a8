"""The same bytes from one worker, from two, and from two of which one is killed: `python -m benchmarks.ideas.cluster`.

    pip install .[cluster]
    python -m benchmarks.ideas.cluster DATA_FOLDER [--notes 100000]

Workers are processes of this machine, started by Dask as on any other. Prints for each run the seconds, the peak
memory of this process and the digest of the proposal. Ends with 2 when two digests differ.
"""

from __future__ import annotations

import hashlib
import resource
import sys
import threading
import time

import numpy as np
import psutil

from benchmarks.ideas.cost import notes
from benchmarks.open_data import asking_for_data
from spirale.engines import engine_at
from spirale.method.engine import Engine, Here
from spirale.method.ideas import Said, propose_ideas
from spirale.method.synthesis import freeze_proposal

_INTO_THE_WORK = 12.0


def main() -> int:
    asked = asking_for_data(__doc__)
    asked.add_argument("--notes", type=int, default=100_000)
    options = asked.parse_args()
    texts, vectors = notes(options.folder, options.notes)
    said = [Said(str(place), text, f"group {place % 997}") for place, text in enumerate(texts)]
    digests = set()
    for name, address, is_killed in (
        ("this process", "", False),
        ("one worker", "cores:1", False),
        ("two workers", "cores:2", False),
        ("two workers, one killed", "cores:2", True),
    ):
        with engine_at(address) if address else Here() as engine:
            killer = threading.Thread(target=_kill_one, daemon=True)
            if is_killed:
                killer.start()
            start = time.perf_counter()
            digest = _digest(said, vectors, engine)
            seconds = time.perf_counter() - start
        digests.add(digest)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{name:26}{seconds:>8.1f} s{memory:>8.0f} MiB   {digest}", flush=True)
    return 0 if len(digests) == 1 else 2


def _digest(said: list[Said], vectors: np.ndarray, engine: Engine) -> str:
    return hashlib.sha256(freeze_proposal(propose_ideas(said, vectors, seed=1, engine=engine))).hexdigest()[:32]


def _kill_one() -> None:
    """Kill a worker in the middle of its work, as a machine that loses its power would."""
    time.sleep(_INTO_THE_WORK)
    workers = [
        child for child in psutil.Process().children(recursive=True) if "spawn_main" in " ".join(child.cmdline())
    ]
    victim = max(workers, key=lambda child: child.memory_info().rss)
    print(f"  killed: {victim.pid}, of {len(workers)} workers", flush=True)
    victim.kill()


if __name__ == "__main__":
    sys.exit(main())
