"""Who on the list of actors could bring what: as a facilitator noted, as they promised, or as they are told of."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from django.db.models import QuerySet

from spirale.action.models import Ability
from spirale.decision.models import BankPledge, Resource
from spirale.method.choice.matching import Actor
from spirale.method.text import fold
from spirale.strategy.models import Existing
from spirale.territories.models import Territory

NOTED, PROMISED, TOLD = "noted", "promised", "told"
SHORTEST: Final = 4
"""Shorter words of a resource's name do not tell what it is."""


@dataclass(slots=True)
class Someone:
    """Somebody of the list, with what they are able to bring, and from where this is known: by resource."""

    name: str
    has: dict[str, str] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)


def abilities_of(territory: Territory) -> "QuerySet[Ability]":
    """What facilitators noted, by name."""
    standing = Ability.objects.filter(creator__territory=territory, creator__retired_at=None, retired_at=None)
    return standing.select_related("creator", "resource").order_by("creator__name", "resource__position", "pk")


def creators_of(territory: Territory) -> "QuerySet[Existing]":
    """The list of actors: the creators that stand."""
    return Existing.objects.filter(territory=territory, column=Existing.Column.CREATOR, retired_at=None).order_by(
        "name", "pk"
    )


def people_of(
    territory: Territory, resources: Iterable[Resource], pledges: Iterable[BankPledge], abilities: Iterable[Ability]
) -> dict[str, Someone]:
    """Everybody of the list of actors by their folded name; those who promised to the bank are of it.

    What a facilitator noted comes before what somebody promised, and this before what their description names.
    """
    found: dict[str, Someone] = {}
    wanted = [(str(one.pk), stems_of(one)) for one in resources]
    for creator in creators_of(territory):
        someone = found.setdefault(fold(creator.name), Someone(creator.name))
        words = re.findall(r"\w+", fold(f"{creator.name} {creator.description}"))
        for resource, stems in wanted:
            if stems and all(any(word.startswith(stem) for word in words) for stem in stems):
                someone.has.setdefault(resource, TOLD)
    for pledge in pledges:
        someone = found.setdefault(fold(pledge.owner), Someone(pledge.owner))
        someone.has[str(pledge.resource_id)] = PROMISED
    for ability in abilities:
        someone = found.setdefault(fold(ability.creator.name), Someone(ability.creator.name))
        someone.has[str(ability.resource_id)] = NOTED
        someone.places[str(ability.resource_id)] = fold(ability.place)
    return found


def stems_of(resource: Resource) -> tuple[str, ...]:
    """The words that tell a resource from others, without those of its unit: “heures de jardinage” is “jardinage”."""
    unit = [word for word in re.findall(r"\w+", fold(resource.unit)) if len(word) >= SHORTEST]
    words = re.findall(r"\w+", fold(resource.name))
    return tuple(
        word for word in words if len(word) >= SHORTEST and not any(word.startswith(one[:SHORTEST]) for one in unit)
    )


def as_actors(people: dict[str, Someone]) -> list[Actor]:
    """The list as the method reads it; who is able to bring things in several places is one actor for each place."""
    return [
        Actor(key, tuple(sorted(name for name in someone.has if someone.places.get(name, "") == place)), place)
        for key, someone in people.items()
        for place in sorted({someone.places.get(name, "") for name in someone.has})
    ]


@dataclass(frozen=True, slots=True)
class Could:
    """Somebody who could fill a gap, and from where this is known."""

    name: str
    how: str


def could_fill(keys: Iterable[str], resource: UUID, people: dict[str, Someone]) -> tuple[Could, ...]:
    """Those whom the method named for a gap: noted first, in the order given otherwise."""
    found = [Could(people[key].name, people[key].has[str(resource)]) for key in keys]
    return tuple(sorted(found, key=lambda one: (NOTED, TOLD, PROMISED).index(one.how)))
