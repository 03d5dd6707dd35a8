"""Paper sheets, for people without a phone: a number to type notes under, and a recovery code that stays with them.

The number stands on the sheet that is handed in; the code on the part that its owner tears off and keeps. Of the code
only a digest is kept. It is made from the draw of one printing, a random number that the printed page alone holds: the
same page sent twice prints the same codes, and nobody can print them again afterwards.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone

from spirale.journal import operations as journal
from spirale.method.problems import Problem
from spirale.offline.keys import LENGTH, SIGNS, digest_of_key, handle_of, spaced
from spirale.people.models import Account
from spirale.territories.rules import require
from spirale.workshops import rules  # noqa: F401 - its permissions
from spirale.workshops.models import Note, Participant, Workshop
from spirale.workshops.operations.limits import PARTICIPANTS_IN_A_ROOM
from spirale.workshops.queries.paper import paper_sheets, unused_sheets

AT_ONCE: Final = 200
"""Sheets printed in one go."""


@dataclass(frozen=True, slots=True)
class PrintedSheet:
    """A sheet as it goes to the printer, the only time its code is shown."""

    number: int
    key: str


@transaction.atomic
def print_sheets(*, draw: UUID, workshop: Workshop, count: int, by: Account | None) -> list[PrintedSheet]:
    """Make places for people without a phone, numbered after the last; the same draw gives the same sheets.

    Raises Problem("sheets out of range"), ("room full of participants") and ("sheets printed again since").
    """
    workshop = _locked(workshop, by)
    if not 1 <= count <= AT_ONCE:
        raise Problem("sheets out of range", limit=AT_ONCE)
    ids = [uuid5(draw, f"sheet {place}") for place in range(count)]
    made = {one.pk: one for one in Participant.objects.filter(workshop=workshop, pk__in=ids)}
    fresh = [pk for pk in ids if pk not in made]
    if Participant.objects.filter(workshop=workshop).count() + len(fresh) > PARTICIPANTS_IN_A_ROOM:
        raise Problem("room full of participants", limit=PARTICIPANTS_IN_A_ROOM)
    if any(one.key_digest != _with_key(one, draw).key_digest for one in made.values()):
        raise Problem("sheets printed again since")
    last = paper_sheets(workshop).last
    Participant.objects.bulk_create(
        _with_key(Participant(pk=pk, workshop=workshop, via=Participant.Via.PAPER, paper_number=number), draw)
        for number, pk in enumerate(fresh, last + 1)
    )
    if fresh:
        journal.append(
            "paper sheets made", space=workshop.pk, on=workshop, by=by, told={}, sheets=len(fresh), first=last + 1
        )
    numbers = sorted({one.paper_number or 0 for one in made.values()} | set(range(last + 1, last + 1 + len(fresh))))
    return [PrintedSheet(number, _key(draw, workshop, number)) for number in numbers]


@transaction.atomic
def print_unused_again(*, draw: UUID, workshop: Workshop, by: Account | None) -> list[PrintedSheet]:
    """Print the sheets that nobody has used again, under other codes: those printed before open nothing any more."""
    workshop = _locked(workshop, by)
    unused = list(unused_sheets(workshop).select_for_update(of=("self",), no_key=True))
    were = [one.key_digest for one in unused]
    for one in unused:
        _with_key(one, draw)
    if were != [one.key_digest for one in unused]:
        Participant.objects.bulk_update(unused, ["handle", "key_digest"], batch_size=500)
        journal.append("paper sheets made again", space=workshop.pk, on=workshop, by=by, told={}, sheets=len(unused))
    return [PrintedSheet(one.paper_number or 0, _key(draw, workshop, one.paper_number or 0)) for one in unused]


def take_sheet(*, workshop: Workshop, number: int, by: Account | None, at: datetime | None = None) -> Participant:
    """Whoever wrote on this sheet; they are present from their first note on. Runs inside the act of typing it in.

    Raises Problem("sheet unknown") and ("sheet erased").
    """
    participant = (
        Participant.objects.select_for_update(of=("self",), no_key=True)
        .filter(workshop=workshop, paper_number=number)
        .first()
    )
    if participant is None:
        raise Problem("sheet unknown", number=number, last=paper_sheets(workshop).last)
    if participant.erased_at:
        raise Problem("sheet erased", number=number)
    if participant.joined_at is None:
        participant.joined_at = at or timezone.now()
        participant.save(update_fields=["joined_at"])
        _tell("participant joined", participant, by)
    return participant


def leave_sheet_unused(*, note: Note, by: Account | None) -> None:
    """Count somebody out again whose only note was taken back while typing: the number was a slip."""
    if note.author_id is None:
        return
    participant = (
        Participant.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk=note.author_id, via=Participant.Via.PAPER, joined_at__isnull=False, erased_at=None)
        .first()
    )
    if participant is None or not _did_nothing(participant):
        return
    participant.joined_at = None
    participant.save(update_fields=["joined_at"])
    _tell("paper sheet unused again", participant, by)


def _did_nothing(participant: Participant) -> bool:
    return not (
        participant.notes.filter(withdrawn_at=None).exists()
        or participant.turns.exists()
        or participant.pledges.exists()
        or participant.helps.exists()
    )


def _tell(verb: str, participant: Participant, by: Account | None) -> None:
    here = Participant.objects.filter(workshop=participant.workshop_id, joined_at__isnull=False).count()
    journal.append(
        verb,
        space=participant.workshop_id,
        on=participant,
        by=by,
        told={"participants": here},
        via=participant.via,
        sheet=participant.paper_number,
    )


def _locked(workshop: Workshop, by: Account | None) -> Workshop:
    if by:
        require("workshops.enter", by, workshop)
    return Workshop.objects.select_for_update(of=("self",)).select_related("group__territory").get(pk=workshop.pk)


def _with_key(participant: Participant, draw: UUID) -> Participant:
    key = _key(draw, participant.workshop, participant.paper_number or 0)
    participant.handle, participant.key_digest = handle_of(key), digest_of_key(participant.workshop_id, key)
    return participant


def _key(draw: UUID, workshop: Workshop, number: int) -> str:
    """The recovery code of a sheet: 78 bits drawn from the 122 of the printing."""
    drawn = int.from_bytes(hashlib.sha512(f"paper sheet:{draw}:{workshop.pk}:{number}".encode()).digest())
    signs = []
    for _ in range(LENGTH):
        drawn, place = divmod(drawn, len(SIGNS))
        signs.append(SIGNS[place])
    return spaced("".join(signs))
