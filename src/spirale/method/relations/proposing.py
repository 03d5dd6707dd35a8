"""From what was said to empty frames: at most one for two ideas, and none where little tells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spirale.method.ideas import StandingIdea
from spirale.method.problems import Problem
from spirale.method.relations.connectives import RELATIONS, Relation
from spirale.method.relations.evidence import (
    ACT,
    Pair,
    Told,
    components_by_idea,
    hundredths,
    natures_of,
    pair_of,
    products_of_centres,
    told_in_notes,
)
from spirale.method.synthesis import Criterion, Note

FRAMES_VERSION: Final = "frames-1"

TOLD: Final = 3
"""What a note is worth that says both ideas with a connective."""
BESIDE: Final = 1
"""What a note is worth that says both ideas and no more; and each group beyond the first in which some note does."""
ALIKE: Final = 2
"""What likeness in meaning is worth, twice that where it is great; and a component of the grid in common."""
ENOUGH: Final = 4
"""What a frame must be worth: more than one note alone."""
FROM: Final = 16
GREAT: Final = 30
"""Likeness in hundredths, from which two ideas are alike, and greatly alike."""
MOST_OF_ONE: Final = 2
"""Frames that one idea stands in at most: a list that speaks of one idea alone would help nobody."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Something that speaks for a frame, and its worth.

    `kind` is "told" (a note joins both by a connective, `said`), "beside" (a note says both), "groups" (notes of
    several groups do), "alike" (their meanings are, `likeness` in hundredths) or "coded" (people gave most of both one
    component, `said`). `note` is a note's id.
    """

    kind: str
    worth: int
    note: str = ""
    said: str = ""
    likeness: int = 0


@dataclass(frozen=True, slots=True)
class Frame:
    """Two ideas that seem to hold together, and how; people write the sentence, or refuse.

    `first` comes before the connective: the effect of a cause, what a condition or a means is for. `notes` and
    `groups` count where both were said at once; `score` sums the worth of the reasons.
    """

    first: str
    second: str
    relation: Relation
    reasons: tuple[Reason, ...]
    notes: int
    groups: int
    score: int


def propose_frames(
    ideas: Sequence[StandingIdea],
    notes: Sequence[Note],
    criteria: Sequence[Criterion],
    vectors: NDArray[np.float32],
    *,
    acting: Collection[str] = (),
    decided: Iterable[Pair] = (),
    language: str = "",
    most: int = 12,
) -> tuple[Frame, ...]:
    """Propose how ideas hold together, the frames that most speaks for first.

    `vectors` has one row for each criterion, from one encoder; `acting` names the questions on what people can do;
    `decided` are the pairs that people wrote a sentence over or refused, in either order: they never come again.
    `language` is the one that notes are usually written in. The same input gives the same frames in any order.
    Raises Problem `ideas.vectors` when rows and criteria differ in number, `synthesis.unknown` when an idea holds a
    criterion that is not there, or a criterion comes from such a note.
    """
    by_id, notes_by_id = _known(ideas, notes, criteria, vectors)
    ideas = sorted(ideas, key=lambda idea: idea.id)
    held = {idea.id: len(set(idea.members)) for idea in ideas}
    told = told_in_notes(ideas, notes_by_id, by_id, language)
    likely = _likely(ideas, notes_by_id, criteria, by_id, vectors, acting)
    closed = {pair_of(*pair) for pair in decided}
    frames = []
    for pair in sorted({*told, *likely} - closed):
        frame = _frame(pair, told.get(pair, []), likely.get(pair), held)
        if frame:
            frames.append(frame)
    frames.sort(key=lambda frame: (-frame.score, -frame.notes, -frame.groups, frame.first, frame.second))
    return _spread(frames, most)


@dataclass(frozen=True, slots=True)
class _Likely:
    """How two ideas of different natures would hold together, and what in their meaning says that they do."""

    relation: Relation
    first: str
    reasons: tuple[Reason, ...]


def _likely(
    ideas: Sequence[StandingIdea],
    notes: Mapping[str, Note],
    criteria: Sequence[Criterion],
    by_id: Mapping[str, Criterion],
    vectors: NDArray[np.float32],
    acting: Collection[str],
) -> dict[Pair, _Likely]:
    """Find ideas of different natures that are alike: well-being and ill-being, or either and what people can do."""
    natures = natures_of(ideas, notes, by_id, acting)
    coded = components_by_idea(ideas, by_id)
    speaking = [idea for idea in ideas if natures[idea.id]]
    if not speaking:
        return {}
    products = products_of_centres(speaking, criteria, vectors)
    found: dict[Pair, _Likely] = {}
    for row, one in enumerate(speaking):
        for column in range(row + 1, len(speaking)):
            other = speaking[column]
            if natures[one.id] == natures[other.id]:
                continue
            reasons = []
            likeness = hundredths(products, row, column)
            if likeness >= FROM:
                reasons.append(Reason("alike", ALIKE * (1 + (likeness >= GREAT)), likeness=likeness))
            if coded[one.id] and coded[one.id] == coded[other.id]:
                reasons.append(Reason("coded", ALIKE, said=coded[one.id]))
            if reasons:
                relation, first = _by_nature(one.id, other.id, natures)
                found[pair_of(one.id, other.id)] = _Likely(relation, first, tuple(reasons))
    return found


def _by_nature(one: str, other: str, natures: Mapping[str, int]) -> tuple[Relation, str]:
    """What people can do is a means to well-being, and has its cause in ill-being; these two oppose each other."""
    if ACT not in (natures[one], natures[other]):
        return "opposition", one if natures[one] > natures[other] else other
    act, aim = (one, other) if natures[one] == ACT else (other, one)
    return ("means", aim) if natures[aim] > 0 else ("cause", act)


def _frame(pair: Pair, told: Sequence[Told], likely: _Likely | None, held: Mapping[str, int]) -> Frame | None:
    """Weigh what speaks for two ideas; None where it is not enough, or where nothing tells how they hold together."""
    if not told and min(held[name] for name in pair) < 2:
        return None
    reasons = [
        Reason("told" if one.relation else "beside", TOLD if one.relation else BESIDE, one.note, one.said)
        for one in told
    ]
    groups = {one.group for one in told}
    if len(groups) > 1:
        reasons.append(Reason("groups", BESIDE * (len(groups) - 1)))
    reasons += likely.reasons if likely else ()
    score = sum(reason.worth for reason in reasons)
    votes: Counter[Relation] = Counter()
    for one in told:
        if one.relation:
            votes[one.relation] += TOLD
    if likely:
        votes[likely.relation] += sum(reason.worth for reason in likely.reasons)
    if score < ENOUGH or not votes:
        return None
    relation = min(votes, key=lambda each: (-votes[each], RELATIONS.index(each)))
    first = _first(pair, relation, told, likely, held)
    return Frame(
        first=first,
        second=pair[0] if first == pair[1] else pair[1],
        relation=relation,
        reasons=tuple(reasons),
        notes=len(told),
        groups=len(groups),
        score=score,
    )


def _first(
    pair: Pair, relation: Relation, told: Sequence[Told], likely: _Likely | None, held: Mapping[str, int]
) -> str:
    """Say which idea comes first: as most notes tell, else as their natures do, else the one more people said."""
    votes = Counter(one.first for one in told if one.relation == relation and one.first)
    if likely and likely.relation == relation:
        votes[likely.first] += 1
    return min(pair, key=lambda name: (-votes[name], -held[name], name))


def _spread(frames: Sequence[Frame], most: int) -> tuple[Frame, ...]:
    """Keep the first frames, no idea standing in more than a few of them."""
    seen: Counter[str] = Counter()
    kept: list[Frame] = []
    for frame in frames:
        if len(kept) < most and max(seen[frame.first], seen[frame.second]) < MOST_OF_ONE:
            kept.append(frame)
            seen.update((frame.first, frame.second))
    return tuple(kept)


def _known(
    ideas: Sequence[StandingIdea], notes: Sequence[Note], criteria: Sequence[Criterion], vectors: NDArray[np.float32]
) -> tuple[dict[str, Criterion], dict[str, Note]]:
    if len(vectors) != len(criteria):
        raise Problem("ideas.vectors", criteria=len(criteria), vectors=len(vectors))
    by_id = {one.id: one for one in criteria}
    notes_by_id = {note.id: note for note in notes}
    for idea in ideas:
        for name in idea.members:
            if name not in by_id:
                raise Problem("synthesis.unknown", kind="criterion", id=name)
            if by_id[name].note not in notes_by_id:
                raise Problem("synthesis.unknown", kind="note", id=by_id[name].note)
    return by_id, notes_by_id
