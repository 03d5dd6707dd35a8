"""Erasing a participant: their words, name and contacts go; that somebody said something, and how much, stays.

What goes: the text of every version of their notes, with what later rooms took from them (they register here), the
words that the journal repeats, their first name, what they pledged and how to reach them, their name in the speaking
turns. The notes are withdrawn, with this reason, and cannot come back. What stays: that there was a participant, of
which kind; how many notes there were, when, to which question, and where they were placed; how long they spoke; names
of piles and wordings that others may have taken up. Minutes and frozen versions of syntheses were validated by others
and perhaps printed: they stay as they are, and whoever erases is told so. The recovery code goes on opening the door,
to be told that all was erased.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import Coalesce
from django.utils import timezone

from spirale.journal import operations as journal
from spirale.journal.models import Event
from spirale.workshops.models import FloorRequest, Note, Participant, Pledge, ShortlistedAction, Turn, Workshop
from spirale.workshops.operations.halls import sealed_questions
from spirale.workshops.queries.notes import ERASED
from spirale.workshops.queries.pledges import action_told

EraseNotes = Callable[[Iterable[UUID]], None]
EraseParticipant = Callable[[Participant, datetime], None]
_ALSO: list[EraseNotes] = []
_ALSO_PARTICIPANT: list[EraseParticipant] = []


def also_erase(act: EraseNotes) -> None:
    """Have a later room erase what it took from notes; it runs in the same transaction, before the notes go.

    The last to register is the first to run: what was made of a thing goes before the thing.
    """
    if act not in _ALSO:
        _ALSO.append(act)


def also_erase_participant(act: EraseParticipant) -> None:
    """Have a later room erase who somebody was from what they did there; it runs in the same transaction."""
    if act not in _ALSO_PARTICIPANT:
        _ALSO_PARTICIPANT.append(act)


@transaction.atomic
def erase_participant(*, workshop: Workshop, participant: Participant) -> bool:
    """Erase what this participant brought, at their own request; asking again changes nothing."""
    participant = Participant.objects.select_for_update(of=("self",), no_key=True).get(
        pk=participant.pk, workshop=workshop
    )
    if participant.erased_at:
        return False
    sealed_questions(workshop)  # held, so that nothing is revealed meanwhile
    now = timezone.now()
    notes = list(Note.objects.select_for_update(of=("self",), no_key=True).filter(author=participant).order_by("pk"))
    ids = [note.pk for note in notes]
    for act in reversed(_ALSO):
        act(ids)
    for also in reversed(_ALSO_PARTICIPANT):
        also(participant, now)
    _erase_actions(notes, participant, now)
    Note.objects.filter(pk__in=ids).update(text="", withdrawn_at=Coalesce("withdrawn_at", now), withdrawn_reason=ERASED)
    _erase_name(participant, now)
    pledged = list(Pledge.objects.select_related("action").filter(participant=participant, withdrawn_at=None))
    Pledge.objects.filter(participant=participant).update(
        name="", contact="", brings="", withdrawn_at=Coalesce("withdrawn_at", now)
    )
    lines = {str(pk) for pk in ids}
    journal.blank(
        space=workshop.pk,
        by=None,
        words_out_of=lambda event: _without_words(event, lines, str(participant.pk)),
        why="participant erased",
    )
    journal.append("participant erased", space=workshop.pk, on=participant, by=None, at=now, told={}, notes=len(ids))
    for pledge in pledged:
        told = {"action": action_told(pledge.action)}
        journal.append("pledge withdrawn", space=workshop.pk, on=pledge, by=None, at=now, told=told)
    return True


def _erase_name(participant: Participant, now: datetime) -> None:
    participant.first_name, participant.erased_at = "", now
    participant.save(update_fields=["first_name", "erased_at"])
    FloorRequest.objects.filter(participant=participant, ended_at=None).update(ended_at=now)
    Turn.objects.filter(participant=participant).update(speaker="")


def _erase_actions(notes: Iterable[Note], participant: Participant, now: datetime) -> None:
    """An action on the short list in their own words goes, unless others pledged under it: then it is the group's."""
    by_others = Pledge.objects.filter(action=OuterRef("pk"), withdrawn_at=None).exclude(participant=participant)
    for action in ShortlistedAction.objects.filter(~Exists(by_others), note__in=notes).select_related("note"):
        if action.note and " ".join(action.note.text.split()).startswith(action.title.rstrip("…")):
            action.title, action.withdrawn_at = "", action.withdrawn_at or now
            action.save(update_fields=["title", "withdrawn_at"])
            told = {"action": {"id": str(action.pk), "title": "", "pledges": 0}}
            journal.append("action dropped", space=action.workshop_id, on=action, by=None, at=now, told=told)


def _without_words(event: Event, notes: set[str], participant: str) -> Any:
    """The details of a line without the words of these notes nor the name of this participant."""

    def walk(said: Any) -> Any:
        if isinstance(said, list):
            return [walk(each) for each in said]
        if not isinstance(said, Mapping):
            return said
        of_note = said.get("note") in notes
        of_them = said.get("participant") == participant
        return {
            name: ""
            if (of_note and name == "text") or (of_them and name in {"name", "first_name", "speaker"})
            else walk(value)
            for name, value in said.items()
        }

    return walk(event.details)
