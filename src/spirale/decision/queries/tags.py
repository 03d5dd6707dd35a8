"""What a minimum may count: a neighbourhood, a dimension of the grid, a strategic axis, as the tags of a sheet."""

from typing import Final

from spirale.decision.models import ActionSheet
from spirale.method.grid import parse_code
from spirale.method.problems import Problem
from spirale.method.text import fold

PLACE: Final = "place"
DIMENSION: Final = "dimension"
AXIS: Final = "axis"


def tags_of(sheet: ActionSheet) -> tuple[str, ...]:
    """The tags of a sheet, sorted: its place as it is read aloud, its axis, the dimensions of its codes."""
    found = {f"{DIMENSION}:{letter}" for letter in _dimensions(sheet.codes)}
    if place := place_tag(sheet.place):
        found.add(place)
    if sheet.axis_id:
        found.add(f"{AXIS}:{sheet.axis_id}")
    return tuple(sorted(found))


def place_tag(place: str) -> str:
    """The tag of a place; capitals and accents make no other place."""
    return f"{PLACE}:{fold(place)}" if fold(place) else ""


def _dimensions(codes: list[str]) -> set[str]:
    found = set()
    for code in codes:
        try:
            found.add(parse_code(code).dimension)
        except Problem:  # a code of a grid that was read otherwise since
            continue
    return {letter for letter in found if letter}
