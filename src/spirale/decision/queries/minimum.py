"""The minimum that people set: how many chosen actions a neighbourhood, a dimension or an axis must have."""

from dataclasses import dataclass

from spirale.coding.queries.grids import grid_for_placing
from spirale.decision.models import Choice
from spirale.decision.queries.tags import AXIS, DIMENSION, PLACE, place_tag
from spirale.strategy.models import Axis
from spirale.territories.models import Territory


@dataclass(frozen=True, slots=True)
class Least:
    """One line of the minimum, with the name that people read."""

    tag: str
    label: str
    least: int


@dataclass(frozen=True, slots=True)
class TagOption:
    """A tag that may be chosen, under what it is."""

    tag: str
    label: str
    kind: str


def tag_options(territory: Territory) -> list[TagOption]:
    """What a minimum may be set for: the axes, the dimensions of the grid, the places that sheets name."""
    axes = Axis.objects.filter(territory=territory, retired_at=None)
    grid = grid_for_placing(territory)
    places = territory.action_sheets.exclude(place="").filter(retired_at=None).order_by("place")
    by_tag = {place_tag(place): place for place in places.values_list("place", flat=True)}
    return [
        *(TagOption(f"{AXIS}:{one.pk}", one.title, AXIS) for one in axes),
        *(TagOption(f"{DIMENSION}:{one.code}", one.label(territory.language), DIMENSION) for one in grid.dimensions),
        *(TagOption(tag, place, PLACE) for tag, place in sorted(by_tag.items())),
    ]


def named_minimum(choice: Choice) -> list[Least]:
    """The minimum of a choice with the names of its tags; a place that no sheet names is said as it was written."""
    if not choice.minimum:
        return []
    labels = {one.tag: one.label for one in tag_options(choice.territory)}
    return [Least(tag, labels.get(tag, tag.partition(":")[2]), least) for tag, least in choice.minimum]
