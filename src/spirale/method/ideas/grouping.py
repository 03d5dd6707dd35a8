"""Which texts go together: average linkage cut where likeness stops being more than chance would give."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform
from scipy.stats import norm

from spirale.method.ideas.space import Rows, likeness

# How many unlike texts a text may look like by chance: one in five texts meets one such neighbour.
CHANCE_NEIGHBOURS: Final = 0.2
# A general idea gathers what is alike more loosely.
CHANCE_NEIGHBOURS_ABOVE: Final = 4.0


@dataclass(frozen=True, slots=True)
class Background:
    """What the likeness of two texts that have nothing to do with each other looks like."""

    middle: float
    spread: float

    def threshold(self, texts: int, neighbours: float) -> float:
        """Give the likeness above which one expects `neighbours` unlike texts among `texts`."""
        tail = min(0.25, neighbours / max(1, texts - 1))
        return round(self.middle + self.spread * float(norm.isf(tail)), 6)


def background_of(likenesses: NDArray[np.float64]) -> Background:
    """Read the background from all pairs: its lower half is free of what is truly alike, so it gives the spread."""
    middle = float(np.median(likenesses))
    below = middle - likenesses[likenesses <= middle]
    spread = float(np.sqrt(np.mean(below**2))) if below.size else 0.0
    return Background(round(middle, 6), round(spread, 6))


def group(
    rows: Rows,
    thresholds: Sequence[float],
    *,
    together: Sequence[tuple[int, int]] = (),
    apart: Sequence[tuple[int, int]] = (),
) -> list[NDArray[np.int64]]:
    """Label rows for each threshold of likeness, from the strictest to the loosest: each grouping refines the next."""
    count = len(rows)
    if count < 2:
        return [np.zeros(count, dtype=np.int64) for _ in thresholds]
    distances = 1.0 - likeness(rows, rows)
    np.fill_diagonal(distances, 0.0)
    far = 8.0 * count * count
    for left, right in apart:
        distances[left, right] = distances[right, left] = far
    for left, right in together:
        distances[left, right] = distances[right, left] = 0.0
    tree = linkage(squareform(np.maximum(distances, 0.0), checks=False), method="average")
    return [fcluster(tree, 1.0 - threshold, criterion="distance").astype(np.int64) for threshold in thresholds]
