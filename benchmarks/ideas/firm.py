"""How firm proposed ideas are, what it costs to know, and whether firm ideas are those that people find alike.

    python -m benchmarks.ideas.firm DATA_FOLDER  [--sizes 300 900 3000 8000 10000]

Costs are seconds of processor, of titles of an open consultation, in one block, drawn with a fixed seed. For answers
with readers' labels, titles with their theme and comments with their votes, prints the ideas by firmness with how alike
people find the texts of one, from 0 to 1, and the rank correlation of both.
"""

from __future__ import annotations

import time
from itertools import pairwise

import numpy as np
from scipy.stats import spearmanr

from benchmarks.ideas.texts import Block, corpora, vectors_of
from benchmarks.open_data import asking_for_data, vrai_debat_proposals
from spirale.method.ideas import FIRM, Said, firmness_of, neighbours_of, propose_ideas

_BOUNDS = (0.0, 0.5, FIRM, 0.9, 1.0, 1.1)


def main() -> None:
    asked = asking_for_data(__doc__)
    asked.add_argument("--sizes", type=int, nargs="*", default=[300, 900, 3000, 8000, 10_000])
    given = asked.parse_args()
    titles = [row["titre_sans_accents"] for row in vrai_debat_proposals(given.folder)]
    drawn = np.random.default_rng(1).permutation(len(titles))
    print("notes  propose  firmness  neighbours (s)  ideas  stability  firm  dissolved  headings  stability")
    for size in given.sizes:
        tell_cost([titles[place] for place in drawn[:size]])
    for name, blocks in corpora(given.folder).items():
        tell_meaning(name, blocks)


def tell_cost(texts: list[str]) -> None:
    said, vectors = [Said(str(place), text) for place, text in enumerate(texts)], vectors_of(texts)
    at = [time.process_time()]
    proposal = propose_ideas(said, vectors, seed=0)
    at.append(time.process_time())
    firm = firmness_of(proposal, said, vectors, seed=0)
    at.append(time.process_time())
    neighbours_of(proposal, said, vectors, seed=0)
    at.append(time.process_time())
    ideas = [firm[idea.id] for idea in proposal.ideas if idea.id in firm and not idea.height]
    headings = [firm[idea.id].stability for idea in proposal.ideas if idea.id in firm and idea.height]
    print(
        f"{len(texts):5}  {at[1] - at[0]:7.2f}  {at[2] - at[1]:8.2f}  {at[3] - at[2]:14.2f}  {len(ideas):5}  "
        f"{np.mean([one.stability for one in ideas]):9.3f}  {np.mean([one.firm for one in ideas]):4.2f}  "
        f"{np.mean([one.dissolved for one in ideas]):9.2f}  {len(headings):8}  {np.mean(headings or [np.nan]):9.3f}",
        flush=True,
    )


def tell_meaning(name: str, blocks: list[Block]) -> None:
    """Print how alike people find the texts of firm and less firm ideas."""
    found: list[tuple[float, float]] = []
    for block in blocks:
        said = [Said(str(place), text) for place, text in enumerate(block.texts)]
        proposal = propose_ideas(said, block.vectors, seed=0)
        firm = firmness_of(proposal, said, block.vectors, seed=0)
        for idea in proposal.ideas:
            if idea.height or idea.id not in firm:
                continue
            members = [int(member) for member in idea.members]
            pairs = tuple(np.array(members)[side] for side in np.triu_indices(len(members), 1))
            if block.known[pairs].any():
                found.append((firm[idea.id].stability, float(block.alike[pairs][block.known[pairs]].mean())))
    stability, alike = np.array(found).T
    print(f"{name}: {len(found)} ideas, rank correlation {spearmanr(stability, alike).statistic:.3f}")
    for least, most in pairwise(_BOUNDS):
        inside = (stability >= least) & (stability < most)
        if inside.any():
            print(
                f"   stability {least:.2f} to {min(most, 1):.2f}: {inside.sum()} ideas, "
                f"alike {alike[inside].mean():.3f}"
            )


if __name__ == "__main__":
    main()
