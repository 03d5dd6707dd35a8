"""Setting aside together what one phone sent, without reading it, and bringing it back with one click."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from spirale.journal import operations as journal
from spirale.method.problems import Problem
from spirale.people.models import Account
from spirale.territories.rules import require
from spirale.workshops import rules  # noqa: F401 - its permissions
from spirale.workshops.models import Note, Participant
from spirale.workshops.operations.halls import sealed_questions
from spirale.workshops.queries.notes import SET_ASIDE


@transaction.atomic
def set_notes_aside(*, participant: Participant, by: Account | None, at: datetime | None = None) -> int:
    """Set aside all that a participant wrote and will write, with the reason; gives how many notes.

    Asking again changes nothing. What they wrote stays kept, and sealed if it was.
    """
    participant = _held(participant, by)
    at = at or timezone.now()
    standing = Note.objects.filter(author=participant, withdrawn_at=None)
    if participant.set_aside_at and not standing.exists():
        return 0
    count = standing.update(withdrawn_at=at, withdrawn_reason=SET_ASIDE)
    participant.set_aside_at = participant.set_aside_at or at
    participant.save(update_fields=["set_aside_at"])
    journal.append(
        "participant's notes set aside",
        space=participant.workshop_id,
        on=participant,
        by=by,
        at=at,
        told={},
        notes=count,
    )
    return count


@transaction.atomic
def bring_notes_back(*, participant: Participant, by: Account | None) -> int:
    """Bring back what was set aside of a participant; gives how many notes. Asking again changes nothing.

    Notes that were withdrawn for another reason stay so, and so do those in whose place others stand.
    """
    participant = _held(participant, by)
    if not participant.set_aside_at:
        return 0
    instead = Note.objects.filter(replaces=OuterRef("replaces"), withdrawn_at=None)
    count = (
        Note.objects.filter(author=participant, withdrawn_reason=SET_ASIDE, withdrawn_at__isnull=False)
        .filter(Q(replaces=None) | (Q(replaces__withdrawn_at__isnull=False) & ~Exists(instead)))
        .update(withdrawn_at=None, withdrawn_reason="")
    )
    participant.set_aside_at = None
    participant.save(update_fields=["set_aside_at"])
    journal.append(
        "participant's notes brought back", space=participant.workshop_id, on=participant, by=by, told={}, notes=count
    )
    return count


def _held(participant: Participant, by: Account | None) -> Participant:
    """The participant's row, then the sheets of the questions, so that nothing is revealed meanwhile."""
    if by:
        require("workshops.lead", by, participant)
    participant = (
        Participant.objects.select_for_update(of=("self",), no_key=True)
        .select_related("workshop")
        .get(pk=participant.pk)
    )
    if participant.erased_at:
        raise Problem("participant erased by themselves")
    sealed_questions(participant.workshop)
    return participant
