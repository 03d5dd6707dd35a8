"""A signature drawn on a screen: what is taken, for it is shown to others as a drawing."""

import re
from typing import Final

from spirale.method.problems import Problem

WIDTH: Final = 600
HEIGHT: Final = 200
LONGEST: Final = 12_000

_PATH: Final = re.compile(r"(?:M\d{1,3} \d{1,3}(?:L\d{1,3} \d{1,3})+)+", re.ASCII)


def signature_path(said: str) -> str:
    """A path of lines in a frame of 600 by 200: only moves (M) and lines (L) between whole numbers, or nothing.

    Raises Problem("signature not readable") for anything else, however close, or for more than 12,000 signs.
    """
    path = said.strip()
    if not path:
        return ""
    if len(path) > LONGEST or not _PATH.fullmatch(path):
        raise Problem("signature not readable")
    for across, down in re.findall(r"(\d+) (\d+)", path):
        if int(across) > WIDTH or int(down) > HEIGHT:
            raise Problem("signature not readable")
    return path
