"""What may be done in this room; each act is one transaction, tells the journal once, and may be repeated."""

from spirale.coding.operations.codings import Proposal, adjudicate, code_criterion, withdraw_coding
from spirale.coding.operations.criteria import Piece, change_sign, split_note, take_criteria, undo_split
from spirale.coding.operations.entry import enter_note
from spirale.coding.operations.grids import (
    carry_codings,
    choose_grid,
    ensure_shipped_grid,
    grid_in_use,
    load_grid_mapping,
    load_grid_version,
)

__all__ = [
    "Piece",
    "Proposal",
    "adjudicate",
    "carry_codings",
    "change_sign",
    "choose_grid",
    "code_criterion",
    "ensure_shipped_grid",
    "enter_note",
    "grid_in_use",
    "load_grid_mapping",
    "load_grid_version",
    "split_note",
    "take_criteria",
    "undo_split",
    "withdraw_coding",
]
