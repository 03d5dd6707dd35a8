"""New criteria beside ideas people have decided: each joins one or stands apart; what stands never changes."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from spirale.method.ideas import grouping, space
from spirale.method.ideas.proposing import blocks_of, check_inputs, ideas_of, rows_of
from spirale.method.ideas.values import NO_EDITS, Arrivals, Edits, Idea, Progress, Said, StandingIdea


def place_arrivals(
    standing: Sequence[StandingIdea],
    said: Sequence[Said],
    arrivals: Sequence[Said],
    vectors: NDArray[np.float32],
    *,
    seed: int,
    edits: Edits = NO_EDITS,
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
    holders: dict[str, list[str]] = {}
    for idea in standing:
        for member in idea.members:
            holders.setdefault(member, []).append(idea.id)
    blocks, set_aside = blocks_of(everyone)
    placements: list[tuple[str, str, float]] = []
    left: list[int] = []
    position = {one.id: index for index, one in enumerate(everyone)}
    for done, block in enumerate(blocks):
        rows = rows_of(block, vectors)
        ideas = sorted({name for entry in block.said for one in entry for name in holders.get(one.id, ())})
        members = {
            name: [
                index for index, entry in enumerate(block.said) if any(name in holders.get(one.id, ()) for one in entry)
            ]
            for name in ideas
        }
        alike = space.likeness(rows, rows)
        pairs = alike[np.triu_indices(len(rows), 1)]
        background = grouping.background_of(pairs) if len(pairs) else grouping.Background(0.0, 0.0)
        threshold = background.threshold(len(rows), grouping.CHANCE_NEIGHBOURS)
        for index, entry in enumerate(block.said):
            came = [one for one in entry if one.id in new]
            if not came:
                continue
            same = sorted({name for one in entry for name in holders.get(one.id, ())})
            scores = {name: round(float(alike[index, members[name]].mean()), 6) for name in (same or ideas)}
            best = min(scores, key=lambda name: (-scores[name], name)) if scores else None
            if best is not None and (same or scores[best] >= threshold):
                placements.extend((one.id, best, scores[best]) for one in came)
            else:
                left.extend(position[one.id] for one in came)
        if progress:
            progress("grouping", done + 1, len(blocks))
    rest, _ = blocks_of([everyone[index] for index in sorted(left)])
    fresh: list[Idea] = []
    for block in rest:
        fresh.extend(ideas_of(block, vectors[sorted(left)], edits))
    return Arrivals(
        placements=tuple(sorted(placements)),
        ideas=tuple(fresh),
        set_aside=tuple(pair for pair in set_aside if pair[0] in new),
    )
