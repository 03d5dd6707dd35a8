"""Notes that leave: row by row, in constant memory, under column names that no language changes."""

import json
import tempfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import IO

from django.utils import timezone

from spirale.tables import write_xlsx
from spirale.tables.writing import Cell, csv_lines
from spirale.workshops.models import Note

COLUMNS = (
    "id",
    "territory",
    "group",
    "workshop_id",
    "workshop",
    "held_on",
    "question",
    "question_wording",
    "sign",
    "text",
    "written_at",
    "source",
)
FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}


def note_rows(notes: Iterable[Note]) -> Iterator[dict[str, Cell]]:
    """Each note as a row; import reads the same columns back."""
    for note in notes:
        workshop = note.workshop
        yield {
            "id": str(note.pk),
            "territory": workshop.group.territory.slug,
            "group": workshop.group.name,
            "workshop_id": str(workshop.pk),
            "workshop": workshop.title,
            "held_on": workshop.held_on.isoformat(),
            "question": note.question.code,
            "question_wording": note.question.wording,
            "sign": note.sign,
            "text": note.text,
            "written_at": _instant(note.written_at),
            "source": note.source,
        }


def as_csv(notes: Iterable[Note]) -> Iterator[bytes]:
    """A CSV, line by line; the byte order mark tells spreadsheets that it is UTF-8."""
    yield b"\xef\xbb\xbf"
    for line in csv_lines(COLUMNS, note_rows(notes)):
        yield line.encode()


def as_json(notes: Iterable[Note]) -> Iterator[bytes]:
    """A JSON object whose last member counts the notes: a file cut short shows."""
    count = 0
    yield b'{"format": "spirale notes", "version": 1, "notes": ['
    for count, row in enumerate(note_rows(notes), 1):
        yield (",\n" if count > 1 else "\n").encode() + json.dumps(row, ensure_ascii=False).encode()
    yield f'\n], "count": {count}}}\n'.encode()


def as_xlsx(notes: Iterable[Note]) -> IO[bytes]:
    """A workbook in a temporary file that goes when it is closed."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the answer that sends it closes it
    write_xlsx(file, COLUMNS, note_rows(notes), sheet="Notes")
    file.seek(0)
    return file


def _instant(at: datetime) -> str:
    return timezone.localtime(at).isoformat()
