"""Tags of this room."""

from django import template

from spirale.decision.models import Need
from spirale.decision.queries.content import between
from spirale.pages.amounts import amount_shown

register = template.Library()


@register.filter
def amount(hundredths: int) -> str:
    """An amount in the language of whoever reads: `{{ need.amount|amount }}`."""
    return amount_shown(hundredths)


@register.filter
def need_days(need: Need) -> str:
    """The days of a need in words, "" when none is told."""
    return between(*(day.isoformat() if day else "" for day in (need.from_on, need.to_on)))
