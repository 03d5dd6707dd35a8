"""Words that tell how two things said hold together, in eight languages, and where a note says them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from spirale.method.text import STOP_WORDS, fold, words

Relation = Literal["cause", "condition", "means", "opposition"]
RELATIONS: Final[tuple[Relation, ...]] = ("cause", "condition", "means", "opposition")

# What the words after a connective are: for an aim the other part is the means, for a consequence it is the cause.
# Both turn the frame round: what follows the connective comes first in it.
_FAMILIES: Final[Mapping[str, tuple[Relation, bool]]] = {
    "cause": ("cause", False),
    "condition": ("condition", False),
    "means": ("means", False),
    "aim": ("means", True),
    "opposition": ("opposition", False),
    "consequence": ("cause", True),
}

# "*" stands for the beginning of a word. Left out on purpose are words that mostly say something else: comme, as,
# while, since, da, um, por, con, με.
_LISTED: Final[Mapping[str, Mapping[str, str]]] = {
    "fr": {
        "cause": "parce que, parce qu, car, puisque, puisqu, à cause de, à cause d, à cause du, à cause des, "
        "en raison de, en raison du, en raison des, faute de, faute d, vu que, étant donné que, du fait de, "
        "du fait que",
        "condition": "si, s il, s ils, à condition que, à condition qu, à condition de, à condition d, pourvu que, "
        "pourvu qu, à moins de, à moins que, sans, tant que, dès lors que",
        "means": "grâce à, grâce au, grâce aux, au moyen de, par le biais de, en *ant",
        "aim": "pour que, pour qu, afin de, afin d, afin que, afin qu, de sorte que, pour *er, pour *ir, pour *re",
        "opposition": "mais, alors que, alors qu, tandis que, tandis qu, pourtant, cependant, par contre, malgré, "
        "bien que, bien qu, au lieu de, au lieu d",
        "consequence": "donc, du coup, c est pourquoi, c est pour ça que",
    },
    "en": {
        "cause": "because, because of, due to, owing to, on account of",
        "condition": "if, provided that, provided, as long as, on condition that, unless, without",
        "means": "thanks to, by means of, by *ing",
        "aim": "so that, in order to, in order that",
        "opposition": "but, whereas, although, though, however, despite, in spite of, instead of",
        "consequence": "therefore, that's why, that is why",
    },
    "ro": {
        "cause": "pentru că, fiindcă, deoarece, căci, din cauza, din cauză că, întrucât",
        "condition": "dacă, cu condiția, cu condiția să, cu condiția ca, fără, atâta timp cât",
        "means": "datorită, mulțumită, prin, cu ajutorul",
        "aim": "ca să, pentru ca să, pentru a, astfel încât, în vederea",
        "opposition": "dar, însă, în timp ce, deși, totuși, cu toate că, în ciuda, în schimb",
        "consequence": "deci, așadar, de aceea, prin urmare",
    },
    "it": {
        "cause": "perché, poiché, siccome, dato che, visto che, a causa di, a causa del, a causa della, a causa dello, "
        "a causa dell, a causa dei, a causa degli, a causa delle, per colpa di",
        "condition": "se, a condizione che, a condizione di, purché, a meno che, senza, a patto che",
        "means": "grazie a, grazie al, grazie all, grazie allo, grazie alla, grazie ai, grazie agli, grazie alle, "
        "tramite, attraverso, per mezzo di",
        "aim": "affinché, in modo che, al fine di, così da, per *are, per *ere, per *ire",
        "opposition": "ma, mentre, però, invece, nonostante, anche se, benché, tuttavia, invece di",
        "consequence": "quindi, perciò, dunque, per questo",
    },
    "pt": {
        "cause": "porque, pois, já que, visto que, por causa de, por causa do, por causa da, por causa dos, "
        "por causa das, devido a, devido ao, devido à, uma vez que",
        "condition": "se, desde que, na condição de, contanto que, caso, a menos que, sem",
        "means": "graças a, graças ao, graças à, graças aos, graças às, através de, através do, através da, "
        "por meio de",
        "aim": "para que, a fim de, a fim de que, de modo a, para *ar, para *er, para *ir",
        "opposition": "mas, enquanto, embora, porém, apesar de, apesar do, apesar da, no entanto, em vez de",
        "consequence": "portanto, por isso, por conseguinte",
    },
    "el": {
        "cause": "γιατί, επειδή, διότι, αφού, λόγω, εξαιτίας, καθώς",
        "condition": "αν, εάν, με την προϋπόθεση, υπό τον όρο, αρκεί, εκτός αν, χωρίς, δίχως",
        "means": "χάρη σε, χάρη στον, χάρη στην, χάρη στη, χάρη στο, χάρη στους, χάρη στις, χάρη στα, μέσω, "
        "με τη βοήθεια",
        "aim": "για να, ώστε, προκειμένου να, με σκοπό",
        "opposition": "αλλά, όμως, ενώ, παρόλο που, παρά, αντί, μολονότι, ωστόσο",
        "consequence": "άρα, γι' αυτό, οπότε, επομένως, συνεπώς",
    },
    "es": {
        "cause": "porque, ya que, puesto que, pues, debido a, debido al, a causa de, a causa del, por culpa de",
        "condition": "si, a condición de, siempre que, con tal de, a menos que, sin",
        "means": "gracias a, gracias al, mediante, a través de, a través del, por medio de",
        "aim": "para que, a fin de, a fin de que, con el fin de, para *ar, para *er, para *ir",
        "opposition": "pero, mientras que, aunque, sin embargo, a pesar de, en cambio, en vez de",
        "consequence": "por eso, por lo tanto, así que, por tanto",
    },
    "de": {
        "cause": "weil, denn, wegen, aufgrund",
        "condition": "wenn, falls, sofern, unter der bedingung, vorausgesetzt, ohne, solange",
        "means": "dank, durch, indem, mithilfe, mit hilfe",
        "aim": "damit, sodass, so dass",
        "opposition": "aber, obwohl, jedoch, trotz, während, sondern, statt, anstatt, doch",
        "consequence": "deshalb, daher, darum, deswegen",
    },
}

EMPTY_FRAMES: Final[Mapping[str, Mapping[Relation, str]]] = {
    "fr": {
        "cause": "… parce que …",
        "condition": "… à condition que …",
        "means": "… grâce à …",
        "opposition": "… mais …",
    },
    "en": {
        "cause": "… because …",
        "condition": "… provided that …",
        "means": "… thanks to …",
        "opposition": "… but …",
    },
    "ro": {
        "cause": "… pentru că …",
        "condition": "… cu condiția ca …",
        "means": "… datorită …",
        "opposition": "… dar …",
    },
    "it": {
        "cause": "… perché …",
        "condition": "… a condizione che …",
        "means": "… grazie a …",
        "opposition": "… ma …",
    },
    "pt": {
        "cause": "… porque …",
        "condition": "… desde que …",
        "means": "… graças a …",
        "opposition": "… mas …",
    },
    "el": {
        "cause": "… επειδή …",
        "condition": "… με την προϋπόθεση ότι …",
        "means": "… χάρη σε …",
        "opposition": "… αλλά …",
    },
    "es": {
        "cause": "… porque …",
        "condition": "… a condición de que …",
        "means": "… gracias a …",
        "opposition": "… pero …",
    },
    "de": {
        "cause": "… weil …",
        "condition": "… unter der Bedingung, dass …",
        "means": "… dank …",
        "opposition": "… aber …",
    },
}


@dataclass(frozen=True, slots=True)
class Connective:
    """A connective that a note holds: what it tells, whether what follows it comes first in the frame, and its words.

    `start` and `end` are places among the words of the note.
    """

    relation: Relation
    turned: bool
    said: str
    start: int
    end: int


def empty_frame(relation: Relation, language: str) -> str:
    """Give the frame for people to write in; in English where the language has none."""
    return EMPTY_FRAMES.get(language, EMPTY_FRAMES["en"])[relation]


def words_of(text: str) -> list[str]:
    """List the words of a text for comparing: no case, no accents, no punctuation."""
    return words(fold(text))


def language_told(told: Sequence[str], usual: str) -> str:
    """Give the language whose small words are most among these; `usual` where no other has more of them."""
    found = set(told)
    hits = {language: len(found & STOP_WORDS[language]) for language in _LISTED}
    return min(hits, key=lambda language: (-hits[language], language != usual, language))


def connectives_in(told: Sequence[str], language: str) -> list[Connective]:
    """Find the connectives of a language among words, from left to right, the longest at each place."""
    found: list[Connective] = []
    place = 0
    listed = _KNOWN.get(language, {})
    while place < len(told):
        known = next((one for one in listed.get(told[place], ()) if _stands_at(told, place, one[0])), None)
        if known is None:
            place += 1
            continue
        phrase, said, family = known
        found.append(Connective(*_FAMILIES[family], said, place, place + len(phrase)))
        place += len(phrase)
    return found


def _stands_at(told: Sequence[str], place: int, phrase: Sequence[str]) -> bool:
    here = told[place : place + len(phrase)]
    return len(here) == len(phrase) and all(
        word.endswith(asked[1:]) and len(word) > len(asked) if asked.startswith("*") else word == asked
        for word, asked in zip(here, phrase, strict=True)
    )


def _read(listed: Mapping[str, str]) -> dict[str, tuple[tuple[tuple[str, ...], str, str], ...]]:
    """Hold the connectives of a language by their first word, the longest first."""
    by_first: dict[str, list[tuple[tuple[str, ...], str, str]]] = {}
    for family, said in listed.items():
        for phrase in said.split(", "):
            parts = tuple("*" + part[1:] if part.startswith("*") else part for part in _parts(phrase))
            by_first.setdefault(parts[0], []).append((parts, phrase.partition(" *")[0], family))
    return {first: tuple(sorted(found, key=lambda one: (-len(one[0]), one))) for first, found in by_first.items()}


def _parts(phrase: str) -> list[str]:
    return [part for word in phrase.split() for part in ([word] if word.startswith("*") else words_of(word))]


_KNOWN: Final = {language: _read(listed) for language, listed in _LISTED.items()}
