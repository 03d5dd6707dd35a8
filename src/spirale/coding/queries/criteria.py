"""Criteria and what was decided on them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Length

from spirale.coding.models import Coding, Criterion, GridMapping, GridVersion
from spirale.coding.queries.grids import CodeWords, read_grid, words_of
from spirale.cycles.models import Question
from spirale.method.grid import load_mapping, parse_code
from spirale.method.problems import Problem, Problems
from spirale.method.text import normalise
from spirale.people.models import Account
from spirale.workshops.models import Note, Workshop, standing

PER_PAGE = 20
ORDERS = ("given", "teaching")
FILTERS = ("uncoded", "second", "disputed", "unsure", "coded", "all")


def current_criteria() -> QuerySet[Criterion]:
    """Criteria that stand: not retired by a split, and whose note stands."""
    return Criterion.objects.filter(standing("note__"), retired_at=None)


def retained_codings(grid: GridVersion) -> QuerySet[Coding]:
    """The code retained for each criterion that stands, in one version of the grid."""
    return Coding.objects.filter(
        standing("criterion__note__"),
        grid=grid,
        retired_at=None,
        is_retained=True,
        criterion__retired_at=None,
    ).order_by("made_at", "id")


def to_be_coded(workshop: Workshop, grid: GridVersion, reader: Account) -> QuerySet[Criterion]:
    """The criteria of a workshop that are coded with the grid, each with how far its coding is."""
    standing = Coding.objects.filter(criterion=OuterRef("pk"), grid=grid, retired_at=None)
    left_general = standing.annotate(size=Length("code")).filter(
        Q(size=1) | (~Q(suggested_code="") & ~Q(code=F("suggested_code")))
    )
    return (
        current_criteria()
        .filter(note__workshop=workshop, note__question__grouping=Question.Grouping.GRID)
        .annotate(
            is_coded=Exists(standing),
            is_mine=Exists(standing.filter(coder=reader, is_adjudication=False)),
            is_settled=Exists(standing.filter(is_retained=True)),
            is_unsure=Exists(left_general.filter(is_retained=True)),
        )
    )


_ASKED: Mapping[str, Q] = {
    "uncoded": Q(is_coded=False),
    "second": Q(is_coded=True, is_mine=False),
    "disputed": Q(is_coded=True, is_settled=False),
    "unsure": Q(is_unsure=True),
    "coded": Q(is_settled=True),
    "all": Q(),
}


Ordering: TypeAlias = Callable[[Mapping[UUID, str]], Sequence[UUID]]
"""Puts criteria in order, from their texts."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which criteria a person wants to see."""

    show: str = "uncoded"
    question: str = ""
    dimension: str = ""
    page: int = 1
    order: str = "given"

    @property
    def may_be_ordered(self) -> bool:
        """Only what nobody decided yet has an order in which to decide."""
        return self.show == "uncoded"


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """A criterion as a coder reads it: blind to the codes of others."""

    criterion: Criterion
    mine: Coding | None
    my_code: CodeWords | None
    readers: int
    is_settled: bool
    former: tuple[CodeWords, ...]
    first_suggested: tuple[str, float | None, str]
    lines: tuple[str, ...]
    can_unsplit: bool

    @property
    def mark(self) -> str:
        return {1: "+", -1: "−"}.get(self.criterion.sign, "")

    @property
    def is_disputed(self) -> bool:
        return self.readers > 1 and not self.is_settled


@dataclass(frozen=True, slots=True)
class CriteriaPage:
    """A page of criteria, with how many each filter would show."""

    rows: tuple[CriterionRow, ...]
    page: "Page[Criterion] | Page[UUID]"
    counts: Mapping[str, int]
    free: int
    questions: tuple[Question, ...]


