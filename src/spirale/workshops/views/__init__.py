"""Pages of workshops and their notes."""

from spirale.workshops.views.acts import acts, recover, state
from spirale.workshops.views.leaving import export, export_territory, print_notes
from spirale.workshops.views.meetings import change, new, workshop
from spirale.workshops.views.notes import correct, note, restore, withdraw
from spirale.workshops.views.sheets import import_notes, preview, restore_sheet, withdraw_sheet

__all__ = [
    "acts",
    "change",
    "correct",
    "export",
    "export_territory",
    "import_notes",
    "new",
    "note",
    "preview",
    "print_notes",
    "recover",
    "restore",
    "restore_sheet",
    "state",
    "withdraw",
    "withdraw_sheet",
    "workshop",
]
