"""New criteria beside ideas people have decided: each joins one or stands apart; what stands never changes."""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

import numpy as np
from numpy.typing import NDArray

from spirale.method.engine import Engine, Here
from spirale.method.ideas import space
from spirale.method.ideas.background import nearly_the_same
from spirale.method.ideas.blocks import Block, Lie, blocks_of, lie_of
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
    """
    everyone = [*said, *arrivals]
    check_inputs(everyone, vectors)
    new = {one.id for one in arrivals}
    holders: dict[str, set[str]] = {}
    for idea in standing:
        for member in idea.members:
            holders.setdefault(member, set()).add(idea.id)
    apart: dict[str, set[str]] = {}
    for left, right in edits.apart:
        apart.setdefault(left, set()).update(holders.get(right, ()))
        apart.setdefault(right, set()).update(holders.get(left, ()))
    engine = engine or Here()
    blocks, set_aside = blocks_of(everyone, vectors, edits, seed=seed, engine=engine)
    placements: list[tuple[str, str, float]] = []
    left_over: set[str] = set()
    for done, block in enumerate(blocks):
        for identifier, name, alike in _place(block, vectors, new, holders, apart, seed):
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
        fresh.extend(ideas_of(block, rows, edits, seed=seed, engine=engine))
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
    apart: Mapping[str, AbstractSet[str]],
    seed: int,
) -> Iterator[tuple[str, str | None, float]]:
    """Give, for each arrival of a block, the idea it joins (or None) and how alike they are."""
    held: dict[str, list[int]] = {}
    here: list[set[str]] = []
    for index, entry in enumerate(block.said):
        here.append({name for one in entry for name in holders.get(one.id, ())})
        for name in here[index]:
            held.setdefault(name, []).append(index)
    came = [index for index, entry in enumerate(block.said) if any(one.id in new for one in entry)]
    if not came:
        return
    lie = lie_of(block, vectors, seed=seed)
    rows, threshold = lie.told, lie.threshold
    names = sorted(held)
    sums = np.stack([rows[held[name]].sum(axis=0, dtype=np.float64) / len(held[name]) for name in names] or [rows[0]])
    alike = np.round(rows[came].astype(np.float64) @ sums.T / space.SCALE**2, 6)
    for index, scores in zip(came, alike.tolist(), strict=True):
        for one in block.said[index]:
            if one.id not in new:
                continue
            open_to = {
                name: score
                for name, score in zip(names, scores, strict=False)
                if name not in apart.get(one.id, ())
                and (name in here[index] or (score >= threshold and not _coded_apart(lie, index, held[name])))
            }
            same = {name: score for name, score in open_to.items() if name in here[index]} or open_to
            best = min(same, key=lambda name: (-same[name], name), default=None)
            yield one.id, best, same[best] if best is not None else 0.0


def _coded_apart(lie: Lie, arrival: int, members: Sequence[int]) -> bool:
    """Say whether people coded an arrival in a dimension that no coded member of an idea is in."""
    dimension = lie.dimensions.get(arrival)
    coded = [place for place in members if place in lie.dimensions]
    if dimension is None or not coded or any(lie.dimensions[place] == dimension for place in coded):
        return False
    return not nearly_the_same(lie.rows[[arrival]], lie.rows[coded])
