"""Erasing what was read in notes whose author asked for it."""

from collections.abc import Iterable
from uuid import UUID

from spirale.coding.models import Criterion


def erase_criteria(notes: Iterable[UUID]) -> None:
    """Blank the words of every criterion of these notes; their codes and signs stay, for the counts."""
    Criterion.objects.filter(note__in=list(notes)).update(text="")
