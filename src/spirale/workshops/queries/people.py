"""Who is in the hall, as a facilitator may know it: names, tables and counts, and nobody's words."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db.models import Count, Q

from spirale.workshops.models import Participant, Workshop
from spirale.workshops.queries.notes import CORRECTED, SET_ASIDE, UNDONE

MANY: Final = 100
"""Notes of one participant above which the facilitator is told how many there are."""


@dataclass(frozen=True, slots=True)
class SomebodyHere:
    """A participant as those who lead see them; `notes` is told only where somebody sends very many."""

    id: UUID
    name: str
    handle: str
    kind: str
    table: int | None
    via: str
    helper: str
    paper_number: int | None

    @property
    def is_helped(self) -> bool:
        return self.via == Participant.Via.ANOTHER


@dataclass(frozen=True, slots=True)
class SendsMuch:
    """A participant who sent very many notes, or whose notes are set aside; how many, never which."""

    id: UUID
    name: str
    handle: str
    notes: int
    aside: int
    is_set_aside: bool


@dataclass(frozen=True, slots=True)
class PeopleHere:
    """All who are here, and what there is to say of them together."""

    people: tuple[SomebodyHere, ...]
    count: int
    on_phones: int
    helped: int
    on_paper: int
    paper_sheets: int
    without_name: int
    erased: int
    kinds: tuple[tuple[str, int], ...]
    tables: tuple[tuple[int, int], ...]
    much: tuple[SendsMuch, ...]


def people_here(workshop: Workshop) -> PeopleHere:
    """Who joined, by table then in the order they came; two round trips however many they are."""
    rows = list(
        Participant.objects.filter(workshop=workshop)
        .select_related("helped_by")
        .order_by("table", "joined_at", "paper_number", "id")
    )
    here = [row for row in rows if row.joined_at]
    kinds = Counter(row.get_kind_display() for row in here if row.kind)
    tables = Counter(row.table for row in here if row.table is not None)
    ways = Counter(row.via for row in here)
    return PeopleHere(
        people=tuple(_somebody(row) for row in here if not row.erased_at),
        count=len(here),
        on_phones=ways[Participant.Via.DEVICE],
        helped=ways[Participant.Via.ANOTHER],
        on_paper=ways[Participant.Via.PAPER],
        paper_sheets=sum(1 for row in rows if row.paper_number is not None),
        without_name=sum(1 for row in here if not row.first_name and not row.erased_at),
        erased=sum(1 for row in here if row.erased_at),
        kinds=tuple(sorted(kinds.items(), key=lambda pair: (-pair[1], pair[0]))),
        tables=tuple(sorted(tables.items())),
        much=_who_sends_much(workshop, rows),
    )


def _who_sends_much(workshop: Workshop, rows: Sequence[Participant]) -> tuple[SendsMuch, ...]:
    """Those with more notes than anybody writes in a meeting, the most first, and those set aside."""
    written = Q(notes__isnull=False) & ~Q(
        notes__withdrawn_at__isnull=False, notes__withdrawn_reason__in=[CORRECTED, UNDONE]
    )
    aside = Q(notes__withdrawn_at__isnull=False, notes__withdrawn_reason=SET_ASIDE)
    counts = {
        pk: (notes, set_aside)
        for pk, notes, set_aside in Participant.objects.filter(workshop=workshop)
        .order_by()
        .annotate(written=Count("notes", filter=written), aside=Count("notes", filter=aside))
        .filter(Q(written__gte=MANY) | Q(set_aside_at__isnull=False))
        .values_list("pk", "written", "aside")
    }
    much = [
        SendsMuch(row.pk, row.first_name, row.handle, *counts[row.pk], row.set_aside_at is not None)
        for row in rows
        if row.pk in counts and not row.erased_at
    ]
    return tuple(sorted(much, key=lambda each: (-each.notes, each.handle)))


def _somebody(row: Participant) -> SomebodyHere:
    return SomebodyHere(
        id=row.pk,
        name=row.first_name,
        handle=row.handle,
        kind=row.get_kind_display() if row.kind else "",
        table=row.table,
        via=row.via,
        helper=row.helped_by.first_name if row.helped_by else "",
        paper_number=row.paper_number,
    )
