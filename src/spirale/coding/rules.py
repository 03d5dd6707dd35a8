"""Who may read, code, adjudicate and load grids."""

import rules
from django.db import models

from spirale.coding.models import GridVersion
from spirale.territories.rules import is_administrator, is_facilitator, is_member, is_reader


@rules.predicate
def is_shared_grid(account: object, thing: models.Model | None) -> bool:
    """A grid that belongs to no territory is part of the method: anybody may read it."""
    return isinstance(thing, GridVersion) and thing.territory_id is None


rules.add_perm("coding.view", is_reader)
rules.add_perm("coding.view_grid", is_shared_grid | is_reader)
rules.add_perm("coding.code", is_member)
rules.add_perm("coding.split", is_member)
rules.add_perm("coding.adjudicate", is_facilitator)
rules.add_perm("coding.load_grid", is_administrator)
