"""Markup of what repeats hundreds of times on a page, filled in as `format_html` does and in a third of its time.

`format_html` looks at each value for a text that is not translated yet. Here values are words and numbers already.
"""

from collections.abc import Iterable
from html import escape
from uuid import UUID

from django.utils.safestring import SafeString

Filling = str | int | UUID
"""What is put into markup: words are escaped, unless they are markup already (`SafeString`)."""

NOTHING = SafeString("")


def filled(form: str, *values: Filling) -> SafeString:
    """A piece of markup with values in the places of its braces, every one of them escaped."""
    return SafeString(form.format(*[_escaped(value) for value in values]))


def joined(pieces: Iterable[SafeString]) -> SafeString:
    """Pieces of markup one after the other; anything else is refused, since nobody escaped it."""
    found = list(pieces)
    if not all(isinstance(piece, SafeString) for piece in found):
        raise TypeError("only markup is joined as it is")
    return SafeString("".join(found))


def _escaped(value: Filling) -> Filling:
    return value if isinstance(value, (SafeString, int)) else escape(str(value))
