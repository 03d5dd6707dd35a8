"""Amounts as people write and read them: whole hundredths inside, a decimal sign by language outside."""

import re
from typing import Final

from django.utils.formats import get_format, number_format

from spirale.method.problems import Problem

MOST: Final = 10**13
"""The largest amount, in hundredths: it fits every database, and no pledge comes near."""
_SPACES: Final = re.compile(r"[\s\u00a0\u202f']+")
_NUMBER: Final = re.compile(r"\d+(\.\d{1,2}0*)?", re.ASCII)


def amount_written(text: str) -> int:
    """Read an amount in hundredths: "1,5" and "1.5" are 150, "1 200" is 120000.

    A comma before exactly three figures parts thousands where the language does so, and is a decimal sign elsewhere.
    Raises Problem("amount not read", value=...) for what is no number, or has more than two decimals, and
    Problem("amount is nothing") for zero.
    """
    plain = _SPACES.sub("", text)
    if get_format("THOUSAND_SEPARATOR") == "," and re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", plain):
        plain = plain.replace(",", "")
    plain = plain.replace(",", ".")
    if not _NUMBER.fullmatch(plain) or len(plain) > 20:
        raise Problem("amount not read", value=text.strip()[:40])
    whole, _dot, part = plain.partition(".")
    hundredths = int(whole) * 100 + int((part + "00")[:2])
    if not hundredths:
        raise Problem("amount is nothing")
    if hundredths > MOST:
        raise Problem("amount not read", value=text.strip()[:40])
    return hundredths


def amount_shown(hundredths: int) -> str:
    """An amount in the language of whoever reads, with no more decimals than it has."""
    whole, part = divmod(hundredths, 100)
    if not part:
        return str(number_format(whole, 0, force_grouping=True))
    return str(number_format(f"{whole}.{part:02}".rstrip("0"), 1 if part % 10 == 0 else 2, force_grouping=True))


def amount_plain(hundredths: int) -> str:
    """An amount for tables that leave: a full stop, and no sign between thousands."""
    whole, part = divmod(hundredths, 100)
    return f"{whole}.{part:02}".rstrip("0") if part else str(whole)
