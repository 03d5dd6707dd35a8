"""How firmly ideas stand: ideas are proposed anew with a tenth of what was said left out, again and again.

An idea that comes back nearly whole whichever wordings are missing says something of what people wrote; one that falls
to pieces was held together by a few of them, or by chance. Left out are words with all the notes that say them: copies
change nothing here either. Source: Hennig (2007), Cluster-wise assessment of cluster stability, Computational
Statistics and Data Analysis 52, whose bounds these are.
"""

import hashlib
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spirale.method.engine import Engine, Here, Shared
from spirale.method.ideas.blocks import blocks_of, lie_of
from spirale.method.ideas.general import Heading
from spirale.method.ideas.proposing import by_usual_ways, check_inputs, groups_of, headings_over
from spirale.method.ideas.space import key_of
from spirale.method.ideas.values import NO_EDITS, Edits, Idea, Progress, Proposal, Said

# At least this much of an idea is found again: it is there. On average over trials: it is firm.
FIRM: Final = 0.75
# Less than this on average: it is dissolved.
DISSOLVED: Final = 0.5
_TENTH: Final = 0.1
# A question and sign told in more words than this is tried a few times only: a trial costs nearly what a proposal does.
_LARGE: Final = 5000
_TIMES_WHEN_LARGE: Final = 5
# Headings cost more than all the rest: they are looked for in one trial of four, the first among them.
_HEADINGS_EVERY: Final = 4

Group = Sequence[str]
# The way a criterion was said in, and its very words.
Words = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Firmness:
    """How firmly an idea stands when a tenth of what was said is left out.

    - `stability`: how much of it is found again on average, from 0 to 1;
    - `reappears`: in how many of the `trials` at least three quarters of it were found again.
    """

    stability: float
    reappears: int
    trials: int

    @property
    def firm(self) -> bool:
        """Whether it stands whichever wordings are missing."""
        return self.stability >= FIRM

    @property
    def dissolved(self) -> bool:
        """Whether it falls to pieces as soon as some are missing."""
        return self.stability < DISSOLVED


@dataclass(frozen=True, slots=True)
class _Asked:
    """What all trials read: the criteria with their vectors, words and ways, and the ideas whose fate is asked.

    `blocks` holds, for each question and sign, the rows of its criteria in the order of their ids.
    """

    said: tuple[Said, ...]
    vectors: NDArray[np.float32]
    keys: tuple[str, ...]
    words_of: Mapping[str, Words]
    blocks: tuple[tuple[int, ...], ...]
    ideas: tuple[tuple[Idea, ...], ...]
    edits: Edits
    seed: int
    left_out: float


def firmness_of(
    proposal: Proposal,
    said: Sequence[Said],
    vectors: NDArray[np.float32],
    *,
    seed: int,
    times: int = 20,
    left_out: float = _TENTH,
    edits: Edits = NO_EDITS,
    engine: Engine | None = None,
    progress: Progress | None = None,
) -> Mapping[str, Firmness]:
    """Give the firmness of each idea of two criteria or more, by the idea's id; headings included.

    Each of `times` trials leaves out a tenth of the words of each question and sign, one at least, with all criteria
    that say them, and proposes ideas anew for the others. Which are left out depends on the seed, the trial and the
    words alone. What is left of an idea is compared with the idea of the trial it is most like, by the index of
    Jaccard, each way of saying weighing the same: copies of a criterion change no firmness.

    A trial says nothing of an idea of which one of its several ways alone is left: such trials do not count, and an
    idea of which none says anything is not in the result. Headings are looked for in one trial of four. A question and
    sign told in more than 5,000 words is given five trials at most.
    Raises Problem as `propose_ideas` does.
    """
    check_inputs(said, vectors)
    engine = engine or Here()
    asked = _asked(proposal, said, vectors, edits, seed, left_out, engine)
    trials = [
        (block, number)
        for block, rows in enumerate(asked.blocks)
        for number in range(times if _words_in(asked, rows) <= _LARGE else min(times, _TIMES_WHEN_LARGE))
        if any(not idea.height or _has_headings(number) for idea in asked.ideas[block])
    ]
    shared = engine.share(asked)

    def tell(done: int) -> None:
        if progress:
            progress("trying", done, len(trials))

    found: dict[str, list[float]] = {}
    for likenesses in engine.map(partial(_try, shared), trials, progress=tell):
        for name, alike in likenesses:
            found.setdefault(name, []).append(alike)
    return {idea.id: _firmness(found[idea.id]) for idea in proposal.ideas if idea.id in found}


def _words_in(asked: _Asked, rows: Sequence[int]) -> int:
    return len({asked.keys[row] for row in rows})


def _firmness(likenesses: Sequence[float]) -> Firmness:
    mean = round(math.fsum(likenesses) / len(likenesses), 4)
    return Firmness(mean, sum(alike >= FIRM for alike in likenesses), len(likenesses))


def _asked(
    proposal: Proposal,
    said: Sequence[Said],
    vectors: NDArray[np.float32],
    edits: Edits,
    seed: int,
    left_out: float,
    engine: Engine,
) -> _Asked:
    """Sort criteria and ideas by question and sign, and name the words and the way of each criterion."""
    keys = tuple(key_of(one.text) for one in said)
    blocks, _ = blocks_of(said, vectors, edits, seed=seed, engine=engine)
    row_of = {one.id: row for row, one in enumerate(said)}
    words_of: dict[str, Words] = {}
    block_of: dict[str, int] = {}
    for number, block in enumerate(blocks):
        for told in block.said:
            way = len(words_of)  # a number that no other way has
            words_of.update((one.id, (way, keys[row_of[one.id]])) for one in told)
            block_of.update((one.id, number) for one in told)
    ideas: list[list[Idea]] = [[] for _ in blocks]
    for idea in proposal.ideas:
        if idea.count > 1:
            ideas[block_of[idea.members[0]]].append(idea)
    rows = tuple(
        tuple(row_of[name] for name in sorted(one.id for told in block.said for one in told)) for block in blocks
    )
    return _Asked(tuple(said), vectors, keys, words_of, rows, tuple(map(tuple, ideas)), edits, seed, left_out)


