"""Coding: each coder gives a code, those who agree settle it, a facilitator adjudicates the rest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from spirale.coding import rules  # noqa: F401  (permissions)
from spirale.coding.models import Coding, Criterion, GridVersion
from spirale.coding.queries.grids import read_grid
from spirale.journal import operations as journal
from spirale.method.grid import parse_code
from spirale.method.problems import Problem
from spirale.people.models import Account
from spirale.territories.rules import require


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the machine had proposed when a person decided; kept beside the decision."""

    code: str = ""
    confidence: float | None = None
    engine: str = ""


NO_PROPOSAL = Proposal()


@transaction.atomic
def code_criterion(
    *,
    coding_id: UUID,
    criterion: Criterion,
    grid: GridVersion,
    code: str,
    by: Account,
    proposal: Proposal = NO_PROPOSAL,
    made_at: datetime | None = None,
) -> Coding:
    """Record one coder's code for a criterion, in place of the one they gave before.

    One coder alone, or several who agree, settle the code; as soon as two differ, it waits for adjudication.
    Raises Problem("code malformed"), ("code unknown to the grid"), ("coding already made") or ("criterion retired").
    """
    require("coding.code", by, criterion)
    return _record(
        coding_id=coding_id,
        criterion=criterion,
        grid=grid,
        code=code,
        by=by,
        proposal=proposal,
        made_at=made_at,
        is_adjudication=False,
    )


@transaction.atomic
def adjudicate(
    *, coding_id: UUID, criterion: Criterion, grid: GridVersion, code: str, by: Account, made_at: datetime | None = None
) -> Coding:
    """Decide the code of a criterion on which coders differ; their own codes stay on record."""
    require("coding.adjudicate", by, criterion)
    return _record(
        coding_id=coding_id,
        criterion=criterion,
        grid=grid,
        code=code,
        by=by,
        proposal=NO_PROPOSAL,
        made_at=made_at,
        is_adjudication=True,
    )


def _record(
    *,
    coding_id: UUID,
    criterion: Criterion,
    grid: GridVersion,
    code: str,
    by: Account,
    proposal: Proposal,
    made_at: datetime | None,
    is_adjudication: bool,
) -> Coding:
    parsed = parse_code(code)
    read_grid(grid).check(parsed)
    normal = str(parsed)
    criterion = Criterion.objects.select_for_update().get(pk=criterion.pk)
    there = Coding.objects.filter(pk=coding_id).first()
    if there:
        same = (criterion.pk, grid.pk, by.pk, normal, is_adjudication)
        if (there.criterion_id, there.grid_id, there.coder_id, there.code, there.is_adjudication) != same:
            raise Problem("coding already made", code=there.code)
        return there
    if criterion.retired_at:
        raise Problem("criterion retired", text=criterion.text[:80])
    now = made_at or timezone.now()
    before = Coding.objects.filter(criterion=criterion, grid=grid, retired_at=None, is_adjudication=is_adjudication)
    if not is_adjudication:
        before = before.filter(coder=by)
    before.update(retired_at=now, is_retained=False)
    coding = Coding.objects.create(
        id=coding_id,
        criterion=criterion,
        grid=grid,
        code=normal,
        coder=by,
        made_at=now,
        is_adjudication=is_adjudication,
        suggested_code=proposal.code,
        suggested_confidence=proposal.confidence,
        engine=proposal.engine[:80],
    )
    _settle(criterion, grid)
    coding.refresh_from_db(fields=["is_retained"])
    journal.append(
        "criterion adjudicated" if is_adjudication else "criterion coded",
        space=criterion.territory.pk,
        on=coding,
        by=by,
        criterion=str(criterion.pk),
        code=normal,
        suggested=proposal.code,
    )
    return coding


@transaction.atomic
def withdraw_coding(*, coding: Coding, by: Account, at: datetime | None = None) -> Coding:
    """Take back one's own code, or an adjudication; the one it had replaced stands again."""
    require("coding.adjudicate" if coding.is_adjudication else "coding.code", by, coding)
    criterion = Criterion.objects.select_for_update().get(pk=coding.criterion_id)
    coding = Coding.objects.get(pk=coding.pk)
    if not coding.is_adjudication and coding.coder_id != by.pk:
        raise Problem("coding of somebody else")
    if coding.retired_at:
        return coding
    coding.retired_at = at or timezone.now()
    coding.is_retained = False
    coding.save(update_fields=["retired_at", "is_retained"])
    replaced = Coding.objects.filter(
        criterion=criterion,
        grid=coding.grid_id,
        is_adjudication=coding.is_adjudication,
        retired_at=coding.made_at,
    ).exclude(pk=coding.pk)
    if not coding.is_adjudication:
        replaced = replaced.filter(coder=coding.coder_id)
    replaced.update(retired_at=None)
    _settle(criterion, coding.grid)
    journal.append(
        "coding withdrawn",
        space=criterion.territory.pk,
        on=coding,
        by=by,
        criterion=str(criterion.pk),
        code=coding.code,
    )
    return coding


def _settle(criterion: Criterion, grid: GridVersion) -> None:
    """Retain the adjudicated code, else the one that all coders gave; retain none while they differ."""
    standing = list(Coding.objects.filter(criterion=criterion, grid=grid, retired_at=None).order_by("made_at", "id"))
    retained = settled(standing)
    for coding in standing:
        if coding.is_retained and coding is not retained:
            Coding.objects.filter(pk=coding.pk).update(is_retained=False)
    if retained and not retained.is_retained:
        Coding.objects.filter(pk=retained.pk).update(is_retained=True)


def settled(standing: Sequence[Coding]) -> Coding | None:
    """The coding that counts among those of one criterion, or none while coders differ."""
    adjudicated = [coding for coding in standing if coding.is_adjudication]
    if adjudicated:
        return adjudicated[-1]
    return standing[0] if len({coding.code for coding in standing}) == 1 else None
