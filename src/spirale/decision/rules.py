"""Who may read and write action sheets, keep the resources, freeze the rules of a choice, and act at its meeting.

Phones are not accounts: their acts name a participant.
"""

import rules
from django.db import models

from spirale.decision.models import ActionSheet, Choice
from spirale.territories.rules import is_facilitator, is_member, is_public, is_reader, is_signed_in


@rules.predicate
def is_put_to_a_decided_choice(account: object, thing: models.Model | None) -> bool:
    """A sheet on which people decided, in or out: the decision can only be followed by who can read it."""
    return isinstance(thing, ActionSheet) and thing.choices.exclude(decided_at=None).exists()


@rules.predicate
def is_decided(account: object, thing: models.Model | None) -> bool:
    """What people have decided is shown where the territory is; what was only reckoned is not yet."""
    return isinstance(thing, Choice) and thing.decided_at is not None


rules.add_perm("decision.view", is_reader)
rules.add_perm("decision.read_sheet", is_reader | (is_public & is_put_to_a_decided_choice))
rules.add_perm("decision.begin_from", is_signed_in & (is_reader | (is_public & is_put_to_a_decided_choice)))
rules.add_perm("decision.write_sheet", is_member)
rules.add_perm("decision.read_rules", is_reader | is_public)
rules.add_perm("decision.edit", is_facilitator)
rules.add_perm("decision.lead_meeting", is_facilitator)
rules.add_perm("decision.view_meeting", is_reader)
rules.add_perm("decision.read_result", is_reader | (is_public & is_decided))
