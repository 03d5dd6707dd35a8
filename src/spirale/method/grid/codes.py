"""Codes of the nomenclature, `object[/sense[/beneficiary]]`: reading, normal form, and the order of generality."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NoReturn

from spirale.method.problems import Problem

DIMENSIONS: Final = "ABCDEFGHI"
CATEGORIES: Final = "RPOQS"
GENERAL_COMPONENT: Final = "00"
GENERAL_SENSE: Final = "O-00"
GENERAL_BENEFICIARY: Final = "i"
_DIGITS: Final = "0123456789"
_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
_DASHES: Final = "-\u2010\u2011\u2012\u2013\u2014\u2212"  # spreadsheets turn "--" into one long dash


@dataclass(frozen=True, slots=True)
class Code:
    """What a criterion speaks of (object), in which respect (sense) and for whom (beneficiary); never its sign.

    Only the dimension is needed: what is left out is general. A code is always held in its normal form, where
    zeros and the beneficiary `i` are left out, so that `A00-00/O-00/i`, `A00` and `A` are one and the same value.
    """

    dimension: str
    component: str | None = None
    subobject: str | None = None
    sense: str | None = None
    sense_detail: str | None = None
    beneficiary: str | None = None

    def __post_init__(self) -> None:
        for name in ("component", "subobject", "sense_detail"):
            if getattr(self, name) == "00":
                object.__setattr__(self, name, None)
        if self.beneficiary == GENERAL_BENEFICIARY:
            object.__setattr__(self, "beneficiary", None)
        if not self._is_well_formed():
            raise Problem("code malformed", code=_raw(self), position=1)

    def _is_well_formed(self) -> bool:
        numbers = (self.component, self.subobject, self.sense_detail)
        return (
            _is_one_of(self.dimension, DIMENSIONS)
            and all(number is None or _is_two_digits(number) for number in numbers)
            and (self.sense is None or _is_one_of(self.sense, CATEGORIES))
            and (self.beneficiary is None or _is_one_of(self.beneficiary, _LETTERS))
            and not (self.subobject and not self.component)
            and not (self.sense_detail and not self.sense)
        )

    def __str__(self) -> str:
        written = self.object_code
        if self.sense:
            written += "/" + self.sense + (self.sense_detail or "")
        elif self.beneficiary:
            written += "/" + GENERAL_SENSE
        if self.beneficiary:
            written += "/" + self.beneficiary
        return written

    @property
    def normal(self) -> str:
        """The normal form, as it is stored and printed."""
        return str(self)

    @property
    def object_code(self) -> str:
        """The object alone, as text: dimension, component and sub-object."""
        return self.component_code + (f"-{self.subobject}" if self.subobject else "")

    @property
    def component_code(self) -> str:
        """The object down to its component, as text; the dimension where none is named."""
        return self.dimension + (self.component or "")

    @property
    def sense_code(self) -> str:
        """The sense alone, as text; empty when it is general."""
        return (self.sense or "") + (self.sense_detail or "")

    def covers(self, other: Code) -> bool:
        """Say whether this code is equal to the other or more general: `A01` covers `A01-11/P15/k`."""
        return all(mine is None or mine == theirs for mine, theirs in zip(_levels(self), _levels(other), strict=True))

    def parents(self) -> tuple[Code, ...]:
        """List the more general codes on the way up, from the nearest to the dimension, dropping from the right."""
        levels = list(_levels(self)[1:])
        above = []
        for position in (4, 3, 2, 1, 0):
            if levels[position] is not None:
                levels[position] = None
                above.append(Code(self.dimension, *levels))
        return tuple(above)


def parse_code(text: str) -> Code:
    """Read a code as people write it, whatever its case and spaces, and give its normal form.

    Zeros say "general": `A00` is `A`, `P00` and `P--` are `P`. The general sense is read with the letter O or the
    digit 0 (`O-00`, `0-00`); `O`, `O--` and `O00` are the category O, attainment.
    Raises Problem("code malformed", code=, position=), the position being that of the first character that cannot
    be read, counted from 1 in the text as it was given.
    """
    return _Reader(text).code()


def common_general(codes: Iterable[Code]) -> Code | None:
    """Give the most precise code that covers all of these, or None when they share no dimension (or are none)."""
    listed = list(codes)
    if len({code.dimension for code in listed}) != 1:
        return None

    def shared(level: str) -> str | None:
        values = {getattr(code, level) for code in listed}
        return values.pop() if len(values) == 1 else None

    component, sense = shared("component"), shared("sense")
    return Code(
        listed[0].dimension,
        component,
        shared("subobject") if component else None,
        sense,
        shared("sense_detail") if sense else None,
        shared("beneficiary"),
    )


def _levels(code: Code) -> tuple[str | None, ...]:
    return code.dimension, code.component, code.subobject, code.sense, code.sense_detail, code.beneficiary


def _raw(code: Code) -> str:
    return "/".join(str(level) for level in _levels(code) if level is not None)


def _is_two_digits(text: str) -> bool:
    return len(text) == 2 and all(character in _DIGITS for character in text)


def _is_one_of(text: str, allowed: str) -> bool:
    return len(text) == 1 and text in allowed


class _Reader:
    """Reads one code from left to right and knows where it is."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.characters = [(character, place) for place, character in enumerate(text, 1) if not character.isspace()]
        self.at = 0

    def code(self) -> Code:
        dimension = self._one_of(DIMENSIONS)
        component = subobject = sense = detail = beneficiary = None
        if self._next() in _DIGITS:
            component = self._two_digits()
            if self._next() in _DASHES:
                self.at += 1
                place = self.at
                subobject = self._two_digits()
                if component == "00" and subobject != "00":
                    self.at = place
                    self._refuse()  # a sub-object of no component in particular
        if self._next() == "/":
            self.at += 1
            sense, detail = self._sense()
            if self._next() == "/":
                self.at += 1
                beneficiary = self._one_of(_LETTERS)
        if self.at < len(self.characters):
            self._refuse()
        return Code(dimension, component, subobject, sense, detail, beneficiary)

    def _sense(self) -> tuple[str | None, str | None]:
        first = self._next().upper()
        if self._is_zero():
            self.at += 4
            return None, None
        if not _is_one_of(first, CATEGORIES):
            self._refuse()
        self.at += 1
        if self._next() in _DIGITS:
            return first, self._two_digits()
        for _ in range(2):
            if self._next() in _DASHES:
                self.at += 1
        return first, None

    def _is_zero(self) -> bool:
        ahead = [character.upper() for character, _ in self.characters[self.at : self.at + 4]]
        return len(ahead) == 4 and ahead[1] in _DASHES and all(ahead[place] in "O0" for place in (0, 2, 3))

    def _next(self) -> str:
        return self.characters[self.at][0] if self.at < len(self.characters) else "\0"

    def _one_of(self, allowed: str) -> str:
        wanted = self._next().upper() if allowed.isupper() else self._next().lower()
        if not _is_one_of(wanted, allowed):
            self._refuse()
        self.at += 1
        return wanted

    def _two_digits(self) -> str:
        digits = ""
        for _ in range(2):
            if self._next() not in _DIGITS:
                self._refuse()
            digits += self._next()
            self.at += 1
        return digits

    def _refuse(self) -> NoReturn:
        places = [place for _, place in self.characters]
        position = places[self.at] if self.at < len(places) else len(self.text) + 1
        raise Problem("code malformed", code=self.text, position=position)
