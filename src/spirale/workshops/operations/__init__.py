"""What people do in workshops: open one, gather notes, correct, withdraw and bring back, bring in a sheet."""

from spirale.workshops.operations.halls import StepDraft, close_door, close_hall, open_hall, reopen_door, reveal
from spirale.workshops.operations.meetings import change_workshop, open_workshop
from spirale.workshops.operations.notes import (
    Gathered,
    NoteDraft,
    correct_note,
    gather_note,
    gather_notes,
    restore_note,
    withdraw_note,
)
from spirale.workshops.operations.sheets import (
    discard_draft,
    import_sheet,
    keep_draft,
    restore_sheet,
    withdraw_sheet,
)

__all__ = [
    "Gathered",
    "NoteDraft",
    "StepDraft",
    "change_workshop",
    "close_door",
    "close_hall",
    "correct_note",
    "discard_draft",
    "gather_note",
    "gather_notes",
    "import_sheet",
    "keep_draft",
    "open_hall",
    "open_workshop",
    "reopen_door",
    "restore_note",
    "restore_sheet",
    "reveal",
    "withdraw_note",
    "withdraw_sheet",
]
