"""One version of the grid: its rows, what they are called, which of them nobody has confirmed yet."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from spirale.method.grid.codes import GENERAL_BENEFICIARY, Code, parse_code
from spirale.method.problems import Problem

KINDS: Final = ("object", "sense", "beneficiary", "level", "question", "phase", "cycle", "theme")
STATUSES: Final = ("sourced", "unverified")
_PLACEHOLDER: Final = re.compile(r"\bX\b")
_BRACKETS: Final = re.compile(r"[()]")


@dataclass(frozen=True, slots=True)
class GridEntry:
    """One row of a grid, as it was given, its code in the spelling of the grid."""

    kind: str
    code: str
    parent: str
    label_fr: str
    label_en: str
    note: str = ""
    status: str = "sourced"
    source: str = ""

    @property
    def normal(self) -> str:
        """The code without what only says "general": `A00` is `A`; the general sense and beneficiary are empty."""
        if self.kind == "object":
            return parse_code(self.code).object_code
        if self.kind == "sense":
            return parse_code(f"A/{self.code}").sense_code
        if self.kind == "beneficiary":
            return "" if self.code == GENERAL_BENEFICIARY else self.code
        return self.code

    @property
    def is_general(self) -> bool:
        """Say whether the row only words "in general" for what stands above it (`A00`, `O-00`, `i`)."""
        return self.normal != self.code

    @property
    def is_verified(self) -> bool:
        """Say whether the row comes from a source, rather than from a reconstruction to be checked."""
        return self.status == "sourced"

    def label(self, language: str) -> str:
        """The row's label in a language (French or English), or in the other one when it has none."""
        if language.lower().startswith("fr"):
            return self.label_fr or self.label_en
        return self.label_en or self.label_fr


