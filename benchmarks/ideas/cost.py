"""What grouping costs, from a workshop to a network, beside what the field uses; vectors are given.

    pip install . bertopic evoc umap-learn       (in an environment of its own)
    python -m benchmarks.ideas.cost DATA_FOLDER  [--sizes 300 900 3000 30000 100000 1000000] [--limit 600]

Notes are made by recombination: the first half of one title and the second half of another, of 3,000 titles of an
open consultation; their vector is the sum of the titles' vectors, made a unit. Each method runs in a process of its
own, and is stopped after `--limit` seconds. Prints seconds, peak memory of the process, how far seconds grow with notes
(the exponent between a size and the one before), and ideas or groups found.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.ideas.rivals import Method, bertopic, evoc, hdbscan, k_means, quietly, umap_k_means
from benchmarks.ideas.texts import Labels, Vectors, vectors_of
from benchmarks.open_data import asking_for_data, vrai_debat_proposals
from spirale.method.engine import Here
from spirale.method.ideas import Said, propose_ideas

_TITLES = 3000


def grouped(texts: Sequence[str], vectors: Vectors, seed: int) -> Labels:
    """Give the ideas Spirale proposes."""
    said = [Said(str(place), text) for place, text in enumerate(texts)]
    proposal = propose_ideas(said, vectors, seed=seed, engine=Here(os.cpu_count() or 1))
    labels = np.full(len(texts), -1)
    for number, idea in enumerate(idea for idea in proposal.ideas if not idea.height):
        labels[[int(member) for member in idea.members]] = number
    return labels


def root(texts: int) -> int:
    return max(2, round(texts**0.5))


METHODS: dict[str, Method] = {
    "Spirale": grouped,
    "k-means, root of n": k_means(root),
    "HDBSCAN": hdbscan(5),
    "UMAP, k-means": umap_k_means(root),
    "EVoC": evoc(5, 0),
    "BERTopic": bertopic(10),
}


def main() -> None:
    asked = asking_for_data(__doc__)
    asked.add_argument("--sizes", type=int, nargs="+", default=[300, 900, 3000, 30_000, 100_000, 1_000_000])
    asked.add_argument("--limit", type=int, default=600, help="seconds after which a method is stopped")
    asked.add_argument("--only", action="append", choices=list(METHODS), help="these methods only")
    asked.add_argument("--one", nargs=2, metavar=("METHOD", "SIZE"), help=argparse.SUPPRESS)
    options = asked.parse_args()
    if options.one:
        print(json.dumps(_measured(options.folder, options.one[0], int(options.one[1]))))
        return
    print(f"{'':20}{'notes':>10}{'seconds':>10}{'MiB':>8}{'growth':>8}{'groups':>9}{'alone':>8}{'nowhere':>9}")
    for name in options.only or METHODS:
        before: tuple[int, float] | None = None
        for size in options.sizes:
            found = _in_a_process(options.folder, name, size, options.limit)
            if not found:
                print(f"{name:20}{size:>10}   not done in {options.limit} s, or failed", flush=True)
                break
            growth = np.log(found["seconds"] / before[1]) / np.log(size / before[0]) if before else float("nan")
            before = (size, found["seconds"])
            print(
                f"{name:20}{size:>10}{found['seconds']:>10.2f}{found['memory']:>8.0f}{growth:>8.2f}"
                f"{found['groups']:>9.0f}{found['alone']:>8.2f}{found['nowhere']:>9.2f}",
                flush=True,
            )


def _in_a_process(folder: Path, name: str, size: int, limit: int) -> dict[str, float] | None:
    command = [sys.executable, "-m", "benchmarks.ideas.cost", str(folder), "--one", name, str(size)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=limit + 120, check=False)
    except subprocess.TimeoutExpired:
        return None
    if done.returncode:
        print(done.stderr.strip().splitlines()[-1:], file=sys.stderr)
        return None
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found if found["seconds"] <= limit else None


def _measured(folder: Path, name: str, size: int) -> dict[str, float]:
    texts, vectors = notes(folder, size)
    quietly(METHODS[name], texts[:100], vectors[:100], 1)  # what a library loads or compiles is not what is measured
    start = time.perf_counter()
    labels = quietly(METHODS[name], texts, vectors, 1)
    seconds = time.perf_counter() - start
    sizes = np.bincount(labels[labels >= 0])
    return {
        "seconds": seconds,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "groups": float((sizes > 1).sum()),
        "alone": float((sizes == 1).sum() / size),
        "nowhere": float((labels < 0).mean()),
    }


def notes(folder: Path, size: int) -> tuple[list[str], Vectors]:
    """Make notes of halves of titles, with their vectors."""
    titles = list(dict.fromkeys(row["titre_sans_accents"] for row in vrai_debat_proposals(folder)))
    chance = np.random.default_rng(11)
    titles = [titles[place] for place in sorted(chance.permutation(len(titles))[:_TITLES].tolist())]
    read = vectors_of(titles)
    first, second = chance.integers(0, len(titles), (2, size))
    halves = [(words[: (len(words) + 1) // 2], words[(len(words) + 1) // 2 :]) for words in map(str.split, titles)]
    texts = [
        " ".join([*halves[one][0], *halves[other][1]])
        for one, other in zip(first.tolist(), second.tolist(), strict=True)
    ]
    vectors = np.empty((size, read.shape[1]), dtype=np.float32)
    for start in range(0, size, 8192):
        band = slice(start, start + 8192)
        vectors[band] = read[first[band]] + read[second[band]]
        vectors[band] /= np.linalg.norm(vectors[band], axis=1, keepdims=True)
    return texts, vectors


if __name__ == "__main__":
    main()
