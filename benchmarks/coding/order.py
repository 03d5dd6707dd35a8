"""What deciding in the teaching order brings, beside other orders: accuracy after 20, 50, 100 and 200 decisions.

    python -m benchmarks.coding.order DATA_FOLDER [--seeds 5] [--titles 3200] [--orders teaching,chance]

The sets are those of compare.py, without the settings. For each seed, half of the texts wait (800 at most) and 800 of
the others are the test. Nothing is decided at first but the names of the labels are known; people then decide as the
order says, a few texts at a time, and the order is asked again. All orders share the suggestions; these have their
defaults, and do not read the texts that wait.

- chance: drawn; that of a list nobody sorted;
- doubt: the smallest gap between the two likeliest labels first (Scheffer, Decomain and Wrobel, 2001);
- centres: the most typical of the largest groups in which nothing was decided (after Hacohen, Dekel and Weinshall,
  2022: k-means in as many groups as decisions, 100 at most; the mean likeness of the 20 nearest of the group);
- teaching: Spirale's.
"""

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.cluster import KMeans

from benchmarks.coding.texts import ENCODERS, Kept, Texts, sets
from benchmarks.open_data import asking_for_data
from spirale.method.coding import Example, Suggester, Suggestion
from spirale.method.coding.ordering import doubt, teaching_order
from spirale.method.encoders import centred

ASKED_AT = (10, 20, 35, 50, 75, 100, 150, 200)
TOLD_AT = (20, 50, 100, 200)
MOST = 800
NEAREST = 20
MOST_GROUPS = 100


@dataclass
class Turn:
    """What an order may know: the texts that wait, what is suggested for each, and what was decided."""

    texts: list[str]
    suggestions: list[Suggestion]
    decided: list[str]
    encoder: Kept
    chance: np.random.Generator
    count: int


Order = Callable[[Turn], Sequence[int]]


def by_chance(turn: Turn) -> Sequence[int]:
    return list(turn.chance.permutation(len(turn.texts)))


def by_doubt(turn: Turn) -> Sequence[int]:
    return list(np.argsort([-doubt(suggestion) for suggestion in turn.suggestions], kind="stable"))


def by_centres(turn: Turn) -> Sequence[int]:
    vectors = centred(turn.encoder.encode([*turn.texts, *turn.decided]))
    waiting = len(turn.texts)
    groups = KMeans(min(len(turn.decided) + turn.count, MOST_GROUPS), n_init=1, random_state=0).fit(vectors).labels_
    decided = np.bincount(groups[waiting:], minlength=groups.max() + 1)
    left = {group: list(np.flatnonzero(groups[:waiting] == group)) for group in range(groups.max() + 1)}
    chosen: list[int] = []
    while len(chosen) < turn.count:
        group = min((one for one in left if left[one]), key=lambda one: (decided[one], -len(left[one]), one))
        among = vectors[groups == group]
        near = min(NEAREST, len(among))
        typical = [np.sort(among @ vectors[place])[-near:].mean() for place in left[group]]
        chosen.append(left[group].pop(int(np.argmax(typical))))
        decided[group] += 1
    return chosen


def by_teaching(turn: Turn) -> Sequence[int]:
    return teaching_order(turn.texts, turn.suggestions, turn.encoder, turn.decided)


ORDERS: dict[str, Order] = {"chance": by_chance, "doubt": by_doubt, "centres": by_centres, "teaching": by_teaching}


def main() -> int:
    asked = asking_for_data(__doc__)
    asked.add_argument("--seeds", type=int, default=5)
    asked.add_argument("--titles", type=int, default=3200, help="titles of the Vrai Débat to read")
    asked.add_argument("--orders", default=",".join(ORDERS), help="which orders to run")
    given = asked.parse_args()
    is_ahead = True
    for texts in sets(given.folder, given.titles):
        print(f"\n{texts.name}, mean of {given.seeds} seeds (accuracy after so many decisions)")
        print(
            f"  {'order':12}" + "".join(f"{count:>8}" for count in TOLD_AT) + f"{'mean':>8}{'± s.e.':>9}{'seconds':>9}"
        )
        encoder = Kept(texts, ENCODERS[0])
        means = {name: report(texts, encoder, name, given.seeds) for name in given.orders.split(",")}
        is_ahead &= means.get("teaching", 0.0) >= max(means.values())
    return 0 if is_ahead else 2


def report(texts: Texts, encoder: Kept, name: str, seeds: int) -> float:
    start = time.perf_counter()
    found = np.array([run(texts, encoder, ORDERS[name], seed) for seed in range(seeds)])
    means = found.mean(axis=1)
    error = means.std(ddof=1) / np.sqrt(seeds) if seeds > 1 else 0.0
    row = "".join(f"{accuracy:8.3f}" for accuracy in found.mean(axis=0))
    print(f"  {name:12}{row}{means.mean():8.3f}{error:9.3f}{(time.perf_counter() - start) / seeds:9.1f}", flush=True)
    return float(means.mean())


def run(texts: Texts, encoder: Kept, order: Order, seed: int) -> list[float]:
    """Decide in an order; how many of the texts put apart get their label, at each of TOLD_AT."""
    chance = np.random.default_rng(seed)
    drawn = chance.permutation(len(texts.texts))
    half = len(drawn) // 2
    test, waiting = drawn[:half][:MOST], list(drawn[half:][:MOST])
    decided: list[int] = []
    right = []
    for goal in (*ASKED_AT, None):
        examples = [Example(texts.texts[place], str(texts.labels[place])) for place in decided]
        suggester = Suggester.learn(examples, encoder=encoder, labels=map(str, texts.kinds))
        if len(decided) in TOLD_AT:
            said = suggester.suggest([texts.texts[place] for place in test])
            right.append(float(np.mean([one.label == texts.labels[at] for one, at in zip(said, test, strict=True)])))
        if goal is None:
            break
        words = [texts.texts[place] for place in waiting]
        known = [texts.texts[place] for place in decided]
        turn = Turn(words, suggester.suggest(words), known, encoder, chance, goal - len(decided))
        chosen = [int(place) for place in order(turn)[: turn.count]]
        decided += [waiting[place] for place in chosen]
        waiting = [place for at, place in enumerate(waiting) if at not in set(chosen)]
    return right


if __name__ == "__main__":
    sys.exit(main())
