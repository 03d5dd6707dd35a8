"""Bringing in a table of what exists: kept while its sender looks at it, taken whole or not at all, and undone."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid5

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from spirale.journal import operations as journal
from spirale.method.problems import Problem, Problems
from spirale.people.models import Account
from spirale.strategy import rules as _rules  # noqa: F401  permissions of this room
from spirale.strategy.models import Existing, ExistingDraft, ExistingSheet
from spirale.strategy.operations.holding import held
from spirale.strategy.queries.sheets import settle
from spirale.strategy.sheets import read_sheet
from spirale.territories.models import Territory
from spirale.territories.rules import require

KEPT_FOR: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a table; there is no sheet when nothing of it was new."""

    sheet: ExistingSheet | None
    new: int
    left: int


@transaction.atomic
def keep_existing_draft(
    *, territory: Territory, file_name: str, content: bytes, by: Account, column: str = "", at: datetime | None = None
) -> ExistingDraft:
    """Keep a table until its sender confirms it; drafts of more than a day are forgotten.

    Raises Problem("file too large") or ("not one of the three columns").
    """
    require("strategy.edit", by, territory)
    if len(content) > settings.UPLOAD_LIMIT:
        raise Problem("file too large", bytes=len(content), limit=settings.UPLOAD_LIMIT)
    if column and column not in Existing.Column.values:
        raise Problem("not one of the three columns")
    at = at or timezone.now()
    ExistingDraft.objects.filter(sent_at__lt=at - KEPT_FOR).delete()
    ExistingDraft.objects.filter(territory=territory, sent_by=by).delete()
    return ExistingDraft.objects.create(
        territory=territory, column=column, sent_by=by, sent_at=at, file_name=file_name[-255:], content=content
    )


@transaction.atomic
def discard_existing_draft(*, draft: ExistingDraft, by: Account) -> None:
    """Forget a table that was sent and not confirmed; nothing of it was added yet."""
    if draft.sent_by_id == by.pk:
        draft.delete()


@transaction.atomic
def import_existing(
    *, sheet_id: UUID, territory: Territory, content: bytes, file_name: str, by: Account, column: str = ""
) -> Imported:
    """Bring in the rows of a table, all or none; the same table again adds nothing.

    What stands already under a name is left as people said it, and what was put away stays so. Raises Problems with
    all that is wrong, each with its row and column.
    """
    require("strategy.edit", by, territory)
    held(territory.pk)
    done = ExistingSheet.objects.filter(pk=sheet_id).first()
    if done:
        if done.territory_id != territory.pk:
            raise Problem("existing sheet of another territory")
        return Imported(done, 0, done.rows)
    reading = read_sheet(content, file_name, column=column)
    if reading.problems:
        raise Problems(reading.problems)
    fresh = [one.row for one in settle(territory, reading.rows) if one.becomes == "new"]
    if not fresh:
        return Imported(None, 0, len(reading.rows))
    at = timezone.now()
    sheet = ExistingSheet.objects.create(
        id=sheet_id,
        territory=territory,
        file_name=file_name[-255:],
        file_digest=reading.digest,
        rows=reading.rows_in_file,
        imported_by=by,
        imported_at=at,
    )
    made = Existing.objects.bulk_create(
        Existing(
            id=uuid5(sheet_id, f"{row.column} {row.name}"),
            territory=territory,
            column=row.column,
            name=row.name,
            description=row.description,
            sheet=sheet,
            made_by=by,
            made_at=at,
        )
        for row in fresh
    )
    journal.append(
        "existing imported",
        space=territory.pk,
        on=sheet,
        by=by,
        at=at,
        file=sheet.file_name,
        digest=sheet.file_digest,
        existing=[each.pk for each in made],
        left=len(reading.rows) - len(made),
    )
    return Imported(sheet, len(made), len(reading.rows) - len(made))


@transaction.atomic
def withdraw_existing_sheet(*, sheet: ExistingSheet, by: Account) -> tuple[int, int]:
    """Put away what came with a table and serves nothing yet; gives how many, and how many stay because they serve.

    Each may be brought back.
    """
    require("strategy.edit", by, sheet)
    held(sheet.territory_id)
    standing = Existing.objects.filter(sheet=sheet, retired_at=None)
    serves = Q(confrontations__retired_at=None, confrontations__isnull=False) | Q(
        axes__retired_at=None, axes__isnull=False, axes__axis__retired_at=None
    )
    in_use = set(standing.filter(serves).values_list("pk", flat=True))
    gone = sorted(set(standing.values_list("pk", flat=True)) - in_use)
    if gone:
        at = timezone.now()
        Existing.objects.filter(pk__in=gone).update(retired_at=at)
        journal.append("existing sheet withdrawn", space=sheet.territory_id, on=sheet, by=by, at=at, existing=gone)
    return len(gone), len(in_use)
