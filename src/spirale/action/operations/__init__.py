"""What may be done in this room; each act is one transaction, tells the journal once, and may be repeated."""

from spirale.action.operations.commitments import (
    bring_back,
    close_door,
    open_door,
    promise,
    sign_commitment,
    tell_state,
    withdraw_commitment,
)
from spirale.action.operations.covenants import (
    TextChanged,
    begin_covenant,
    close_signing,
    open_signing,
    save_covenant,
    sign_covenant,
    withdraw_signature,
)
from spirale.action.operations.photos import (
    add_photo,
    bring_photo_back,
    describe_photo,
    erase_photo,
    retire_photo,
    show_photo,
)
from spirale.action.operations.reminders import choose_rhythm, claim_letter, keep_sent, release_letter
from spirale.action.operations.tasks import (
    TaskChanged,
    move_task,
    renew_feed,
    report_task,
    retire_task,
    save_task,
    set_first_day,
    undo_task,
)

__all__ = [
    "TaskChanged",
    "TextChanged",
    "add_photo",
    "begin_covenant",
    "bring_back",
    "bring_photo_back",
    "choose_rhythm",
    "claim_letter",
    "close_door",
    "close_signing",
    "describe_photo",
    "erase_photo",
    "keep_sent",
    "move_task",
    "open_door",
    "open_signing",
    "promise",
    "release_letter",
    "renew_feed",
    "report_task",
    "retire_photo",
    "retire_task",
    "save_covenant",
    "save_task",
    "set_first_day",
    "show_photo",
    "sign_commitment",
    "sign_covenant",
    "tell_state",
    "undo_task",
    "withdraw_commitment",
    "withdraw_signature",
]
