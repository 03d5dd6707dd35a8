"""The map of pledges as a table, with contacts: for facilitators alone."""

from collections.abc import Iterable, Iterator
from typing import Final

from django.utils import timezone

from spirale.tables.writing import Cell, csv_lines
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


def pledges_as_csv(workshop: Workshop, actions: Iterable[Offered]) -> Iterator[bytes]:
    """Each pledge that stands as a row, under its action; the byte order mark tells spreadsheets that it is UTF-8."""
    yield b"\xef\xbb\xbf"
    for line in csv_lines(PLEDGE_COLUMNS, _rows(workshop, actions)):
        yield line.encode()


def _rows(workshop: Workshop, actions: Iterable[Offered]) -> Iterator[dict[str, Cell]]:
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
