"""The first examples of a label: its name, the keywords of the determination key, and words people use for it."""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterable, Iterator
from functools import cache
from importlib import resources
from typing import Final

from spirale.method.coding.values import Example
from spirale.method.grid import Grid
from spirale.method.text import words

_PARTS: Final = re.compile(r"\s*[/,]\s*")
_NAMED: Final = re.compile(r"\s*[/,;]\s*|\s+(?:and|e|et|și|und|y)\s+")
_JOINED: Final = re.compile(r"['-]")
_ASIDE: Final = re.compile(r"\s*\([^)]*\)")


def first_examples(labels: Iterable[str], grid: Grid | None) -> list[tuple[Example, float]]:
    """Give, for each label, wordings that speak for it before anybody has decided, and how much each counts.

    With a grid, every object has some: its names in French and English, its keywords, and our own list of common
    words for a label worded as in the working grid. Without one, a label that is made of words speaks for itself, and
    so does each thing it names. All the wordings of a label together count as the square root of their number.
    """
    return [
        (Example(wording, label), len(wordings) ** -0.5)
        for label, wordings in (_of_grid(grid) if grid else _of_names(labels))
        for wording in wordings
    ]


def _of_grid(grid: Grid) -> Iterator[tuple[str, Collection[str]]]:
    for code in grid.codes():
        in_french, in_english = grid.label(code, "fr"), grid.label(code, "en")
        named = [*_parts(in_french), *_parts(in_english)]
        yield str(code), dict.fromkeys([*named, *grid.keywords(code), *_common_words().get(in_french, ())])


def _of_names(labels: Iterable[str]) -> Iterator[tuple[str, Collection[str]]]:
    for label in sorted(labels):
        if any(len(part) > 2 and part.isalpha() for word in words(label) for part in _JOINED.split(word)):
            yield label, dict.fromkeys([label, *(part for part in _NAMED.split(label) if len(part) > 2)])


def _parts(label: str) -> list[str]:
    return [part for part in _PARTS.split(_ASIDE.sub("", label)) if part]


@cache
def _common_words() -> dict[str, tuple[str, ...]]:
    """Read our list of words people use, by the French label they speak for."""
    text = resources.files("spirale.method.coding").joinpath("keywords.csv").read_text(encoding="utf-8")
    return {
        row["label_fr"]: tuple(_PARTS.split(f"{row['words_fr']}, {row['words_en']}"))
        for row in csv.DictReader(text.splitlines())
    }
