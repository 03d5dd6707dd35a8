"""Keeping what an act changes from others until it is done: the territory first, always."""

from uuid import UUID

from spirale.people.models import Account
from spirale.strategy.models import Axis
from spirale.territories.models import Territory
from spirale.territories.rules import require


def held(territory_id: UUID) -> Territory:
    """The territory, kept from other acts of this room.

    Each act takes it before anything else, so that no two acts wait for each other.
    """
    return Territory.objects.select_for_update().get(pk=territory_id)


def held_axis(axis: Axis, by: Account) -> Axis:
    """An axis as it stands, put away or not, and with it its territory."""
    require("strategy.edit", by, axis)
    held(axis.territory_id)
    return Axis.objects.select_for_update(of=("self",)).select_related("territory").get(pk=axis.pk)
