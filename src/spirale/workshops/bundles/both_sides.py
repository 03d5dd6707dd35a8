"""Where both installations went on after they parted: how their workshops become one, and no act of either is lost."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models

from spirale.journal.models import Event
from spirale.workshops.bundles.plan import NOTES, PARTICIPANTS, PLEDGES, REQUESTS, TURNS, Kind
from spirale.workshops.bundles.reading import Told, Values
from spirale.workshops.models import (
    FloorRequest,
    Hall,
    Minutes,
    Move,
    Note,
    Participant,
    Place,
    QuestionSheet,
    Step,
    StepRun,
    Turn,
)
from spirale.workshops.operations.halls import ITS_AUTHORS_ALONE
from spirale.workshops.queries.notes import ERASED, UNDONE


def values_to_take(kind: Kind, known: models.Model, row: Values, *, bundle_acted_last: bool) -> Values:
    """What ended on either side is ended; of what can be said otherwise, the side that acted last is right."""
    taken = {name: row[name] for name in kind.ended if getattr(known, name) is None and row[name] is not None}
    if kind is NOTES:
        if "withdrawn_at" in taken:
            taken["withdrawn_reason"] = row["withdrawn_reason"]
        if getattr(known, "is_sealed", False) and not row["is_sealed"]:
            taken["is_sealed"] = False
        return taken
    if bundle_acted_last:
        taken |= {name: row[name] for name in kind.free if getattr(known, name) != row[name]}
    if kind is PLEDGES and "" in {row["contact"], getattr(known, "contact", "")}:
        taken |= {"contact": "", "name": row["name"] and getattr(known, "name", "")}  # taken back for good
    return taken


def make_room(kind: Kind, rows: Sequence[Values], there: Mapping[Any, Any], workshop: UUID, now: datetime) -> None:
    """What can only be once at a time, and began on both sides, goes on here; what comes is kept as ended."""
    fresh = [row for row in rows if (row.get("id"),) not in there]
    if kind is REQUESTS:
        waiting = FloorRequest.objects.filter(workshop=workshop, ended_at=None)
        raised = set(waiting.values_list("participant_id", "speaker"))
        for row in fresh:
            is_up = any(
                row["participant_id"] == who if who else row["participant_id"] is None and row["speaker"] == name
                for who, name in raised
            )
            if row["ended_at"] is None and is_up:
                row["ended_at"] = now
    elif kind is TURNS and Turn.objects.filter(workshop=workshop, ended_at=None).exists():
        for row in fresh:
            row["ended_at"] = row["ended_at"] or now
    elif kind is PARTICIPANTS:
        numbered = Participant.objects.filter(workshop=workshop).exclude(paper_number=None)
        taken = set(numbered.values_list("paper_number", flat=True))
        for row in fresh:
            if row["paper_number"] in taken:
                row["paper_number"] = None
    elif kind is NOTES:
        _one_correction_each(fresh, now)


def _one_correction_each(fresh: Sequence[Values], now: datetime) -> None:
    """Of two corrections of one note, the one that was received last stands; the other is kept, withdrawn."""
    coming = {row["replaces_id"]: row for row in fresh if row["replaces_id"] and not row["withdrawn_at"]}
    for note in Note.objects.filter(replaces__in=list(coming), withdrawn_at=None):
        row = coming[note.replaces_id]
        if row["received_at"] > note.received_at:
            note.withdrawn_at, note.withdrawn_reason = now, UNDONE
            note.save(update_fields=["withdrawn_at", "withdrawn_reason"])
        else:
            row["withdrawn_at"], row["withdrawn_reason"] = now, UNDONE


def places_to_change(rows: Sequence[Values], there: Mapping[Any, Place]) -> list[Place]:
    """Where a note lies in two places, the later move stands and the other shows beside it, until somebody settles it.

    A move that was made in sight of the other one, or of one that followed it, settles it already.
    """
    notes = [row["note_id"] for row in rows]
    moves: dict[UUID, Move] = {}
    for start in range(0, len(notes), 500):
        moves |= {move.pk: move for move in Move.objects.filter(note__in=notes[start : start + 500])}
    changed = []
    for row in rows:
        place = there.get((row["note_id"],))
        if place is None or place.move_id == row["move_id"]:
            continue
        ours, theirs = moves[place.move_id], moves[row["move_id"]]
        if _follows(theirs, ours, moves):
            place.move_id, place.other_id = theirs.pk, row["other_id"]
        elif _follows(ours, theirs, moves):
            continue
        else:
            last, first = (theirs, ours) if theirs.moved_at >= ours.moved_at else (ours, theirs)
            is_same = (last.code, last.pile_id) == (first.code, first.pile_id)
            place.move_id, place.other_id = last.pk, None if is_same else first.pk
        changed.append(place)
    return changed


def _follows(later: Move, earlier: Move, moves: Mapping[UUID, Move]) -> bool:
    """Whether a move was made in sight of another, directly or by way of others."""
    step: Move | None = later
    met = set()
    while step and step.seen_id and step.pk not in met:
        if step.seen_id == earlier.pk:
            return True
        met.add(step.pk)
        step = moves.get(step.seen_id)
    return False


def minutes_to_add(rows: Sequence[Values], workshop: UUID) -> list[Values]:
    """Versions of the minutes that are not here, numbered after those that are."""
    kept = list(Minutes.objects.filter(workshop=workshop).order_by("number").values_list("number", "sections"))
    known = [sections for _, sections in kept]
    last = kept[-1][0] if kept else 0
    added = []
    for row in sorted(rows, key=lambda row: int(row["number"])):
        if row["sections"] in known:
            continue
        last += 1
        known.append(row["sections"])
        added.append({**row, "number": last})
    return added


def leave_out_removed_steps(told: Told, workshop: UUID) -> None:
    """A step that was taken off the agenda on either side, and was never lived, is off it on both."""
    removed = {UUID(line.details["removed"]) for line in told.lines if _names_one(line.details.get("removed"))}
    ours = Event.objects.filter(space_id=workshop, details__has_key="removed").values_list("details", flat=True)
    removed |= {UUID(details["removed"]) for details in ours if _names_one(details.get("removed"))}
    if not removed:
        return
    lived = {row["step_id"] for name in ("step_runs", "turns") for row in told.rows[name]}
    here = Step.objects.filter(workshop=workshop, pk__in=removed - lived, runs=None, turns=None)
    gone = set(here.values_list("pk", flat=True))
    Step.objects.filter(pk__in=gone).delete()
    known = set(Step.objects.filter(workshop=workshop).values_list("pk", flat=True))
    steps = told.rows["steps"]
    steps[:] = [row for row in steps if row["id"] not in removed or row["id"] in lived | known]


def _names_one(said: object) -> bool:
    try:
        UUID(str(said))
    except ValueError:
        return False
    return True


def leave_out_erased(told: Told, workshop: UUID, now: datetime) -> None:
    """Who was erased here stays erased: what the bundle still holds of their words does not come back."""
    erased = dict(Participant.objects.filter(workshop=workshop).exclude(erased_at=None).values_list("pk", "erased_at"))
    if not erased:
        return
    blanked = set()
    for row in told.rows[PARTICIPANTS.name]:
        if row["id"] in erased:
            row["first_name"], row["erased_at"] = "", erased[row["id"]]
    for row in told.rows[NOTES.name]:
        if row["author_id"] in erased:
            blanked.add(row["id"])
            row["text"], row["withdrawn_at"], row["withdrawn_reason"] = "", row["withdrawn_at"] or now, ERASED
    for row in told.rows[PLEDGES.name]:
        if row["participant_id"] in erased:
            row["name"] = row["contact"] = row["brings"] = ""
            row["withdrawn_at"] = row["withdrawn_at"] or now
    for row in told.rows[TURNS.name]:
        if row["participant_id"] in erased:
            row["speaker"] = ""
    pledged = {row["action_id"] for row in told.rows[PLEDGES.name] if row["brings"]}
    for row in told.rows["actions"]:
        if row["note_id"] in blanked and row["id"] not in pledged:
            row["title"], row["withdrawn_at"] = "", row["withdrawn_at"] or now


def tidy(workshop: UUID, now: datetime) -> None:
    """What one side revealed is revealed for the notes of the other; one step runs at a time."""
    revealed = QuestionSheet.objects.filter(workshop=workshop).exclude(revealed_at=None).values("question")
    sealed = Note.objects.filter(workshop=workshop, question__in=revealed, is_sealed=True)
    sealed.filter(~ITS_AUTHORS_ALONE).update(is_sealed=False)
    running = Hall.objects.filter(pk=workshop).exclude(run=None).values("run")
    StepRun.objects.filter(step__workshop=workshop, ended_at=None).exclude(pk__in=running).update(ended_at=now)
