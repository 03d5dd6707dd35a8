"""The determination key of a hall: the grid that its territory codes with.

Grids live in a later room. That room says here, when the site starts, how a grid is read.
"""

import json
from collections.abc import Callable
from functools import lru_cache

from spirale.method.grid import Grid, GridEntry
from spirale.pages.moment import of_the_moment
from spirale.territories.models import Territory
from spirale.workshops.keywords import worded

GridReader = Callable[[Territory], Grid | None]

_readers: list[GridReader] = []


def grids_come_from(reader: GridReader) -> None:
    """Say how the grid of a territory is read; the last one told is asked."""
    _readers[:] = [reader]


def grid_of(territory: Territory) -> Grid | None:
    """The grid that this territory places and codes with, or nothing where no room brings any."""
    return of_the_moment(("grid", territory.pk), lambda: _readers[0](territory)) if _readers else None


def key_of(grid: Grid) -> bytes:
    """The grid as phones read it, in JSON: what one may choose, step by step, in the grid's order."""
    return _key(grid.digest, grid.name, grid.version, grid.entries)


@lru_cache(maxsize=8)
def _key(digest: str, name: str, version: str, entries: tuple[GridEntry, ...]) -> bytes:
    grid = Grid(name, version, digest, entries)
    codes = []
    for code in grid.codes():
        row = grid.entry("object", code.object_code)
        above = code.parents()
        words = grid.keywords(code)
        parent = str(above[0]) if above else ""
        codes.append(_choice(str(code), row, parent=parent, words=list(words), words_fr=worded(words, "fr")))
    key = {
        "name": name,
        "version": version,
        "digest": digest,
        "codes": codes,
        "senses": [_choice(row.normal, row) for row in grid.senses],
        "beneficiaries": [_choice(row.normal, row) for row in grid.beneficiaries],
    }
    return json.dumps(key, ensure_ascii=False, separators=(",", ":")).encode()


def _choice(code: str, row: GridEntry | None, **more: object) -> dict[str, object]:
    return {
        "code": code,
        **more,
        "fr": row.label("fr") if row else "",
        "en": row.label("en") if row else "",
        "is_verified": bool(row and row.is_verified),
    }
