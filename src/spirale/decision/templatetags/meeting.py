"""Words and numbers that the pages of the meeting share."""

from django import template

from spirale.pages.sentences.reasons import hundredths as written

register = template.Library()


@register.filter
def hundredths(amount: int) -> str:
    """A number of hundredths as people write it: 150 is 1.5."""
    return written(int(amount))
