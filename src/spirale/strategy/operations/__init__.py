"""What may be done in this room; each act is one transaction, tells the journal once, and may be repeated."""

from spirale.strategy.operations.axes import bring_back_axis, change_axis, make_axis, order_axes, retire_axis
from spirale.strategy.operations.carrying import carry_axis, carry_confrontations
from spirale.strategy.operations.confronting import confront, withdraw_confrontation
from spirale.strategy.operations.existing import add_existing, bring_back_existing, change_existing, retire_existing
from spirale.strategy.operations.links import (
    form_group_for_axis,
    link_existing,
    link_ideas,
    set_group,
    unlink_existing,
    unlink_ideas,
)
from spirale.strategy.operations.sheets import (
    discard_existing_draft,
    import_existing,
    keep_existing_draft,
    withdraw_existing_sheet,
)
from spirale.strategy.operations.undoing import undo_axis_change

__all__ = [
    "add_existing",
    "bring_back_axis",
    "bring_back_existing",
    "carry_axis",
    "carry_confrontations",
    "change_axis",
    "change_existing",
    "confront",
    "discard_existing_draft",
    "form_group_for_axis",
    "import_existing",
    "keep_existing_draft",
    "link_existing",
    "link_ideas",
    "make_axis",
    "order_axes",
    "retire_axis",
    "retire_existing",
    "set_group",
    "undo_axis_change",
    "unlink_existing",
    "unlink_ideas",
    "withdraw_confrontation",
    "withdraw_existing_sheet",
]
