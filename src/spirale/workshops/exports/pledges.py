"""The map of pledges as a table, with contacts: for facilitators alone."""

from collections.abc import Iterable, Iterator
from typing import Final

from django.utils import timezone

from spirale.tables.writing import Cell
from spirale.workshops.models import Workshop
from spirale.workshops.queries.pledges import Offered

PLEDGE_COLUMNS: Final = (
    "id",
    "workshop",
    "held_on",
    "action_id",
    "action",
    "brings",
    "name",
    "contact",
    "made_at",
)


def pledge_rows(workshop: Workshop, actions: Iterable[Offered]) -> Iterator[dict[str, Cell]]:
    """Each pledge that stands as a row, under its action."""
    for action in actions:
        for offer in action.standing:
            yield {
                "id": str(offer.id),
                "workshop": workshop.title,
                "held_on": workshop.held_on.isoformat(),
                "action_id": str(action.id),
                "action": action.title,
                "brings": offer.brings,
                "name": offer.name,
                "contact": offer.contact,
                "made_at": timezone.localtime(offer.made_at).isoformat(),
            }
