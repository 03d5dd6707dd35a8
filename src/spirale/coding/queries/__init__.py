"""What the pages of this room, and the rooms after it, ask."""

from spirale.coding.queries.criteria import current_criteria, retained_codings
from spirale.coding.queries.grids import grid_versions, read_grid

__all__ = ["current_criteria", "grid_versions", "read_grid", "retained_codings"]
