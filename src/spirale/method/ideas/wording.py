"""An idea is worded in the most central and shortest way people said it, every group weighing the same."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from spirale.method.ideas.space import Rows, likeness


@dataclass(frozen=True, slots=True)
class Way:
    """One way an idea was said: its key, its words, the criterion that stands for it and the groups that said it.

    `part` is not empty where people parted criteria said in the same words: each part is a way of its own.
    """

    key: str
    text: str
    criterion: str
    groups: frozenset[str]
    part: str = ""


def choose_way(ways: Sequence[Way], rows: Rows) -> int:
    """Choose the way nearest to all others, every group weighing the same whatever it wrote, short ones preferred."""
    said_by: dict[str, int] = {}
    for way in ways:
        for name in way.groups:
            said_by[name] = said_by.get(name, 0) + 1
    weights = np.array([sum(1.0 / said_by[name] for name in sorted(way.groups)) for way in ways])
    nearness = likeness(rows, rows) @ (weights / weights.sum())
    length = np.array([_excess(way.text) for way in ways])
    scores = np.round(nearness - length, 6)
    return min(
        range(len(ways)), key=lambda index: (-scores[index], len(ways[index].text), ways[index].key, ways[index].part)
    )


def _excess(text: str) -> float:
    """What a long wording costs: nothing up to 12 words, then a little for each doubling."""
    count = max(1, len(text.split()))
    return 0.1 * float(np.log2(max(12, count) / 12))
