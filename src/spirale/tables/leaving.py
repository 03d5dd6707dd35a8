"""Tables that leave while they are read: the same rows as CSV, as a workbook or as JSON, in constant memory."""

import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from spirale.tables.writing import Cells, csv_lines, write_xlsx

FORMATS: Final[Mapping[str, str]] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}
"""The forms in which a table leaves, with their content types."""

_PIECE: Final = 64 * 1024


def as_csv(columns: Sequence[str], rows: Iterable[Cells]) -> Iterator[bytes]:
    """A CSV, line by line; the byte order mark tells spreadsheets that it is UTF-8."""
    yield b"\xef\xbb\xbf"
    for line in csv_lines(columns, rows):
        yield line.encode()


def as_json(name: str, rows: Iterable[Cells], *, beside: Mapping[str, object] | None = None) -> Iterator[bytes]:
    """A JSON object of rows under `name`, whose last member counts them: a file cut short shows.

    What is told of no row alone stands `beside` them, before.
    """
    count = 0
    told = "".join(
        f", {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in (beside or {}).items()
    )
    yield f'{{"format": "spirale {name}", "version": 1{told}, "{name}": ['.encode()
    for count, row in enumerate(rows, 1):
        yield (",\n" if count > 1 else "\n").encode() + json.dumps(row, ensure_ascii=False).encode()
    yield f'\n], "count": {count}}}\n'.encode()


def as_xlsx(columns: Sequence[str], rows: Iterable[Cells], *, sheet: str = "Table") -> Iterator[bytes]:
    """A workbook, made in a temporary file once it is asked for: it is whole only after its last row."""
    with tempfile.TemporaryFile() as file:
        write_xlsx(file, columns, rows, sheet=sheet)
        file.seek(0)
        while piece := file.read(_PIECE):
            yield piece
