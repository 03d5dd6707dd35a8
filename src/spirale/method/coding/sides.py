"""The side of a criterion, well-being (+) or ill-being (−): from its question, a stated sign, or the words said.

Vectors do not see negation, so none is asked. What a person said stands; else the question tells; else rules short
enough to be read aloud. Each answer comes with the rule that gave it, for a person to check.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Final, Literal, TypeAlias

from spirale.method.signs import Sign, sign_written
from spirale.method.text import ALL_STOP_WORDS, fold, words

Source = Literal[
    "",
    "person",
    "question",
    "stated sign",
    "lack",
    "excess",
    "negated ill",
    "negated good",
    "no lack",
    "no excess",
    "ill",
    "good",
]

LANGUAGES: Final = ("fr", "en", "ro", "it", "pt", "el", "es", "de")
_REACH: Final = 4
"""How many words after a negation it turns: "ne pas avoir de bruit", "not to live in fear"."""


@dataclass(frozen=True, slots=True)
class Side:
    """A sign, +1 or −1, or 0 where nothing tells; which rule gave it, and the words it rests on."""

    sign: Sign
    rule: Source
    words: tuple[str, ...] = ()


_NOT_TOLD: Final = Side(0, "")
_Rules: TypeAlias = Mapping[str, re.Pattern[str]]
_KINDS: Final = ("idle", "excess", "lack", "without", "none", "not", "ill", "good")
_NEGATIONS: Final = frozenset({"not", "none", "lack", "without"})
_SIDES: Final = frozenset({"ill", "good"})
_LONGEST_PHRASE: Final = 4
_SMALL: Final = frozenset(map(fold, ALL_STOP_WORDS))
_MARKS: Final = re.compile(r"[.,;:!?·()\[\]\n\r…–—«»\"]+")
_BUT: Final = {
    "fr": ("mais",),
    "en": ("but",),
    "ro": ("dar", "ci"),
    "it": ("ma",),
    "pt": ("mas",),
    "el": ("αλλα",),
    "es": ("pero", "sino"),
    "de": ("aber", "sondern"),
}


def side(text: str, *, language: str = "fr", said: int | None = None, question: int = 0, stated: str = "") -> Side:
    """Say on which side a criterion is: what a person `said`, else the sign of its `question`, else a `stated` one.

    `said` is final, 0 too: a person may hold that it has no side. A question that asks for neither side (0) leaves
    it to `stated`, the cell of a column ("+", "-1", "mal-être"...), and an empty or unknown cell to the words.

    Words are tried in this order: an excess ("trop de"), a lack ("manque de"), then ill-being or well-being words,
    turned by a negation at most four words before them. Two negations undo each other; "ne ... que" is none.
    Words of both sides tell nothing. In a language without a list, nothing is told.
    """
    if said is not None:
        return Side(_sign(said), "person")
    if question:
        return Side(_sign(question), "question")
    if (sign := sign_written(stated)) is not None:
        return Side(sign, "stated sign", (stated.strip(),))
    return _by_words(text, language[:2].lower())


@dataclass(frozen=True, slots=True)
class _Turn:
    """What a negation does to what follows it: turns it or, when undone, not; and what an unsided thing becomes."""

    turns: bool
    otherwise: Sign
    words: tuple[str, ...]
    left: int = _REACH
    has_followed: bool = False


def _by_words(text: str, language: str) -> Side:
    rules = _phrases().get(language)
    if rules is None:
        return _NOT_TOLD
    told = [
        side
        for number, clause in enumerate(_clauses(text, language))
        for side in _told(clause, rules, is_first=number == 0)
    ]
    if len({side.sign for side in told}) != 1:
        return _NOT_TOLD
    kinds = [side.rule for side in told]
    rule = min(kinds, key=lambda kind: (-kinds.count(kind), kinds.index(kind)))
    return Side(told[0].sign, rule, tuple(dict.fromkeys(word for side in told for word in side.words)))


def _clauses(text: str, language: str) -> list[list[str]]:
    """Cut a text where a negation stops to reach: at a mark, and at "but". French "plus" after "ne" is "jamais"."""
    found: list[list[str]] = []
    for part in _MARKS.split(text):
        found.append([])
        for word in words(part):
            if fold(word) in _BUT[language]:
                found.append([])
            elif language == "fr" and word == "plus" and {"ne", "n"} & {*found[-1][-_REACH:]}:
                found[-1].append("jamais")
            else:
                found[-1].append(fold(word))
    return [clause for clause in found if clause]


def _told(clause: Sequence[str], rules: _Rules, *, is_first: bool) -> Iterator[Side]:
    """Read a clause from its first word to its last, and give each side that it tells.

    To be "without a home" is a lack where the text begins with it; further on ("to sleep without counting"), "without"
    only turns what follows or undoes a negation.
    """
    turn: _Turn | None = None
    place = 0
    while place < len(clause):
        kind, length = _longest(clause, place, rules)
        said = tuple(clause[place : place + length])
        place += length
        if kind in _NEGATIONS:
            turn = _turned(turn, kind, said, begins=is_first and place == length)
        elif kind == "excess":
            yield Side(1, "no excess", (*turn.words, *said)) if turn and turn.turns else Side(-1, "excess", said)
        elif kind in _SIDES:
            yield _sided(kind, turn, said)
            turn = replace(turn, otherwise=0) if turn else None
        elif turn and kind != "idle" and said[0] not in _SMALL:
            turn = replace(turn, left=turn.left - 1, has_followed=True)
            if not turn.left:
                yield from _spent(turn)
                turn = None
    if turn:
        yield from _spent(turn)


def _turned(before: _Turn | None, kind: str, said: tuple[str, ...], *, begins: bool) -> _Turn:
    """Add a negation to the one that still reaches: a lack undoes it, other words of negation only repeat it."""
    tells = kind in {"lack", "none"} or (kind == "without" and begins)
    if before is None or not before.turns:
        return _Turn(turns=True, otherwise=-1 if tells else 0, words=said)
    if kind in {"lack", "without"}:
        return _Turn(turns=False, otherwise=1, words=(*before.words, *said))
    return replace(before, otherwise=-1 if tells else before.otherwise, words=(*before.words, *said), left=_REACH)


def _sided(kind: str, turn: _Turn | None, said: tuple[str, ...]) -> Side:
    if turn is None or not turn.turns:
        return Side(-1, "ill", said) if kind == "ill" else Side(1, "good", said)
    return (
        Side(1, "negated ill", (*turn.words, *said))
        if kind == "ill"
        else Side(-1, "negated good", (*turn.words, *said))
    )


def _spent(turn: _Turn) -> Iterator[Side]:
    """Give what a lack tells of a thing that is of neither side: without it, ill; not without it, good."""
    if turn.otherwise and turn.has_followed:
        yield Side(turn.otherwise, "lack" if turn.otherwise < 0 else "no lack", turn.words)


def _longest(clause: Sequence[str], place: int, rules: _Rules) -> tuple[str, int]:
    """Find the longest phrase that begins here, and its kind."""
    for length in range(min(_LONGEST_PHRASE, len(clause) - place), 0, -1):
        said = " ".join(clause[place : place + length])
        for kind in _KINDS:
            if rules[kind].fullmatch(said):
                return kind, length
    return "", 1


@cache
def _phrases() -> Mapping[str, _Rules]:
    """Read the lists: by language and kind, one expression that matches a whole phrase. A star stands for an ending."""
    text = resources.files("spirale.method.coding").joinpath("sides.csv").read_text(encoding="utf-8")
    found: dict[str, dict[str, re.Pattern[str]]] = {}
    for row in csv.DictReader(text.splitlines()):
        phrases = [" ".join(map(fold, phrase.split())) for phrase in row["phrases"].split(",")]
        expression = "|".join(re.escape(phrase).replace(r"\*", r"\S*") for phrase in phrases)
        found.setdefault(row["language"], {})[row["kind"]] = re.compile(expression)
    return found


def _sign(number: int) -> Sign:
    return 1 if number > 0 else -1 if number < 0 else 0
