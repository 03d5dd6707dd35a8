"""What a choice is made of: actions and what they need, the bank of what is pledged, and the criteria set beforehand.

Amounts are whole numbers of hundredths of the unit of their resource (an hour and a half is 150), so that sums are
exact. Days are ISO dates, "" when none is told; both ends count.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

ENGINE_VERSION: Final = "choice-1"

# How several criteria speak together: by their weights, or the first that tells two actions apart.
By = Literal["weights", "order"]


@dataclass(frozen=True, slots=True)
class Resource:
    """A kind of thing pledged and needed: hours of a skill, money, a room, equipment, a permission.

    What is `shared` is not used up: a permission, or a room for all who meet there, serves every action that needs it.
    """

    id: str
    unit: str
    is_shared: bool = False


@dataclass(frozen=True, slots=True)
class Need:
    """What an action cannot do without: this much of a resource, between two days, there if a place is told."""

    resource: str
    amount: int
    from_on: str = ""
    to_on: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Pledge:
    """What somebody promises: this much of a resource, free between two days.

    `only_for` are the actions it is for, any when empty; `only_if` the pledges without which it does not hold. `place`
    is where it can be used, "" anywhere: it tells who can do what, the choice between actions does not look at it.
    """

    id: str
    owner: str
    resource: str
    amount: int
    from_on: str = ""
    to_on: str = ""
    only_for: tuple[str, ...] = ()
    only_if: tuple[str, ...] = ()
    place: str = ""


@dataclass(frozen=True, slots=True)
class Action:
    """A proposed action.

    `requires` are actions without which it makes no sense, `excludes` those it cannot be done beside. `tags` say what
    it is for (a neighbourhood, a dimension, an axis), for the minimum that people set. `reaches` gives, by situation
    (1 the most extreme, to 5), how many people it reaches there.
    """

    id: str
    needs: tuple[Need, ...] = ()
    requires: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    reaches: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ChoiceCriterion:
    """A criterion set before any proposal is seen: its scale, both ends counted, and how much it weighs."""

    id: str
    lowest: int = 0
    highest: int = 4
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Score:
    """What one person or group gives an action on a criterion; `kind` is the kind of actor they are."""

    voter: str
    kind: str
    action: str
    criterion: str
    value: int


@dataclass(frozen=True, slots=True)
class Rules:
    """What was frozen before the choice.

    `criteria` come in their order of priority; `minimum` gives tags and how many chosen actions must have each.
    """

    criteria: tuple[ChoiceCriterion, ...]
    by: By = "weights"
    minimum: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """All that a choice is made from."""

    actions: tuple[Action, ...]
    resources: tuple[Resource, ...]
    pledges: tuple[Pledge, ...]
    rules: Rules
    scores: tuple[Score, ...]
