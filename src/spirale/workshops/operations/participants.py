"""Who takes part: joining with an id and a recovery code made on the device, and finding oneself again."""

import hmac
import unicodedata
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from spirale.journal import operations as journal
from spirale.journal.statements import Reading, an_id
from spirale.method.problems import Problem
from spirale.offline.keys import digest_of_key, handle_of, tidy_key
from spirale.workshops.models import Hall, Participant, Workshop
from spirale.workshops.operations.limits import (
    LONGEST_WAIT,
    Wait,
    check_room_for_one_more,
    count_wrong_key,
    is_under_attack,
    seconds_to_wait,
)

NAME_LIMIT: Final = 40
DOOR_ASKED_AGAIN: Final = 20
"""Seconds after which a phone before a closed door knocks again: it may have been opened."""


class WrongKey(Problem):
    """A recovery code that does not fit; it is still to be counted, once the act it came with is given up."""


def first_name_of(said: str) -> str:
    """A first name as it is kept: one line of at most forty signs, as words and never as markup."""
    plain = "".join(
        " " if sign.isspace() else sign
        for sign in unicodedata.normalize("NFC", said[:400])
        if sign.isspace() or unicodedata.category(sign) not in {"Cc", "Cs", "Cf", "Co", "Cn"}
    )
    return " ".join(plain.split())[:NAME_LIMIT].strip()


_FOUND = Reading(lambda: Participant.objects.filter(pk=an_id("participant")).order_by())
_LOCKED = Reading(
    lambda: Participant.objects.select_for_update(of=("self",), no_key=True).filter(pk=an_id("participant")).order_by()
)


def participant_who_acts(participant_id: UUID) -> Participant | None:
    """A participant whose row stays locked until the end of the act: what one phone sends is done one after another."""
    return _LOCKED.first(participant=participant_id)


@transaction.atomic
def join(
    *,
    participant_id: UUID,
    workshop: Workshop,
    key: str,
    first_name: str = "",
    kind: str = "",
    table: int | None = None,
    helped_by: Participant | None = None,
) -> Participant:
    """Take a place in the hall. The same participant joining again changes nothing.

    `helped_by` is the participant who writes for this one. Raises Problem("key not readable"), ("hall closed"),
    ("helper unknown"), ("room full of participants"), WrongKey for a known id, and Wait before a closed door.
    """
    key = tidy_key(key)
    if not key:
        raise Problem("key not readable")
    there = participant_who_acts(participant_id)
    if there:
        check_key(there, workshop, key)
        return there
    hall = workshop.hall
    if not hall.is_open:
        raise Problem("hall closed")
    if hall.door_closed_at:
        raise Wait(DOOR_ASKED_AGAIN, Problem("door closed"))
    if helped_by and (helped_by.workshop_id != workshop.pk or helped_by.erased_at or helped_by.pk == participant_id):
        raise Problem("helper unknown")
    check_room_for_one_more(workshop)
    now = timezone.now()
    participant, is_new = Participant.objects.get_or_create(
        id=participant_id,
        defaults={
            "workshop": workshop,
            "first_name": first_name_of(first_name),
            "kind": kind if kind in Participant.Kind.values else "",
            "table": table if table and 0 < table < 1_000 else None,
            "via": Participant.Via.ANOTHER if helped_by else Participant.Via.DEVICE,
            "helped_by": helped_by,
            "handle": handle_of(key),
            "key_digest": digest_of_key(workshop.pk, key),
            "joined_at": now,
        },
    )
    if not is_new:  # two batches of the same phone at once
        check_key(participant, workshop, key)
        return participant
    journal.append(
        "participant joined",
        space=workshop.pk,
        on=participant,
        by=None,
        at=now,
        told={"participants": Participant.objects.filter(workshop=workshop, joined_at__isnull=False).count()},
        via=participant.via,
        helped_by=helped_by.pk if helped_by else None,
    )
    return participant


def check_key(participant: Participant, workshop: Workshop, key: str) -> None:
    """Raises Wait while its handle is tried too often, and WrongKey when the code is not this participant's.

    A code under another handle tells nothing of this participant's, and does not slow their phone down.
    """
    if participant.workshop_id != workshop.pk:
        raise WrongKey("key wrong")
    if participant.handle != handle_of(key):
        raise WrongKey("key wrong")
    seconds = seconds_to_wait(participant, workshop.hall, timezone.now())
    if seconds:
        raise Wait(seconds, Problem("too many keys", seconds=seconds))
    if not hmac.compare_digest(participant.key_digest, digest_of_key(workshop.pk, key)):
        raise WrongKey("key wrong")


@transaction.atomic
def count_wrong(*, workshop: Workshop, key: str) -> None:
    """Keep count of a wrong recovery code, in a transaction of its own: the act it came with was given up."""
    handle, now = handle_of(key), timezone.now()
    tried_on = (
        list(
            Participant.objects.select_for_update(of=("self",), no_key=True)
            .filter(workshop=workshop, handle=handle)
            .order_by("pk")
        )
        if handle
        else []
    )
    count_wrong_key(Hall.objects.filter(pk=workshop.pk).first(), tried_on, now)


def participant_with(*, workshop: Workshop, participant_id: UUID, key: str) -> Participant:
    """The participant whose device says these two. Raises WrongKey, counted here, and Wait."""
    try:
        return _checked(_FOUND.first(participant=participant_id), workshop, key)
    except WrongKey:
        count_wrong(workshop=workshop, key=key)
        raise


def _checked(participant: Participant | None, workshop: Workshop, key: str) -> Participant:
    if participant is None:
        raise WrongKey("key wrong")
    check_key(participant, workshop, key)
    return participant


def recover(*, workshop: Workshop, key: str) -> Participant:
    """Find oneself again on another device by the recovery code alone; limits as in `limits`.

    Raises Problem("key not readable"), WrongKey, counted here, and Wait.
    """
    key = tidy_key(key)
    if not key:
        raise Problem("key not readable")
    try:
        with transaction.atomic():
            return _recovered(workshop, key)
    except WrongKey:
        count_wrong(workshop=workshop, key=key)
        raise


def _recovered(workshop: Workshop, key: str) -> Participant:
    same_handle = list(
        Participant.objects.select_for_update(of=("self",), no_key=True)
        .filter(workshop=workshop, handle=handle_of(key))
        .order_by("pk")
    )
    hall, now = Hall.objects.filter(pk=workshop.pk).first(), timezone.now()
    if not same_handle and is_under_attack(hall, now):
        raise Wait(LONGEST_WAIT, Problem("too many keys", seconds=LONGEST_WAIT))
    for participant in same_handle:
        seconds = seconds_to_wait(participant, hall, now)
        if seconds:
            raise Wait(seconds, Problem("too many keys", seconds=seconds))
    digest = digest_of_key(workshop.pk, key)
    for participant in same_handle:
        if hmac.compare_digest(participant.key_digest, digest):
            return participant
    raise WrongKey("key wrong")
