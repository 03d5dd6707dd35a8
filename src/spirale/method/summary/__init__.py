"""The fair summary: a few ideas on one page, such that nobody who deserves a place there is left out."""

from spirale.method.summary.choosing import summarise, summarise_document
from spirale.method.summary.values import (
    ENGINE_VERSION,
    Broken,
    Counted,
    Kind,
    Place,
    Reason,
    Summary,
    Without,
)

__all__ = [
    "ENGINE_VERSION",
    "Broken",
    "Counted",
    "Kind",
    "Place",
    "Reason",
    "Summary",
    "Without",
    "summarise",
    "summarise_document",
]
