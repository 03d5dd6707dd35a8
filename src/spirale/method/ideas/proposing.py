"""From criteria to proposed ideas, question by question and sign by sign."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from spirale.method.engine import Engine, Here
from spirale.method.ideas import space
from spirale.method.ideas.blocks import Block, Lie, blocks_of, lie_of
from spirale.method.ideas.general import Heading, divide
from spirale.method.ideas.linking import link
from spirale.method.ideas.neighbours import alike_pairs
from spirale.method.ideas.values import (
    ENGINE_VERSION,
    NO_EDITS,
    Edits,
    Idea,
    Progress,
    Proposal,
    Said,
    account,
    count_by,
    digest_of_inputs,
)
from spirale.method.ideas.wording import choose_way
from spirale.method.problems import Problem


def propose_ideas(
    said: Sequence[Said],
    vectors: NDArray[np.float32],
    *,
    seed: int,
    edits: Edits = NO_EDITS,
    engine: Engine | None = None,
    progress: Progress | None = None,
) -> Proposal:
    """Group similar criteria under one wording taken from their own words.

    `vectors` has one row for each criterion, from one encoder. The same criteria give the same ideas in any order, and
    copies of a criterion change its count alone: likeness is between ways of saying, however many people said them.
    An idea belongs to one question and one sign. Codes that people decided draw criteria of one component together
    and keep those of different dimensions apart, unless their words are nearly the same.
    Raises Problem `ideas.vectors` when rows and criteria differ in number, `ideas.same_id` when two criteria have one
    id, `ideas.joined_and_parted` when edits contradict one another, `code malformed` when a code cannot be read.
    """
    check_inputs(said, vectors)
    engine = engine or Here()
    blocks, set_aside = blocks_of(said, vectors, edits, seed=seed, engine=engine)
    ideas: list[Idea] = []
    total = 2 * sum(len(block.ways) for block in blocks)
    begun = 0
    for block in blocks:

        def tell(done: int, _total: int, before: int = begun) -> None:
            if progress:
                progress("grouping", before + done, total)

        ideas.extend(ideas_of(block, vectors, seed=seed, engine=engine, progress=tell))
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
    """Refuse vectors that are not one for each criterion, and two criteria with one id.

    Raises Problem `ideas.vectors` or `ideas.same_id`.
    """
    if len(vectors) != len(said):
        raise Problem("ideas.vectors", criteria=len(said), vectors=len(vectors))
    seen: set[str] = set()
    for one in said:
        if one.id in seen:
            raise Problem("ideas.same_id", id=one.id)
        seen.add(one.id)


def ideas_of(
    block: Block,
    vectors: NDArray[np.float32],
    *,
    seed: int,
    engine: Engine,
    progress: Callable[[int, int], None] | None = None,
) -> list[Idea]:
    """Group one block: particular ideas, and general ones over them when there are many."""
    lie = lie_of(block, vectors, seed=seed)
    groups = groups_of(block, lie, seed=seed, engine=engine, progress=progress)
    with threadpool_limits(1, user_api="blas"):  # the same bytes whatever the machine lends
        particular = [(make_idea(block, lie.rows, members), members) for members in groups]
        ideas = with_general_ideas(block, lie.rows, particular)
    return in_reading_order(ideas, block)


def groups_of(
    block: Block,
    lie: Lie,
    *,
    seed: int,
    engine: Engine,
    progress: Callable[[int, int], None] | None = None,
) -> list[list[int]]:
    """Give the places of the ways of a block that go together, a list for each particular idea."""
    total = max(1, len(block.ways))

    def tell(begun: int) -> Callable[[int, int], None]:
        return lambda done, all_: progress(begun + done * total // max(1, all_), 2 * total) if progress else None

    names = [f"{way.key}\x1d{way.part}" for way in block.ways]
    pairs = alike_pairs(lie.told, lie.threshold, names=names, seed=seed, engine=engine, progress=tell(0))
    return link(
        lie.told,
        pairs,
        lie.threshold,
        together=block.together,
        apart=block.apart,
        dimensions=lie.dimensions,
        engine=engine,
        progress=tell(total),
    )


def with_general_ideas(block: Block, rows: space.Rows, particular: Sequence[tuple[Idea, list[int]]]) -> list[Idea]:
    """Put headings over ideas and singles that are too many to be read in one look, each in people's own words.

    What was said in most ways comes first. A heading over one idea would say nothing: the idea stands there itself.
    """
    level = sorted(particular, key=lambda entry: by_usual_ways(block, entry[1]))
    done: dict[str, Idea] = {idea.id: idea for idea, _ in level}
    worded = {way.criterion: place for place, way in enumerate(block.ways)}

    def put(headings: Sequence[Heading], parent: str | None) -> int:
        """Make the ideas of some headings, and give how high the highest of them stands."""
        highest = 0
        for heading in headings:
            inside = [level[place] for place in heading.places]
            if len(inside) == 1:
                done[inside[0][0].id] = replace(inside[0][0], parent=parent)
                continue
            members = sorted(index for _, held in inside for index in held)
            name = name_idea(block, members, of_heading=True)
            for idea, _ in inside:
                done[idea.id] = replace(done[idea.id], parent=name)
            height = 1 + put(heading.parts, name)
            words = [worded[idea.wording_from] for idea, _ in inside]
            done[name] = replace(make_idea(block, rows, members, words, height=height), id=name, parent=parent)
            highest = max(highest, height)
        return highest

    put(headings_over(block, rows, [members for _, members in level]), None)
    return list(done.values())


def by_usual_ways(block: Block, members: Sequence[int]) -> tuple[int, list[int], list[int]]:
    """Give what puts first, among groups of ways, those said in most ways of which it is read what is usual."""
    usual = _usual(block, members)
    return -len(usual), usual, list(members)


def headings_over(block: Block, rows: space.Rows, level: Sequence[Sequence[int]]) -> tuple[Heading, ...]:
    """Divide groups of ways, those of most usual ways first, into headings that hold their places in this list.

    What is not usual is gathered under them, and does not say what they are.
    """
    usual = [_usual(block, members) for members in level]
    dividing = sum(map(bool, usual))
    level = [*usual[:dividing], *level[dividing:]]
    centres = np.stack([centre_of(rows, members) for members in level]) if level else np.zeros((0, 1), np.float32)
    return divide(centres, [name_idea(block, members) for members in level], dividing)


def _usual(block: Block, members: Sequence[int]) -> list[int]:
    return [place for place in members if place in block.usual]


def centre_of(rows: space.Rows, members: Sequence[int]) -> space.Rows:
    """Give what the ways of an idea say on average, stances left aside, in whole numbers of one norm."""
    total = space.without_stance(rows)[list(members)].sum(axis=0, dtype=np.float64)
    length = max(1.0, float(np.sqrt(np.square(total).sum())))
    return np.asarray(np.trunc(total / length * space.SCALE), dtype=np.float32)


def make_idea(
    block: Block, rows: space.Rows, members: Sequence[int], words: Sequence[int] | None = None, *, height: int = 0
) -> Idea:
    """Put the ways of saying at these places of a block under one wording, taken from those at `words` or from all."""
    words = members if words is None else words
    ways = [block.ways[index] for index in words]
    chosen = ways[choose_way(ways, rows[list(words)], block.language)]
    said = [one for index in members for one in block.said[index]]
    return Idea(
        id=name_idea(block, members),
        wording=chosen.text,
        members=tuple(sorted(one.id for one in said)),
        parent=None,
        wording_from=chosen.criterion,
        height=height,
        **count_by(said),
    )


def name_idea(block: Block, members: Sequence[int], *, of_heading: bool = False) -> str:
    """Name an idea after what was said, not after how many said it nor in which order."""
    ways = [block.ways[index] for index in members]
    told = "\x1f".join(sorted(f"{way.key}\x1d{way.part}" if way.part else way.key for way in ways))
    named = f"{block.question}\x1e{block.sign}\x1e{int(of_heading)}\x1e{told}"
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
    """Give the ideas that hold a criterion with a kept wording this wording; of several, the last given."""
    kept = {criterion: (given, wording) for given, (criterion, wording) in enumerate(edits.wordings)}
    worded = []
    for idea in ideas:
        found = max((kept[member] for member in idea.members if member in kept), default=None)
        worded.append(replace(idea, wording=found[1], wording_from="") if found and not idea.height else idea)
    return worded
