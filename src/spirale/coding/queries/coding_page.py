"""The page on which one codes: criteria, and for each the code that is proposed."""

from dataclasses import dataclass, field
from uuid import UUID, uuid4

from spirale.coding.models import GridVersion
from spirale.coding.queries.criteria import Asked, CriteriaPage, CriterionRow, criteria_page
from spirale.coding.queries.grids import CodeWords, more_general, read_grid, words_of
from spirale.coding.queries.suggestions import READING, Reasoned, suggester_of, suggestions, sure_in_words
from spirale.coding.queries.teaching import Teaching
from spirale.method.grid import Grid
from spirale.people.models import Account
from spirale.workshops.models import Workshop
from spirale.workshops.queries.placing import codes_placed

BY_GROUP = "placed by the group"
"""What is written beside a coding whose proposal came from the hall, where an engine's name stands otherwise."""


@dataclass(frozen=True, slots=True)
class CodingRow:
    """A criterion with what is proposed for it: by the group that placed its note in the hall, else by the machine.

    `otherwise` is what the machine proposes where the group placed the note elsewhere.
    """

    row: CriterionRow
    suggestion: Reasoned | None
    general: str
    placed: "PlacedByGroup | None" = None
    otherwise: Reasoned | None = None
    fresh_id: UUID = field(default_factory=uuid4)


@dataclass(frozen=True, slots=True)
class PlacedByGroup:
    """The code under which the group placed a note in the hall, and the other one where people still differ."""

    code: CodeWords
    other: CodeWords | None


@dataclass(frozen=True, slots=True)
class CodingPage:
    """A page of criteria to code."""

    rows: tuple[CodingRow, ...]
    criteria: CriteriaPage
    is_preparing: bool
    is_ordering: bool = False


def coding_page(workshop: Workshop, grid: GridVersion, reader: Account, asked: Asked) -> CodingPage:
    """Criteria, and suggestions for those that this person has not coded.

    A criterion that others coded shows what the machine had proposed to the first of them: what was learnt since
    includes their codes, and the second reading is a blind one.
    """
    teaching = Teaching(workshop, grid) if asked.order == "teaching" and asked.may_be_ordered else None
    criteria = criteria_page(workshop, grid, reader, asked, ordered_by=teaching)
    fresh = [row for row in criteria.rows if not row.readers]
    found = dict(
        zip(
            (row.criterion.pk for row in fresh),
            suggestions(workshop.territory, grid, [row.criterion.text for row in fresh], patience=READING),
            strict=True,
        )
    )
    reading = read_grid(grid)
    placed = codes_placed(row.criterion.note_id for row in criteria.rows)
    rows = []
    for row in criteria.rows:
        suggestion = found.get(row.criterion.pk) or _first_suggested(row, grid)
        group = _placed_by_group(reading, placed.get(row.criterion.note_id))
        otherwise = None
        if group and not row.mine:
            otherwise = suggestion if suggestion and suggestion.code != group.code.code else None
            suggestion = _from_group(group)
        general = more_general(reading, suggestion.code) if suggestion else ""
        general = general if suggestion and general != suggestion.code else ""
        rows.append(CodingRow(row, suggestion, general, group, otherwise))
    is_preparing = bool(fresh) and suggester_of(workshop.territory, grid, patience=0) is None
    return CodingPage(tuple(rows), criteria, is_preparing, is_ordering=bool(teaching and not teaching.is_ready))


def _placed_by_group(grid: Grid, codes: tuple[str, str] | None) -> PlacedByGroup | None:
    """Where the group placed a note, in the words of this grid; nothing for a code that this grid does not have."""
    words = words_of(grid, codes[0]) if codes else None
    if codes is None or words is None or not words.is_known:
        return None
    return PlacedByGroup(words, words_of(grid, codes[1]) if codes[1] else None)


def _from_group(group: PlacedByGroup) -> Reasoned:
    """The place that the group chose, to accept or not as any proposal: a person still decides."""
    code = group.code
    return Reasoned(code.code, code.label, code.is_verified, 1.0, 100, "", (), (), BY_GROUP)


def _first_suggested(row: CriterionRow, grid: GridVersion) -> Reasoned | None:
    code, confidence, engine = row.first_suggested
    if row.mine or not code or engine == BY_GROUP:
        return None
    words = words_of(read_grid(grid), code)
    sure = confidence or 0.0
    return Reasoned(
        words.code, words.label, words.is_verified, sure, round(100 * sure), sure_in_words(sure), (), (), engine
    )
