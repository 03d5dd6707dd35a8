"""Ids as pages and addresses send them."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid4

from django.db.models import QuerySet


def as_id(text: str) -> UUID | None:
    """An id, or nothing when it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def ids_in(sent: Iterable[str]) -> list[UUID]:
    """The ids among what was sent, once each; what is none is passed over."""
    return list(dict.fromkeys(found for each in sent if (found := as_id(each))))


def free_id(sent: UUID, rows: "QuerySet[Any]") -> UUID:
    """The id that a page sent, or another where one of these rows has it.

    Who goes back to a page that they sent, and says something else on it, sends its ids again.
    """
    return uuid4() if rows.filter(pk=sent).exists() else sent
