"""Who may do what in a territory. Later rooms write their own rules with these predicates."""

import rules
from django.core.exceptions import PermissionDenied
from django.db import models

from spirale.people.models import Account
from spirale.territories.models import Membership, Role, Territory


def role_in(account: object, territory: Territory) -> str | None:
    """The role this account holds in this territory, or nothing; asked once per account and territory."""
    if not isinstance(account, Account) or not account.is_active:
        return None
    known: dict[object, str | None] = account.__dict__.setdefault("_roles", {})
    if territory.pk not in known:
        found = Membership.objects.filter(account=account, territory=territory).values_list("role", flat=True).first()
        known[territory.pk] = found
    return known[territory.pk]


def territory_of(thing: models.Model) -> Territory:
    """The territory that a thing belongs to: itself, or what its `territory` says."""
    return thing if isinstance(thing, Territory) else thing.territory  # type: ignore[attr-defined]


def _holds(*roles: str) -> rules.Predicate:
    def check(account: object, thing: models.Model | None) -> bool:
        return thing is not None and role_in(account, territory_of(thing)) in roles

    return rules.predicate(check, "holds " + " or ".join(roles))


is_administrator = _holds(Role.ADMINISTRATOR)
is_facilitator = _holds(Role.ADMINISTRATOR, Role.FACILITATOR)
is_member = _holds(Role.ADMINISTRATOR, Role.FACILITATOR, Role.MEMBER)
is_reader = _holds(*Role.values)


@rules.predicate
def is_public(account: object, thing: models.Model | None) -> bool:
    return thing is not None and territory_of(thing).is_public


@rules.predicate
def is_signed_in(account: object) -> bool:
    return isinstance(account, Account) and account.is_active


def require(permission: str, account: object, thing: models.Model) -> None:
    """Refuse the act unless this account has this permission on this thing."""
    if not rules.has_perm(permission, account, thing):
        raise PermissionDenied(permission)


rules.add_perm("territories.view", is_public | is_reader)
rules.add_perm("territories.view_inside", is_reader)
rules.add_perm("territories.change", is_administrator)
rules.add_perm("territories.manage_members", is_administrator)
rules.add_perm("territories.create", is_signed_in)
