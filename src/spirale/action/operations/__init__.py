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

__all__ = [
    "TextChanged",
    "begin_covenant",
    "bring_back",
    "close_door",
    "close_signing",
    "open_door",
    "open_signing",
    "promise",
    "save_covenant",
    "sign_commitment",
    "sign_covenant",
    "tell_state",
    "withdraw_commitment",
    "withdraw_signature",
]
