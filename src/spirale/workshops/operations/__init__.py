"""What people do in workshops: open one, gather notes, correct, withdraw and bring back, bring in a sheet."""

from spirale.workshops.operations.erasing import also_erase, erase_participant
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
from spirale.workshops.operations.participants import join, participant_with, recover
from spirale.workshops.operations.placing import (
    Deal,
    deal_question,
    make_pile,
    place_note,
    rename_pile,
    retire_pile,
    reveal_question,
)
from spirale.workshops.operations.pledges import (
    bring_back_action,
    bring_back_pledge,
    drop_action,
    make_pledge,
    rename_action,
    shortlist_action,
    withdraw_pledge,
)
from spirale.workshops.operations.setting_aside import bring_notes_back, set_notes_aside
from spirale.workshops.operations.sheets import (
    discard_draft,
    import_sheet,
    keep_draft,
    restore_sheet,
    withdraw_sheet,
)
from spirale.workshops.operations.voice import (
    ask_floor,
    bring_back_turn,
    correct_turn,
    end_turn,
    give_floor,
    leave_floor,
    lower_hand,
    pass_turn,
    take_back_turn,
)
from spirale.workshops.operations.writing import rewrite_note, take_back_note, write_note

__all__ = [
    "Deal",
    "Gathered",
    "NoteDraft",
    "StepDraft",
    "also_erase",
    "ask_floor",
    "bring_back_action",
    "bring_back_pledge",
    "bring_back_turn",
    "bring_notes_back",
    "change_workshop",
    "close_door",
    "close_hall",
    "correct_note",
    "correct_turn",
    "deal_question",
    "discard_draft",
    "drop_action",
    "end_turn",
    "erase_participant",
    "gather_note",
    "gather_notes",
    "give_floor",
    "import_sheet",
    "join",
    "keep_draft",
    "leave_floor",
    "lower_hand",
    "make_pile",
    "make_pledge",
    "open_hall",
    "open_workshop",
    "participant_with",
    "pass_turn",
    "place_note",
    "recover",
    "rename_action",
    "rename_pile",
    "reopen_door",
    "restore_note",
    "restore_sheet",
    "retire_pile",
    "reveal",
    "reveal_question",
    "rewrite_note",
    "set_notes_aside",
    "shortlist_action",
    "take_back_note",
    "take_back_turn",
    "withdraw_note",
    "withdraw_pledge",
    "withdraw_sheet",
    "write_note",
]
