"""New criteria beside ideas people have decided: each joins one or stands apart; what stands never changes."""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

import numpy as np
from numpy.typing import NDArray

from spirale.method.engine import Engine, Here
from spirale.method.ideas import space
from spirale.method.ideas.background import nearly_the_same
from spirale.method.ideas.blocks import Block, Lie, blocks_of, lie_of
from spirale.method.ideas.bonds import Bonds
from spirale.method.ideas.proposing import check_inputs, ideas_of, keep_wordings
from spirale.method.ideas.values import NO_EDITS, Arrivals, Edits, Idea, Progress, Said, StandingIdea


def place_arrivals(
    standing: Sequence[StandingIdea],
    said: Sequence[Said],
    arrivals: Sequence[Said],
    vectors: NDArray[np.float32],
    *,
    seed: int,
    edits: Edits = NO_EDITS,
    engine: Engine | None = None,
    progress: Progress | None = None,
) -> Arrivals:
    """Place criteria that came later among ideas that stand.

    `said` are the criteria already there, those of the standing ideas included; `vectors` has one row for each of
    them, then one for each arrival. An arrival joins the idea whose members it is most like on average, where that is
    more than chance would give; a criterion said in the same words takes it there. Those left make new ideas
    and singles among themselves. It only ever joins an idea that already holds its question and sign.

    Arrivals that people joined go as one, and to the idea where they joined one with a member. One never joins an idea
    that holds what people parted it from, or that has another wording than the one they gave it.
    Raises Problem as `propose_ideas` does.
    """
    everyone = [*said, *arrivals]
    check_inputs(everyone, vectors)
    new = {one.id for one in arrivals}
    holders: dict[str, set[str]] = {}
    for idea in standing:
        for member in idea.members:
            holders.setdefault(member, set()).add(idea.id)
    bonds = Bonds(edits, {one.id: (one.question, one.sign) for one in everyone})
    wordings = {idea.id: idea.wording for idea in standing}
    engine = engine or Here()
    blocks, set_aside = blocks_of(everyone, vectors, edits, seed=seed, engine=engine)
    placements: list[tuple[str, str, float]] = []
    left_over: set[str] = set()
    for done, block in enumerate(blocks):
        for identifier, name, alike in _place(block, vectors, new, holders, bonds, wordings, seed):
            if name is None:
                left_over.add(identifier)
            else:
                placements.append((identifier, name, alike))
        if progress:
            progress("grouping", done + 1, len(blocks))
    places = [place for place, one in enumerate(everyone) if one.id in left_over]
    fresh: list[Idea] = []
    unplaced, rows = [everyone[place] for place in places], vectors[places]
    for block in blocks_of(unplaced, rows, edits, seed=seed, engine=engine)[0]:
        fresh.extend(ideas_of(block, rows, seed=seed, engine=engine))
    return Arrivals(
        placements=tuple(sorted(placements)),
        ideas=tuple(keep_wordings(fresh, edits)),
        set_aside=tuple(pair for pair in set_aside if pair[0] in new),
    )


def _place(
    block: Block,
    vectors: NDArray[np.float32],
    new: AbstractSet[str],
    holders: Mapping[str, AbstractSet[str]],
    bonds: Bonds,
    wordings: Mapping[str, str],
    seed: int,
) -> Iterator[tuple[str, str | None, float]]:
    """Give, for each arrival of a block, the idea it joins (or None) and how alike they are."""
    held: dict[str, list[int]] = {}
    inside: dict[str, set[str]] = {}
    here: list[set[str]] = []
    arrivals: dict[str, list[tuple[str, int]]] = {}
    for index, entry in enumerate(block.said):
        here.append({name for one in entry for name in holders.get(one.id, ())})
        for name in here[index]:
            held.setdefault(name, []).append(index)
        for one in entry:
            group = bonds.group_of(one.id)
            for name in holders.get(one.id, ()):
                inside.setdefault(name, set()).update([group] if group else [])
            if one.id in new:
                arrivals.setdefault(group or one.id, []).append((one.id, index))
    if not arrivals:
        return
    lie = lie_of(block, vectors, seed=seed)
    names = sorted(held)
    groups = sorted(arrivals)
    ways = [sorted({index for _, index in arrivals[group]}) for group in groups]
    alike = _likenesses(lie, [held[name] for name in names], ways)
    most = alike.max(axis=1, initial=-1.0).tolist()
    for place in sorted(range(len(groups)), key=lambda place: (-most[place], groups[place])):
        group, mine = groups[place], ways[place]
        scores = dict(zip(names, alike[place].tolist(), strict=True))
        same = {name for way in mine for name in here[way]}
        joined = [name for name in names if group in inside[name]]
        open_to = joined or [
            name
            for name, score in scores.items()
            if _may_join(group, inside[name], wordings[name], bonds)
            and (
                name in same or (score >= lie.threshold and not any(_coded_apart(lie, way, held[name]) for way in mine))
            )
        ]
        best = min(
            [name for name in open_to if name in same] or open_to, key=lambda name: (-scores[name], name), default=None
        )
        if best is not None and bonds.group_of(group):
            inside[best].add(group)
        for identifier, _ in arrivals[group]:
            yield identifier, best, scores[best] if best is not None else 0.0


def _likenesses(lie: Lie, ideas: Sequence[Sequence[int]], arrivals: Sequence[Sequence[int]]) -> NDArray[np.float64]:
    """Give how alike arrivals (down) and ideas (across) are on average, from the places of the ways of each."""
    if not ideas:
        return np.zeros((len(arrivals), 0))
    sums = np.stack([lie.told[held].sum(axis=0, dtype=np.float64) / len(held) for held in map(list, ideas)])
    came = sorted({index for ways in arrivals for index in ways})
    row = {index: place for place, index in enumerate(came)}
    alike = np.round(lie.told[came].astype(np.float64) @ sums.T / space.SCALE**2, 6)
    return np.round(np.stack([alike[[row[index] for index in ways]].mean(axis=0) for ways in arrivals]), 6)


def _may_join(group: str, inside: AbstractSet[str], wording: str, bonds: Bonds) -> bool:
    """Say whether nothing that people decided keeps a group of arrivals out of an idea, from the groups inside it."""
    asked = bonds.wording_of(group)
    if asked is not None and asked not in (wording, *(bonds.wording_of(other) for other in inside)):
        return False
    return not any(bonds.are_apart(group, other) for other in inside)


def _coded_apart(lie: Lie, arrival: int, members: Sequence[int]) -> bool:
    """Say whether people coded an arrival in a dimension that no coded member of an idea is in."""
    dimension = lie.dimensions.get(arrival)
    coded = [place for place in members if place in lie.dimensions]
    if dimension is None or not coded or any(lie.dimensions[place] == dimension for place in coded):
        return False
    return not nearly_the_same(lie.rows[[arrival]], lie.rows[coded])
