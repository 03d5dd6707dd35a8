"""Bringing in a sheet of notes: kept while its sender looks at it, taken whole or not at all, and undone as a whole."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from spirale.cycles.models import Question
from spirale.journal import operations as journal
from spirale.method.problems import Problem, Problems
from spirale.people.models import Account
from spirale.territories.rules import require
from spirale.workshops.models import Note, NoteSheet, SheetDraft, Workshop
from spirale.workshops.operations.notes import Gathered, NoteDraft, write_notes
from spirale.workshops.queries.sheets import settle_ids
from spirale.workshops.sheets import Choices, read_sheet

KEPT_FOR: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a sheet; there is no sheet when all of its notes were here already."""

    sheet: NoteSheet | None
    new: int
    known: int


@transaction.atomic
def keep_draft(
    *, workshop: Workshop, file_name: str, content: bytes, by: Account, at: datetime | None = None
) -> SheetDraft:
    """Keep a file until its sender confirms it; drafts of more than a day are forgotten."""
    require("workshops.enter", by, workshop)
    if len(content) > settings.UPLOAD_LIMIT:
        raise Problem("file too large", bytes=len(content), limit=settings.UPLOAD_LIMIT)
    at = at or timezone.now()
    SheetDraft.objects.filter(sent_at__lt=at - KEPT_FOR).delete()
    SheetDraft.objects.filter(workshop=workshop, sent_by=by).delete()
    return SheetDraft.objects.create(
        workshop=workshop, sent_by=by, sent_at=at, file_name=file_name[-255:], content=content
    )


@transaction.atomic
def discard_draft(*, draft: SheetDraft, by: Account) -> None:
    """Forget a file that was sent and not confirmed; nothing of it was said in the workshop yet."""
    if draft.sent_by_id == by.pk:
        draft.delete()


@transaction.atomic
def import_sheet(
    *,
    sheet_id: UUID,
    workshop: Workshop,
    content: bytes,
    file_name: str,
    choices: Choices | None = None,
    by: Account | None,
    at: datetime | None = None,
) -> Imported:
    """Bring in the notes of a file, all or none; the same file again adds nothing.

    Raises Problems with all that is wrong, each with its row and column.
    """
    if by:
        require("workshops.enter", by, workshop)
    done = NoteSheet.objects.filter(pk=sheet_id).first()
    if done:
        if done.workshop_id != workshop.pk:
            raise Problem("sheet of another workshop", name=done.file_name)
        return Imported(done, 0, done.rows)
    questions = list(Question.objects.filter(campaign=workshop.campaign_id))
    reading = read_sheet(content, file_name, workshop=workshop, questions=questions, choices=choices or Choices())
    if reading.problems:
        raise Problems(reading.problems)
    reading = settle_ids(reading, workshop)
    sheet = NoteSheet.objects.create(
        id=sheet_id,
        workshop=workshop,
        file_name=file_name[-255:],
        file_digest=reading.digest,
        rows=reading.rows_in_file,
        imported_by=by,
        imported_at=at or timezone.now(),
    )
    gathered = write_notes(
        workshop=workshop,
        drafts=[
            NoteDraft(row.id, row.question, row.text, row.sign, row.written_at, row.number) for row in reading.rows
        ],
        sheet=sheet,
        by=by,
    )
    if not gathered.new:
        sheet.delete()  # nothing came with it
        return Imported(None, 0, gathered.known)
    return _told(sheet, gathered, by)


@transaction.atomic
def withdraw_sheet(*, sheet: NoteSheet, reason: str, by: Account | None, at: datetime | None = None) -> int:
    """Withdraw together the notes that came with a sheet and still stand; gives how many."""
    if by:
        require("workshops.enter", by, sheet)
    sheet = NoteSheet.objects.select_for_update().select_related("workshop__group").get(pk=sheet.pk)
    if sheet.withdrawn_at:
        return 0
    sheet.withdrawn_at = at or timezone.now()
    sheet.save(update_fields=["withdrawn_at"])
    count = Note.objects.filter(sheet=sheet, withdrawn_at=None).update(
        withdrawn_at=sheet.withdrawn_at, withdrawn_reason=" ".join(reason.split())[:200]
    )
    journal.append("sheet withdrawn", space=sheet.workshop_id, on=sheet, by=by, told={}, notes=count, reason=reason)
    return count


@transaction.atomic
def restore_sheet(*, sheet: NoteSheet, by: Account | None) -> int:
    """Bring back the notes that were withdrawn with their sheet; those withdrawn on their own stay so."""
    if by:
        require("workshops.enter", by, sheet)
    sheet = NoteSheet.objects.select_for_update().select_related("workshop__group").get(pk=sheet.pk)
    if not sheet.withdrawn_at:
        return 0
    gone = Note.objects.filter(sheet=sheet, withdrawn_at=sheet.withdrawn_at)
    # What a correction replaced may have been brought back since: then the correction stays out.
    count = gone.filter(Q(replaces=None) | Q(replaces__withdrawn_at__isnull=False)).update(
        withdrawn_at=None, withdrawn_reason=""
    )
    sheet.withdrawn_at = None
    sheet.save(update_fields=["withdrawn_at"])
    journal.append("sheet restored", space=sheet.workshop_id, on=sheet, by=by, told={}, notes=count)
    return count


def _told(sheet: NoteSheet, gathered: Gathered, by: Account | None) -> Imported:
    journal.append(
        "sheet imported",
        space=sheet.workshop_id,
        on=sheet,
        by=by,
        told={},
        file=sheet.file_name,
        digest=sheet.file_digest,
        new=gathered.new,
        known=gathered.known,
    )
    return Imported(sheet, gathered.new, gathered.known)
