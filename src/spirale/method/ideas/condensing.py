"""Nearly the same words are one way of saying, however often they come back and however slightly they are changed.

What follows (rarity of words, what a question has in common, what chance gives, who is joined) counts ways of saying
and not notes, so that neither a thousand copies nor a thousand variations of a note weigh on what others said.
"""

from collections.abc import Callable, Iterator, Sequence, Set
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spirale.method.engine import Engine
from spirale.method.ideas import space
from spirale.method.ideas.neighbours import alike_pairs
from spirale.method.text import ALL_STOP_WORDS

# From here on two texts are variations of one another, read on titles, answers and comments (decision 0015); and from
# here when one group wrote both: a group that says a thing again in other words has said it once.
NEARLY: Final = 0.8
OF_ONE_GROUP: Final = 0.6
_WEIGHT_OF_MEANING: Final = 0.65
_AT_ONCE: Final = 8192


def ways_of_saying(
    keys: Sequence[str],
    vectors: NDArray[np.float32],
    groups: Sequence[Set[str]],
    *,
    join: Callable[[int, int], bool] = lambda _earlier, _later: True,
    seed: int,
    engine: Engine,
) -> list[int]:
    """Give for each text the place of the first text of which it is a variation, or its own.

    Texts come the earliest first. Each is a variation of the earliest that is not itself one, if their likeness reaches
    0.8: 0.65 × cosine of vectors + 0.35 × cosine of words and letters, where both deny or neither does. Where a group
    of `groups` wrote both, 0.6 is enough, and likeness to any variation of it.

    Nothing is read from the other texts, and no two that stand for others are brought together, so that what comes
    later changes nothing of what was there. `join` is asked before a text becomes a variation of another, and says no
    where people parted what they stand for.
    """
    rows = _rows(keys, vectors)
    before: dict[int, list[tuple[int, bool]]] = {}
    for left, right, is_near in _pairs(rows, keys, groups, seed, engine):
        by_one = not groups[left].isdisjoint(groups[right])
        if by_one or is_near:
            before.setdefault(right, []).append((left, by_one))
    first = list(range(len(keys)))
    for place in range(len(keys)):
        stand = {first[earlier] for earlier, by_one in before.get(place, ()) if by_one or first[earlier] == earlier}
        first[place] = next((lead for lead in sorted(stand) if join(lead, place)), place)
    return first


def _pairs(
    rows: space.Rows, keys: Sequence[str], groups: Sequence[Set[str]], seed: int, engine: Engine
) -> Iterator[tuple[int, int, bool]]:
    """Give the pairs that may be variations, both or neither denying, and whether they are so whoever wrote them."""
    denies = np.array([space.denies(key) for key in keys], dtype=bool)
    told = np.array([bool(wrote) for wrote in groups], dtype=bool)
    lefts, rights = alike_pairs(rows, OF_ONE_GROUP, names=keys, seed=seed, engine=engine, stands_in=1)
    for start in range(0, len(lefts), _AT_ONCE):
        left, right = lefts[start : start + _AT_ONCE], rights[start : start + _AT_ONCE]
        near = np.einsum("ij,ij->i", rows[left], rows[right]) >= NEARLY * space.SCALE**2
        kept = (near | (told[left] & told[right])) & (denies[left] == denies[right])
        yield from zip(left[kept].tolist(), right[kept].tolist(), near[kept].tolist(), strict=True)


def _rows(keys: Sequence[str], vectors: NDArray[np.float32]) -> space.Rows:
    """Place texts by meaning and words, each by itself."""
    told = space.words_in_space(keys, stop_words=ALL_STOP_WORDS, usual=None)
    width = vectors.shape[1]
    rows = np.empty((len(keys), width + told.shape[1]), dtype=np.float32)
    rows[:, :width] = np.trunc(space.unit(vectors) * (np.sqrt(_WEIGHT_OF_MEANING) * space.SCALE))
    rows[:, width:] = np.trunc(told * (np.sqrt(1 - _WEIGHT_OF_MEANING) * space.SCALE))
    return rows
