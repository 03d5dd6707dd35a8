"""Grids as people read them: rows, labels, what nobody has confirmed yet."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import get_language

from spirale.coding.models import GridChoice, GridMapping, GridVersion
from spirale.method.grid import Code, Grid, GridEntry, load_grid, parse_code, shipped_grid
from spirale.method.problems import Problem
from spirale.territories.models import Territory


@dataclass(frozen=True, slots=True)
class CodeWords:
    """A code with its words, and whether a source vouches for all of them."""

    code: str
    label: str
    is_verified: bool
    is_known: bool = True


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row of the grid with the rows under it."""

    code: str
    label: str
    note: str
    source: str
    is_verified: bool
    parts: tuple["GridRow", ...] = ()


@dataclass(frozen=True, slots=True)
class GridPage:
    """A grid as its page shows it."""

    dimensions: tuple[GridRow, ...]
    senses: tuple[GridRow, ...]
    beneficiaries: tuple[GridRow, ...]
    rows: int
    unverified: int


def read_grid(version: GridVersion) -> Grid:
    """The grid that a version holds, read once per process."""
    return _read(version.digest, version.content, version.name, version.version)


@lru_cache(maxsize=32)
def _read(digest: str, content: str, name: str, version: str) -> Grid:
    return load_grid(content, name, version)


def grid_for_placing(territory: Territory) -> Grid:
    """The grid that a territory places notes with in the hall: the one it codes with.

    Asked with each move: one round trip, without the content, once this process has read the version.
    """
    found = (
        GridChoice.objects.filter(territory=territory)
        .values_list("grid_id", "grid__digest", "grid__name", "grid__version")
        .first()
    )
    if found is None:
        return shipped_grid()
    return _kept(*found)


@lru_cache(maxsize=32)
def _kept(version_id: UUID, digest: str, name: str, version: str) -> Grid:
    return _read(digest, GridVersion.objects.values_list("content", flat=True).get(pk=version_id), name, version)


def words_of(grid: Grid, code: str, language: str | None = None) -> CodeWords:
    """A stored code in words; a code that this grid does not have is shown as it is written."""
    language = (language or get_language() or "fr")[:2]
    try:
        parsed = parse_code(code)
        return CodeWords(str(parsed), grid.label(parsed, language), grid.is_verified(parsed))
    except Problem:
        return CodeWords(code, "", is_verified=False, is_known=False)


def grid_page(version: GridVersion) -> GridPage:
    """Everything that a grid says, for reading."""
    grid = read_grid(version)
    language = (get_language() or "fr")[:2]

    def row(entry: GridEntry, parts: Iterable[GridRow] = ()) -> GridRow:
        words = grid.keywords(parse_code(entry.normal)) if entry.kind == "object" else ()
        code = entry.normal or entry.code
        return GridRow(code, entry.label(language), ", ".join(words), entry.source, entry.is_verified, tuple(parts))

    dimensions = tuple(
        row(
            dimension,
            [
                row(component, [row(sub) for sub in grid.subobjects(component.normal)])
                for component in grid.components(dimension.normal)
            ],
        )
        for dimension in grid.dimensions
    )
    shown = [entry for entry in grid.entries if entry.kind in {"object", "sense", "beneficiary"}]
    return GridPage(
        dimensions=dimensions,
        senses=tuple(row(entry) for entry in grid.senses),
        beneficiaries=tuple(row(entry) for entry in grid.beneficiaries),
        rows=len(shown),
        unverified=sum(not entry.is_verified for entry in shown),
    )


@dataclass(frozen=True, slots=True)
class CodeOption:
    """One code to choose from, with the words by which it is found."""

    code: str
    label: str
    words: str
    is_verified: bool


def code_options(version: GridVersion) -> tuple[CodeOption, ...]:
    """Every object of the grid, in its order, to choose from."""
    return _options(version.digest, version.content, version.name, version.version, (get_language() or "fr")[:2])


@lru_cache(maxsize=32)
def _options(digest: str, content: str, name: str, version: str, language: str) -> tuple[CodeOption, ...]:
    grid = _read(digest, content, name, version)
    return tuple(
        CodeOption(str(code), grid.label(code, language), ", ".join(grid.keywords(code)), grid.is_verified(code))
        for code in grid.codes()
    )


def sense_options(version: GridVersion) -> tuple[CodeOption, ...]:
    """The senses and beneficiaries that may follow an object, in the grid's order."""
    grid = read_grid(version)
    language = (get_language() or "fr")[:2]
    return tuple(
        CodeOption(
            "/" + entry.normal if entry.kind == "sense" else "//" + entry.normal,
            entry.label(language),
            "",
            entry.is_verified,
        )
        for entry in (*grid.senses, *grid.beneficiaries)
    )


def grid_versions(territory: Territory) -> QuerySet[GridVersion]:
    """The versions this territory may code with, shared ones first, with how many codings of its own each holds."""
    return (
        GridVersion.objects.filter(Q(territory=None) | Q(territory=territory))
        .annotate(
            codings_here=Count(
                "codings",
                filter=Q(codings__retired_at=None, codings__criterion__note__workshop__group__territory=territory),
            )
        )
        .order_by("territory_id", "name", "loaded_at")
    )


def chosen_grid(territory: Territory) -> GridVersion | None:
    """The version this territory chose, if it chose one."""
    choice = GridChoice.objects.filter(territory=territory).select_related("grid").first()
    return choice.grid if choice else None


def mappings_of(territory: Territory) -> QuerySet[GridMapping]:
    """Mappings that lead to a version of this territory, oldest first."""
    return (
        GridMapping.objects.filter(target__territory=territory)
        .select_related("source", "target")
        .order_by("loaded_at", "id")
    )


def more_general(grid: Grid, code: str) -> str:
    """The next more general code, or the code itself when it is a dimension."""
    try:
        parents: tuple[Code, ...] = parse_code(code).parents()
    except Problem:
        return code
    return str(parents[0]) if parents else code


def words_in(version: GridVersion, code: str) -> CodeWords:
    """A stored code in the words of a version."""
    return words_of(read_grid(version), code)
