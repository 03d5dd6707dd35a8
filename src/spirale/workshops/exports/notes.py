"""Notes that leave: row by row, under column names that no language changes."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.utils import timezone

from spirale.tables.writing import Cell
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


def _instant(at: datetime) -> str:
    return timezone.localtime(at).isoformat()
