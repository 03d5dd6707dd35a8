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
from spirale.action.operations.matching import (
    accept_match,
    note_ability,
    refuse_match,
    retire_ability,
    show_door,
    take_back_answer,
)
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
    "accept_match",
    "begin_covenant",
    "bring_back",
    "close_door",
    "close_signing",
    "move_task",
    "note_ability",
    "open_door",
    "open_signing",
    "promise",
    "refuse_match",
    "renew_feed",
    "report_task",
    "retire_ability",
    "retire_task",
    "save_covenant",
    "save_task",
    "set_first_day",
    "show_door",
    "sign_commitment",
    "sign_covenant",
    "take_back_answer",
    "tell_state",
    "undo_task",
    "withdraw_commitment",
    "withdraw_signature",
]
