"""Loading a grid from CSV: every fault found at once, each with its row and column, before anything is used."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Final

from spirale.method.grid.codes import parse_code
from spirale.method.grid.grids import KINDS, STATUSES, Grid, GridEntry
from spirale.method.problems import Problem, Problems
from spirale.method.text import digest_of, normalise

COLUMNS: Final = ("kind", "code", "parent", "label_fr", "label_en", "note", "status", "source")
_LONGEST_CELL: Final = 10_000
_OTHER_CODE: Final = re.compile(r"[A-Za-z0-9]+(?:[.-][A-Za-z0-9]+)*")

csv.field_size_limit(2**31 - 1)  # a cell too long is refused below, with its row and column


def load_grid(text_or_bytes: str | bytes, name: str, version: str) -> Grid:
    """Read a grid from CSV with the columns kind, code, parent, label_fr, label_en, note, status, source.

    Columns may come in any order and others may stand beside them. A row has a label in one language at least,
    a status (sourced or unverified), and a source when it is sourced. Within a kind, two rows never have one code,
    whichever way its zeros are written; only a row "in general" (`A00`) may stand under the row it is the general
    of (`A`), which it then names as its parent. The digest is that of the rows alone, in their order.
    Raises Problems, one Problem per fault, with the row (the header is row 1) and the column where there is one.
    """
    problems: list[Problem] = []
    entries: list[tuple[int, GridEntry]] = []
    try:
        for row, cells in read_rows(text_or_bytes, COLUMNS):
            entry, faults = _entry(row, cells)
            problems += faults
            if entry:
                entries.append((row, entry))
    except Problem as problem:
        raise Problems((problem,)) from None
    problems += _repeated(entries)
    problems += _orphans(entries)
    if not problems and not any(entry.kind == "object" for _, entry in entries):
        problems.append(Problem("grid without dimension", row=1))
    if problems:
        raise Problems(tuple(sorted(problems, key=lambda problem: int(str(problem.parameters["row"])))))
    rows = tuple(entry for _, entry in entries)
    return Grid(name, version, digest_of([[getattr(entry, column) for column in COLUMNS] for entry in rows]), rows)


@cache
def shipped_grid() -> Grid:
    """Give the working grid that comes with Spirale; most of it is a reconstruction, marked row by row."""
    packed = resources.files("spirale.method").joinpath("grids", "spiral-working.csv").read_bytes()
    return load_grid(packed, "spiral-working", "1")


def read_rows(text_or_bytes: str | bytes, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """Read the rows of a small CSV (comma, UTF-8) that has these columns; blank rows are passed over.

    Gives the row's number as a spreadsheet counts it, and its cells, normalised. Raises Problem.
    """
    if isinstance(text_or_bytes, bytes):
        try:
            text = text_or_bytes.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            row = text_or_bytes[: error.start].count(b"\n") + 1
            raise Problem("text not in UTF-8", row=row, byte=error.start + 1) from None
    else:
        text = text_or_bytes.removeprefix("\ufeff")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header: list[str] | None = None
    row = 0
    try:
        for row, cells in enumerate(reader, 1):
            if not any(cell.strip() for cell in cells):
                continue
            if header is None:
                header = _header(row, cells, columns)
                continue
            if len(cells) != len(header):
                raise Problem("row of another length", row=row, cells=len(cells), expected=len(header))
            for column, cell in zip(header, cells, strict=True):
                if len(cell) > _LONGEST_CELL:
                    raise Problem("cell too long", row=row, column=column, characters=len(cell), limit=_LONGEST_CELL)
            yield row, {column: normalise(cell) for column, cell in zip(header, cells, strict=True)}
    except csv.Error as error:
        raise Problem("row not readable", row=row + 1, reason=str(error)) from None
    if header is None:
        raise Problem("file empty", row=1)


def _header(row: int, cells: list[str], columns: tuple[str, ...]) -> list[str]:
    header = [normalise(cell).lower() for cell in cells]
    for column in columns:
        if column not in header:
            raise Problem("column missing", row=row, column=column, found=tuple(header))
        if header.count(column) > 1:
            raise Problem("column twice", row=row, column=column)
    return header


def _entry(row: int, cells: dict[str, str]) -> tuple[GridEntry | None, list[Problem]]:
    faults: list[Problem] = []
    kind, status = cells["kind"].lower(), cells["status"].lower()
    if kind not in KINDS:
        faults.append(Problem("kind unknown", row=row, column="kind", kind=cells["kind"], expected=KINDS))
    if status not in STATUSES:
        faults.append(Problem("status unknown", row=row, column="status", status=cells["status"], expected=STATUSES))
    if not cells["label_fr"] and not cells["label_en"]:
        faults.append(Problem("label missing", row=row, column="label_fr", code=cells["code"]))
    if status == "sourced" and not cells["source"]:
        faults.append(Problem("source missing", row=row, column="source", code=cells["code"]))
    code = parent = ""
    is_placed = False
    if kind in KINDS:
        try:
            code = _read_code(kind, cells["code"])
        except Problem as problem:
            faults.append(Problem(problem.code, row=row, column="code", **problem.parameters))
        try:
            parent = _read_code(kind, cells["parent"]) if cells["parent"] else ""
            is_placed = True
        except Problem as problem:
            faults.append(Problem(problem.code, row=row, column="parent", **problem.parameters))
    if not code or not is_placed:
        return None, faults
    labels = {column: cells[column] for column in ("label_fr", "label_en", "note", "source")}
    return GridEntry(kind=kind, code=code, parent=parent, status=status, **labels), faults


def _read_code(kind: str, text: str) -> str:
    """Check the code of a row and give it in the grid's spelling, its zeros kept. Raises Problem("code malformed")."""
    compact = "".join(text.split())
    if kind == "object":
        code = parse_code(text)
        if code.sense or code.beneficiary or "/" in text:
            raise Problem("code malformed", code=text, position=text.index("/") + 1)
        return compact.upper()
    if kind == "sense":
        try:
            code = parse_code(f"A/{text}")
        except Problem as problem:
            position = max(1, int(str(problem.parameters["position"])) - 2)
            raise Problem("code malformed", code=text, position=position) from None
        if code.beneficiary or "/" in text:
            raise Problem("code malformed", code=text, position=text.index("/") + 1)
        return compact.upper() if any(digit in compact for digit in "0123456789") else code.sense_code or "O-00"
    if kind == "beneficiary":
        if not re.fullmatch("[a-z]", compact.lower()):
            raise Problem("code malformed", code=text, position=1)
        return compact.lower()
    if not _OTHER_CODE.fullmatch(compact):
        raise Problem("code malformed", code=text, position=1)
    return compact


