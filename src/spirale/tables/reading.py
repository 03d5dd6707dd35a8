"""Reading the tables people bring: every cell as text, every refusal with its place and what to do about it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from spirale.method.problems import Problem
from spirale.method.text import normalise
from spirale.tables.decoding import decode_text
from spirale.tables.limits import Limits
from spirale.tables.spreadsheets import is_archive, is_old_or_protected, read_spreadsheet

_DELIMITERS: Final = ",;\t"
_BLANK: Final = " \r\n" + _DELIMITERS  # not quotation marks: a column may be named ";"
_SPREADSHEETS: Final = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
_EXCEL_HINT: Final = re.compile(r"sep=([,;\t])\r?\n")
# Written by us before what a spreadsheet would take for a formula: one apostrophe, which reading takes away again.
_NEUTRALISED: Final = re.compile(r"'+[=+\-@\t\r]")
_SHOWN_ROWS: Final = 20

# A cell too long is refused below, with its row and column: the reader's own limit would only say that there is one.
csv.field_size_limit(2**31 - 1)


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number as a spreadsheet shows it (the header is row 1 when nothing stands above it), its cells."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it was brought, and how it was read."""

    name: str
    columns: tuple[str, ...]
    rows: list[Row]
    header_row: int
    encoding: str
    delimiter: str | None = None

    def require(self, columns: Iterable[str]) -> None:
        """Raise Problem("column missing", row=, column=, found=) for the first of these columns that is not here."""
        for column in columns:
            if column not in self.columns:
                raise Problem("column missing", row=self.header_row, column=column, found=self.columns)


def read_table(source: bytes | Path, name: str, *, limits: Limits | None = None, as_written: bool = False) -> Table:
    """Read a CSV file (comma, semicolon or tab) or the first sheet of an XLSX or ODS workbook, whatever its name says.

    The first row that is not blank is the header; blank rows are passed over; columns without a name and without
    cells are left out. Cells are kept as they are, save for the apostrophe by which `write_csv` neutralises formulas
    (kept too with `as_written`).
    Raises Problem: "file too large", "file empty", "file not text", "encoding not recognised", "quotes not closed",
    "column twice", "column without a name", "row of another length" (with the rows concerned), "cell too long",
    "too many rows", "too many columns", "too many cells", "spreadsheet not readable", "spreadsheet protected or old",
    "spreadsheet unpacks too large".
    """
    limits = limits or Limits()
    content = _content(source, limits)
    if is_archive(content):
        return _table(name, read_spreadsheet(content, limits), limits, encoding="spreadsheet", delimiter=None)
    if is_old_or_protected(content):
        raise Problem("spreadsheet protected or old", name=name)
    if content and name.lower().endswith(_SPREADSHEETS):
        raise Problem("spreadsheet not readable", name=name)
    text, encoding = decode_text(content)
    if not text.strip(_BLANK):
        raise Problem("file empty", row=1)
    skipped = 0
    if hint := _EXCEL_HINT.match(text):
        text, skipped, delimiter = text[hint.end() :], 1, hint.group(1)
    else:
        delimiter = _delimiter(text)
    records = _records(text, delimiter, skipped, as_written=as_written)
    return _table(name, records, limits, encoding=encoding, delimiter=delimiter)


def _content(source: bytes | Path, limits: Limits) -> bytes:
    size = len(source) if isinstance(source, bytes) else source.stat().st_size
    if size > limits.file_bytes:
        raise Problem("file too large", bytes=size, limit=limits.file_bytes)
    return source if isinstance(source, bytes) else source.read_bytes()


def _delimiter(text: str) -> str:
    """The delimiter that parts the header most; a character the text does not have when there is one column."""
    best, most = "", 1
    for delimiter in _DELIMITERS:
        try:
            header = next((cells for _, cells in _records(text, delimiter, 0)), [])
        except Problem:
            continue
        if len(header) > most:
            best, most = delimiter, len(header)
    return best or next(chr(code) for code in range(0xE000, 0xF8FF) if chr(code) not in text)


def _records(text: str, delimiter: str, skipped: int, *, as_written: bool = False) -> Iterator[tuple[int, list[str]]]:
    number = skipped
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            number += 1
            if any(cells):
                yield number, cells if as_written else [_restored(cell) for cell in cells]
    except csv.Error:
        raise Problem("quotes not closed", row=number + 1) from None


def _restored(cell: str) -> str:
    return cell[1:] if _NEUTRALISED.match(cell) else cell


def _table(
    name: str, records: Iterable[tuple[int, list[str]]], limits: Limits, *, encoding: str, delimiter: str | None
) -> Table:
    header_row, header = 0, list[str]()
    kept: list[tuple[int, list[str]]] = []
    uneven: list[tuple[int, int]] = []
    for number, cells in records:
        if not any(cell.strip() for cell in cells):
            continue
        for position, cell in enumerate(cells):
            if len(cell) > limits.cell_characters:
                column = header[position] if position < len(header) else str(position + 1)
                raise Problem(
                    "cell too long", row=number, column=column, characters=len(cell), limit=limits.cell_characters
                )
        if not header:
            named = [normalise(cell) for cell in cells]
            if any(named):  # signs that print nothing are no names
                header_row, header = number, named
            continue
        if len(cells) < len(header) or any(cells[len(header) :]):
            uneven.append((number, len(cells)))
        kept.append((number, cells))
        if len(kept) > limits.rows:
            raise Problem("too many rows", row=number, limit=limits.rows)
    if not header:
        raise Problem("file empty", row=1)
    places = _places(header, header_row, kept, limits)
    if uneven:
        first, cells_found = uneven[0]
        raise Problem(
            "row of another length",
            row=first,
            cells=cells_found,
            expected=len(header),
            rows=tuple(number for number, _ in uneven[:_SHOWN_ROWS]),
            count=len(uneven),
        )
    columns = tuple(header[place] for place in places)
    rows = [
        Row(number, {column: cells[place] for column, place in zip(columns, places, strict=True)})
        for number, cells in kept
    ]
    return Table(name, columns, rows, header_row, encoding, delimiter if delimiter in (*_DELIMITERS, None) else None)


def _places(header: list[str], header_row: int, kept: list[tuple[int, list[str]]], limits: Limits) -> list[int]:
    """Where the named columns stand; refuses names used twice and cells under no name."""
    places = [place for place, column in enumerate(header) if column]
    if len(places) > limits.columns:
        raise Problem("too many columns", row=header_row, columns=len(places), limit=limits.columns)
    seen: set[str] = set()
    for place in places:
        if header[place] in seen:
            raise Problem("column twice", row=header_row, column=header[place])
        seen.add(header[place])
    unnamed = [place for place, column in enumerate(header) if not column]
    for number, cells in kept:
        for place in unnamed:
            if place < len(cells) and cells[place].strip():
                raise Problem("column without a name", row=header_row, position=place + 1, first_row=number)
    return places
