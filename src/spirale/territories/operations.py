"""Opening territories, and giving people their roles."""

from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext

from spirale.journal import operations as journal
from spirale.people import operations as people
from spirale.people.models import Account
from spirale.territories import queries
from spirale.territories.models import Membership, Role, Territory
from spirale.territories.rules import require


class LastAdministrator(Exception):
    """A territory keeps at least one person who administers it."""


class ContradictsWhatWasKept(Exception):
    """The same thing was sent again with other words."""


@transaction.atomic
def open_territory(
    *,
    territory_id: UUID,
    by: Account,
    name: str,
    description: str = "",
    language: str = "fr",
    kind: str = Territory.Kind.PLACE,
    is_public: bool = False,
    slug: str = "",
) -> Territory:
    """Open a territory; who opens it administers it. Sending it again changes nothing."""
    require("territories.create", by, by)
    known = Territory.objects.filter(id=territory_id).first()
    if known is not None:
        if known.name != name.strip():
            raise ContradictsWhatWasKept(territory_id)
        return known
    territory = Territory.objects.create(
        id=territory_id,
        name=name.strip(),
        slug=_free_slug(slug or name),
        description=description.strip(),
        language=language,
        kind=kind,
        is_public=is_public,
    )
    Membership.objects.create(territory=territory, account=by, role=Role.ADMINISTRATOR)
    by.__dict__.pop("_roles", None)  # the account just gained one
    journal.append("territory opened", space=territory.pk, on=territory, by=by, name=territory.name)
    return territory


@transaction.atomic
def change_territory(
    *, territory: Territory, by: Account, name: str, description: str, language: str, is_public: bool
) -> Territory:
    """Change how a territory is called and described, and who sees it. Its address stays, so links go on working."""
    require("territories.change", by, territory)
    after = {
        "name": name.strip(), "description": description.strip(), "language": language, "is_public": is_public,
    }  # fmt: skip
    kept = Territory.objects.select_for_update().get(pk=territory.pk)
    before = {field: getattr(kept, field) for field in after}
    if before == after:
        return kept
    for field, value in after.items():
        setattr(kept, field, value)
    kept.save(update_fields=list(after))
    journal.append("territory changed", space=kept.pk, on=kept, by=by, before=before, after=after)
    return kept


@transaction.atomic
def add_member(
    *, territory: Territory, by: Account | None, email: str, role: str, name: str = "", sends_letter: bool = True
) -> Membership:
    """Give a role to whoever has this address, opening their account if needed, and send them a link.

    Without an account, it is whoever holds this machine, who takes no role away: somebody with a role keeps it.
    """
    if by:
        require("territories.manage_members", by, territory)
    account = people.make_account(email=email, name=name, language=territory.language, by=by)
    known = Membership.objects.filter(territory=territory, account=account).first()
    if known is not None:
        return change_role(membership=known, role=role, by=by) if by else known
    membership = Membership.objects.create(territory=territory, account=account, role=role)
    account.__dict__.pop("_roles", None)
    journal.append("member added", space=territory.pk, on=membership, by=by, account=account.pk, role=role)
    if not sends_letter:
        return membership
    with translation.override(account.language):
        why = gettext("%(who)s gives you a place in %(territory)s, in this role: %(role)s.") % {
            "who": by or territory, "territory": territory, "role": membership.get_role_display(),
        }  # fmt: skip
    people.send_sign_in_link(email=account.email, onward=reverse("synthesis:territory", args=[territory.slug]), why=why)
    return membership


@transaction.atomic
def change_role(*, membership: Membership, role: str, by: Account) -> Membership:
    """Give a person of the territory another role."""
    require("territories.manage_members", by, membership)
    kept = _locked(membership)
    if kept.role == role:
        return kept
    if queries.is_last_administrator(kept):
        raise LastAdministrator
    before, kept.role = kept.role, role
    kept.save(update_fields=["role"])
    journal.append("role changed", space=kept.territory_id, on=kept, by=by, before=before, after=role)
    return kept


@transaction.atomic
def remove_member(*, membership: Membership, by: Account) -> None:
    """Take away a person's role in the territory; what they wrote and coded stays. People may leave by themselves."""
    if membership.account_id != by.pk:
        require("territories.manage_members", by, membership)
    kept = _locked(membership)
    if queries.is_last_administrator(kept):
        raise LastAdministrator
    journal.append("member removed", space=kept.territory_id, on=kept, by=by, account=kept.account_id, role=kept.role)
    kept.delete()
    by.__dict__.pop("_roles", None)


def _locked(membership: Membership) -> Membership:
    """The membership as it is now, its territory locked: two administrators cannot leave at once."""
    Territory.objects.select_for_update().get(pk=membership.territory_id)
    return Membership.objects.select_related("territory", "account").get(pk=membership.pk)


def _free_slug(words: str) -> str:
    base = slugify(words)[:50] or "territoire"
    taken = set(Territory.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    if base not in taken and base != "new":  # /t/new/ is an address of its own
        return base
    number = 2
    while f"{base}-{number}" in taken:
        number += 1
    return f"{base}-{number}"
