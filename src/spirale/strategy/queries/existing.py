"""What exists already in a territory."""

from dataclasses import dataclass

from django.db.models import Count, Q

from spirale.strategy.models import Existing
from spirale.territories.models import Territory


@dataclass(frozen=True, slots=True)
class Column:
    """One of the three columns, with what stands in it."""

    key: str
    label: str
    standing: tuple[Existing, ...]


def columns_of(territory: Territory) -> list[Column]:
    """What exists, in the three columns, by name; each with its `ideas` answered and its `axes_on_it`."""
    found = (
        Existing.objects.filter(territory=territory, retired_at=None)
        .annotate(
            ideas=Count("confrontations", filter=Q(confrontations__retired_at=None), distinct=True),
            axes_on_it=Count("axes", filter=Q(axes__retired_at=None, axes__axis__retired_at=None), distinct=True),
        )
        .order_by("name", "id")
    )
    standing: dict[str, list[Existing]] = {}
    for each in found:
        standing.setdefault(each.column, []).append(each)
    return [Column(key, str(label), tuple(standing.get(key, ()))) for key, label in Existing.Column.choices]


def retired_existing(territory: Territory) -> list[Existing]:
    """What was put away, by column and name."""
    return list(Existing.objects.filter(territory=territory, retired_at__isnull=False).order_by("column", "name", "id"))
