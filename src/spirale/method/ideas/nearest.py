"""Which ideas are near to which, those of the other sign included: what to read beside an idea, and perhaps to join."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spirale.method.engine import Engine, Here
from spirale.method.ideas import space
from spirale.method.ideas.background import FLOOR
from spirale.method.ideas.neighbours import alike_pairs
from spirale.method.ideas.proposing import centre_of, check_inputs
from spirale.method.ideas.values import Idea, Proposal, Said

# Below the likeness at which two short texts share a subject at most, an idea is no neighbour; stances left aside.
_LEAST: Final = FLOOR / (1 - space.WEIGHT_OF_STANCE)
_AT_ONCE: Final = 8192


@dataclass(frozen=True, slots=True)
class Neighbour:
    """An idea near to another, and how alike they are, stances left aside: 1 when the same is said."""

    idea: str
    likeness: float


def neighbours_of(
    proposal: Proposal,
    said: Sequence[Said],
    vectors: NDArray[np.float32],
    *,
    seed: int,
    count: int = 3,
    engine: Engine | None = None,
) -> Mapping[str, tuple[Neighbour, ...]]:
    """Give the ideas nearest to each idea that holds criteria, by its id: at most `count`, the nearest first.

    They answer the same question, and may be of another sign. The likeness is the cosine of what ideas say on average,
    in a space of all that was said to the question; below 0.31 none is near. Memory grows as the ideas do.
    Raises Problem as `propose_ideas` does.
    """
    check_inputs(said, vectors)
    engine = engine or Here()
    row_of = {one.id: row for row, one in enumerate(said)}
    questions: dict[str, list[Idea]] = {}
    for idea in sorted(proposal.ideas, key=lambda idea: idea.id):
        if not idea.height:
            questions.setdefault(said[row_of[idea.members[0]]].question, []).append(idea)
    found: dict[str, tuple[Neighbour, ...]] = {}
    for question in sorted(questions):
        ideas = questions[question]
        rows = [[row_of[member] for member in idea.members] for idea in ideas]
        centres = centres_of(rows, said, vectors)
        for place, near in enumerate(nearest_of(centres, [idea.id for idea in ideas], count, seed, engine)):
            found[ideas[place].id] = tuple(Neighbour(ideas[other].id, alike) for other, alike in near)
    return {idea.id: found[idea.id] for idea in proposal.ideas if idea.id in found}


def centres_of(ideas: Sequence[Sequence[int]], said: Sequence[Said], vectors: NDArray[np.float32]) -> space.Rows:
    """Give what each idea says on average, each text once, the shortest of its forms standing for it."""
    keys = [space.key_of(one.text) for one in said]
    order = sorted(chain.from_iterable(ideas), key=lambda row: (len(said[row].text), said[row].text, said[row].id))
    rows, row_of = space.place_each_once(keys, vectors, order)
    return np.stack([centre_of(rows, sorted({row_of[keys[one]] for one in idea})) for idea in ideas])


def nearest_of(
    centres: space.Rows, names: Sequence[str], count: int, seed: int, engine: Engine
) -> list[list[tuple[int, float]]]:
    """Give for each centre the places of its nearest with their likeness; of two equally near, the earlier first."""
    left, right = alike_pairs(centres, _LEAST, names=names, seed=seed, engine=engine)
    alike = np.empty(len(left))
    for start in range(0, len(left), _AT_ONCE):
        part = slice(start, start + _AT_ONCE)
        alike[part] = np.einsum("ij,ij->i", centres[left[part]], centres[right[part]]) / space.SCALE**2
    ones, others, alike = np.concatenate([left, right]), np.concatenate([right, left]), np.tile(np.round(alike, 4), 2)
    order = np.lexsort((others, -alike, ones))
    ends = np.searchsorted(ones[order], np.arange(len(centres) + 1))
    return [
        [(int(others[pair]), float(alike[pair])) for pair in order[start : min(end, start + count)]]
        for start, end in pairwise(ends.tolist())
    ]
