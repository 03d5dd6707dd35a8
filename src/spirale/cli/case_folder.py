"""A choice as a folder of tables: the actions, what they need, the bank, the scores and the criteria set beforehand."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Final, TypeVar

from spirale.cli import given
from spirale.method.choice.values import (
    Action,
    By,
    Case,
    ChoiceCriterion,
    Need,
    Pledge,
    Resource,
    Rules,
    Score,
)
from spirale.method.problems import Problem, Problems
from spirale.method.text import fold, normalise
from spirale.pages.amounts import amount_in_table
from spirale.tables import Limits

ACTIONS: Final = "actions"
NEEDS: Final = "needs"
BANK: Final = "bank"
CRITERIA: Final = "criteria"
SCORES: Final = "scores"
MINIMUM: Final = "minimum"

# The tables, under each name that their files may have, in any case, with or without accents; then the columns they
# must have, and those that may be missing.
TABLES: Final[Mapping[str, tuple[str, ...]]] = {
    ACTIONS: ("actions",),
    NEEDS: ("needs", "besoins"),
    BANK: ("bank", "banque"),
    CRITERIA: ("criteria", "criteres"),
    SCORES: ("scores", "notes"),
    MINIMUM: ("minimum",),
}
COLUMNS: Final[Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    ACTIONS: (("action",), ("requires", "excludes", "tags", *(f"situation {number}" for number in range(1, 6)))),
    NEEDS: (("action", "resource", "unit", "amount"), ("from", "to", "place")),
    BANK: (
        ("pledge", "owner", "resource", "unit", "amount"),
        ("from", "to", "only for", "only if", "shared", "place"),
    ),
    CRITERIA: (("criterion",), ("lowest", "highest", "weight")),
    SCORES: (("voter", "kind", "action", "criterion", "score"), ()),
    MINIMUM: (("tag", "actions"), ()),
}
# The columns under their French names.
FRENCH: Final[Mapping[str, str]] = {
    "exige": "requires",
    "exclut": "excludes",
    "étiquettes": "tags",
    "étiquette": "tag",
    "ressource": "resource",
    "unité": "unit",
    "quantité": "amount",
    "du": "from",
    "au": "to",
    "lieu": "place",
    "promesse": "pledge",
    "par": "owner",
    "seulement pour": "only for",
    "seulement si": "only if",
    "partagée": "shared",
    "critère": "criterion",
    "plus basse": "lowest",
    "plus haute": "highest",
    "poids": "weight",
    "qui": "voter",
    "sorte": "kind",
    "note": "score",
}
_SUFFIXES: Final = (".csv", ".xlsx", ".ods")
_MAY_BE_MISSING: Final = frozenset({MINIMUM})
# The columns that name a row, or say what it speaks of: none may be left empty.
_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    ACTIONS: ("action",),
    NEEDS: ("action", "resource"),
    BANK: ("pledge", "resource"),
    CRITERIA: ("criterion",),
    SCORES: ("voter", "action", "criterion"),
    MINIMUM: ("tag",),
}
_BETWEEN: Final = re.compile(r"[|;]")
_YES: Final = frozenset({"yes", "oui", "x", "1", "true", "vrai"})
_NO: Final = frozenset({"", "no", "non", "0", "false", "faux"})
# Some programs write whole numbers with a zero behind: 3.0 is 3.
_WHOLE: Final = re.compile(r"([+-]?[0-9]{1,9})(?:[.,]0{1,9})?")

# Scores are many: twenty people, ten criteria, 5,000 actions.
_LIMITS: Final = Limits(rows=1_000_000)

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table; what cannot be read in it is added to what was found."""

    file: str
    number: int
    cells: Mapping[str, str]
    called: Mapping[str, str]
    found: list[Problem] = field(repr=False)

    def text(self, column: str) -> str:
        """Give what a cell says; "" where there is no such column."""
        return _said(self.cells.get(column, ""))

    def names(self, column: str) -> tuple[str, ...]:
        """Give the names that a cell lists, each once."""
        told = map(normalise, _BETWEEN.split(self.cells.get(column, "")))
        return tuple(dict.fromkeys(name for name in told if name))

    def whole(self, column: str, otherwise: int) -> int:
        """Read a whole number, a minus sign allowed."""
        return self._read(column, _whole, otherwise, "number not whole")

    def amount(self, column: str) -> int:
        """Read an amount in hundredths: 1.5 and 1,5 are 150."""
        return self._read(column, amount_in_table, 0, "amount unreadable")

    def day(self, column: str) -> str:
        """Read a day as an ISO date; "" where none is told."""
        return self._read(column, lambda told: datetime.fromisoformat(told).date().isoformat(), "", "day unreadable")

    def is_so(self, column: str) -> bool:
        """Read yes or no; nothing is no."""
        told = fold(self.text(column))
        if told not in _YES | _NO:
            self.say("neither yes nor no", column)
        return told in _YES

    def say(self, code: str, column: str, **more: object) -> None:
        """Note a problem of this row and column."""
        place = {"table": self.file, "row": self.number, "column": self.called.get(column, column)}
        self.found.append(Problem(code, **place, value=self.text(column), **more))

    def _read(self, column: str, read: Callable[[str], Value], otherwise: Value, code: str) -> Value:
        told = self.text(column)
        if not told:
            return otherwise
        try:
            return read(told)
        except (ValueError, Problem):
            self.say(code, column)
            return otherwise


