"""From what people say they could do to what they offer: the short list of actions, and pledges under them.

Neither what somebody brings nor how to reach them is told in the journal: it says that a pledge was made, no more.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from spirale.journal import operations as journal
from spirale.method.problems import Problem
from spirale.people.models import Account
from spirale.territories.rules import require
from spirale.workshops import rules  # noqa: F401 - its permissions
from spirale.workshops.models import Hall, Note, Participant, Pledge, ShortlistedAction, Workshop
from spirale.workshops.queries.pledges import action_told
from spirale.workshops.wording import as_line, as_written

TITLE_LIMIT: Final = 200
NAME_LIMIT: Final = 120
CONTACT_LIMIT: Final = 200
BRINGS_LIMIT: Final = 1000
PLEDGES_EACH: Final = 50
"""Pledges one participant may have in a workshop: far more than anybody can keep."""


@transaction.atomic
def shortlist_action(
    *,
    action_id: UUID,
    workshop: Workshop,
    title: str = "",
    note: Note | None = None,
    at: datetime | None = None,
    by: Account | None,
) -> ShortlistedAction:
    """Keep an action on the short list, from a revealed note or in words of one's own; again, nothing changes.

    A note that is on the list already stays there once. Raises Problem("action empty"), ("note not to be read").
    """
    workshop = _held(workshop, by)
    there = ShortlistedAction.objects.filter(pk=action_id).first()
    if there:
        if there.workshop_id != workshop.pk:
            raise Problem("message not readable")
        return there
    if note:
        if note.workshop_id != workshop.pk or note.is_sealed or note.withdrawn_at:
            raise Problem("note not to be read")
        known = ShortlistedAction.objects.filter(workshop=workshop, note=note).order_by("withdrawn_at").first()
        if known:
            return _stand_again(known, at=at, by=by)
    action = ShortlistedAction.objects.create(
        id=action_id,
        workshop=workshop,
        title=_title(title or (note.text if note else "")),
        note=note,
        by=by,
        made_at=at or timezone.now(),
    )
    _tell_of_action("action shortlisted", action, at=at, by=by)
    return action


@transaction.atomic
def rename_action(
    *, action: ShortlistedAction, title: str, at: datetime | None = None, by: Account | None
) -> ShortlistedAction:
    """Word an action anew; the note it came from keeps its own words. Raises Problem("action empty")."""
    action = _action(action, by)
    title, before = _title(title), action.title
    if title != before:
        action.title = title
        action.save(update_fields=["title"])
        _tell_of_action("action renamed", action, at=at, by=by, before=before)
    return action


@transaction.atomic
def drop_action(*, action: ShortlistedAction, at: datetime | None = None, by: Account | None) -> ShortlistedAction:
    """Take an action off the short list; what was pledged to it is kept, and it can come back."""
    action = _action(action, by)
    if action.withdrawn_at is None:
        action.withdrawn_at = at or timezone.now()
        action.save(update_fields=["withdrawn_at"])
        _tell_of_action("action dropped", action, at=at, by=by)
    return action


@transaction.atomic
def bring_back_action(
    *, action: ShortlistedAction, at: datetime | None = None, by: Account | None
) -> ShortlistedAction:
    """Put an action back on the short list, with its pledges."""
    return _stand_again(_action(action, by), at=at, by=by)


@transaction.atomic
def make_pledge(
    *,
    pledge_id: UUID,
    action: ShortlistedAction,
    brings: str,
    contact: str = "",
    name: str = "",
    participant: Participant | None = None,
    at: datetime | None = None,
    by: Account | None = None,
) -> Pledge:
    """Write under an action what one brings, and how to be reached if one wishes; sent again, nothing changes.

    A participant pledges for themself; without one, a facilitator types it for somebody without phone.
    Raises Problem("pledge empty"), ("pledge too long"), ("action dropped"), ("too many pledges").
    """
    workshop = action.workshop
    if participant is None:
        workshop = _held(workshop, by)
    elif participant.workshop_id != action.workshop_id:
        raise Problem("participant of another workshop")
    there = Pledge.objects.filter(pk=pledge_id).first()
    if there:
        if there.action_id != action.pk or (participant and there.participant_id != participant.pk):
            raise Problem("message not readable")
        return there
    # The action's row is held, so that it is not dropped meanwhile.
    action = ShortlistedAction.objects.select_for_update(of=("self",)).select_related("workshop").get(pk=action.pk)
    if action.withdrawn_at:
        raise Problem("action dropped", title=action.title)
    if participant:
        if not Hall.objects.filter(workshop=workshop, closed_at=None).exists():
            raise Problem("hall closed")
        standing = Pledge.objects.filter(participant=participant, withdrawn_at=None).count()
        if standing >= PLEDGES_EACH:
            raise Problem("too many pledges", limit=PLEDGES_EACH)
    pledge = Pledge.objects.create(
        id=pledge_id,
        action=action,
        participant=participant,
        name=as_line(name, NAME_LIMIT),
        contact=as_line(contact, CONTACT_LIMIT),
        brings=_brings(brings),
        entered_by=by,
        made_at=at or timezone.now(),
    )
    _tell_of_pledge("pledge made", pledge, at=at, by=by)
    return pledge


@transaction.atomic
def withdraw_pledge(
    *, pledge: Pledge, participant: Participant | None = None, at: datetime | None = None, by: Account | None = None
) -> Pledge:
    """Take a pledge back. Its own author also takes back how to reach them: the contact is blanked for good.

    A facilitator who withdraws one by mistake can bring it back as it was.
    """
    if participant is None:
        _held(pledge.action.workshop, by)
    elif pledge.participant_id != participant.pk:
        raise Problem("pledge of somebody else")
    pledge = _pledge(pledge)
    if pledge.withdrawn_at is None:
        pledge.withdrawn_at, pledge.withdrawn_by = at or timezone.now(), by
        if participant:
            pledge.contact = pledge.name = ""
        pledge.save(update_fields=["withdrawn_at", "withdrawn_by", "contact", "name"])
        _tell_of_pledge("pledge withdrawn", pledge, at=at, by=by)
    return pledge


@transaction.atomic
def bring_back_pledge(*, pledge: Pledge, at: datetime | None = None, by: Account | None) -> Pledge:
    """Let a pledge stand again that a facilitator withdrew. What its author withdrew, only they can pledge anew."""
    _held(pledge.action.workshop, by)
    pledge = _pledge(pledge)
    if pledge.withdrawn_at is not None:
        author = pledge.participant
        if author and (author.erased_at or not pledge.withdrawn_by_id):
            raise Problem("pledge withdrawn by its author")
        pledge.withdrawn_at = pledge.withdrawn_by = None
        pledge.save(update_fields=["withdrawn_at", "withdrawn_by"])
        _tell_of_pledge("pledge brought back", pledge, at=at, by=by)
    return pledge


def _held(workshop: Workshop, by: Account | None) -> Workshop:
    """The workshop, its row held until the end of the act so that a note comes on the list once."""
    if by:
        require("workshops.lead", by, workshop)
    return Workshop.objects.select_for_update(of=("self",)).select_related("group__territory").get(pk=workshop.pk)


def _action(action: ShortlistedAction, by: Account | None) -> ShortlistedAction:
    _held(action.workshop, by)
    return ShortlistedAction.objects.select_related("workshop").get(pk=action.pk)


def _pledge(pledge: Pledge) -> Pledge:
    held = Pledge.objects.select_for_update(of=("self",))
    return held.select_related("action__workshop__group__territory", "participant").get(pk=pledge.pk)


def _stand_again(action: ShortlistedAction, *, at: datetime | None, by: Account | None) -> ShortlistedAction:
    if action.withdrawn_at is not None:
        if not action.title:  # its words were somebody's own, who erased them
            raise Problem("action empty")
        action.withdrawn_at = None
        action.save(update_fields=["withdrawn_at"])
        _tell_of_action("action brought back", action, at=at, by=by)
    return action


def _title(text: str) -> str:
    title = as_line(text, TITLE_LIMIT + 1)
    if not title:
        raise Problem("action empty")
    return title if len(title) <= TITLE_LIMIT else f"{title[: TITLE_LIMIT - 1].rstrip()}…"


def _brings(text: str) -> str:
    try:
        brings = as_written(text)
    except Problem as problem:
        raise Problem(
            "pledge empty" if problem.code == "note empty" else "pledge too long", limit=BRINGS_LIMIT
        ) from None
    if len(brings) > BRINGS_LIMIT:
        raise Problem("pledge too long", limit=BRINGS_LIMIT)
    return brings


def _tell_of_action(
    verb: str, action: ShortlistedAction, *, at: datetime | None, by: Account | None, **details: object
) -> None:
    told = {"action": action_told(action)}
    journal.append(verb, space=action.workshop_id, on=action, by=by, at=at, told=told, **details)


def _tell_of_pledge(verb: str, pledge: Pledge, *, at: datetime | None, by: Account | None) -> None:
    told = {"action": action_told(pledge.action)}
    who = {"participant": pledge.participant_id} if pledge.participant_id else {}
    journal.append(verb, space=pledge.action.workshop_id, on=pledge, by=by, at=at, told=told, **who)
