"""What tells that two ideas hold together: the notes that say both, their words, their meaning, their codes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations, pairwise
from math import isqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spirale.method.ideas import StandingIdea, space
from spirale.method.ideas.coded import components_of
from spirale.method.relations.connectives import Connective, Relation, connectives_in, language_told, words_of
from spirale.method.synthesis import Criterion, Note

Pair = tuple[str, str]

ACT: Final = 2
"""The nature of an idea of what people can do; that of the others is their sign."""
_MOSTLY: Final = (2, 3)
_WHOLE: Final = (3, 4)
"""The share of a criterion's words that must be found in its note to say where it stands there."""


@dataclass(frozen=True, slots=True)
class Told:
    """One note says two ideas: `relation` is None where no connective stands between them.

    `first` is the idea that comes first in the frame, "" where the relation has no direction or is not told.
    """

    note: str
    group: str
    relation: Relation | None = None
    said: str = ""
    first: str = ""


def pair_of(one: str, other: str) -> Pair:
    """Give two ideas in the one order that names them."""
    return (one, other) if one < other else (other, one)


def told_in_notes(
    ideas: Sequence[StandingIdea], notes: Mapping[str, Note], criteria: Mapping[str, Criterion], language: str
) -> dict[Pair, list[Told]]:
    """Give for each two ideas the notes that say both, one entry a note, by a connective where one tells.

    A criterion that stands in both ideas does not tie them: it is one thing said, not two.
    """
    standing: dict[str, set[str]] = {}
    for idea in ideas:
        for member in idea.members:
            standing.setdefault(member, set()).add(idea.id)
    by_note: dict[str, list[Criterion]] = {}
    for name in sorted(standing):
        by_note.setdefault(criteria[name].note, []).append(criteria[name])
    found: dict[Pair, list[Told]] = {}
    for name in sorted(by_note):
        if len(by_note[name]) > 1:
            for pair, told in _told_in_note(notes[name], by_note[name], standing, language).items():
                found.setdefault(pair, []).append(told)
    return found


def _told_in_note(
    note: Note, criteria: Sequence[Criterion], standing: Mapping[str, set[str]], language: str
) -> dict[Pair, Told]:
    found: dict[Pair, Told] = {}
    for one, other in combinations(criteria, 2):
        for pair in _pairs(standing[one.id], standing[other.id]):
            found.setdefault(pair, Told(note.id, note.group))
    told = words_of(note.text)
    spoken = language_told(told, language)
    spans = sorted((span, one.id) for one in criteria if (span := _span(told, words_of(one.text))))
    for place, ((before, earlier), (after, later)) in enumerate(pairwise(spans)):
        if after[0] < before[1]:
            continue
        leads = range(before[0] + 1) if place == 0 else range(0)
        link = _connective(told, spoken, before, after, leads)
        if link is None:
            continue
        connective, follows = link
        relation = connective.relation
        for pair in _pairs(standing[earlier], standing[later]):
            introduced = standing[later] if follows else standing[earlier]
            [after_it] = [name for name in pair if name in introduced] or [""]
            other_end = pair[0] if after_it == pair[1] else pair[1]
            first = "" if relation == "opposition" else after_it if connective.turned else other_end
            if found[pair].relation is None:
                found[pair] = Told(note.id, note.group, relation, connective.said, first)
    return found


def _connective(
    told: Sequence[str], language: str, before: tuple[int, int], after: tuple[int, int], leads: range
) -> tuple[Connective, bool] | None:
    """Find what joins two parts of a note: before the second one, else, for the first of a note, before that one.

    Gives the connective, and whether it is the later part that follows it.
    """
    found = connectives_in(told, language)
    between = [one for one in found if before[1] <= one.start <= after[0] and one.end <= after[1]]
    if between:
        return between[-1], True
    leading = [one for one in found if one.start in leads and one.relation != "opposition"]
    return (leading[-1], False) if leading else None


def _pairs(some: Iterable[str], others: Collection[str]) -> list[Pair]:
    """The pairs of ideas that two criteria of a note tie, none where one idea holds both."""
    return sorted({pair_of(one, other) for one in some for other in others if one not in others and other not in some})


def _span(told: Sequence[str], asked: Sequence[str]) -> tuple[int, int] | None:
    """Find where a criterion stands among the words of its note, also when a few of its words were changed."""
    if not asked:
        return None
    for start in range(len(told) - len(asked) + 1):
        if told[start : start + len(asked)] == list(asked):
            return start, start + len(asked)
    blocks = [
        block
        for block in SequenceMatcher(None, list(told), list(asked), autojunk=False).get_matching_blocks()
        if block.size
    ]
    matched = sum(block.size for block in blocks)
    if _WHOLE[1] * matched < _WHOLE[0] * len(asked):
        return None
    return blocks[0].a, blocks[-1].a + blocks[-1].size


def natures_of(
    ideas: Sequence[StandingIdea], notes: Mapping[str, Note], criteria: Mapping[str, Criterion], acting: Collection[str]
) -> dict[str, int]:
    """Give what two thirds of an idea are: 1 well-being, -1 ill-being, 2 what people can do; 0 where they differ."""
    natures = {}
    for idea in ideas:
        counts = Counter(
            ACT if notes[criteria[name].note].question in acting else criteria[name].sign for name in idea.members
        )
        most = min(counts, key=lambda nature: (-counts[nature], nature), default=0)
        is_clear = _MOSTLY[1] * counts[most] >= _MOSTLY[0] * len(idea.members)
        natures[idea.id] = most if is_clear else 0
    return natures


def products_of_centres(
    ideas: Sequence[StandingIdea], criteria: Sequence[Criterion], vectors: NDArray[np.float32]
) -> list[list[int]]:
    """Give the inner products of the centres of ideas in the space of meaning and words, what each denies left out.

    The centre of an idea sums its ways of saying, each once however many people said it. All is sums of whole
    numbers below 2**53, hence exact on any machine.
    """
    keys = [space.key_of(one.text) for one in criteria]
    order = sorted(range(len(criteria)), key=lambda place: criteria[place].id)
    placed, row_of = space.place_each_once(keys, vectors, order)
    rows = space.without_stance(placed).astype(np.float64)
    key_of = {one.id: key for one, key in zip(criteria, keys, strict=True)}
    sums = np.zeros((len(ideas), rows.shape[1]))
    for number, idea in enumerate(ideas):
        sums[number] = rows[sorted({row_of[key_of[name]] for name in idea.members if key_of[name]})].sum(axis=0)
    return [[int(product) for product in line] for line in sums @ sums.T]


def hundredths(products: Sequence[Sequence[int]], row: int, column: int) -> int:
    """Give the cosine of two rows of exact products, in whole hundredths; 0 where they point apart."""
    product = products[row][column]
    norms = products[row][row] * products[column][column]
    return isqrt(10_000 * product * product // norms) if product > 0 and norms else 0


def components_by_idea(ideas: Sequence[StandingIdea], criteria: Mapping[str, Criterion]) -> dict[str, str]:
    """Give the component that people coded most of an idea's criteria with, "" where it is not most of them."""
    found = {}
    for idea in ideas:
        counts = Counter(component for name in idea.members for component in components_of([criteria[name].code]))
        most = min(counts, key=lambda component: (-counts[component], component), default="")
        found[idea.id] = most if 2 * counts[most] > len(idea.members) and len(most) > 1 else ""
    return found
