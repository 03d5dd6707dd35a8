"""A sign as people write it in a column: well-being (+), ill-being (−), or that it is of neither."""

from collections.abc import Mapping
from typing import Final, Literal

from spirale.method.text import fold

Sign = Literal[-1, 0, 1]

_WRITTEN: Final[Mapping[str, Sign]] = {
    **dict.fromkeys(("+", "+1", "1", "plus", "positive", "positif", "good"), 1),
    **dict.fromkeys(("well-being", "well being", "bien-etre", "bien etre"), 1),
    **dict.fromkeys(("-", "-1", "moins", "minus", "negative", "negatif", "bad"), -1),
    **dict.fromkeys(("ill-being", "ill being", "mal-etre", "mal etre"), -1),
    **dict.fromkeys(("0", "=", "neutral", "neutre", "neither", "none", "aucun", "ni l'un ni l'autre"), 0),
}
_DASHES: Final = str.maketrans(dict.fromkeys("−–—‐‑", "-"))


def sign_written(cell: str) -> Sign | None:
    """Read a sign, whatever its dash, its case and its accents; None where nothing is written, or nothing known.

    Spreadsheets turn 1 into 1.0.
    """
    return _WRITTEN.get(fold(cell).translate(_DASHES).removesuffix(".0"))
