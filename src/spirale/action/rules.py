"""Who may see commitments, texts and plan, carry them, and follow them up."""

import rules
from django.db import models

from spirale.decision.models import ActionSheet
from spirale.territories.rules import is_facilitator, is_member, is_public, is_reader


@rules.predicate
def is_offered_for_signing(account: object, thing: models.Model | None) -> bool:
    """A text of which people opened a version for signing."""
    return getattr(thing, "signing", None) is not None


@rules.predicate
def is_proposed_for_extension(account: object, thing: models.Model | None) -> bool:
    """A sheet of an action that its people propose to carry on: its evaluation is read with it."""
    return isinstance(thing, ActionSheet) and thing.extension_offers.filter(withdrawn_at=None).exists()


rules.add_perm("action.view", is_public | is_reader)
rules.add_perm("action.view_inside", is_reader)
rules.add_perm("action.read_text", is_reader | (is_public & is_offered_for_signing))
rules.add_perm("action.write_text", is_member)
rules.add_perm("action.carry", is_facilitator)
rules.add_perm("action.plan", is_member)
rules.add_perm("action.evaluate", is_member)
rules.add_perm("action.read_review", is_reader | (is_public & is_proposed_for_extension))
