"""Amounts as people write them, kept in whole hundredths of a unit so that sums are exact."""

import re
from typing import Final

from spirale.method.problems import Problem

_MOST: Final = 10**12
_WRITTEN: Final = re.compile(r"(\d{1,13})(?:[.,](\d{1,2}))?")


def hundredths_of(said: str) -> int:
    """Read “20”, “1,5” or “1 200.50” as hundredths. Raises Problem("amount not readable") and ("pledge of nothing")."""
    plain = re.sub(r"[\s\u00a0\u202f’']", "", said)
    if plain.startswith(("-", "−")):
        raise Problem("pledge of nothing", amount=said.strip()[:20])
    found = _WRITTEN.fullmatch(plain)
    if not found or not plain.isascii():
        raise Problem("amount not readable", amount=said.strip()[:20])
    amount = int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0"))
    if not amount:
        raise Problem("pledge of nothing", amount=said.strip()[:20])
    if amount > _MOST:
        raise Problem("amount not readable", amount=said.strip()[:20])
    return amount
