"""Amounts as people write and read them: whole hundredths of a unit inside, so that sums are exact.

The signs of a language are in its catalogue, so that pages and the command line write an amount alike.
"""

import re
from collections.abc import Callable
from typing import Final

from spirale.method.problems import Problem
from spirale.pages.sentences import filled, of_the_site
from spirale.pages.sentences.marking import mark as _

MOST: Final = 10**13
"""The largest amount, in hundredths: it fits every database, and no pledge comes near."""

_DECIMALS: Final = _("{whole}.{hundredths}")
_THOUSANDS: Final = _("{thousands},{rest}")
_SPACES: Final = re.compile(r"[\s\u00a0\u202f'’]+")
_IN_THOUSANDS: Final = re.compile(r"[-−+]?\d{1,3}(,\d{3})+(\.\d+)?", re.ASCII)
_NUMBER: Final = re.compile(r"([-−+]?)(\d{1,15})(?:\.(\d{1,2}))?", re.ASCII)


def amount_written(text: str, translate: Callable[[str], str] | None = None) -> int:
    """Read an amount in hundredths: "1,5" and "1.5" are 150, "1 200" is 120000.

    A comma before exactly three figures parts thousands where the language does so, and is a decimal sign elsewhere.
    Raises Problem("amount not readable") for what is no number, is too large or has more than two decimals, and
    Problem("amount is nothing") for zero and less.
    """
    plain, said = _SPACES.sub("", text), text.strip()[:40]
    if "," in (translate or of_the_site)(_THOUSANDS) and _IN_THOUSANDS.fullmatch(plain):
        plain = plain.replace(",", "")
    hundredths = _read(plain, said)
    if hundredths <= 0:
        raise Problem("amount is nothing", value=said)
    return hundredths


def amount_in_table(text: str) -> int:
    """Read any amount of a table in hundredths, zero and less too: a comma is a decimal sign, whoever reads.

    Raises Problem("amount not readable") as `amount_written`.
    """
    return _read(_SPACES.sub("", text), text.strip()[:40])


def _read(plain: str, said: str) -> int:
    found = _NUMBER.fullmatch(plain.replace(",", "."))
    hundredths = int(found[2]) * 100 + int((found[3] or "").ljust(2, "0")) if found else MOST + 1
    if found is None or hundredths > MOST:
        raise Problem("amount not readable", value=said)
    return -hundredths if found[1] in {"-", "−"} else hundredths


def amount_shown(hundredths: int, translate: Callable[[str], str] | None = None) -> str:
    """Write an amount in a language, that of whoever reads if none is given, with no more decimals than it has."""
    translate = translate or of_the_site
    whole, part = divmod(abs(hundredths), 100)
    shown = _grouped(whole, translate)
    if part:
        shown = filled(translate(_DECIMALS), {"whole": shown, "hundredths": f"{part:02}".rstrip("0")})
    return f"-{shown}" if hundredths < 0 else shown


def amount_plain(hundredths: int) -> str:
    """Write an amount for tables that leave: a full stop, and no sign between thousands."""
    whole, part = divmod(abs(hundredths), 100)
    plain = f"{whole}.{part:02}".rstrip("0") if part else str(whole)
    return f"-{plain}" if hundredths < 0 else plain


def _grouped(whole: int, translate: Callable[[str], str]) -> str:
    thousands, rest = divmod(whole, 1000)
    if not thousands:
        return str(whole)
    return filled(translate(_THOUSANDS), {"thousands": _grouped(thousands, translate), "rest": f"{rest:03}"})
