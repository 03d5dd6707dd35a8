"""How firmly the ideas of a table stand, and which are near to which: columns of ideas.csv, lines of the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from spirale.cli import terminal
from spirale.method.encoders import Vectors
from spirale.method.engine import Engine
from spirale.method.ideas import Firmness, Neighbour, Proposal, Said, firmness_of, neighbours_of

COLUMNS: Final = ("stability", "reappears", "trials", "neighbours")


@dataclass(frozen=True, slots=True)
class Standing:
    """What trials and comparison say of ideas, by their ids; `trials` is how many were asked for."""

    trials: int = 0
    firmness: Mapping[str, Firmness] = field(default_factory=dict)
    neighbours: Mapping[str, tuple[Neighbour, ...]] = field(default_factory=dict)

    def cells(self, idea: str) -> list[str | int]:
        """Give the cells of an idea; those of its firmness are empty where no trial says anything of it."""
        firm = self.firmness.get(idea)
        near = " ".join(one.idea for one in self.neighbours.get(idea, ()))
        return [f"{firm.stability:.2f}", firm.reappears, firm.trials, near] if firm else ["", "", "", near]


def standing_of(
    proposal: Proposal, said: Sequence[Said], vectors: Vectors, *, seed: int, trials: int, engine: Engine
) -> Standing:
    """Try the ideas of a proposal again and again, and look for the neighbours of each; tell how far it is."""
    with terminal.progress("Trying") as done:
        firmness = firmness_of(
            proposal,
            said,
            vectors,
            seed=seed,
            times=trials,
            engine=engine,
            progress=lambda _stage, made, total: done(made, total),
        )
    return Standing(trials, firmness, neighbours_of(proposal, said, vectors, seed=seed, engine=engine))