def _try(shared: Shared[_Asked], trial: tuple[int, int]) -> list[tuple[str, float]]:
    """Propose ideas for what a trial leaves of a block; say how much of each idea is found again."""
    asked = shared.value
    block, number = trial
    rows = _left(asked, asked.blocks[block], number)
    said = [asked.said[row] for row in rows]
    ideas = [idea for idea in asked.ideas[block] if not idea.height or _has_headings(number)]
    particular, headings = _propose(said, asked, rows, any(idea.height for idea in ideas))
    ways = _Ways([one.id for one in said], asked.words_of)
    found = []
    for height, groups in ((False, particular), (True, headings)):
        same = _Likeness(groups, ways)
        found += [
            (idea.id, same.best(idea.members))
            for idea in ideas
            if bool(idea.height) is height and ways.tell_of(idea.members)
        ]
    return found


def _left(asked: _Asked, rows: Sequence[int], number: int) -> list[int]:
    """Give the rows that a trial keeps: words go by a digest of their own, those of the least digest always."""
    drawn = {asked.keys[row]: _drawn(asked.seed, number, asked.keys[row]) for row in rows}
    bound = max(asked.left_out, math.nextafter(min(drawn.values()), 1)) if asked.left_out else 0.0
    return [row for row in rows if drawn[asked.keys[row]] >= bound]


def _drawn(seed: int, number: int, key: str) -> float:
    """Draw a number from 0 to 1 for words, the same whatever the others are."""
    told = f"{seed}\x1f{number}\x1f{key}".encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(told, digest_size=6).digest(), "big") / 2**48


def _has_headings(number: int) -> bool:
    return number % _HEADINGS_EVERY == 0


def _propose(
    said: Sequence[Said], asked: _Asked, rows: Sequence[int], with_headings: bool
) -> tuple[list[Group], list[Group]]:
    """Give the criteria of each idea, and of each heading if asked, as `propose_ideas` would make them."""
    edits, seed, engine = _among(asked.edits, {one.id for one in said}), asked.seed, Here()
    vectors = asked.vectors[list(rows)]
    particular: list[Group] = []
    headings: list[Group] = []
    for block in blocks_of(said, vectors, edits, seed=seed, engine=engine)[0]:
        lie = lie_of(block, vectors, seed=seed)
        groups = groups_of(block, lie, seed=seed, engine=engine)
        level = sorted(groups, key=lambda members: by_usual_ways(block, members))
        names = [[one.id for place in members for one in block.said[place]] for members in level]
        particular += names
        if with_headings:
            over = _unfolded(headings_over(block, lie.rows, level))
            headings += [[name for place in heading.places for name in names[place]] for heading in over]
    return particular, headings


def _unfolded(headings: Iterable[Heading]) -> list[Heading]:
    """Give all headings, whatever their height; one over a single idea is that idea."""
    return [each for one in headings if len(one.places) > 1 for each in (one, *_unfolded(one.parts))]


def _among(edits: Edits, left: set[str]) -> Edits:
    """Keep together what people joined, also where the criterion that was between two others is left out."""
    joined: dict[str, list[str]] = {}
    for pair in edits.together:
        one, other = (joined.setdefault(name, [name]) for name in pair)
        if one is not other:
            one += other
            joined.update(dict.fromkeys(other, one))
    kept = {tuple(name for name in names if name in left) for names in joined.values()}
    return replace(edits, together=tuple(pair for names in sorted(kept) for pair in pairwise(names)))


class _Ways:
    """What each criterion that is left weighs: ways of saying weigh the same, and in a way its words do."""

    def __init__(self, left: Sequence[str], words_of: Mapping[str, Words]) -> None:
        self._words_of = words_of
        said = Counter(words_of[name] for name in left)
        in_way = Counter(way for way, _ in said)
        self.weight = {name: 1 / (said[words_of[name]] * in_way[words_of[name][0]]) for name in left}

    def tell_of(self, members: Group) -> bool:
        """Say whether enough is left of an idea to be gathered again: two ways if it has several, or two wordings."""
        whole = {self._words_of[name] for name in members}
        left = {self._words_of[name] for name in members if name in self.weight}
        if len({way for way, _ in whole}) > 1:
            return len({way for way, _ in left}) > 1
        return len(left) >= min(2, len(whole))


class _Likeness:
    """How like the groups of a trial a group is. Source: Jaccard (1901)."""

    def __init__(self, groups: Sequence[Group], ways: _Ways) -> None:
        self._weight = ways.weight
        self._sizes = [math.fsum(self._weight[name] for name in group) for group in groups]
        self._in: dict[str, list[int]] = {}
        for number, group in enumerate(groups):
            for name in group:
                self._in.setdefault(name, []).append(number)

    def best(self, members: Group) -> float:
        """Give the weight in common over the weight of both, with the group where this is most; 0 without any."""
        left = [name for name in members if name in self._weight]
        size = math.fsum(self._weight[name] for name in left)
        common: dict[int, list[float]] = {}
        for name in left:
            for number in self._in.get(name, ()):
                common.setdefault(number, []).append(self._weight[name])
        shared = {number: math.fsum(weights) for number, weights in common.items()}
        return max((round(both / (size + self._sizes[one] - both), 6) for one, both in shared.items()), default=0.0)
