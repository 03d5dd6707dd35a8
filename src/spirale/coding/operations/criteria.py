"""Criteria: units of meaning taken from notes. Their words never change; splitting retires one and makes others."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone

from spirale.coding import rules  # noqa: F401  (permissions)
from spirale.coding.models import Criterion
from spirale.cycles.models import Question
from spirale.journal import operations as journal
from spirale.method.problems import Problem
from spirale.method.text import normalise
from spirale.people.models import Account
from spirale.territories.rules import require
from spirale.workshops.models import Note, Workshop, standing


@dataclass(frozen=True, slots=True)
class Piece:
    """One unit of meaning that a person reads in a note."""

    id: UUID
    text: str
    sign: int


def whole_criterion_id(note_id: UUID) -> UUID:
    """The id of the criterion that a note makes by itself: always the same, so that it is never made twice."""
    return uuid5(note_id, "criterion of the whole note")


def _whole(note: Note, *, by: Account | None, at: datetime) -> Criterion:
    return Criterion(id=whole_criterion_id(note.pk), note=note, text=note.text, sign=note.sign, made_by=by, made_at=at)


@transaction.atomic
def take_criteria(*, workshop: Workshop, by: Account | None, at: datetime | None = None) -> int:
    """Count each note without criteria as one criterion, in its own words; give how many were made.

    Safe to repeat: the criterion of a note always has the same id. Without an account, it is the site that counts.
    """
    if by is not None:
        require("coding.split", by, workshop)
    at = at or timezone.now()
    lacking = list(Note.objects.filter(standing(), workshop=workshop, criteria=None).order_by("written_at", "id"))
    if not lacking:
        return 0
    Criterion.objects.bulk_create(
        [_whole(note, by=by, at=at) for note in lacking], batch_size=500, ignore_conflicts=True
    )
    journal.append("criteria taken", space=workshop.territory.pk, on=workshop, by=by, count=len(lacking))
    return len(lacking)


def take_criterion(*, note: Note, by: Account | None, at: datetime) -> Criterion:
    """The criterion of one note just typed in, inside the act that typed it."""
    found = Criterion.objects.filter(note=note, retired_at=None).order_by("position", "made_at").first()
    if found:
        return found
    made, _ = Criterion.objects.get_or_create(
        id=whole_criterion_id(note.pk),
        defaults={"note": note, "text": note.text, "sign": note.sign, "made_by": by, "made_at": at},
    )
    return made


@transaction.atomic
def split_note(*, note: Note, pieces: Sequence[Piece], by: Account, at: datetime | None = None) -> list[Criterion]:
    """Read several criteria in a note (or other ones than before); those it had are retired, and can come back.

    A piece whose words and sign are those of a criterion that stands leaves it as it is, with its codings.
    Raises Problem("split into nothing"), ("note withdrawn") or ("criterion already made").
    """
    require("coding.split", by, note)
    note = Note.objects.select_for_update().get(pk=note.pk)
    kept_pieces = [Piece(piece.id, normalise(piece.text), piece.sign) for piece in pieces]
    kept_pieces = [piece for piece in kept_pieces if piece.text]
    if not kept_pieces:
        raise Problem("split into nothing")
    for piece in kept_pieces:
        if piece.sign not in Question.Sign.values:
            raise Problem("sign unknown", value=piece.sign)
    if note.withdrawn_at:
        raise Problem("note withdrawn", text=note.text[:80])
    there = {criterion.pk: criterion for criterion in Criterion.objects.filter(id__in=[p.id for p in kept_pieces])}
    if there:
        for piece in kept_pieces:
            known = there.get(piece.id)
            if known and (known.note_id, known.text) != (note.pk, piece.text):
                raise Problem("criterion already made", text=known.text[:80])
        return _standing(note)
    at = at or timezone.now()
    standing = {(criterion.text, criterion.sign): criterion for criterion in _standing(note)}
    fresh: list[Criterion] = []
    staying: list[Criterion] = []
    for position, piece in enumerate(kept_pieces):
        same = standing.pop((piece.text, piece.sign), None)
        if same:
            staying.append(same)
            continue
        fresh.append(
            Criterion(
                id=piece.id,
                note=note,
                text=piece.text,
                sign=piece.sign,
                position=position,
                made_by=by,
                made_at=at,
            )
        )
    if not fresh and not standing:
        return _standing(note)
    if not fresh:  # something is left out: made anew as a whole, so that undoing finds it by its instant
        standing |= {(criterion.text, criterion.sign): criterion for criterion in staying}
        staying = []
        fresh = [
            Criterion(
                id=piece.id, note=note, text=piece.text, sign=piece.sign, position=position, made_by=by, made_at=at
            )
            for position, piece in enumerate(kept_pieces)
        ]
    retired = [criterion.pk for criterion in standing.values()]
    Criterion.objects.filter(pk__in=retired).update(retired_at=at)
    Criterion.objects.bulk_create(fresh)
    journal.append(
        "note split",
        space=note.territory.pk,
        on=note,
        by=by,
        retired=[str(pk) for pk in retired],
        made=[str(criterion.pk) for criterion in fresh],
        kept=[str(criterion.pk) for criterion in staying],
    )
    return _standing(note)


@transaction.atomic
def undo_split(*, note: Note, made: UUID, by: Account, at: datetime | None = None) -> list[Criterion]:
    """Take back the splitting that made this criterion: what it made is retired, what it retired stands again."""
    require("coding.split", by, note)
    note = Note.objects.select_for_update().get(pk=note.pk)
    standing = _standing(note)
    last = next((criterion.made_at for criterion in standing if criterion.pk == made), None)
    before = list(Criterion.objects.filter(note=note, retired_at=last)) if last else []
    if not before:
        return standing
    undone = [criterion for criterion in standing if criterion.made_at == last]
    Criterion.objects.filter(pk__in=[criterion.pk for criterion in undone]).update(retired_at=at or timezone.now())
    Criterion.objects.filter(pk__in=[criterion.pk for criterion in before]).update(retired_at=None)
    journal.append(
        "splitting undone",
        space=note.territory.pk,
        on=note,
        by=by,
        retired=[str(criterion.pk) for criterion in undone],
        restored=[str(criterion.pk) for criterion in before],
    )
    return _standing(note)


@transaction.atomic
def change_sign(*, criterion: Criterion, sign: int, by: Account) -> Criterion:
    """Say whether a criterion speaks of well-being, of ill-being or of neither; its words and codes stay."""
    require("coding.split", by, criterion)
    if sign not in Question.Sign.values:
        raise Problem("sign unknown", value=sign)
    criterion = Criterion.objects.select_for_update().get(pk=criterion.pk)
    if criterion.sign == sign:
        return criterion
    before, criterion.sign = criterion.sign, sign
    criterion.save(update_fields=["sign"])
    journal.append("sign changed", space=criterion.territory.pk, on=criterion, by=by, before=before, after=sign)
    return criterion


def _standing(note: Note) -> list[Criterion]:
    return list(Criterion.objects.filter(note=note, retired_at=None).order_by("position", "made_at", "id"))