def _repeated(entries: list[tuple[int, GridEntry]]) -> list[Problem]:
    first: dict[tuple[str, str, bool], int] = {}
    problems = []
    for row, entry in entries:
        key = (entry.kind, entry.normal, entry.is_general)
        if key in first:
            problems.append(
                Problem("code twice", row=row, column="code", code=entry.code, kind=entry.kind, first_row=first[key])
            )
        first.setdefault(key, row)
    return problems


def _orphans(entries: list[tuple[int, GridEntry]]) -> list[Problem]:
    """Find rows whose parent is not in the grid, or is not the code just above theirs."""
    known = {(entry.kind, entry.normal) for _, entry in entries if not entry.is_general}
    problems = []
    for row, entry in entries:
        expected = _expected_parent(entry)
        if expected is not None and entry.parent != expected:
            problems.append(
                Problem("parent not the code above", row=row, column="parent", code=entry.code, expected=expected)
            )
        elif entry.parent and ((entry.kind, entry.parent) not in known or entry.parent == entry.code):
            problems.append(Problem("parent missing", row=row, column="parent", code=entry.code, parent=entry.parent))
    return problems


def _expected_parent(entry: GridEntry) -> str | None:
    """The only parent an object or a sense can have; None where the grid is free to say."""
    if entry.kind == "object":
        if entry.is_general:
            return entry.normal
        above = entry.normal.partition("-")[0] if "-" in entry.normal else entry.normal[:1]
        return "" if above == entry.normal else above
    if entry.kind == "sense" and entry.normal:
        return entry.normal[:1] if entry.code != entry.normal[:1] else ""
    return None
