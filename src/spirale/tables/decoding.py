"""Telling the encoding of a text file, or refusing to guess: a wrong guess would change what people said."""

import codecs
import re
from typing import Final

from spirale.method.problems import Problem

# What Western European text holds beyond ASCII. Another encoding read as cp1252 soon shows something else.
_WESTERN: Final = frozenset(
    "àáâãäåæçèéêëìíîïñòóôõöøœùúûüýÿßÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØŒÙÚÛÜÝŸ€£‘’‚“”„–—…•«»°²³§·¿¡ºª©®™±×÷%†\u00a0\u00ad"
)
_UTF8_PAIR: Final = re.compile(rb"[\xc3\xc5][\x80-\xbf]|\xe2\x80[\x80-\xbf]|\xf0\x9f[\x80-\xbf]{2}")
_WORD: Final = re.compile(r"[^\W\d_]+")


def decode_text(content: bytes) -> tuple[str, str]:
    """Give the text of a file and the name of its encoding.

    Reads UTF-8 with or without a byte order mark, UTF-16 with one, and Windows-1252 (which holds Latin-1) where the
    text could hardly be anything else. Raises Problem("encoding not recognised", row=, byte=) otherwise, the row
    being the line of the first byte that is not UTF-8, and Problem("file not text", row=) for what is no text.
    """
    if content.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise Problem("encoding not recognised", row=1, byte=1)
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            text, encoding = content.decode("utf-16"), "utf-16"
        except UnicodeDecodeError as error:
            row = content[: error.start].decode("utf-16", "replace").count("\n") + 1
            raise Problem("encoding not recognised", row=row, byte=error.start + 1) from None
    else:
        try:
            text, encoding = content.decode("utf-8-sig"), "utf-8"
        except UnicodeDecodeError as error:
            text, encoding = _western(content, error.start), "windows-1252"
    if "\0" in text:
        raise Problem("file not text", row=text[: text.index("\0")].count("\n") + 1)
    return text, encoding


def _western(content: bytes, start: int) -> str:
    """Read Windows-1252 where everything in it is Western European; `start` is the first byte that is not UTF-8."""
    refusal = Problem("encoding not recognised", row=content[:start].count(b"\n") + 1, byte=start + 1)
    if b"\0" in content:
        raise Problem("file not text", row=content[: content.index(b"\0")].count(b"\n") + 1)
    if _UTF8_PAIR.search(content):  # mostly UTF-8, with a damaged place: reading it otherwise would garble the rest
        raise refusal
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError:
        raise refusal from None
    beyond = [character for character in text if not character.isascii()]
    letters = sum(character.isalpha() for character in text)
    accented = sum(character.isalpha() for character in beyond)
    if not _WESTERN.issuperset(beyond) or accented * 3 > letters:
        raise refusal
    # Greek or Cyrillic read as Western text gives words made of accented letters alone; French has à, ô, but no more
    if any(len(word) > 3 and not any(letter.isascii() for letter in word) for word in _WORD.findall(text)):
        raise refusal
    return text
