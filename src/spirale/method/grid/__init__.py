"""The nomenclature: codes, grids as versioned values, and the way from one version to the next."""

from spirale.method.grid.codes import Code, common_general, parse_code
from spirale.method.grid.grids import Grid, GridComparison, GridEntry, compare
from spirale.method.grid.loading import load_grid, shipped_grid
from spirale.method.grid.mapping import GridMapping, Remapping, load_mapping

__all__ = [
    "Code",
    "Grid",
    "GridComparison",
    "GridEntry",
    "GridMapping",
    "Remapping",
    "common_general",
    "compare",
    "load_grid",
    "load_mapping",
    "parse_code",
    "shipped_grid",
]
