"""Who may see commitments, texts and plan, carry them, and follow them up."""

from collections.abc import Iterable

import rules
from django.db import models

from spirale.action.models import ExtensionOffer, Photo, Task
from spirale.decision.models import ActionSheet
from spirale.people.models import Account
from spirale.people.queries import folded
from spirale.territories.rules import is_facilitator, is_member, is_public, is_reader


@rules.predicate
def is_offered_for_signing(account: object, thing: models.Model | None) -> bool:
    """A text of which people opened a version for signing."""
    return getattr(thing, "signing", None) is not None


@rules.predicate
def is_owner(account: object, thing: models.Model | None) -> bool:
    """Whoever does a task, by the name that it gives; of an action, whoever signed a commitment to it."""
    if not isinstance(account, Account) or not folded(account.name):
        return False
    if isinstance(thing, Task):
        names: Iterable[str] = thing.owners
    elif isinstance(thing, ActionSheet):
        names = thing.commitments.filter(signed_at__isnull=False, retired_at=None).values_list("who", flat=True)
    else:
        return False
    return folded(account.name) in {folded(name) for name in names}


@rules.predicate
def brought_it(account: object, thing: models.Model | None) -> bool:
    return isinstance(account, Account) and getattr(thing, "made_by_id", None) == account.pk


@rules.predicate
def is_shown(account: object, thing: models.Model | None) -> bool:
    """A photo that was neither retired nor erased."""
    return isinstance(thing, Photo) and thing.retired_at is None


@rules.predicate
def is_agreed_to(account: object, thing: models.Model | None) -> bool:
    """A photo of which the people it shows agree that all see it."""
    return isinstance(thing, Photo) and thing.agreed_at is not None


@rules.predicate
def is_proposed_for_extension(account: object, thing: models.Model | None) -> bool:
    """A sheet of an action that its people propose to other territories: its evaluation is read with it."""
    if not isinstance(thing, ActionSheet):
        return False
    return thing.extension_offers.filter(withdrawn_at=None).exclude(toward=ExtensionOffer.Toward.CYCLE).exists()


rules.add_perm("action.view", is_public | is_reader)
rules.add_perm("action.view_inside", is_reader)
rules.add_perm("action.read_text", is_reader | (is_public & is_offered_for_signing))
rules.add_perm("action.write_text", is_member)
rules.add_perm("action.carry", is_facilitator)
rules.add_perm("action.plan", is_member)
# Anybody may take the name of an owner: members alone, who may change the tasks as well, are taken at their word.
rules.add_perm("action.add_photo", is_facilitator | (is_member & is_owner))
rules.add_perm("action.change_photo", is_facilitator | (is_reader & brought_it))
rules.add_perm(
    "action.view_photo",
    (is_shown & (is_reader | (is_public & is_agreed_to))) | is_facilitator | (is_reader & brought_it),
)
rules.add_perm("action.evaluate", is_member)
rules.add_perm("action.read_review", is_reader | (is_public & is_proposed_for_extension))
