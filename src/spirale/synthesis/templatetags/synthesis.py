"""What the pages of frozen versions ask of values."""

from collections.abc import Mapping
from typing import TypeVar

from django import template

from spirale.pages.problems import Problem
from spirale.synthesis.views.saying import in_words

register = template.Library()
Value = TypeVar("Value")


@register.filter
def of(kept: Mapping[str, list[Value]], key: str) -> list[Value]:
    """What is kept under a key, or nothing: `{{ rivals|of:sentence.id }}`."""
    return kept.get(key, [])


@register.filter
def said(problem: Problem | None) -> str:
    """A problem in words."""
    return in_words(problem) if problem else ""
