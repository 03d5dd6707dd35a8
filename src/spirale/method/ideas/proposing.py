"""From criteria to proposed ideas, question by question and sign by sign."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spirale.method.ideas import coded, grouping, space
from spirale.method.ideas.values import (
    ENGINE_VERSION,
    NO_EDITS,
    NOTHING_WRITTEN,
    Edits,
    Idea,
    Progress,
    Proposal,
    Said,
    account,
    count_by,
    digest_of_inputs,
)
from spirale.method.ideas.wording import Way, choose_way, language_of
from spirale.method.problems import Problem
from spirale.method.text import normalise

# Below this many ideas and singles a question is read in one look, and general ideas would only be in the way.
_MANY: Final = 24
_SIGNS: Final = (1, -1, 0)


@dataclass(frozen=True, slots=True)
class Block:
    """What may be grouped together: one question and one sign, one entry for each way of saying, in keys' order.

    `language` is the one most ways are told in, "" when none is known.
    """

    question: str
    sign: int
    ways: tuple[Way, ...]
    said: tuple[tuple[Said, ...], ...]
    rows: tuple[int, ...]
    language: str


@dataclass(frozen=True, slots=True)
class Lie:
    """How the ways of a block lie to one another: by words alone, with the codes decided, and from where they join.

    `dimensions` gives the dimension of the places whose codes agree on one.
    """

    rows: space.Rows
    told: space.Rows
    threshold: float
    dimensions: Mapping[int, str]


def propose_ideas(
    said: Sequence[Said],
    vectors: NDArray[np.float32],
    *,
    seed: int,
    edits: Edits = NO_EDITS,
    progress: Progress | None = None,
) -> Proposal:
    """Group similar criteria under one wording taken from their own words.

    `vectors` has one row for each criterion, from one encoder. The same criteria give the same ideas in any order, and
    copies of a criterion change its count alone: likeness is between ways of saying, however many people said them.
    An idea belongs to one question and one sign. Codes that people decided draw criteria of one component together
    and keep those of different dimensions apart, unless their words are nearly the same.
    Raises Problem `ideas.vectors` when rows and criteria differ in number, `ideas.same_id` when two criteria have one
    id, `code malformed` when a code cannot be read.
    """
    check_inputs(said, vectors)
    blocks, set_aside = blocks_of(said, edits)
    ideas: list[Idea] = []
    total = 2 * sum(len(block.ways) for block in blocks)
    begun = 0
    for block in blocks:

        def tell(done: int, _total: int, before: int = begun) -> None:
            if progress:
                progress("grouping", before + done, total)

        ideas.extend(ideas_of(block, vectors, edits, seed=seed, progress=tell))
        begun += 2 * len(block.ways)
    kept = keep_wordings(ideas, edits)
    return Proposal(
        ideas=tuple(kept),
        set_aside=set_aside,
        ledger=account((one.id for one in said), kept, set_aside),
        engine=ENGINE_VERSION,
        seed=seed,
        inputs=digest_of_inputs(said),
    )


def check_inputs(said: Sequence[Said], vectors: NDArray[np.float32]) -> None:
    """Refuse vectors that are not one for each criterion, and two criteria with one id."""
    if len(vectors) != len(said):
        raise Problem("ideas.vectors", criteria=len(said), vectors=len(vectors))
    seen: set[str] = set()
    for one in said:
        if one.id in seen:
            raise Problem("ideas.same_id", id=one.id)
        seen.add(one.id)


def blocks_of(said: Sequence[Said], edits: Edits = NO_EDITS) -> tuple[list[Block], tuple[tuple[str, str], ...]]:
    """Sort criteria by question, sign and way of saying; those with nothing written are set aside."""
    keys = {one.id: space.key_of(one.text) for one in said}
    parts = {max(pair): max(pair) for pair in edits.apart if keys.get(pair[0], "") == keys.get(pair[1], "")}
    set_aside: list[tuple[str, str]] = []
    sorted_out: dict[tuple[str, int], dict[tuple[str, str], list[tuple[Said, int]]]] = {}
    for row, one in enumerate(said):
        key = keys[one.id]
        if not key:
            set_aside.append((one.id, NOTHING_WRITTEN))
            continue
        way = (key, parts.get(one.id, ""))
        sorted_out.setdefault((one.question, one.sign), {}).setdefault(way, []).append((one, row))
    blocks = []
    for question, sign in sorted(sorted_out, key=lambda pair: (pair[0], _SIGNS.index(pair[1]))):
        ways: list[Way] = []
        entries: list[list[tuple[Said, int]]] = []
        for (key, part), found in sorted(sorted_out[question, sign].items()):
            entry = sorted(found, key=lambda each: (len(each[0].text), each[0].text, each[0].id))
            first = entry[0][0]
            ways.append(Way(key, normalise(first.text), first.id, frozenset(one.group for one, _ in entry), part))
            entries.append(entry)
        blocks.append(
            Block(
                question,
                sign,
                tuple(ways),
                tuple(tuple(one for one, _ in entry) for entry in entries),
                tuple(entry[0][1] for entry in entries),
                _language_of_most(ways),
            )
        )
    return blocks, tuple(sorted(set_aside))


def _language_of_most(ways: Sequence[Way]) -> str:
    told = Counter(filter(None, (language_of(way.key) for way in ways)))
    return min(told, key=lambda language: (-told[language], language), default="")


def lie_of(block: Block, vectors: NDArray[np.float32], *, seed: int) -> Lie:
    """Place each way of saying of a block by its words, then by the codes people decided."""
    rows = space.place_in_space([way.key for way in block.ways], vectors[list(block.rows)])
    background = grouping.background_of(rows, seed=seed)
    threshold = background.threshold(len(rows))
    components = [coded.components_of(said) for said in block.said]
    shares = coded.shares_of(components, background, threshold)
    return Lie(rows, space.with_codes(rows, shares), threshold, coded.dimensions_of(components))


def ideas_of(
    block: Block,
    vectors: NDArray[np.float32],
    edits: Edits,
    *,
    seed: int,
    progress: Callable[[int, int], None] | None = None,
) -> list[Idea]:
    """Group one block: particular ideas, and general ones over them when there are many."""
    lie = lie_of(block, vectors, seed=seed)
    place = {one.id: index for index, said in enumerate(block.said) for one in said}
    groups = grouping.group(
        lie.told,
        lie.threshold,
        together=[(place[left], place[right]) for left, right in edits.together if left in place and right in place],
        apart=[(place[left], place[right]) for left, right in edits.apart if left in place and right in place],
        dimensions=lie.dimensions,
        progress=progress,
    )
    particular = [(make_idea(block, lie.rows, members), members) for members in groups]
    return in_reading_order(with_general_ideas(block, lie.rows, particular), block)


def with_general_ideas(block: Block, rows: space.Rows, particular: Sequence[tuple[Idea, list[int]]]) -> list[Idea]:
    """Put general ideas over particular ones, as many times as it takes for the list to be read in one look.

    Only what was said in several ways is gathered: a single is like nothing else, and stays beside.
    """
    level = sorted((entry for entry in particular if len(entry[1]) > 1), key=lambda entry: (-len(entry[1]), entry[1]))
    done = [idea for idea, members in particular if len(members) == 1]
    height = 0
    meaning = space.meaning_of(rows)
    while len(level) > _MANY:
        height += 1
        centres = np.stack([_centre(meaning, members) for _, members in level])
        above: list[tuple[Idea, list[int]]] = []
        for places in grouping.gather(centres, max(2, round(float(np.sqrt(2 * len(level)))))):
            held = [level[place] for place in places]
            if len(held) == 1:
                above.append(held[0])
                continue
            members = sorted(index for _, inside in held for index in inside)
            general = make_idea(block, rows, members, height=height)
            done.extend(replace(idea, parent=general.id) for idea, _ in held)
            above.append((general, members))
        level = sorted(above, key=lambda entry: (-len(entry[1]), entry[1]))
    return [*done, *(idea for idea, _ in level)]


def _centre(rows: space.Rows, members: Sequence[int]) -> NDArray[np.float64]:
    total = rows[list(members)].sum(axis=0, dtype=np.float64)
    return np.asarray(total / max(1.0, float(np.sqrt(np.square(total).sum()))))


def make_idea(block: Block, rows: space.Rows, members: Sequence[int], *, height: int = 0) -> Idea:
    """Put the ways of saying at these places of a block under one wording."""
    ways = [block.ways[index] for index in members]
    chosen = ways[choose_way(ways, rows[list(members)], block.language)]
    said = [one for index in members for one in block.said[index]]
    counts: Mapping[str, tuple[tuple[str | int, int], ...]] = count_by(said)
    return Idea(
        id=name_idea(block, [f"{way.key}\x1d{way.part}" if way.part else way.key for way in ways], height),
        wording=chosen.text,
        members=tuple(sorted(one.id for one in said)),
        parent=None,
        wording_from=chosen.criterion,
        height=height,
        **counts,  # type: ignore[arg-type]
    )


def name_idea(block: Block, keys: Iterable[str], height: int) -> str:
    """Name an idea after what was said, not after how many said it nor in which order."""
    ways = "\x1f".join(sorted(keys))
    named = f"{block.question}\x1e{block.sign}\x1e{height}\x1e{ways}"
    return "i" + hashlib.blake2b(named.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()


def in_reading_order(ideas: Sequence[Idea], block: Block) -> list[Idea]:
    """Put first what most groups said, then what was said in most ways; ideas just after the one that holds them."""
    ways_of = {one.id: index for index, said in enumerate(block.said) for one in said}

    def rank(idea: Idea) -> tuple[int, int, str]:
        return (-len(idea.by_group), -len({ways_of[member] for member in idea.members}), idea.id)

    children: dict[str | None, list[Idea]] = {}
    for idea in sorted(ideas, key=rank):
        children.setdefault(idea.parent, []).append(idea)

    def unfold(parent: str | None) -> list[Idea]:
        return [each for idea in children.get(parent, []) for each in (idea, *unfold(idea.id))]

    return unfold(None)


def keep_wordings(ideas: Sequence[Idea], edits: Edits) -> list[Idea]:
    """Give the ideas that hold a criterion with a kept wording this wording."""
    kept = dict(edits.wordings)
    worded = []
    for idea in ideas:
        wording = next((kept[member] for member in idea.members if member in kept), None) if not idea.height else None
        worded.append(replace(idea, wording=wording, wording_from="") if wording is not None else idea)
    return worded
