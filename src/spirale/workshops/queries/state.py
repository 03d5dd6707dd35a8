"""All that a phone in the hall shows, in one answer: a constant number of round trips, however many notes there are."""

from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language

from spirale.journal.statements import Reading, an_id, counted_by
from spirale.live.tickets import address_of
from spirale.pages.moment import of_the_moment
from spirale.workshops.models import Note, Participant, QuestionSheet, Workshop
from spirale.workshops.queries.agenda import step_of
from spirale.workshops.queries.elsewhere import elsewhere_of
from spirale.workshops.queries.halls import number_of
from spirale.workshops.queries.notes import CORRECTED, IN_ORDER, SET_ASIDE, UNDONE
from spirale.workshops.queries.placing import hand_of, move_told, placing_part
from spirale.workshops.queries.pledges import actions_part, pledges_of
from spirale.workshops.queries.voice import asks_floor, voice_of


def state_of(workshop: Workshop, participant: Participant | None = None) -> dict[str, Any]:
    """The state of the hall, and of this participant in it. `workshop` comes from `hall_to_enter`.

    What all are told alike is read once a moment. The number of the last event is read first: what happens while the
    rest is read, or within the moment, is told again by the live door, and telling twice changes nothing.
    """
    alike = of_the_moment(("state", workshop.pk, get_language()), lambda: _told_to_all(workshop))
    return {**alike, **_now(workshop), "me": _me(workshop, participant) if participant else None}


def first_state(workshop: Workshop) -> dict[str, Any]:
    """What a phone shows at once, so that the first note need not wait for a second question to the site.

    It holds what everybody in the hall is told of the workshop itself: no name, no word that anybody wrote.
    """
    nothing_yet: dict[str, Any] = {"placing": None, "voice": None, "actions": [], "me": None}
    return {**_said_first(workshop), **_now(workshop), **nothing_yet, "elsewhere": elsewhere_of(workshop)}


def _said_first(workshop: Workshop) -> dict[str, Any]:
    return {
        "number": number_of(workshop),
        "workshop": _workshop(workshop),
        "participants": dict(_PRESENT.rows(workshop=workshop.pk)).get(workshop.pk, 0),
        "step": step_of(workshop),
        "questions": _questions(workshop),
    }


def _told_to_all(workshop: Workshop) -> dict[str, Any]:
    """Each part is asked of the module that knows it."""
    return {
        **_said_first(workshop),
        "placing": placing_part(workshop),
        "voice": voice_of(workshop),
        "actions": actions_part(workshop),
    }


_PRESENT = counted_by(
    "workshop", lambda: Participant.objects.filter(workshop=an_id("workshop"), joined_at__isnull=False)
)
_SHEETS = Reading(lambda: QuestionSheet.objects.filter(workshop=an_id("workshop")).select_related("question"))
_WRITTEN = counted_by("question", lambda: Note.objects.filter(workshop=an_id("workshop"), withdrawn_at=None))
_OWN = Reading(
    lambda: (
        Note.objects.filter(author=an_id("author"))
        .exclude(Q(withdrawn_reason__in=[CORRECTED, UNDONE]) & Q(withdrawn_at__isnull=False))
        .order_by(*IN_ORDER)
        .values_list(
            *("pk", "question_id", "text", "sign", "written_at", "is_sealed", "withdrawn_at", "withdrawn_reason"),
            *("place__move__pk", "place__move__code", "place__move__pile_id"),
        )
    )
)


def _now(workshop: Workshop) -> dict[str, Any]:
    return {"now": timezone.now().isoformat(), "live": address_of(workshop.pk)}


def _workshop(workshop: Workshop) -> dict[str, Any]:
    hall = workshop.hall
    return {
        "id": str(workshop.pk),
        "title": workshop.title,
        "group": workshop.group.name,
        "territory": workshop.group.territory.name,
        "place": workshop.place,
        "code": hall.code,
        "is_open": hall.is_open,
        "door_is_open": hall.is_open and hall.door_closed_at is None,
        "is_closed": not hall.is_open,
    }


def _questions(workshop: Workshop) -> list[dict[str, Any]]:
    """The questions of the hall; the count of notes tells of sealed ones too, for a count says no words."""
    sheets = _SHEETS.rows(workshop=workshop.pk)
    notes = dict(_WRITTEN.rows(workshop=workshop.pk))
    return [
        {
            "id": str(sheet.question_id),
            "code": sheet.question.code,
            "wording": sheet.question.wording,
            "sign": sheet.question.sign,
            "grouping": sheet.question.grouping,
            "revealed_at": sheet.revealed_at.isoformat() if sheet.revealed_at else None,
            "dealt_at": sheet.dealt_at.isoformat() if sheet.dealt_at else None,
            "notes": notes.get(sheet.question_id, 0),
        }
        for sheet in sheets
    ]


def _me(workshop: Workshop, participant: Participant) -> dict[str, Any]:
    return {
        "id": str(participant.pk),
        "first_name": participant.first_name,
        "kind": participant.kind,
        "table": participant.table,
        "is_erased": participant.erased_at is not None,
        "notes": _notes_of(participant),
        "hand": hand_of(participant),
        "asks_floor": asks_floor(participant),
        "pledges": pledges_of(participant),
    }


def _notes_of(participant: Participant) -> list[dict[str, Any]]:
    """One's own notes in the order they were written: the last version of each, and those taken back."""
    if participant.erased_at:
        return []
    return [
        {
            "id": str(pk),
            "question": str(question),
            "text": text,
            "sign": sign,
            "written_at": written_at.isoformat(),
            "is_sealed": is_sealed,
            "withdrawn": withdrawn_at is not None and reason != SET_ASIDE,
            "set_aside": withdrawn_at is not None and reason == SET_ASIDE,
            "place": move_told(*move) if move[0] and not is_sealed else None,  # known once it is read by all
        }
        for pk, question, text, sign, written_at, is_sealed, withdrawn_at, reason, *move in _OWN.rows(
            author=participant.pk
        )
    ]