@dataclass(frozen=True, slots=True)
class TableRead:
    """A table of the folder: its file, the row of its header, what its columns are called there, and its rows."""

    path: Path
    header: int
    called: Mapping[str, str]
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class CaseRead:
    """A case, and the tables that it came from, by name."""

    case: Case
    tables: Mapping[str, TableRead]


def read_case(folder: Path, *, by: By) -> CaseRead:
    """Read a choice from the tables of a folder; amounts become hundredths of their unit.

    Raises Problems with the file, row and column of all that cannot be read, found together; what is wrong between
    what was read (a name that is nowhere, a score off its scale) is for the choice itself to say.
    """
    found: list[Problem] = []
    with given.being_read(folder):
        files = sorted(path for path in folder.iterdir() if path.suffix.lower() in _SUFFIXES and path.is_file())
    tables = {name: table for name in TABLES if (table := _table(folder, files, name, found))}
    lines = {name: tables[name].lines if name in tables else () for name in TABLES}
    if ACTIONS not in tables:  # all that names an action would be told to be wrong
        raise Problems(tuple(found))
    resources = _resources(lines[BANK])
    case = Case(
        actions=_actions(lines[ACTIONS], lines[NEEDS], resources),
        pledges=tuple(_pledge(line) for line in lines[BANK]),
        resources=tuple(Resource(name, *told) for name, told in sorted(resources.items())),
        rules=Rules(
            tuple(_criterion(line) for line in lines[CRITERIA]),
            by,
            tuple((line.text("tag"), line.whole("actions", 0)) for line in lines[MINIMUM]),
        ),
        scores=tuple(_score(line) for line in lines[SCORES]),
    )
    if found:
        raise Problems(tuple(found))
    return CaseRead(case, tables)


def _table(folder: Path, files: Sequence[Path], name: str, found: list[Problem]) -> TableRead | None:
    """Read one table of the folder; None when it is missing, or when it cannot be read."""
    paths = [path for path in files if fold(path.stem) in TABLES[name]]
    if len(paths) > 1:
        found.append(Problem("table twice", folder=str(folder), files=[path.name for path in paths]))
        return None
    if not paths:
        if name not in _MAY_BE_MISSING:
            found.append(Problem("table missing", folder=str(folder), file=f"{name}.csv", columns=COLUMNS[name][0]))
        return None
    path = paths[0]
    try:
        table = given.table_in(path, limits=_LIMITS)
        called = _called(name, table.columns, path.name, table.header_row)
    except Problem as problem:
        found.append(Problem(problem.code, **{**problem.parameters, "table": path.name}))
        return None
    except Problems as several:
        found.extend(several.problems)
        return None
    lines = []
    for row in table.rows:
        cells = {column: row.cells[written] for column, written in called.items()}
        line = Line(path.name, row.number, cells, called, found)
        for column in _NAMES[name]:
            if not line.text(column):
                line.say("name missing", column)
        lines.append(line)
    return TableRead(path, table.header_row, called, lines)


