"""Tickets to the live door: signed by this installation, good for one space and one day, kept nowhere."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from django.core.signing import BadSignature, TimestampSigner

LASTS: Final = timedelta(hours=24)
_SALT: Final = "spirale.live"


def ticket_for(space: UUID) -> str:
    """A ticket that lets its holder follow the news of one space."""
    return TimestampSigner(salt=_SALT).sign(space.hex)


def read_ticket(ticket: str) -> UUID | None:
    """The space that a ticket opens; none when it was not signed here or is older than a day."""
    try:
        return UUID(hex=TimestampSigner(salt=_SALT).unsign(ticket, max_age=LASTS))
    except (BadSignature, ValueError):
        return None


def address_of(space: UUID) -> str:
    """Where the news of a space is followed, with a fresh ticket; for `follow.js`."""
    return f"/live/{space}/?ticket={ticket_for(space)}"
