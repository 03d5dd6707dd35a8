"""Criteria and codes that leave: row by row, under column names that no language changes."""

import json
import tempfile
from collections.abc import Iterable, Iterator
from typing import IO

from spirale.coding.queries.export import CodedRow
from spirale.tables import write_xlsx
from spirale.tables.writing import Cell, csv_lines

COLUMNS = (
    "criterion_id",
    "note_id",
    "group",
    "workshop",
    "question",
    "sign",
    "criterion",
    "grid",
    "code",
    "label",
    "label_status",
    "retained",
    "adjudicated",
    "coder",
    "coded_at",
    "suggested_code",
    "suggested_confidence",
    "engine",
)
FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}
KINDS = (("csv", "CSV"), ("xlsx", "XLSX"), ("json", "JSON"))


def cells(rows: Iterable[CodedRow]) -> Iterator[dict[str, Cell]]:
    """Each coding of each criterion as a row; a criterion without code has one row all the same."""
    for row in rows:
        code = row.code
        yield {
            "criterion_id": str(row.criterion_id),
            "note_id": str(row.note_id),
            "group": row.group,
            "workshop": row.workshop,
            "question": row.question,
            "sign": row.sign,
            "criterion": row.text,
            "grid": row.grid,
            "code": code.code if code else "",
            "label": code.label if code else "",
            "label_status": ("sourced" if code.is_verified else "unverified") if code else "",
            "retained": row.is_retained,
            "adjudicated": row.is_adjudication,
            "coder": row.coder,
            "coded_at": row.coded_at.isoformat() if row.coded_at else "",
            "suggested_code": row.suggested_code,
            "suggested_confidence": row.suggested_confidence,
            "engine": row.engine,
        }


def as_csv(rows: Iterable[CodedRow]) -> Iterator[bytes]:
    """A CSV, line by line; the byte order mark tells spreadsheets that it is UTF-8."""
    yield b"\xef\xbb\xbf"
    for line in csv_lines(COLUMNS, cells(rows)):
        yield line.encode()


def as_json(rows: Iterable[CodedRow]) -> Iterator[bytes]:
    """A JSON object whose last member counts the rows: a file cut short shows."""
    count = 0
    yield b'{"format": "spirale criteria", "version": 1, "criteria": ['
    for count, row in enumerate(cells(rows), 1):
        yield (",\n" if count > 1 else "\n").encode() + json.dumps(row, ensure_ascii=False).encode()
    yield f'\n], "count": {count}}}\n'.encode()


def as_xlsx(rows: Iterable[CodedRow]) -> IO[bytes]:
    """A workbook in a temporary file that goes when it is closed."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the answer that sends it closes it
    write_xlsx(file, COLUMNS, cells(rows), sheet="Criteria")
    file.seek(0)
    return file
