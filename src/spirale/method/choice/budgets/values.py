"""What a budget put to the vote is made of: projects with their costs, and votes.

Amounts are whole numbers of hundredths of the currency, so that sums are exact.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, get_args

# How people voted: by naming projects, by sharing out points, by marking each, or by ranking.
VoteType = Literal["approval", "cumulative", "scoring", "ordinal"]
VOTE_TYPES: Final[tuple[str, ...]] = get_args(VoteType)

# Parts of a unit of the currency.
UNIT: Final = 100


@dataclass(frozen=True, slots=True)
class Project:
    """A project put to the vote; `told` is all else its row says, by column."""

    id: str
    cost: int
    name: str = ""
    told: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Vote:
    """What one person voted: projects, the preferred first when ranked, and the points of each where there are any."""

    voter: str
    projects: tuple[str, ...]
    points: tuple[int, ...] = ()

    @property
    def supported(self) -> tuple[str, ...]:
        """The projects named, but for those that were given no point."""
        if not self.points:
            return self.projects
        return tuple(one for one, points in zip(self.projects, self.points, strict=True) if points > 0)


@dataclass(frozen=True, slots=True)
class Budget:
    """A budget put to the vote; `settings` is all that is told of it, by name."""

    amount: int
    vote_type: VoteType
    projects: tuple[Project, ...]
    votes: tuple[Vote, ...]
    settings: Mapping[str, str] = field(default_factory=dict)
