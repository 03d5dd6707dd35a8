"""Who may read and write action sheets, keep the resources, and set and freeze the rules of a choice."""

import rules
from django.db import models

from spirale.decision.models import ActionSheet
from spirale.territories.rules import is_facilitator, is_member, is_public, is_reader


@rules.predicate
def is_put_to_a_decided_choice(account: object, thing: models.Model | None) -> bool:
    """A sheet on which people decided, in or out: the decision can only be followed by who can read it."""
    return isinstance(thing, ActionSheet) and thing.choices.exclude(decided_at=None).exists()


rules.add_perm("decision.view", is_reader)
rules.add_perm("decision.read_sheet", is_reader | (is_public & is_put_to_a_decided_choice))
rules.add_perm("decision.write_sheet", is_member)
rules.add_perm("decision.read_rules", is_reader | is_public)
rules.add_perm("decision.edit", is_facilitator)
