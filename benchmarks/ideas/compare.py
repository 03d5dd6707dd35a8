"""Ideas beside what the field uses, on the same vectors: how far each agrees with people, and with itself.

    pip install . bertopic evoc umap-learn          (in an environment of its own)
    python -m benchmarks.ideas.compare DATA_FOLDER  (about ten minutes)

DATA_FOLDER holds the open data: answers that several readers labelled, titles with their theme, comments with votes.
Each method is shown with whichever of its settings agrees best with people, Spirale also with each of its levels:

- agree: with people, chance taken out (`texts.agreement` says how, and why this measure);
- nowhere: share of the texts left in no group;
- again: adjusted Rand index of two runs, the second with another seed on the texts in another order;
- less 5 %: the same between a run and one without a twentieth of the texts, mean of three;
- seconds, encoding left out.

Ends with 2 when Spirale's best level is not ahead of all others somewhere, leaves a text out or is not the same again.
"""

from __future__ import annotations

import importlib.util
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.metrics import adjusted_rand_score

from benchmarks.ideas.rivals import Method, methods, quietly
from benchmarks.ideas.texts import Block, Labels, agreement, alone, corpora
from benchmarks.open_data import asking_for_data

_NEEDED = {"UMAP, k-means": "umap", "EVoC": "evoc", "BERTopic": "bertopic"}


@dataclass(frozen=True)
class Figures:
    """What is printed of one method."""

    name: str
    setting: str
    agree: float
    nowhere: float
    again: float
    less: float
    seconds: float

    def __str__(self) -> str:
        return (
            f"  {self.name:16}{self.setting:20}{self.agree:8.3f}{self.nowhere:9.2f}"
            f"{self.again:8.2f}{self.less:10.2f}{self.seconds:9.1f}"
        )


def main() -> int:
    asked = asking_for_data(__doc__)
    asked.add_argument("--without", action="append", default=[], metavar="METHOD", help="leave a method out")
    options = asked.parse_args()
    missing = [name for name in _NEEDED.values() if importlib.util.find_spec(name) is None]
    if missing:
        print(f"not installed, so left out: {', '.join(missing)}")
    is_ahead = True
    for name, blocks in corpora(options.folder).items():
        print(f"{name}: {sum(len(block.texts) for block in blocks)} in {len(blocks)} parts")
        print(f"  {'':36}{'agree':>8}{'nowhere':>9}{'again':>8}{'less 5 %':>10}{'seconds':>9}", flush=True)
        best: dict[str, Figures] = {}
        for method, settings in methods().items():
            if method in options.without or _NEEDED.get(method) in missing:
                continue
            best[method] = _best_of(method, settings, blocks)
        ours = best.pop("Spirale")
        is_ahead &= ours.agree > max((other.agree for other in best.values()), default=0.0)
        is_ahead &= ours.nowhere == 0 and ours.again == 1
    return 0 if is_ahead else 2


def _best_of(name: str, settings: dict[str, Method], blocks: Sequence[Block]) -> Figures:
    """Measure each setting, print the best (of Spirale, each), and give the best."""
    runs = {setting: _run(method, blocks) for setting, method in settings.items()}
    best = max(runs, key=lambda setting: agreement(blocks, runs[setting][0]))
    found = {}
    for setting in settings if name == "Spirale" else [best]:
        labels, seconds = runs[setting]
        found[setting] = Figures(
            name,
            setting,
            agreement(blocks, labels),
            float(np.mean(np.concatenate(labels) < 0)),
            _again(settings[setting], blocks, labels),
            _less(settings[setting], blocks, labels),
            seconds,
        )
        print(found[setting], flush=True)
    return found[best]


def _run(method: Method, blocks: Sequence[Block]) -> tuple[list[Labels], float]:
    start = time.perf_counter()
    return [quietly(method, block.texts, block.vectors, 1) for block in blocks], time.perf_counter() - start


def _again(method: Method, blocks: Sequence[Block], labels: Sequence[Labels]) -> float:
    found = []
    for block, first in zip(blocks, labels, strict=True):
        order = np.random.default_rng(5).permutation(len(first))
        again = np.empty(len(first), dtype=np.int64)
        again[order] = quietly(method, [block.texts[place] for place in order], block.vectors[order], 2)
        found.append(adjusted_rand_score(alone(first), alone(again)))
    return float(np.mean(found))


def _less(method: Method, blocks: Sequence[Block], labels: Sequence[Labels]) -> float:
    found = []
    for block, first in zip(blocks, labels, strict=True):
        for seed in range(3):
            left = np.random.default_rng(seed).permutation(len(first))[: round(0.95 * len(first))]
            kept = np.sort(left)
            part = block.part(kept)
            found.append(adjusted_rand_score(alone(first)[kept], alone(quietly(method, part.texts, part.vectors, 1))))
    return float(np.mean(found))


if __name__ == "__main__":
    sys.exit(main())
