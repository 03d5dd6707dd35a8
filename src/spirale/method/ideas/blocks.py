"""What may be grouped together: the ways of saying of one question and one sign, and how they lie to one another."""

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spirale.method.engine import Engine
from spirale.method.ideas import coded, space
from spirale.method.ideas.background import background_of
from spirale.method.ideas.bonds import Bonds, Pairs
from spirale.method.ideas.condensing import ways_of_saying
from spirale.method.ideas.values import NO_EDITS, NOTHING_WRITTEN, Edits, Said
from spirale.method.ideas.wording import Way, language_of
from spirale.method.text import normalise

_SIGNS: Final = (1, -1, 0)


@dataclass(frozen=True, slots=True)
class Block:
    """One question and one sign: an entry for each way of saying, in keys' order.

    `said` are the criteria said in this way, `rows` the row of the vectors of the one that stands for them;
    `language` is the one most ways are told in, "" when none is known. `usual` are the places of the ways from which
    is read what is common, rare or alike by chance. `together` and `apart` are pairs of places of ways that people
    joined or parted, with all that follows from it.
    """

    question: str
    sign: int
    ways: tuple[Way, ...]
    said: tuple[tuple[Said, ...], ...]
    rows: tuple[int, ...]
    language: str
    usual: frozenset[int]
    together: Pairs
    apart: Pairs


@dataclass(frozen=True, slots=True)
class Lie:
    """How the ways of a block lie to one another: by words alone, with the codes decided, and from where they join.

    `dimensions` gives the dimension of the places whose codes agree on one.
    """

    rows: space.Rows
    told: space.Rows
    threshold: float
    dimensions: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class _Words:
    """Criteria said in the same words: their key, the part people put them in, and them with their rows."""

    key: str
    part: str
    entry: tuple[tuple[Said, int], ...]

    @property
    def rank(self) -> tuple[bool, str, int, int, str, str]:
        """What makes one the earlier: its first day, then how many groups said it, then the shorter."""
        days = [one.on for one, _ in self.entry if one.on]
        groups = {one.group for one, _ in self.entry}
        return (not days, min(days, default=""), -len(groups), len(self.key), self.key, self.part)


def blocks_of(
    said: Sequence[Said],
    vectors: NDArray[np.float32],
    edits: Edits = NO_EDITS,
    *,
    seed: int,
    engine: Engine,
) -> tuple[list[Block], tuple[tuple[str, str], ...]]:
    """Sort criteria by question, sign and way of saying; those with nothing written are set aside.

    Gives the blocks in the order of questions, + before − before those not told, and (criterion's id, reason) for what
    is set aside. Raises Problem `ideas.joined_and_parted` or `code malformed`.
    """
    keys = [space.key_of(one.text) for one in said]
    bonds = Bonds(edits, {one.id: (one.question, one.sign) for one, key in zip(said, keys, strict=True) if key})
    set_aside: list[tuple[str, str]] = []
    sorted_out: dict[tuple[str, int], dict[str, list[tuple[Said, int]]]] = {}
    for row, (one, key) in enumerate(zip(said, keys, strict=True)):
        if key:
            sorted_out.setdefault((one.question, one.sign), {}).setdefault(key, []).append((one, row))
        else:
            set_aside.append((one.id, NOTHING_WRITTEN))
    blocks = []
    for question, sign in sorted(sorted_out, key=lambda pair: (pair[0], _SIGNS.index(pair[1]))):
        found = sorted_out[question, sign]
        told = [words for key in sorted(found) for words in _parts(key, found[key], bonds)]
        blocks.append(_block(question, sign, told, vectors, bonds, seed, engine))
    return blocks, tuple(sorted(set_aside))


def _parts(key: str, entry: Sequence[tuple[Said, int]], bonds: Bonds) -> list[_Words]:
    """Put criteria said in the same words in as many parts as people parted them in.

    Those that people decided on come first; the others are all in the first part, which has no name.
    """
    parts: dict[str, list[tuple[Said, int]]] = {"": []}
    for one, row in sorted(entry, key=lambda each: (bonds.group_of(each[0].id) is None, each[0].id)):
        part = next((name for name, held in parts.items() if not held or bonds.join(held[0][0].id, one.id)), one.id)
        parts.setdefault(part, []).append((one, row))
    return [
        _Words(key, part, tuple(sorted(held, key=lambda each: (len(each[0].text), each[0].text, each[0].id))))
        for part, held in parts.items()
    ]


