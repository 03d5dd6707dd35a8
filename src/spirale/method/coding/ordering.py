"""The order in which decisions teach most: what the machine doubts, and what resembles much else that it doubts.

A decision on a text tells something of those that resemble it. Each next text is the one whose decision would reach
most doubt that nothing before it has reached: never ten alike in a row, and first what speaks for many.

Source: Nemhauser, Wolsey and Fisher (1978), An analysis of approximations for maximizing submodular set functions
(greedy choice); Minoux (1978), Accelerated greedy algorithms; Settles and Craven (2008), An analysis of active
learning strategies for sequence labeling tasks (doubt times density); Wei, Iyer and Bilmes (2015), Submodularity in
data subset selection and active learning.
"""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heapify, heappop, heapreplace
from typing import Final

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from spirale.method.coding.values import Suggestion
from spirale.method.encoders import Encoder, Vectors
from spirale.method.text import digest, fold

MOST: Final = 2_000
"""Of more texts than this, a part drawn by digest stands for all those that a decision may reach."""

ORDERED: Final = 1_000
"""Texts put in order one by one; beyond, nobody decides before asking again, and doubt alone tells."""

_AT_ONCE: Final = 1_000
_SMALLEST: Final = 1e-6
_FEW: Final = 5.0


def teaching_order(
    texts: Sequence[str], suggestions: Sequence[Suggestion], encoder: Encoder, decided: Sequence[str] = ()
) -> list[int]:
    """Put texts that wait for a decision in the order in which deciding teaches most; gives their places.

    `suggestions` are what is proposed for each; `decided` are texts that people have decided on, which have taught
    what they could of those that resemble them. Each way of saying counts once: a text worded as an earlier one comes
    after all others, in the order given, as does one with nothing to read. The first ORDERED are chosen one by one;
    then the most doubtful first. Ties go by digest, so that the order of `texts` says nothing.

    A text i reaches j by the square of the cosine of their vectors, less what all share. The next text is that of
    largest sum over j of d(j) * max(reach(i, j) - reached(j), 0), where d is the doubt and reached(j) the most that
    texts before it, or decided ones, reach j.
    """
    first: dict[str, int] = {}
    for place in sorted(range(len(texts)), key=lambda place: (digest(texts[place]), place)):
        if suggestions[place].label:
            first.setdefault(fold(texts[place]), place)
    apart = sorted(first.values(), key=lambda place: digest(fold(texts[place])))
    others = sorted(set(range(len(texts))) - set(apart))
    if not apart:
        return others
    with threadpool_limits(1, user_api="blas"):  # the same bytes whatever the machine lends
        vectors = _apart(encoder.encode([texts[place] for place in apart] + list(decided)))
        doubts = np.array([doubt(suggestions[place]) for place in apart])
        chosen = _chosen(vectors[: len(apart)], vectors[len(apart) :], doubts)
    return [apart[place] for place in chosen] + others


def doubt(suggestion: Suggestion) -> float:
    """Say how far a suggestion hesitates between its two likeliest labels: 0 not at all, 1 wholly."""
    chances = sorted((suggestion.confidence, *(chance for _, chance in suggestion.alternatives)), reverse=True)
    first, second = (*chances, 0.0)[:2]
    return round(min(max(1 - (first - second), 0.0), 1.0), 6)


def _chosen(vectors: Vectors, decided: Vectors, doubts: NDArray[np.float64]) -> list[int]:
    """Choose greedily; what a text would still add never grows, so that most need not be weighed again."""
    among = vectors[:MOST]  # they come by digest: the first are as good as drawn
    reach = np.vstack([_reach(vectors[start : start + _AT_ONCE], among) for start in range(0, len(vectors), _AT_ONCE)])
    weights = doubts[:MOST].astype(np.float32)
    reached = np.zeros(len(among), dtype=np.float32)
    for start in range(0, len(decided), _AT_ONCE):
        reached = np.maximum(reached, _reach(decided[start : start + _AT_ONCE], among).max(axis=0))

    def gain(place: int) -> int:
        """Give what a text adds, in whole millionths: machines that differ in the last digit choose alike."""
        added = np.maximum(reach[place] - reached, 0) @ weights
        return round(float(added) / _SMALLEST)

    waiting = [(-gain(place), place) for place in range(len(vectors))]
    heapify(waiting)
    chosen: list[int] = []
    weighed_at = [0] * len(vectors)
    while waiting and len(chosen) < min(ORDERED, len(vectors)):
        _, place = waiting[0]
        if weighed_at[place] < len(chosen):
            weighed_at[place] = len(chosen)
            heapreplace(waiting, (-gain(place), place))
            continue
        chosen.append(place)
        reached = np.maximum(reached, reach[place])
        heappop(waiting)
    left = set(range(len(vectors))) - set(chosen)
    return chosen + sorted(left, key=lambda place: (-doubts[place], place))


def _apart(vectors: Vectors) -> Vectors:
    """Take away what the texts share, the less so the fewer they are: the mean of a few says more of them."""
    shared = vectors.mean(axis=0, dtype=np.float64) * (len(vectors) / (len(vectors) + _FEW))
    apart = np.where(np.any(vectors != 0, axis=1)[:, None], vectors - shared, 0.0)
    lengths = np.linalg.norm(apart, axis=1, keepdims=True)
    unit: Vectors = (apart / np.maximum(lengths, _SMALLEST)).astype(np.float32)
    return unit


def _reach(rows: Vectors, among: Vectors) -> Vectors:
    alike: Vectors = np.maximum(rows @ among.T, 0) ** 2
    return alike
