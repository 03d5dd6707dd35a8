"""Reading a table of what exists that somebody brings: each row as a creator, a tool, a public policy, or a problem."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.conf import settings

from spirale.method.problems import Problem
from spirale.method.text import fold, normalise
from spirale.strategy.models import Existing
from spirale.tables import Limits, Table, read_table

LONGEST_NAME: Final = 160
LONGEST_DESCRIPTION: Final = 2000
_ROWS: Final = 5000

_ROLES: Final[Mapping[str, tuple[str, ...]]] = {
    "name": ("name", "nom", "existing", "existant", "title", "titre", "intitule", "qui ou quoi"),
    "column": ("column", "colonne", "kind", "sorte", "type", "category", "categorie"),
    "description": ("description", "what it does", "ce qu'il fait", "ce que ca fait", "details", "comment"),
}
"""What a column of the table may say, under each name that it may have, capitals and accents aside."""
_COLUMNS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("creator", "creators", "createur", "createurs", "createur(s)"), Existing.Column.CREATOR),
    **dict.fromkeys(("tool", "tools", "outil", "outils"), Existing.Column.TOOL),
    **dict.fromkeys(
        ("policy", "policies", "public policy", "public policies", "politique", "politiques"), Existing.Column.POLICY
    ),
    **dict.fromkeys(("politique publique", "politiques publiques"), Existing.Column.POLICY),
}


@dataclass(frozen=True, slots=True)
class RowRead:
    """One row, as what exists."""

    number: int
    column: str
    name: str
    description: str

    @property
    def key(self) -> tuple[str, str]:
        """What tells it from another, however it is capitalised or accented."""
        return self.column, fold(self.name)


@dataclass(frozen=True, slots=True)
class SheetReading:
    """A table as it was understood: its rows, the columns left aside, and all that is wrong."""

    rows_in_file: int
    rows: tuple[RowRead, ...]
    left_aside: tuple[str, ...]
    problems: tuple[Problem, ...]
    digest: str


def read_sheet(content: bytes, name: str, *, column: str = "") -> SheetReading:
    """Read a CSV or a spreadsheet; `column` says that all of its rows are in one of the three.

    What is wrong with rows is gathered, not raised. Raises Problem and Problems when the file cannot be read.
    """
    table = read_table(content, name, limits=Limits(file_bytes=settings.UPLOAD_LIMIT, rows=_ROWS))
    roles = _recognised(table.columns)
    problems: list[Problem] = []
    if "name" not in roles:
        problems.append(Problem("existing name column missing", row=table.header_row, found=table.columns))
    if "column" not in roles and not column:
        problems.append(Problem("existing column missing", row=table.header_row, found=table.columns))
    if not table.rows:
        problems.append(Problem("existing table empty", row=table.header_row + 1))
    rows = [] if problems else _rows(table, roles, column, problems)
    used = set(roles.values())
    return SheetReading(
        rows_in_file=len(table.rows),
        rows=tuple(rows),
        left_aside=tuple(each for each in table.columns if each not in used),
        problems=tuple(problems),
        digest=hashlib.sha256(content).hexdigest(),
    )


def _recognised(columns: Iterable[str]) -> dict[str, str]:
    by_name = {fold(column): column for column in reversed(list(columns))}
    return {
        role: column for role, names in _ROLES.items() if (column := next(filter(None, map(by_name.get, names)), None))
    }


def _rows(table: Table, roles: Mapping[str, str], column: str, problems: list[Problem]) -> list[RowRead]:
    """The rows that can be kept; what is wrong with the others is added to the problems, all of it."""
    rows: list[RowRead] = []
    first: dict[tuple[str, str], int] = {}
    for row in table.rows:
        before = len(problems)
        said = row.cells.get(roles.get("column", ""), "")
        kind = column or _COLUMNS.get(fold(said), "")
        if not kind:
            problems.append(
                Problem("existing column unknown", row=row.number, column=roles["column"], value=said.strip()[:60])
            )
        name = normalise(row.cells[roles["name"]])
        if not name:
            problems.append(Problem("existing name missing", row=row.number, column=roles["name"]))
        description = row.cells.get(roles.get("description", ""), "").replace("\r\n", "\n").strip()
        for role, words, longest in (
            ("name", name, LONGEST_NAME),
            ("description", description, LONGEST_DESCRIPTION),
        ):
            if len(words) > longest:
                problems.append(
                    Problem("cell too long", row=row.number, column=roles[role], characters=len(words), limit=longest)
                )
        if len(problems) > before:
            continue
        made = RowRead(row.number, kind, name, description)
        if made.key in first:
            problems.append(
                Problem("existing twice", row=row.number, column=roles["name"], name=name, first_row=first[made.key])
            )
            continue
        first[made.key] = row.number
        rows.append(made)
    return rows