def _block(
    question: str,
    sign: int,
    told: Sequence[_Words],
    vectors: NDArray[np.float32],
    bonds: Bonds,
    seed: int,
    engine: Engine,
) -> Block:
    """Bring variations of the same words under the earliest of them."""
    told = sorted(told, key=lambda words: words.rank)
    decided = [next((one.id for one, _ in words.entry if bonds.group_of(one.id)), "") for words in told]
    dimension = [coded.dimension_of(coded.components_of(one.code for one, _ in words.entry)) for words in told]

    def join(earlier: int, later: int) -> bool:
        if dimension[earlier] and dimension[later] not in ("", dimension[earlier]):
            return False
        if not bonds.join(decided[earlier], decided[later]):
            return False
        decided[earlier] = decided[earlier] or decided[later]
        dimension[earlier] = dimension[earlier] or dimension[later]
        return True

    rows = vectors[[words.entry[0][1] for words in told]]
    wrote = [{one.group for one, _ in words.entry if one.group} for words in told]
    firsts = ways_of_saying([words.key for words in told], rows, wrote, join=join, seed=seed, engine=engine)
    held: dict[int, list[int]] = {}
    for index, first in enumerate(firsts):
        held.setdefault(first, []).append(index)
    ways: list[Way] = []
    entries: list[tuple[Said, ...]] = []
    stands: list[int] = []
    for first in sorted(held, key=lambda index: (told[index].key, told[index].part)):
        entry = tuple(one for index in held[first] for one, _ in told[index].entry)
        lead, row = told[first].entry[0]
        groups = frozenset(one.group for one in entry)
        words = told[first]
        ways.append(Way(words.key, normalise(lead.text), lead.id, groups, words.part, language_of(words.key)))
        entries.append(entry)
        stands.append(row)
    together, apart = bonds.pairs({one.id: place for place, entry in enumerate(entries) for one in entry})
    place = {way.criterion: index for index, way in enumerate(ways)}
    usual = frozenset(place[told[firsts[index]].entry[0][0].id] for index in read_evenly(wrote))
    language = _language_of_most([ways[index] for index in sorted(usual)])
    return Block(question, sign, tuple(ways), tuple(entries), tuple(stands), language, usual, together, apart)


def read_evenly(groups: Sequence[Set[str]]) -> list[int]:
    """Give the places of the texts from which what is usual is read: of no group more than most groups wrote.

    Texts come the earliest first, each with the groups that wrote it. One is read as long as one of its groups has
    room, or when it has none; there is room for what three groups in four wrote at least, in steps of a quarter. So
    a group that goes on writing does not weigh on what the others said.
    """
    counts = Counter(group for wrote in groups for group in wrote)
    most = sorted(counts.values())[len(counts) // 4] if counts else 0
    room = 1
    while room + (step := max(1, room // 4)) <= most:
        room += step
    read: Counter[str] = Counter()
    places = []
    for place, wrote in enumerate(groups):
        if not wrote or min(read[group] for group in wrote) < room:
            read.update(wrote)
            places.append(place)
    return places


def _language_of_most(ways: Sequence[Way]) -> str:
    told = Counter(filter(None, (way.language for way in ways)))
    return min(told, key=lambda language: (-told[language], language), default="")


def lie_of(block: Block, vectors: NDArray[np.float32], *, seed: int) -> Lie:
    """Place each way of saying of a block by its words, then by the codes people decided."""
    usual = np.array(sorted(block.usual), dtype=np.int64)
    rows = space.place_in_space([way.key for way in block.ways], vectors[list(block.rows)], usual)
    background = background_of(rows, usual, seed=seed)
    threshold = background.threshold(len(usual))
    components = [coded.components_of(one.code for one in said) for said in block.said]
    shares = coded.shares_of(components, background, threshold)
    return Lie(rows, space.with_codes(rows, shares), threshold, coded.dimensions_of(components))
