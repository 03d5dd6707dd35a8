"""Who may read, edit, freeze and answer a synthesis."""

import rules
from django.db import models

from spirale.people.models import Account
from spirale.territories.rules import is_facilitator, is_reader


@rules.predicate
def is_public_version(account: object, thing: models.Model | None) -> bool:
    """A frozen version that its territory chose to show to all."""
    return bool(getattr(thing, "is_public", False))


@rules.predicate
def is_signed_in(account: object) -> bool:
    return isinstance(account, Account) and account.is_active


rules.add_perm("synthesis.view", is_reader)
rules.add_perm("synthesis.edit", is_facilitator)
rules.add_perm("synthesis.freeze", is_facilitator)
rules.add_perm("synthesis.read_version", is_public_version | is_reader)
rules.add_perm("synthesis.propose_rival_wording", is_signed_in & (is_public_version | is_reader))
