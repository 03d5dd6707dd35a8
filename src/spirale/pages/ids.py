"""Ids as pages and addresses send them."""

from collections.abc import Iterable
from uuid import UUID


def as_id(text: str) -> UUID | None:
    """An id, or nothing when it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def ids_in(sent: Iterable[str]) -> list[UUID]:
    """The ids among what was sent, once each; what is none is passed over."""
    return list(dict.fromkeys(found for each in sent if (found := as_id(each))))
