"""Which ways of saying go together: average linkage, as far as they are more alike than chance would give.

Everything is computed from whole numbers (see `space`) and ties are settled by place, so that the groups depend on
nothing but the texts.
"""

import heapq
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spirale.method.ideas.space import SCALE, WEIGHT_OF_STANCE, Rows, likeness, without_stance

# Below this likeness two short texts share a subject at most; read on labelled answers and titles (decision 0004).
FLOOR: Final = 0.23
# Above this one they are alike, even where all that was said is alike and chance cannot be read.
CEILING: Final = 0.55
# How many unlike texts a text may look like by chance; averages over groups then leave next to none.
CHANCE_NEIGHBOURS: Final = 1.0
# With fewer ways of saying than this, their likenesses are too few to tell what chance gives.
_FEW: Final = 8
_SAMPLE: Final = 1500
_BLOCK: Final = 1024
_WARD: Final = 4000


@dataclass(frozen=True, slots=True)
class Background:
    """What the likeness of two texts that have nothing to do with each other looks like: its middle and spread."""

    middle: float
    spread: float

    def threshold(self, texts: int, neighbours: float = CHANCE_NEIGHBOURS) -> float:
        """Give the likeness, same stance, above which a text among `texts` has `neighbours` unlike ones on average."""
        least = min(CEILING, max(FLOOR, self.chance(texts, neighbours)))
        return round(least + WEIGHT_OF_STANCE, 6)

    def chance(self, texts: int, neighbours: float = CHANCE_NEIGHBOURS) -> float:
        """Give the likeness, stances left aside, above which a text has `neighbours` unlike ones on average."""
        tail = min(0.5, neighbours / max(1, texts - 1))
        return self.middle + self.spread * -NormalDist().inv_cdf(tail)


def background_of(rows: Rows, *, seed: int) -> Background:
    """Read the background from pairs of ways, stances left aside.

    Their lower half is free of what is truly alike: it gives the spread.

    Beyond 1,500 ways, a sample drawn with the seed is read. With very few, nothing can be read and nothing is assumed.
    """
    if len(rows) < _FEW:
        return Background(0.0, 0.0)
    if len(rows) > _SAMPLE:
        rows = rows[np.sort(np.random.default_rng(seed).choice(len(rows), _SAMPLE, replace=False))]
    told = without_stance(rows)
    pairs = likeness(told, told)[np.triu_indices(len(rows), 1)]
    middle = float(np.median(pairs))
    below = np.sort(middle - pairs[pairs <= middle])
    return Background(round(middle, 6), round(float(np.sqrt(np.mean(below**2))), 6))


