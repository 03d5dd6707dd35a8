"""What a fair summary says: the ideas it shows, why each is there, who is left without one, and what was checked."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

from spirale.method.summary.electing import Step

ENGINE_VERSION: Final = "summary-1"
# Voters are groups where there are two or more, and otherwise ways of saying.
Kind = Literal["groups", "ways"]
# Why a voter has no idea in the summary: those who share its ideas are too few, or most of them have another one.
Reason = Literal["too few", "others have another"]


@dataclass(frozen=True, slots=True)
class Place:
    """One idea of the summary, in the order of reading.

    - `voters`: those who said it; `only`: those of them who would have no idea in the summary without this one;
    - `step`, `amount`: how it was bought (see `Purchase`);
    - `tied`: how many other ideas could as well have had this place, `tied_with` the first of them.
    """

    idea: str
    voters: tuple[str, ...]
    only: tuple[str, ...]
    step: Step
    amount: Fraction
    tied: int
    tied_with: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Without:
    """A voter without any idea in a summary, and why.

    Of its ideas, `idea` is the one that came nearest to a place: `sharing` voters said it, of whom `waiting` have no
    idea in the summary. A place is deserved from voters/places of them.
    """

    voter: str
    reason: Reason
    idea: str
    sharing: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Broken:
    """A justified claim that a choice of ideas leaves unanswered: `voters` share `idea`, and deserve `places`."""

    idea: str
    places: int
    voters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """What showing the most counted ideas would have given: the ideas, those left without one, broken claims."""

    ideas: tuple[str, ...]
    without: tuple[str, ...]
    broken: tuple[Broken, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """The ideas to show on one page.

    - `voters`: how many have a voice here; `silent`: groups whose notes are in no idea;
    - `asked`: places asked for; there are fewer only when there are fewer ideas;
    - `broken`: claims that EJR+ justifies and that are not answered (always none: checked after the fact).
    """

    engine: str
    kind: Kind
    voters: int
    silent: tuple[str, ...]
    asked: int
    places: tuple[Place, ...]
    without: tuple[Without, ...]
    broken: tuple[Broken, ...]
    most_counted: Counted

    @property
    def deserved(self) -> Fraction:
        """How many voters deserve a place."""
        return Fraction(self.voters, self.asked)

    @property
    def holds(self) -> bool:
        """Whether no justified claim is left unanswered."""
        return not self.broken
