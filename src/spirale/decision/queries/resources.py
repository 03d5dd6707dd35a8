"""What a territory's bank counts, and the list that is offered as a start."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from spirale.decision.models import BankPledge, Need, Resource
from spirale.territories.models import Territory


@dataclass(frozen=True, slots=True)
class Usual:
    """A kind of thing that banks usually count."""

    kind: str
    name: str
    unit: str
    is_shared: bool = False


def starting_list(language: str) -> list[Usual]:
    """What is offered as a start: hours by skill, money, rooms, equipment, and a permission."""
    kind = Resource.Kind
    with translation.override(language):
        return [
            Usual(kind.TIME, _("volunteer hours, no skill asked"), _("hour")),
            Usual(kind.TIME, _("hours of gardening"), _("hour")),
            Usual(kind.TIME, _("hours of handiwork"), _("hour")),
            Usual(kind.TIME, _("hours of leading groups"), _("hour")),
            Usual(kind.TIME, _("hours of writing and drawing"), _("hour")),
            Usual(kind.MONEY, _("euros"), "€"),
            Usual(kind.ROOM, _("meeting room"), _("half-day")),
            Usual(kind.EQUIPMENT, _("tools"), _("day")),
            Usual(kind.EQUIPMENT, _("vehicle"), _("day")),
            Usual(kind.PERMISSION, _("permission of the municipality"), _("permission"), is_shared=True),
        ]


def resources_of(territory: Territory) -> QuerySet[Resource]:
    """The resources that stand, in their order, each with `used`: whether a need or a pledge counts in it."""
    return with_use(Resource.objects.filter(territory=territory, retired_at=None)).order_by("position", "name", "pk")


def with_use(resources: QuerySet[Resource]) -> QuerySet[Resource]:
    """Say of each resource whether a need or a pledge ever counted in it."""
    needed = Exists(Need.objects.filter(resource=OuterRef("pk")))
    pledged = Exists(BankPledge.objects.filter(resource=OuterRef("pk")))
    return resources.annotate(used=needed | pledged)


def is_used(resource: Resource) -> bool:
    """Whether a need or a pledge ever counted in it; versions and scores read them long after."""
    return resource.needs.exists() or resource.pledges.exists()
