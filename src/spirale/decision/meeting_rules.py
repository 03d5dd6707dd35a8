"""Who may do what at the meeting where actions are chosen. Phones are not accounts: their acts name a participant."""

import rules
from django.db import models

from spirale.decision.models import Choice
from spirale.territories.rules import is_facilitator, is_public, is_reader


@rules.predicate
def is_decided(account: object, thing: models.Model | None) -> bool:
    """What people have decided is shown where the territory is; what was only reckoned is not yet."""
    return isinstance(thing, Choice) and thing.decided_at is not None


rules.add_perm("decision.lead_meeting", is_facilitator)
rules.add_perm("decision.view_meeting", is_reader)
rules.add_perm("decision.read_result", is_reader | (is_public & is_decided))
rules.add_perm("decision.read_contacts", is_facilitator)
