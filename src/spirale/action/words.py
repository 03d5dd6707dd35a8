"""Words that long pages say over and over: days in the reader's language, and what those who commit come as."""

from datetime import date
from functools import lru_cache
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import get_language

from spirale.workshops.models import Participant

DAYS_KEPT: Final = 8_192
"""Wordings that are remembered: more than ten years of days in both forms."""


def day_said(day: date) -> str:
    """A day in the short form of the reader's language."""
    return _worded(day, "SHORT_DATE_FORMAT", get_language())


def day_in_words(day: date) -> str:
    """A day as it stands in a sentence, in the reader's language."""
    return _worded(day, "DATE_FORMAT", get_language())


@lru_cache(maxsize=DAYS_KEPT)
def _worded(day: date, form: str, _language: str | None) -> str:
    """The language is not read here: it tells one wording of a day from another."""
    return date_format(day, form)


def kind_said(kind: str) -> str:
    """What somebody comes as, in the reader's language."""
    return _kinds(get_language()).get(kind, kind)


@lru_cache(maxsize=16)
def _kinds(_language: str | None) -> dict[str, str]:
    return {value: str(label) for value, label in Participant.Kind.choices}
