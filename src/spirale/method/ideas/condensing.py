"""Nearly the same words are one way of saying, however often they come back and however slightly they are changed.

What follows (rarity of words, what a question has in common, what chance gives, who is joined) counts ways of saying
and not notes, so that neither a thousand copies nor a thousand variations of a note weigh on what others said.
"""

from collections.abc import Collection, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spirale.method.engine import Engine
from spirale.method.ideas import space
from spirale.method.ideas.neighbours import alike_pairs
from spirale.method.text import ALL_STOP_WORDS

# From here on two texts are variations of one another, read on titles, answers and comments (decision 0015).
NEARLY: Final = 0.8
_WEIGHT_OF_MEANING: Final = 0.65
_WORD_DIMENSIONS: Final = 512


def ways_of_saying(
    keys: Sequence[str],
    vectors: NDArray[np.float32],
    *,
    apart: Collection[tuple[int, int]] = (),
    seed: int,
    engine: Engine,
) -> list[int]:
    """Give for each text the place of the first text of which it is a variation, or its own.

    Texts come the earliest first: each is a variation of the earliest that is not itself one, if their likeness reaches
    0.8: 0.65 × cosine of vectors + 0.35 × cosine of words and letters, where both deny or neither does. Nothing
    is read from the other texts, so that what comes later changes nothing of what was there. `apart` are places that
    people parted.
    """
    rows = _rows(keys, vectors)
    denies = [space.denies(key) for key in keys]
    parted = {*apart, *((right, left) for left, right in apart)}
    before: dict[int, list[int]] = {}
    for left, right in zip(
        *(side.tolist() for side in alike_pairs(rows, NEARLY, seed=seed, engine=engine)), strict=True
    ):
        if denies[left] == denies[right]:
            before.setdefault(right, []).append(left)
    first = list(range(len(keys)))
    taken: dict[int, list[int]] = {}
    for place in range(len(keys)):
        for earlier in before.get(place, ()):
            if first[earlier] != earlier:
                continue
            if parted and any((place, other) in parted for other in (earlier, *taken.get(earlier, ()))):
                continue
            first[place] = earlier
            taken.setdefault(earlier, []).append(place)
            break
    return first


def _rows(keys: Sequence[str], vectors: NDArray[np.float32]) -> space.Rows:
    """Place texts by meaning and words, each by itself."""
    told = space.words_in_space(keys, stop_words=ALL_STOP_WORDS, rarity=False, dimensions=_WORD_DIMENSIONS)
    width = vectors.shape[1]
    rows = np.empty((len(keys), width + _WORD_DIMENSIONS), dtype=np.float32)
    rows[:, :width] = np.trunc(space.unit(vectors) * (np.sqrt(_WEIGHT_OF_MEANING) * space.SCALE))
    rows[:, width:] = np.trunc(told * (np.sqrt(1 - _WEIGHT_OF_MEANING) * space.SCALE))
    return rows
