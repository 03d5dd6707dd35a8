"""Who may confront ideas with what exists, make axes of it, and read them."""

import rules

from spirale.strategy.models import Axis, AxisIdea
from spirale.territories.rules import is_facilitator, is_public, is_reader


@rules.predicate
def rests_on_public_versions(account: object, axis: Axis | None) -> bool:
    """Whether an axis answers ideas, and every version they are taken from is shown to all."""
    if axis is None or axis.retired_at:
        return False
    shown = AxisIdea.objects.filter(axis=axis, retired_at=None).values_list("frozen__is_public", flat=True)
    return set(shown) == {True}


rules.add_perm("strategy.view", is_reader)
rules.add_perm("strategy.edit", is_facilitator)
rules.add_perm("strategy.read_axis", is_reader | (is_public & rests_on_public_versions))