def criteria_page(
    workshop: Workshop, grid: GridVersion, reader: Account, asked: Asked, *, ordered_by: Ordering | None = None
) -> CriteriaPage:
    """One page of the criteria to code; the round trips do not depend on how many there are.

    They come as they were written, or as `ordered_by` puts them.
    """
    listed = to_be_coded(workshop, grid, reader)
    questions = tuple(Question.objects.filter(campaign=workshop.campaign_id))
    if asked.question:
        listed = listed.filter(note__question__code=asked.question)
    counts = listed.aggregate(**{name: Count("pk", filter=which) for name, which in _ASKED.items()})
    listed = listed.filter(_ASKED.get(asked.show, Q()))
    if asked.dimension:
        retained = Coding.objects.filter(criterion=OuterRef("pk"), grid=grid, retired_at=None, is_retained=True)
        listed = listed.filter(Exists(retained.filter(code__startswith=asked.dimension)))
    free = current_criteria().filter(note__workshop=workshop, note__question__grouping=Question.Grouping.FREE).count()
    ordered = listed.select_related("note__question").order_by("note__written_at", "note_id", "position", "id")
    if ordered_by is None:
        page = Paginator(ordered, PER_PAGE).get_page(asked.page)
        return CriteriaPage(_rows(list(page), grid, reader), page, counts, free, questions)
    ranked = Paginator(ordered_by(dict(ordered.values_list("pk", "text"))), PER_PAGE).get_page(asked.page)
    shown = ordered.in_bulk(list(ranked))
    rows = _rows([shown[pk] for pk in ranked if pk in shown], grid, reader)
    return CriteriaPage(rows, ranked, counts, free, questions)


def _rows(criteria: list[Criterion], grid: GridVersion, reader: Account) -> tuple[CriterionRow, ...]:
    given: dict[UUID, list[Coding]] = defaultdict(list)
    for coding in Coding.objects.filter(criterion__in=criteria, grid=grid, retired_at=None):
        given[coding.criterion_id].append(coding)
    lines: dict[UUID, list[str]] = defaultdict(list)
    splits: set[tuple[UUID, datetime]] = set()
    siblings = Criterion.objects.filter(note__in={criterion.note_id for criterion in criteria})
    for sibling in siblings.order_by("position", "made_at", "id"):
        if sibling.retired_at:
            splits.add((sibling.note_id, sibling.retired_at))
        else:
            lines[sibling.note_id].append(normalise(sibling.text))
    former = former_codes([criterion for criterion in criteria if not given[criterion.pk]], grid)
    reading = read_grid(grid)
    rows = []
    for criterion in criteria:
        codings = given[criterion.pk]
        own = [coding for coding in codings if not coding.is_adjudication]
        mine = next((coding for coding in own if coding.coder_id == reader.pk), None)
        first = own[0] if own else None
        rows.append(
            CriterionRow(
                criterion=criterion,
                mine=mine,
                my_code=words_of(reading, mine.code) if mine else None,
                readers=len(own),
                is_settled=any(coding.is_retained for coding in codings),
                former=tuple(words_of(reading, code) for code in former.get(criterion.pk, ())),
                first_suggested=(first.suggested_code, first.suggested_confidence, first.engine)
                if first
                else ("", None, ""),
                lines=tuple(lines[criterion.note_id]),
                can_unsplit=(criterion.note_id, criterion.made_at) in splits,
            )
        )
    return tuple(rows)


def former_codes(criteria: Iterable[Criterion], grid: GridVersion) -> dict[UUID, tuple[str, ...]]:
    """What codes of former versions may become here, where a person still has to choose."""
    wanted = [criterion.pk for criterion in criteria]
    mappings = list(GridMapping.objects.filter(target=grid).select_related("source")) if wanted else []
    if not mappings:
        return {}
    reading = read_grid(grid)
    onward = {}
    for mapping in mappings:
        try:
            onward[mapping.source_id] = load_mapping(mapping.content, reading)
        except (Problem, Problems):
            continue
    found: dict[UUID, tuple[str, ...]] = {}
    old = Coding.objects.filter(criterion__in=wanted, grid__in=onward, retired_at=None, is_retained=True)
    for coding in old.order_by("made_at", "id"):
        try:
            outcomes = onward[coding.grid_id].apply(parse_code(coding.code))
        except Problem:
            continue
        found[coding.criterion_id] = tuple(str(outcome) for outcome in outcomes)
    return found


def pieces_of(note: Note) -> list[Criterion]:
    """The criteria that a note has now, in order."""
    return list(Criterion.objects.filter(note=note, retired_at=None).order_by("position", "made_at", "id"))