@dataclass(frozen=True, slots=True)
class Grid:
    """One version of the nomenclature.

    A code has one row, with one exception: beside the row that names it, a code may have a row written with zeros
    which words it "in general" (`A` and `A00`). Both are the same code; the naming row gives its label, the
    general row only adds its keywords. The lists below leave general rows out, `entries` holds every row.
    """

    name: str
    version: str
    digest: str
    entries: tuple[GridEntry, ...]
    _listed: Mapping[str, tuple[tuple[str, GridEntry], ...]] = field(init=False, repr=False, compare=False)
    _named: Mapping[tuple[str, str], GridEntry] = field(init=False, repr=False, compare=False)
    _general: Mapping[tuple[str, str], GridEntry] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        listed: dict[str, list[tuple[str, GridEntry]]] = {}
        named: dict[tuple[str, str], GridEntry] = {}
        general: dict[tuple[str, str], GridEntry] = {}
        for entry in self.entries:
            normal = entry.normal
            if normal == entry.code:
                named[entry.kind, normal] = entry
                listed.setdefault(entry.kind, []).append((normal, entry))
            else:
                general[entry.kind, normal] = entry
        object.__setattr__(self, "_listed", {kind: tuple(rows) for kind, rows in listed.items()})
        object.__setattr__(self, "_named", named)
        object.__setattr__(self, "_general", general)

    @property
    def dimensions(self) -> tuple[GridEntry, ...]:
        """The dimensions, in the grid's order."""
        return tuple(entry for code, entry in self._rows_of("object") if len(code) == 1)

    def components(self, dimension: str) -> tuple[GridEntry, ...]:
        """The components of a dimension, in the grid's order, without its row "in general"."""
        return tuple(entry for code, entry in self._rows_of("object") if len(code) == 3 and code[0] == dimension)

    def subobjects(self, component: str) -> tuple[GridEntry, ...]:
        """The sub-objects of a component such as `A01`, in the grid's order."""
        return tuple(entry for code, entry in self._rows_of("object") if len(code) > 3 and code[:3] == component)

    @property
    def senses(self) -> tuple[GridEntry, ...]:
        """The senses, categories and details, in the grid's order; the general sense is no choice to make."""
        return tuple(entry for _, entry in self._rows_of("sense"))

    @property
    def beneficiaries(self) -> tuple[GridEntry, ...]:
        """The beneficiaries, in the grid's order; "in general" is no choice to make."""
        return tuple(entry for _, entry in self._rows_of("beneficiary"))

    @property
    def questions(self) -> tuple[GridEntry, ...]:
        """The open questions, in the grid's order."""
        return tuple(entry for _, entry in self._rows_of("question"))

    def entry(self, kind: str, code: str) -> GridEntry | None:
        """The row that names a code of one kind, whichever way its zeros are written; None when there is none."""
        normal = GridEntry(kind, code, "", "", "").normal
        return self._named.get((kind, normal)) or self._general.get((kind, normal))

    def label(self, code: Code, language: str) -> str:
        """Word a code, complete or not: its object, in which respect, for whom.

        Where the sense speaks of X, the object's label stands in its place, in quotation marks.
        Raises Problem("code unknown to the grid").
        """
        self.check(code)
        is_french = language.lower().startswith("fr")
        wording = _label_of(self.entry("object", code.object_code), language)
        if code.sense:
            sense = _label_of(self.entry("sense", code.sense_code), language)
            quoted = f"«\u00a0{wording}\u00a0»" if is_french else f"“{wording}”"
            placed = _PLACEHOLDER.sub(lambda _: quoted, sense)
            wording = placed if placed != sense else f"{wording}{chr(0xA0) if is_french else ''}: {sense}"
        if code.beneficiary:
            wording += f" ({_label_of(self.entry('beneficiary', code.beneficiary), language)})"
        return wording

    def is_known(self, code: Code) -> bool:
        """Say whether every part of a code has a row; what is left out is general, and always known."""
        return not self._unknown_parts(code)

    def is_verified(self, code: Code) -> bool:
        """Say whether every part of a code comes from a source; an unknown or reconstructed part is not verified."""
        return self.is_known(code) and all(entry.is_verified for entry in self._rows(code))

    def check(self, code: Code) -> None:
        """Raise Problem("code unknown to the grid", code=, part=, grid=, version=) unless the code is known."""
        unknown = self._unknown_parts(code)
        if unknown:
            raise Problem(
                "code unknown to the grid", code=str(code), part=unknown[0], grid=self.name, version=self.version
            )

    def keywords(self, code: Code) -> tuple[str, ...]:
        """The words by which the determination key recognises the object of a code, its general row's included."""
        found: list[str] = []
        for rows in (self._named, self._general):
            entry = rows.get(("object", code.object_code))
            if entry and entry.note.startswith("keywords:"):
                listed = _BRACKETS.sub(",", entry.note.removeprefix("keywords:")).split(",")
                found += [word.strip() for word in listed if word.strip()]
        return tuple(dict.fromkeys(found))

    def codes(self) -> tuple[Code, ...]:
        """Every object of the grid as a code, once, in the grid's order."""
        return tuple(parse_code(code) for code, _ in self._rows_of("object"))

    def _rows_of(self, kind: str) -> tuple[tuple[str, GridEntry], ...]:
        return self._listed.get(kind, ())

    def _parts(self, code: Code) -> tuple[tuple[str, str], ...]:
        parts = [("object", code.object_code)]
        if code.sense:
            parts.append(("sense", code.sense_code))
        if code.beneficiary:
            parts.append(("beneficiary", code.beneficiary))
        return tuple(parts)

    def _rows(self, code: Code) -> tuple[GridEntry, ...]:
        return tuple(row for kind, part in self._parts(code) if (row := self.entry(kind, part)))

    def _unknown_parts(self, code: Code) -> tuple[str, ...]:
        return tuple(part for kind, part in self._parts(code) if self.entry(kind, part) is None)


@dataclass(frozen=True, slots=True)
class GridComparison:
    """What changed from one version to the next: rows added, removed, and renamed (before, after)."""

    added: tuple[GridEntry, ...]
    removed: tuple[GridEntry, ...]
    renamed: tuple[tuple[GridEntry, GridEntry], ...]


def compare(before: Grid, after: Grid) -> GridComparison:
    """List the rows of two versions that differ, by kind and code; each list in the order of its own grid."""
    old = {_key(entry): entry for entry in before.entries}
    new = {_key(entry): entry for entry in after.entries}
    return GridComparison(
        added=tuple(entry for key, entry in new.items() if key not in old),
        removed=tuple(entry for key, entry in old.items() if key not in new),
        renamed=tuple(
            (entry, new[key])
            for key, entry in old.items()
            if key in new and (entry.label_fr, entry.label_en) != (new[key].label_fr, new[key].label_en)
        ),
    )


def _key(entry: GridEntry) -> tuple[str, str, bool]:
    return entry.kind, entry.normal, entry.is_general


def _label_of(entry: GridEntry | None, language: str) -> str:
    return entry.label(language) if entry else ""
