"""What can be asked of workshops and their notes."""

from spirale.workshops.queries.halls import hall_of, hall_to_enter, number_of
from spirale.workshops.queries.notes import (
    NoteHistory,
    QuestionNotes,
    counts_by_question,
    note_history,
    notes_known,
    notes_left_out,
    notes_of_territory,
    notes_of_workshop,
    notes_seen_by,
    notes_to_print,
    workshop_wall,
)
from spirale.workshops.queries.people import people_here
from spirale.workshops.queries.phone import hall_with_code
from spirale.workshops.queries.sheets import (
    SheetCount,
    SheetPreview,
    draft_of,
    preview_sheet,
    sheets_of_workshop,
)
from spirale.workshops.queries.state import first_state, state_of
from spirale.workshops.queries.workshops import (
    campaigns_for,
    workshop_for_page,
    workshops_of_group,
    workshops_of_territory,
)

__all__ = [
    "NoteHistory",
    "QuestionNotes",
    "SheetCount",
    "SheetPreview",
    "campaigns_for",
    "counts_by_question",
    "draft_of",
    "first_state",
    "hall_of",
    "hall_to_enter",
    "hall_with_code",
    "note_history",
    "notes_known",
    "notes_left_out",
    "notes_of_territory",
    "notes_of_workshop",
    "notes_seen_by",
    "notes_to_print",
    "number_of",
    "people_here",
    "preview_sheet",
    "sheets_of_workshop",
    "state_of",
    "workshop_for_page",
    "workshop_wall",
    "workshops_of_group",
    "workshops_of_territory",
]
