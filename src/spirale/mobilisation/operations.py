"""Forming groups, changing them, putting them away."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from spirale.journal import operations as journal
from spirale.mobilisation import queries
from spirale.mobilisation import rules as _rules  # noqa: F401  # the permissions named below
from spirale.mobilisation.models import Group
from spirale.people.models import Account
from spirale.territories.models import Territory
from spirale.territories.rules import require


class NameTaken(Exception):
    """Another group of the territory is called so."""


@transaction.atomic
def form_group(
    *,
    group_id: UUID,
    territory: Territory,
    by: Account,
    name: str,
    kind: str = Group.Kind.HOMOGENEOUS,
    profile: str = "",
    size: int | None = None,
) -> Group:
    """Form a group in a territory; sending it again changes nothing."""
    require("mobilisation.change", by, territory)
    Territory.objects.select_for_update().get(pk=territory.pk)
    known = Group.objects.filter(id=group_id).first()
    if known is not None:
        return known
    if queries.is_name_taken(territory, name):
        raise NameTaken(name)
    group = Group.objects.create(
        id=group_id, territory=territory, name=name.strip(), kind=kind, profile=profile.strip(), size=size
    )
    journal.append("group formed", space=territory.pk, on=group, by=by, name=group.name, group_kind=kind)
    return group


@transaction.atomic
def change_group(*, group: Group, by: Account, name: str, kind: str, profile: str, size: int | None) -> Group:
    """Change how a group is called and described."""
    require("mobilisation.change", by, group)
    Territory.objects.select_for_update().get(pk=group.territory_id)
    kept = Group.objects.select_related("territory").get(pk=group.pk)
    after = {"name": name.strip(), "kind": kind, "profile": profile.strip(), "size": size}
    before = {field: getattr(kept, field) for field in after}
    if before == after:
        return kept
    if queries.is_name_taken(kept.territory, name, besides=kept):
        raise NameTaken(name)
    for field, value in after.items():
        setattr(kept, field, value)
    kept.save(update_fields=list(after))
    journal.append("group changed", space=kept.territory_id, on=kept, by=by, before=before, after=after)
    return kept


@transaction.atomic
def archive_group(*, group: Group, by: Account) -> Group:
    """Put a group away: it is no longer listed; its workshops and its notes stay."""
    require("mobilisation.change", by, group)
    kept = Group.objects.select_for_update().get(pk=group.pk)
    if kept.archived_at is None:
        kept.archived_at = timezone.now()
        kept.save(update_fields=["archived_at"])
        journal.append("group archived", space=kept.territory_id, on=kept, by=by)
    return kept


@transaction.atomic
def bring_group_back(*, group: Group, by: Account) -> Group:
    """Take a group up again."""
    require("mobilisation.change", by, group)
    kept = Group.objects.select_for_update().get(pk=group.pk)
    if kept.archived_at is not None:
        kept.archived_at = None
        kept.save(update_fields=["archived_at"])
        journal.append("group brought back", space=kept.territory_id, on=kept, by=by)
    return kept
