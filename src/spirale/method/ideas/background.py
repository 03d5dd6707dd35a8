"""How alike two ways of saying are by chance, and from where they are more alike than that."""

from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

import numpy as np

from spirale.method.ideas.space import WEIGHT_OF_STANCE, Places, Rows, likeness, without_stance

# Below this likeness two short texts share a subject at most; read on labelled answers and titles (decision 0004).
FLOOR: Final = 0.23
# Above this one they are alike, even where all that was said is alike and chance cannot be read.
CEILING: Final = 0.55
# How many unlike texts a text may look like by chance; averages over groups then leave next to none.
CHANCE_NEIGHBOURS: Final = 1.0
# With fewer ways of saying than this, their likenesses are too few to tell what chance gives.
_FEW: Final = 8
_SAMPLE: Final = 1500


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


def background_of(rows: Rows, usual: Places, *, seed: int) -> Background:
    """Read the background from pairs of the ways at these places, stances left aside.

    Their lower half is free of what is truly alike: it gives the spread.

    Beyond 1,500 ways, a sample drawn with the seed is read. With very few, nothing can be read and nothing is assumed.
    """
    if len(usual) < _FEW:
        return Background(0.0, 0.0)
    if len(usual) > _SAMPLE:
        usual = usual[np.sort(np.random.default_rng(seed).choice(len(usual), _SAMPLE, replace=False))]
    told = without_stance(rows[usual])
    pairs = likeness(told, told)[np.triu_indices(len(usual), 1)]
    middle = float(np.median(pairs))
    below = np.sort(middle - pairs[pairs <= middle])
    return Background(round(middle, 6), round(float(np.sqrt(np.mean(below**2))), 6))


def nearly_the_same(left: Rows, right: Rows) -> bool:
    """Say whether every left row has nearly the words of every right one: codes of two dimensions may then meet."""
    return bool(likeness(left, right).min() >= CEILING + WEIGHT_OF_STANCE)
