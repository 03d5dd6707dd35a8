"""Criteria and their codes, as they leave the site."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch, Q

from spirale.coding.models import Coding, GridVersion
from spirale.coding.queries.criteria import current_criteria
from spirale.coding.queries.grids import CodeWords, read_grid, words_of
from spirale.people.models import Account
from spirale.workshops.models import Workshop


@dataclass(frozen=True, slots=True)
class CodedRow:
    """One coding of one criterion, or a criterion that has none."""

    criterion_id: UUID
    note_id: UUID
    group: str
    workshop: str
    question: str
    sign: int
    text: str
    grid: str
    code: CodeWords | None
    is_retained: bool
    is_adjudication: bool
    coder: str
    coded_at: datetime | None
    suggested_code: str
    suggested_confidence: float | None
    engine: str


def coded_rows(workshop: Workshop, grid: GridVersion, reader: Account, *, sees_all: bool) -> Iterator[CodedRow]:
    """Every criterion that stands, with its codes; whoever does not adjudicate has the retained ones and their own."""
    shown = Coding.objects.filter(grid=grid, retired_at=None)
    if not sees_all:
        shown = shown.filter(Q(is_retained=True) | Q(coder=reader.pk))
    reading = read_grid(grid)
    criteria = (
        current_criteria()
        .filter(note__workshop=workshop)
        .select_related("note__question")
        .prefetch_related(Prefetch("codings", shown.select_related("coder"), to_attr="shown"))
        .order_by("note__written_at", "note_id", "position", "id")
    )
    for criterion in criteria.iterator(chunk_size=500):
        codings: list[Coding | None] = [*criterion.shown] or [None]
        for coding in codings:
            yield CodedRow(
                criterion_id=criterion.pk,
                note_id=criterion.note_id,
                group=workshop.group.name,
                workshop=workshop.title,
                question=criterion.note.question.code,
                sign=criterion.sign,
                text=criterion.text,
                grid=str(grid) if coding else "",
                code=words_of(reading, coding.code) if coding else None,
                is_retained=bool(coding and coding.is_retained),
                is_adjudication=bool(coding and coding.is_adjudication),
                coder=str(coding.coder) if coding and (sees_all or coding.coder_id == reader.pk) else "",
                coded_at=coding.made_at if coding else None,
                suggested_code=coding.suggested_code if coding else "",
                suggested_confidence=coding.suggested_confidence if coding else None,
                engine=coding.engine if coding else "",
            )
