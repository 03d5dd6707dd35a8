"""Tables of what exists: those brought in, and what one would bring if it were confirmed."""

from dataclasses import dataclass
from typing import Final, Literal
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from spirale.method.problems import Problem, Problems
from spirale.method.text import fold
from spirale.people.models import Account
from spirale.strategy.models import Existing, ExistingDraft, ExistingSheet
from spirale.strategy.sheets import RowRead, SheetReading, read_sheet
from spirale.territories.models import Territory

FIRST_ROWS: Final = 30
PROBLEMS_SHOWN: Final = 50

Becomes = Literal["new", "here", "away"]
"""What a row becomes: it is added; it stands there already, and is left as it is; it was put away, and stays so."""


@dataclass(frozen=True, slots=True)
class RowSettled:
    """A row, and what becomes of it."""

    row: RowRead
    label: str
    becomes: Becomes


@dataclass(frozen=True, slots=True)
class ExistingPreview:
    """A table as it would be brought in: its first rows, what they add, and all that is wrong."""

    reading: SheetReading | None
    first: tuple[RowSettled, ...]
    new: int
    here: int
    away: int
    problems: tuple[Problem, ...]
    problems_in_all: int


def draft_of(territory: Territory, account: Account, draft_id: UUID) -> ExistingDraft | None:
    """The table that this person sent and has not confirmed yet."""
    return ExistingDraft.objects.filter(pk=draft_id, territory=territory, sent_by=account).first()


def sheets_of(territory: Territory) -> QuerySet[ExistingSheet]:
    """The tables brought in, the newest first, each with how many of its rows are `standing`."""
    return (
        ExistingSheet.objects.filter(territory=territory)
        .select_related("imported_by")
        .annotate(standing=Count("existing", filter=Q(existing__retired_at=None)))
        .order_by("-imported_at", "id")
    )


def preview_existing(*, territory: Territory, content: bytes, name: str, column: str) -> ExistingPreview:
    """What a table would bring to a territory, without writing anything."""
    try:
        reading = read_sheet(content, name, column=column)
    except Problem as problem:
        return ExistingPreview(None, (), 0, 0, 0, (problem,), 1)
    except Problems as several:
        return ExistingPreview(None, (), 0, 0, 0, several.problems[:PROBLEMS_SHOWN], len(several.problems))
    settled = settle(territory, reading.rows)
    counted = {word: sum(one.becomes == word for one in settled) for word in ("new", "here", "away")}
    return ExistingPreview(
        reading,
        tuple(settled[:FIRST_ROWS]),
        counted["new"],
        counted["here"],
        counted["away"],
        reading.problems[:PROBLEMS_SHOWN],
        len(reading.problems),
    )


def settle(territory: Territory, rows: tuple[RowRead, ...]) -> list[RowSettled]:
    """Say of each row what becomes of it: what people said or put away already is left as they decided."""
    labels = {str(key): str(label) for key, label in Existing.Column.choices}
    known: dict[tuple[str, str], Becomes] = {}
    for column, name, retired_at in Existing.objects.filter(territory=territory).values_list(
        "column", "name", "retired_at"
    ):
        key = column, fold(name)
        if retired_at is None or key not in known:
            known[key] = "here" if retired_at is None else "away"
    return [RowSettled(row, labels[row.column], known.get(row.key, "new")) for row in rows]
