"""From general to particular: headings over many ideas, and headings under those, as deep as there is something to say.

Ideas are few words, so that which two are near is uncertain; the neighbours they share is less so. What is divided is
therefore first smoothed along nearest neighbours; and the first division is one on which many divisions agree,
each made without a fifth of the ideas, so that a few notes more or less do not turn the headings over.
"""

import hashlib
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spirale.method.ideas.space import SCALE, Rows

Matrix = NDArray[np.float64]

# Up to this many a group lays out on one table, and headings would only be in the way.
MANY: Final = 60
# How many headings at once: what one sees at a glance.
_HEADINGS: Final = 8
# How many divisions are held against one another, and the bytes below which an idea is left out of one: a fifth.
_DIVISIONS: Final = 32
_LEFT_OUT: Final = 51
# Beyond this many, the others go to the heading they are nearest to.
_CORE: Final = 1000
# How many neighbours for n ideas, by the root of n, and how many steps along them (decision 0015).
_NEIGHBOURS: Final = 2.5
_STEPS: Final = 4
# Below this, what is left of an idea once the common mean is out is what sums of floats leave.
_NOTHING: Final = 1e-8


class Heading:
    """Places gathered under one heading, and the headings under it, if any; every place is in one part only."""

    __slots__ = ("parts", "places")

    def __init__(self, places: Sequence[int], parts: "Sequence[Heading]" = ()) -> None:
        self.places = tuple(sorted(places))
        self.parts = tuple(parts)


def divide(centres: Rows, names: Sequence[str], dividing: int) -> tuple[Heading, ...]:
    """Divide ideas into headings, and those that hold many again; nothing when they are read in one look.

    `centres` has a row for each idea, the most said first; `names` tell them apart, and decide alone which ideas
    are left out of which division: the other ideas do not matter to that. The first `dividing` make the headings, and
    those after them only go under one.
    """
    return _divide(centres, names, dividing, np.arange(len(centres)), _DIVISIONS)


def _divide(
    centres: Rows, names: Sequence[str], dividing: int, places: NDArray[np.int64], divisions: int
) -> tuple[Heading, ...]:
    core = places[places < dividing]
    if len(core) <= MANY:
        return ()
    core = core[:_CORE]
    alike = _smoothed(centres[core])
    agreed = _agreed(alike, [names[place] for place in core.tolist()], divisions)
    _, labels = np.unique(agreed, return_inverse=True)
    if not alike.any() or not labels.any():
        return ()  # nothing tells them apart
    if len(places) > len(core):
        sums = np.stack([centres[core[labels == label]].sum(axis=0) for label in range(labels.max() + 1)])
        middles = sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9)
        nearest = np.argmax(np.round(centres[places[len(core) :]] @ middles.T.astype(np.float32), 1), axis=1)
        labels = np.concatenate([labels, nearest])
    found = []
    for label in range(labels.max() + 1):
        inside = places[labels == label]
        found.append(Heading(inside.tolist(), _divide(centres, names, dividing, inside, 1)))
    return tuple(sorted(found, key=lambda heading: heading.places))


def _smoothed(centres: Rows) -> Matrix:
    """Give the inner products of ideas, each brought four steps nearer to its neighbours, from -1 to 1.

    With A the likenesses of neighbours and D their sums, a step is ½ (I + D^-½ A D^-½), the walk of Coifman and
    Lafon (2006) that stays where it is every other time; the common mean is taken out after the last.
    """
    count = len(centres)
    alike = (centres @ centres.T).astype(np.float64) / SCALE**2
    near = min(count - 1, int(_NEIGHBOURS * np.sqrt(count)))
    others = alike.copy()
    np.fill_diagonal(others, -np.inf)
    bound = -np.partition(-others, near - 1, axis=1)[:, near - 1 : near]
    steps = np.where(others >= bound, np.maximum(others, 0.0), 0.0)
    steps = np.maximum(steps, steps.T)
    sums = np.sqrt(np.maximum(steps.sum(axis=1), 1e-9))
    steps = 0.5 * np.eye(count) + 0.5 * steps / np.outer(sums, sums)
    walked = np.linalg.matrix_power(steps, _STEPS)
    walked -= walked.mean(axis=0)
    found = walked @ alike @ walked.T
    lengths = np.sqrt(np.maximum(np.diag(found), _NOTHING))
    return np.asarray(np.round(found / np.outer(lengths, lengths), 6))


def _agreed(alike: Matrix, names: Sequence[str], divisions: int) -> NDArray[np.intp]:
    """Give the heading of each idea, as most divisions have it.

    Each division is Ward's (1963), of the ideas it holds; those left out go to the nearest heading. Two ideas are as
    near as often as they meet, and average linkage of that gives the headings: evidence accumulation of Fred and Jain
    (2005).
    """
    from scipy.cluster.hierarchy import fcluster, linkage  # every command of the site would wait for it to load
    from scipy.spatial.distance import squareform

    distances = np.sqrt(np.maximum(2 - 2 * alike, 0.0))
    met = np.zeros(alike.shape)
    for held in _held(names, divisions):
        tree = linkage(squareform(distances[np.ix_(held, held)], checks=False), method="ward")
        labels = _spread(alike, held, fcluster(tree, _HEADINGS, criterion="maxclust") - 1)
        if divisions == 1:
            return labels
        met += labels[:, None] == labels[None, :]
    apart = 1 - met / divisions
    np.fill_diagonal(apart, 0.0)
    tree = linkage(squareform(apart, checks=False), method="average")
    return np.asarray(fcluster(tree, _HEADINGS, criterion="maxclust") - 1)


def _held(names: Sequence[str], divisions: int) -> list[NDArray[np.int64]]:
    """Give the places held by each division; one division holds them all."""
    everyone = np.arange(len(names))
    if divisions == 1:
        return [everyone]
    drawn = [hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=divisions).digest() for name in names]
    bytes_of = np.array([list(each) for each in drawn], dtype=np.uint8)
    held = [np.flatnonzero(bytes_of[:, division] >= _LEFT_OUT) for division in range(divisions)]
    return [places if len(places) > _HEADINGS else everyone for places in held]


def _spread(alike: Matrix, held: NDArray[np.int64], labels: NDArray[np.intp]) -> NDArray[np.intp]:
    """Give every idea the heading whose mean it is nearest to, from the headings of those held."""
    shares = np.zeros((len(held), labels.max() + 1))
    shares[np.arange(len(held)), labels] = 1.0
    shares /= shares.sum(axis=0)
    towards = alike[:, held] @ shares
    lengths = np.einsum("ik,ik->k", shares, towards[held])
    return np.asarray(np.argmin(np.round(lengths[None, :] - 2 * towards, 6), axis=1))