def group(
    rows: Rows,
    threshold: float,
    *,
    together: Sequence[tuple[int, int]] = (),
    apart: Sequence[tuple[int, int]] = (),
    dimensions: Mapping[int, str] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> list[list[int]]:
    """Join the two groups most alike on average, again and again, while that is at least the threshold.

    Gives places by group, in the order of their first. Two groups whose members are all less alike than the threshold
    pair by pair can never be joined, so that only pairs above it are looked at: this is average linkage exactly,
    in memory that follows the number of alike pairs. Source: Sokal and Michener (1958), UPGMA.

    `together` and `apart` are what people joined and parted; `dimensions` is the dimension of the codes they decided,
    for the places that have one: places of two dimensions never meet, unless their words are nearly the same or
    people joined them.
    """
    groups = _Groups(rows, threshold, apart, dimensions or {})
    for left, right in together:
        groups.join_by_hand(left, right)
    total = max(1, len(rows))
    for start, lefts, rights in _alike_pairs(rows, threshold):
        groups.connect(lefts, rights)
        if progress:
            progress(min(start + _BLOCK, total), 2 * total)
    groups.settle()
    if progress:
        progress(2 * total, 2 * total)
    return sorted(groups.members.values())


def _alike_pairs(rows: Rows, threshold: float) -> Iterator[tuple[int, list[int], list[int]]]:
    """Give the pairs at least this alike, block of rows by block of rows."""
    least = np.float32(threshold * SCALE**2)
    for start in range(0, len(rows), _BLOCK):
        products = rows[start : start + _BLOCK] @ rows[start:].T
        left, right = np.nonzero(products >= least)
        ahead = left < right
        yield start, (left[ahead] + start).tolist(), (right[ahead] + start).tolist()


def nearly_the_same(left: Rows, right: Rows) -> bool:
    """Say whether every left row has nearly the words of every right one: codes of two dimensions may then meet."""
    return bool(likeness(left, right).min() >= CEILING + WEIGHT_OF_STANCE)


class _Groups:
    """Groups named by their first place, the sum of their rows, and those they could be joined with."""

    def __init__(
        self, rows: Rows, threshold: float, apart: Sequence[tuple[int, int]], dimensions: Mapping[int, str]
    ) -> None:
        self._rows = rows
        self._coded = {place: {name: [place]} for place, name in dimensions.items()}
        self.members: dict[int, list[int]] = {place: [place] for place in range(len(rows))}
        self._sums = rows.astype(np.float64)
        self._sizes = np.ones(len(rows))
        self._threshold = threshold
        self._near: dict[int, set[int]] = {place: set() for place in range(len(rows))}
        self._name = list(range(len(rows)))
        self._apart: dict[int, set[int]] = {}
        for left, right in apart:
            self._apart.setdefault(left, set()).add(right)
            self._apart.setdefault(right, set()).add(left)

    def join_by_hand(self, left: int, right: int) -> None:
        """Join two groups because people said so."""
        left, right = self._name[left], self._name[right]
        if left == right:
            return
        self._join(left, right)
        if len(self._coded.get(min(left, right), ())) > 1:
            del self._coded[min(left, right)]

    def connect(self, left: Sequence[int], right: Sequence[int]) -> None:
        """Take note of pairs that are alike."""
        for one, other in zip(left, right, strict=True):
            first, second = self._name[one], self._name[other]
            if first != second:
                self._near[first].add(second)
                self._near[second].add(first)

    def settle(self) -> None:
        """Join the most alike groups until none is alike enough; the earliest in order wins a tie."""
        waiting: list[tuple[float, int, int, float, float]] = []
        for name in sorted(self._near):
            waiting.extend(self._offers(name, [other for other in self._near[name] if other > name]))
        heapq.heapify(waiting)
        while waiting:
            _, first, second, first_size, second_size = heapq.heappop(waiting)
            if first not in self.members or second not in self.members:
                continue
            if self._sizes[first] != first_size or self._sizes[second] != second_size:
                continue
            if self._kept_apart(first, second):
                continue
            self._join(first, second)
            for offer in self._offers(first, sorted(self._near[first])):
                heapq.heappush(waiting, offer)

    def _offers(self, name: int, others: Sequence[int]) -> list[tuple[float, int, int, float, float]]:
        if not others:
            return []
        places = list(others)
        products = self._sums[places] @ self._sums[name]
        means = products / (self._sizes[places] * self._sizes[name] * SCALE**2)
        return [
            (-mean, *sorted((name, other)), *self._sizes_of(*sorted((name, other))))
            for other, mean in zip(places, means.tolist(), strict=True)
            if mean >= self._threshold
        ]

    def _sizes_of(self, first: int, second: int) -> tuple[float, float]:
        return float(self._sizes[first]), float(self._sizes[second])

    def _join(self, first: int, second: int) -> None:
        first, second = min(first, second), max(first, second)
        self.members[first] = sorted(self.members[first] + self.members.pop(second))
        for place in self.members[first]:
            self._name[place] = first
        self._sums[first] += self._sums[second]
        self._sizes[first] += self._sizes[second]
        near = (self._near[first] | self._near.pop(second)) - {first, second}
        for other in near:
            self._near[other].discard(second)
            self._near[other].add(first)
        self._near[first] = near
        for dimension, places in self._coded.pop(second, {}).items():
            self._coded.setdefault(first, {}).setdefault(dimension, []).extend(places)
        if second in self._apart or first in self._apart:
            self._apart[first] = self._apart.get(first, set()) | self._apart.pop(second, set())

    def _kept_apart(self, first: int, second: int) -> bool:
        if any(self._name[place] == second for place in self._apart.get(first, ())):
            return True
        return any(
            not nearly_the_same(self._rows[left], self._rows[right])
            for one, left in self._coded.get(first, {}).items()
            for other, right in self._coded.get(second, {}).items()
            if one != other
        )


def gather(centres: NDArray[np.float64], count: int) -> list[list[int]]:
    """Gather groups into about `count` more general ones, balanced, by their centres.

    Source: Ward (1963). Beyond 4,000 groups, the rest join the gathering they are nearest to.
    """
    from scipy.cluster.hierarchy import fcluster, linkage  # every command of the site would wait for it to load

    core = centres[:_WARD]
    labels = fcluster(linkage(core, method="ward"), count, criterion="maxclust")
    found: dict[int, list[int]] = {}
    for place, label in enumerate(labels.tolist()):
        found.setdefault(label, []).append(place)
    gathered = sorted(found.values())
    if len(centres) > _WARD:
        middles = np.stack([centres[places].mean(axis=0) for places in gathered])
        nearest = np.argmax(np.round(centres[_WARD:] @ middles.T, 9), axis=1)
        for place, gathering in enumerate(nearest.tolist()):
            gathered[gathering].append(_WARD + place)
    return gathered
