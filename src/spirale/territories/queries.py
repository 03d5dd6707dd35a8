"""Territories as a visitor sees them, and the people of one."""

from django.db.models import QuerySet

from spirale.people.models import Account
from spirale.territories.models import Membership, Role, Territory


def memberships_of(account: Account) -> QuerySet[Membership]:
    """The territories an account belongs to, with its role in each, by name."""
    return Membership.objects.filter(account=account).select_related("territory").order_by("territory__name")


def public_territories(*, besides: Account | None = None) -> QuerySet[Territory]:
    """Territories open to every reader, without those the account belongs to, by name."""
    found = Territory.objects.filter(is_public=True)
    return found.exclude(memberships__account=besides) if besides else found


def members_of(territory: Territory) -> QuerySet[Membership]:
    """The people of a territory with their roles, by name."""
    return territory.memberships.select_related("account").order_by("account__name", "account__email")


def territories_to_write_in(account: object) -> QuerySet[Territory]:
    """The territories in which this account is more than a reader, by name."""
    if not isinstance(account, Account):
        return Territory.objects.none()
    own = Membership.objects.filter(account=account).exclude(role=Role.READER).values("territory")
    return Territory.objects.filter(pk__in=own).order_by("name", "pk")


def is_last_administrator(membership: Membership) -> bool:
    """Whether nobody else administers this territory."""
    if membership.role != Role.ADMINISTRATOR:
        return False
    others = membership.territory.memberships.filter(role=Role.ADMINISTRATOR, account__is_active=True)
    return not others.exclude(pk=membership.pk).exists()