def _called(name: str, columns: Sequence[str], file: str, header: int) -> dict[str, str]:
    """Give what each column is called in a table. Raises Problems for columns unknown, there twice, or missing."""
    needed, others = COLUMNS[name]
    french = {column: told for told, column in FRENCH.items()}
    known = (*needed, *others)
    called: dict[str, str] = {}
    found = []
    for written in columns:
        told = written.lower()
        column = told if told in known else FRENCH.get(told, told)
        if column not in known:
            listed = [f"{one} ({french[one]})" if one in french else one for one in known]
            found.append(Problem("column unknown", table=file, row=header, column=written, known=listed))
        elif column in called:
            found.append(Problem("column twice", table=file, row=header, column=written))
        else:
            called[column] = written
    found += [
        Problem("column missing", table=file, row=header, column=column, found=columns)
        for column in needed
        if column not in called
    ]
    if found:
        raise Problems(tuple(found))
    return called


def _resources(bank: Sequence[Line]) -> dict[str, tuple[str, bool]]:
    """Give the unit of each resource of the bank, and whether it is shared; the first pledge says."""
    told: dict[str, tuple[str, bool]] = {}
    for line in bank:
        name, unit, is_shared = line.text("resource"), line.text("unit"), line.is_so("shared")
        known = told.setdefault(name, (unit, is_shared))
        if unit != known[0]:
            line.say("resource in another unit", "unit", resource=name, unit=known[0])
        elif is_shared != known[1]:
            line.say("resource shared or not", "shared", resource=name)
    return told


def _actions(
    actions: Sequence[Line], needs: Sequence[Line], resources: dict[str, tuple[str, bool]]
) -> tuple[Action, ...]:
    """Give the actions with their needs; a resource that nobody pledges is added: the action waits for somebody."""
    wanted: dict[str, list[Need]] = {}
    known = {line.text("action") for line in actions}
    for line in needs:
        name, resource, unit = line.text("action"), line.text("resource"), line.text("unit")
        if name and name not in known:
            line.say("action not in the table", "action")
        if unit != resources.setdefault(resource, (unit, False))[0]:
            line.say("resource in another unit", "unit", resource=resource, unit=resources[resource][0])
        need = Need(resource, line.amount("amount"), line.day("from"), line.day("to"), line.text("place"))
        wanted.setdefault(name, []).append(need)
    for line in actions:
        if line.text("action") in line.names("excludes"):
            line.say("action excludes itself", "excludes")
    return tuple(
        Action(
            line.text("action"),
            tuple(wanted.get(line.text("action"), ())),
            line.names("requires"),
            line.names("excludes"),
            line.names("tags"),
            dict(_reached(line)),
        )
        for line in actions
    )


def _reached(line: Line) -> Iterator[tuple[int, int]]:
    for situation in range(1, 6):
        if people := line.whole(f"situation {situation}", 0):
            yield situation, people


def _pledge(line: Line) -> Pledge:
    return Pledge(
        line.text("pledge"),
        line.text("owner"),
        line.text("resource"),
        line.amount("amount"),
        line.day("from"),
        line.day("to"),
        line.names("only for"),
        line.names("only if"),
        line.text("place"),
    )


def _criterion(line: Line) -> ChoiceCriterion:
    return ChoiceCriterion(
        line.text("criterion"), line.whole("lowest", 0), line.whole("highest", 4), line.whole("weight", 1)
    )


def _score(line: Line) -> Score:
    if not line.text("score"):
        line.say("score missing", "score")
    return Score(
        line.text("voter"), line.text("kind"), line.text("action"), line.text("criterion"), line.whole("score", 0)
    )


# The same few names come back in a great many rows.
_said = lru_cache(maxsize=65_536)(normalise)


def _whole(told: str) -> int:
    if not (read := _WHOLE.fullmatch(told)):
        raise ValueError(told)
    return int(read[1])
