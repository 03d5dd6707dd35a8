"""The kinds of things that a bank counts: taken as a list, added, renamed, retired when nothing uses them."""

from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from spirale.decision import rules as _rules  # noqa: F401  permissions of this room
from spirale.decision.models import Resource
from spirale.decision.queries.resources import is_used, starting_list
from spirale.journal import operations as journal
from spirale.method.problems import Problem
from spirale.method.text import normalise
from spirale.people.models import Account
from spirale.territories.models import Territory
from spirale.territories.rules import require


@transaction.atomic
def take_starting_list(*, territory: Territory, by: Account) -> int:
    """Add what usual banks count, in the language of the territory, but for names that are there; gives how many."""
    require("decision.edit", by, territory)
    Territory.objects.select_for_update().get(pk=territory.pk)
    there = set(Resource.objects.filter(territory=territory, retired_at=None).values_list("name", flat=True))
    last = _last_position(territory)
    made = [
        Resource(territory=territory, kind=one.kind, name=one.name, unit=one.unit, is_shared=one.is_shared)
        for one in starting_list(territory.language)
        if one.name not in there
    ]
    for position, one in enumerate(made, last + 1):
        one.position = position
    Resource.objects.bulk_create(made)
    if made:
        names = [one.name for one in made]
        journal.append("starting list taken", space=territory.pk, on=territory, by=by, resources=names)
    return len(made)


@transaction.atomic
def add_resource(
    *, resource_id: UUID, territory: Territory, kind: str, name: str, unit: str, is_shared: bool = False, by: Account
) -> Resource:
    """Add a kind of thing with its unit; the same id again gives the one that is there."""
    require("decision.edit", by, territory)
    kept = Resource.objects.filter(pk=resource_id).first()
    if kept:
        if kept.territory_id != territory.pk:
            raise Problem("resource of another territory")
        return kept
    name, unit = _name(name), _unit(unit)
    _only_one(territory, name)
    resource = Resource.objects.create(
        id=resource_id,
        territory=territory,
        kind=Resource.Kind(kind),
        name=name,
        unit=unit,
        is_shared=is_shared,
        position=_last_position(territory) + 1,
    )
    journal.append("resource added", space=territory.pk, on=resource, by=by, name=name, unit=unit)
    return resource


@transaction.atomic
def change_resource(*, resource: Resource, kind: str, name: str, unit: str, is_shared: bool, by: Account) -> Resource:
    """Name a resource otherwise. Its unit, and whether it is used up, are fixed once a need or a pledge counts in it.

    Raises Problem("unit is in use").
    """
    require("decision.edit", by, resource)
    resource = Resource.objects.select_for_update(of=("self",)).select_related("territory").get(pk=resource.pk)
    name, unit = _name(name), _unit(unit)
    if (unit, is_shared) != (resource.unit, resource.is_shared) and is_used(resource):
        raise Problem("unit is in use", name=resource.name, unit=resource.unit)
    if name != resource.name:
        _only_one(resource.territory, name)
    before = [resource.kind, resource.name, resource.unit, resource.is_shared]
    resource.kind, resource.name, resource.unit, resource.is_shared = Resource.Kind(kind), name, unit, is_shared
    after = [resource.kind, name, unit, is_shared]
    if after != before:
        resource.save(update_fields=["kind", "name", "unit", "is_shared"])
        journal.append("resource changed", space=resource.territory_id, on=resource, by=by, before=before, after=after)
    return resource


@transaction.atomic
def retire_resource(*, resource: Resource, by: Account) -> None:
    """Take a resource off the list, when no need or pledge counts in it: Problem("resource is in use") otherwise."""
    require("decision.edit", by, resource)
    resource = Resource.objects.select_for_update().get(pk=resource.pk)
    if resource.retired_at:
        return
    if is_used(resource):
        raise Problem("resource is in use", name=resource.name)
    resource.retired_at = timezone.now()
    resource.save(update_fields=["retired_at"])
    journal.append("resource retired", space=resource.territory_id, on=resource, by=by, name=resource.name)


@transaction.atomic
def bring_back_resource(*, resource: Resource, by: Account) -> None:
    """Put a resource back on the list."""
    require("decision.edit", by, resource)
    resource = Resource.objects.select_for_update(of=("self",)).select_related("territory").get(pk=resource.pk)
    if resource.retired_at is None:
        return
    _only_one(resource.territory, resource.name)
    resource.retired_at = None
    resource.save(update_fields=["retired_at"])
    journal.append("resource brought back", space=resource.territory_id, on=resource, by=by, name=resource.name)


def _name(name: str) -> str:
    name = normalise(name)[:80]
    if not name:
        raise Problem("resource without a name")
    return name


def _unit(unit: str) -> str:
    unit = normalise(unit)[:40]
    if not unit:
        raise Problem("resource without a unit")
    return unit


def _only_one(territory: Territory, name: str) -> None:
    if Resource.objects.filter(territory=territory, name=name, retired_at=None).exists():
        raise Problem("resource is there already", name=name)


def _last_position(territory: Territory) -> int:
    return Resource.objects.filter(territory=territory).aggregate(last=Max("position"))["last"] or 0
