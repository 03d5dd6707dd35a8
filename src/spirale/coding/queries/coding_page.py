"""The page on which one codes: criteria, and for each the code that is proposed."""

from dataclasses import dataclass, field
from uuid import UUID, uuid4

from spirale.coding.models import GridVersion
from spirale.coding.queries.criteria import Asked, CriteriaPage, CriterionRow, criteria_page
from spirale.coding.queries.grids import more_general, read_grid, words_of
from spirale.coding.queries.suggestions import READING, Reasoned, suggester_of, suggestions, sure_in_words
from spirale.people.models import Account
from spirale.workshops.models import Workshop


@dataclass(frozen=True, slots=True)
class CodingRow:
    """A criterion with what is proposed for it."""

    row: CriterionRow
    suggestion: Reasoned | None
    general: str
    fresh_id: UUID = field(default_factory=uuid4)


@dataclass(frozen=True, slots=True)
class CodingPage:
    """A page of criteria to code."""

    rows: tuple[CodingRow, ...]
    criteria: CriteriaPage
    is_preparing: bool


def coding_page(workshop: Workshop, grid: GridVersion, reader: Account, asked: Asked) -> CodingPage:
    """Criteria, and suggestions for those that this person has not coded.

    A criterion that others coded shows what the machine had proposed to the first of them: what was learnt since
    includes their codes, and the second reading is a blind one.
    """
    criteria = criteria_page(workshop, grid, reader, asked)
    fresh = [row for row in criteria.rows if not row.readers]
    found = dict(
        zip(
            (row.criterion.pk for row in fresh),
            suggestions(workshop.territory, grid, [row.criterion.text for row in fresh], patience=READING),
            strict=True,
        )
    )
    reading = read_grid(grid)
    rows = []
    for row in criteria.rows:
        suggestion = found.get(row.criterion.pk) or _first_suggested(row, grid)
        general = more_general(reading, suggestion.code) if suggestion else ""
        rows.append(CodingRow(row, suggestion, general if suggestion and general != suggestion.code else ""))
    is_preparing = bool(fresh) and suggester_of(workshop.territory, grid, patience=0) is None
    return CodingPage(tuple(rows), criteria, is_preparing)


def _first_suggested(row: CriterionRow, grid: GridVersion) -> Reasoned | None:
    code, confidence, engine = row.first_suggested
    if row.mine or not code:
        return None
    words = words_of(read_grid(grid), code)
    sure = confidence or 0.0
    return Reasoned(
        words.code, words.label, words.is_verified, sure, round(100 * sure), sure_in_words(sure), (), (), engine
    )
