"""Writing tables that people take away: row by row, and never a cell that a spreadsheet would run."""

import csv
import datetime
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Final, Protocol, TypeAlias

import xlsxwriter

from spirale.method.problems import Problem

Cell: TypeAlias = str | int | float | bool | datetime.date | datetime.datetime | None
Cells: TypeAlias = Sequence[Cell] | Mapping[str, Cell]

_FORMULA: Final = re.compile(r"'*[=+\-@\t\r]")
_XLSX_CELL: Final = 32_767  # characters; a spreadsheet opens no longer one
_XLSX_ROWS: Final = 1_048_575  # under the header
_XLSX_COLUMNS: Final = 16_384
_EXACT: Final = 10**15  # a spreadsheet keeps fifteen digits of a number; longer ones, and what is none, go as text
_SHEET_NAME: Final = re.compile(r"[\[\]:*?/\\]")
_UNDATED: Final = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)  # the same rows give the same file


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: the number of rows, the header left out, and of cells cut because the format holds no more."""

    rows: int
    cut: int = 0


class _Lines(Protocol):
    def write(self, text: str, /) -> object: ...


def csv_lines(columns: Sequence[str], rows: Iterable[Cells], *, delimiter: str = ",") -> Iterator[str]:
    """Give a CSV line by line, header first, for a stream; a row is a sequence in the columns' order, or a mapping.

    Text that a spreadsheet would take for a formula gets an apostrophe before it, which `read_table` takes away:
    what is written is read back unchanged, save that rows of empty cells only are passed over.
    """
    line = _Line()
    header = csv.writer(line, delimiter=delimiter, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer = csv.writer(line, delimiter=delimiter, lineterminator="\r\n")
    header.writerow([_neutralised(column) for column in columns])
    yield line.text
    for row in rows:
        writer.writerow([_neutralised(cell) for cell in _in_order(columns, row)])
        yield line.text


def write_csv(
    stream: _Lines, columns: Sequence[str], rows: Iterable[Cells], *, delimiter: str = ",", mark: bool = False
) -> Written:
    """Write a CSV to a text stream (open it with newline=""); `mark` puts the byte order mark some programs need."""
    count = -1
    if mark:
        stream.write("\ufeff")
    for text in csv_lines(columns, rows, delimiter=delimiter):
        stream.write(text)
        count += 1
    return Written(rows=count)


def write_xlsx(
    stream: IO[bytes], columns: Sequence[str], rows: Iterable[Cells], *, sheet: str = "Table", cut_mark: str = " […]"
) -> Written:
    """Write a workbook of one sheet, row by row in constant memory; text is always text, whatever it looks like.

    A spreadsheet holds 32,767 characters a cell: a longer text is cut there, ends with `cut_mark`, and is counted in
    what is returned, so that nothing is lost unseen (a CSV holds it whole).
    Raises Problem("too many rows") and Problem("too many columns") beyond what a sheet holds.
    """
    count = cut = 0
    if len(columns) > _XLSX_COLUMNS:
        raise Problem("too many columns", columns=len(columns), limit=_XLSX_COLUMNS)
    with xlsxwriter.Workbook(
        stream, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as workbook:
        workbook.set_properties({"created": _UNDATED})
        page = workbook.add_worksheet(_SHEET_NAME.sub(" ", sheet).strip("' ")[:31] or "Table")
        page.freeze_panes(1, 0)
        bold = workbook.add_format({"bold": True})
        for place, column in enumerate(columns):
            page.write_string(0, place, column, bold)
        for count, row in enumerate(rows, 1):
            if count > _XLSX_ROWS:
                raise Problem("too many rows", row=count + 1, limit=_XLSX_ROWS)
            for place, cell in enumerate(_in_order(columns, row)):
                if isinstance(cell, int | float) and not isinstance(cell, bool) and abs(cell) < _EXACT:
                    page.write_number(count, place, cell)
                    continue
                text = _text(cell)
                if len(text) > _XLSX_CELL:
                    text, cut = text[: _XLSX_CELL - len(cut_mark)] + cut_mark, cut + 1
                if text:
                    page.write_string(count, place, text)
    return Written(rows=count, cut=cut)


class _Line:
    """Holds the line just written."""

    text = ""

    def write(self, text: str, /) -> None:
        self.text = text


def _in_order(columns: Sequence[str], row: Cells) -> Sequence[Cell]:
    if isinstance(row, Mapping):
        return [row.get(column) for column in columns]
    if len(row) != len(columns):
        message = f"a row of {len(row)} cells for {len(columns)} columns"
        raise ValueError(message)
    return row


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, datetime.date):
        return cell.isoformat()
    return str(cell)


def _neutralised(cell: Cell) -> str:
    text = _text(cell)
    return f"'{text}" if isinstance(cell, str) and _FORMULA.match(text) else text
