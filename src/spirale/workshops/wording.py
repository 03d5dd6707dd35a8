"""The words of a note as they are kept: word for word, without what no screen or paper can show."""

import unicodedata
from typing import Final

from spirale.method.problems import Problem

NOTE_LIMIT: Final = 10_000
"""Characters of the longest note that is kept: some five pages; longer is a document, not a note."""

_KEPT_BREAKS: Final = "\n"
_UNSAID: Final = {"Cc", "Cs"}  # control characters, and halves of characters that no file can hold


def as_written(text: str, **where: object) -> str:
    """Give the text that is kept: line breaks stay, control characters go, ends are trimmed; nothing else changes.

    `where` (row, column) goes into the problem. Raises Problem("note empty") and Problem("note too long").
    """
    if len(text) > 2 * NOTE_LIMIT and len(text.strip()) > 2 * NOTE_LIMIT:
        raise Problem("note too long", length=len(text), limit=NOTE_LIMIT, start=text.strip()[:40], **where)
    kept = unicodedata.normalize("NFC", text if text.isprintable() else _without_controls(text)).strip()
    if not any(_shows(character) for character in kept):
        raise Problem("note empty", **where)
    if len(kept) > NOTE_LIMIT:
        raise Problem("note too long", length=len(kept), limit=NOTE_LIMIT, start=kept[:40], **where)
    return kept


def as_line(text: str, limit: int) -> str:
    """One line of words, such as a name or a title: breaks and runs of blanks become one blank; cut at the limit."""
    blank = "".join(sign if sign.isprintable() else " " for sign in unicodedata.normalize("NFC", text))
    line = " ".join(blank.split())[:limit].rstrip()
    return line if any(_shows(sign) for sign in line) else ""


def _without_controls(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    spaced = lines.replace("\t", " ").replace("\ufeff", "")
    return "".join(
        character for character in spaced if character in _KEPT_BREAKS or unicodedata.category(character) not in _UNSAID
    )


def _shows(character: str) -> bool:
    return unicodedata.category(character)[0] not in "ZC"
