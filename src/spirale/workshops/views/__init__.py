"""Pages of workshops and their notes."""

from spirale.workshops.views.acts import acts, recover, state
from spirale.workshops.views.agenda import add_step, agenda, change_step, clock, door, go, open_hall, step_act
from spirale.workshops.views.lead import lead, lead_panel
from spirale.workshops.views.leaving import export, export_territory, print_notes
from spirale.workshops.views.meetings import change, new, workshop
from spirale.workshops.views.notes import correct, note, restore, withdraw
from spirale.workshops.views.sheets import import_notes, preview, restore_sheet, withdraw_sheet

__all__ = [
    "acts",
    "add_step",
    "agenda",
    "change",
    "change_step",
    "clock",
    "correct",
    "door",
    "export",
    "export_territory",
    "go",
    "import_notes",
    "lead",
    "lead_panel",
    "new",
    "note",
    "open_hall",
    "preview",
    "print_notes",
    "recover",
    "restore",
    "restore_sheet",
    "state",
    "step_act",
    "withdraw",
    "withdraw_sheet",
    "workshop",
]
