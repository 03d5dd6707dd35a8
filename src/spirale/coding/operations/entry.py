"""Fast entry: a paper note, its criterion and the code accepted with it are one act."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from spirale.coding.models import Coding, Criterion, GridVersion
from spirale.coding.operations.codings import NO_PROPOSAL, Proposal, code_criterion
from spirale.coding.operations.criteria import take_criterion
from spirale.coding.queries.grids import read_grid
from spirale.cycles.models import Question
from spirale.method.grid import parse_code
from spirale.method.problems import Problem
from spirale.people.models import Account
from spirale.workshops.models import Note, Workshop
from spirale.workshops.operations import gather_note
from spirale.workshops.operations.paper import take_sheet


@dataclass(frozen=True, slots=True)
class Entered:
    """A note kept, its criterion, its code if one was accepted, and why the code could not be kept if it could not."""

    note: Note
    criterion: Criterion
    coding: Coding | None
    code_problem: Problem | None


@transaction.atomic
def enter_note(
    *,
    note_id: UUID,
    workshop: Workshop,
    question: Question,
    text: str,
    sign: int,
    written_at: datetime,
    by: Account,
    grid: GridVersion | None = None,
    coding_id: UUID | None = None,
    code: str = "",
    proposal: Proposal = NO_PROPOSAL,
    sheet: int | None = None,
) -> Entered:
    """Keep a paper note, its criterion, and the code accepted while typing; sending it again changes nothing.

    `sheet` is the number of the paper sheet it was written on: it is then its author's, who counts as present.
    A note is worth more than its code: a code that the grid does not have is left out, and said so.
    """
    is_known = sheet is not None and Note.objects.filter(pk=note_id).exists()
    author = None if sheet is None or is_known else take_sheet(workshop=workshop, number=sheet, by=by)
    note = gather_note(
        note_id=note_id,
        workshop=workshop,
        question=question,
        text=text,
        sign=sign,
        source=Note.Source.PAPER,
        written_at=written_at,
        author=author,
        by=by,
    )
    criterion = take_criterion(note=note, by=by, at=timezone.now())
    problem = _problem_of(code, grid) if code else None
    coding = None
    if code and grid and coding_id and not problem and not note.withdrawn_at and not criterion.retired_at:
        coding = code_criterion(
            coding_id=coding_id, criterion=criterion, grid=grid, code=code, by=by, proposal=proposal
        )
    return Entered(note, criterion, coding, problem)


def _problem_of(code: str, grid: GridVersion | None) -> Problem | None:
    try:
        parsed = parse_code(code)
        if grid:
            read_grid(grid).check(parsed)
    except Problem as problem:
        return problem
    return None
