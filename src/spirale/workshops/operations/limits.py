"""How much one phone may send, and how many recovery codes may be tried: kept in the database, for all processes.

What a phone sends. Somebody who writes much leaves 20 to 100 notes in a meeting, and after an hour without network
they leave the phone all at once. So a bucket of 120 acts lets any honest phone send what it holds without waiting,
and one act a second comes back: nobody writes faster. Beyond, the phone is told how many seconds to wait; it keeps
what it has. A repeated act changes nothing and takes nothing. Every 300 notes of one participant, the ones that follow
are kept but set aside, with this reason, until a facilitator brings them back: nothing is thrown away, and the hall
does not drown. A whole room holds 20,000 notes and 2,000 participants, some six times what 300 people write.

Recovery codes. A code has sixteen signs of thirty: four stand in clear, its handle; twelve (59 bits) are to guess.
A wrong code is counted on the participants who have its handle, and in the room. After 5 wrong codes on a handle,
further tries on that handle wait 1, 2, 4 … up to 60 seconds from the last one looked at; a try that comes too early is
not looked at, right or wrong, so that it tells nothing. After 200 wrong codes in a room within ten minutes, the room
is under attack: each handle then has one free try instead of five, and a handle that nobody has waits as well.
Whoever has the right code and whose handle nobody is trying always gets in at the first try. Nothing is counted per
network address: a hall shares one. Ten minutes without a wrong code and the count begins anew.
"""

from datetime import datetime, timedelta
from math import ceil
from typing import Final

from django.db import models
from django.db.models import F

from spirale.journal.statements import Blank, Change, an_id
from spirale.method.problems import Problem
from spirale.workshops.models import Hall, Note, Participant, Workshop

AT_ONCE: Final = 120
A_SECOND: Final = 1.0
SET_ASIDE_EVERY: Final = 300
NOTES_IN_A_ROOM: Final = 20_000
PARTICIPANTS_IN_A_ROOM: Final = 2_000

FREE_TRIES: Final = 5
FREE_TRIES_UNDER_ATTACK: Final = 1
LONGEST_WAIT: Final = 60
TRIES_OF_AN_ATTACK: Final = 200
FORGOTTEN_AFTER: Final = timedelta(minutes=10)


class Wait(Exception):
    """What was sent is to be sent again in so many seconds; `problem` says why."""

    def __init__(self, seconds: int, problem: Problem) -> None:
        self.seconds = seconds
        self.problem = problem
        super().__init__(f"{problem}: {seconds} s")


def tokens_of(participant: Participant, now: datetime) -> float:
    """How many acts this participant may do now."""
    if participant.tokens_at is None:
        return float(AT_ONCE)
    gone = max(0.0, (now - participant.tokens_at).total_seconds())
    return min(float(AT_ONCE), participant.tokens + gone * A_SECOND)


def check_pace(participant: Participant, now: datetime) -> None:
    """Raises Wait for a phone that has sent too much in a short time. The participant's row must be locked."""
    left = tokens_of(participant, now)
    if left < 1:
        seconds = max(1, ceil((1 - left) / A_SECOND))
        raise Wait(seconds, Problem("too fast", seconds=seconds))


def spend(participant: Participant, now: datetime) -> None:
    """Take one act from what this participant may do. The participant's row must be locked."""
    participant.tokens, participant.tokens_at = tokens_of(participant, now) - 1, now
    _SPEND.run(participant=participant.pk, tokens=participant.tokens, at=now)


_SPEND = Change(
    lambda: Participant.objects.filter(pk=an_id("participant")),
    tokens=Blank("tokens", models.FloatField()),
    tokens_at=Blank("at", models.DateTimeField()),
)


def check_room_for_notes(workshop: Workshop) -> None:
    """Raises Problem("room full of notes")."""
    if Note.objects.filter(workshop=workshop.pk).count() >= NOTES_IN_A_ROOM:
        raise Problem("room full of notes", limit=NOTES_IN_A_ROOM)


def check_room_for_one_more(workshop: Workshop) -> None:
    """Raises Problem("room full of participants")."""
    if Participant.objects.filter(workshop=workshop.pk).count() >= PARTICIPANTS_IN_A_ROOM:
        raise Problem("room full of participants", limit=PARTICIPANTS_IN_A_ROOM)


def is_under_attack(hall: Hall | None, now: datetime) -> bool:
    """Whether so many wrong codes came into this room of late that each handle has one free try."""
    return (
        hall is not None
        and hall.guessed_since is not None
        and now - hall.guessed_since < FORGOTTEN_AFTER
        and hall.guesses >= TRIES_OF_AN_ATTACK
    )


def seconds_to_wait(participant: Participant, hall: Hall | None, now: datetime) -> int:
    """How long tries on this participant's handle are not looked at."""
    if participant.wrong_key_at is None or now - participant.wrong_key_at >= FORGOTTEN_AFTER:
        return 0
    free = FREE_TRIES_UNDER_ATTACK if is_under_attack(hall, now) else FREE_TRIES
    if participant.wrong_keys < free:
        return 0
    slowed = min(float(LONGEST_WAIT), 2.0 ** min(participant.wrong_keys - free, 10))
    return max(0, ceil(slowed - (now - participant.wrong_key_at).total_seconds()))


def count_wrong_key(hall: Hall | None, tried_on: list[Participant], now: datetime) -> None:
    """Count a wrong code on the participants who have its handle, and in the room. Their rows must be locked."""
    for participant in tried_on:
        fresh = participant.wrong_key_at is None or now - participant.wrong_key_at >= FORGOTTEN_AFTER
        participant.wrong_keys = 1 if fresh else participant.wrong_keys + 1
        participant.wrong_key_at = now
        participant.save(update_fields=["wrong_keys", "wrong_key_at"])
    if hall is None:  # a meeting on paper alone
        return
    recent = Hall.objects.filter(pk=hall.pk, guessed_since__gt=now - FORGOTTEN_AFTER)
    if not recent.update(guesses=F("guesses") + 1):
        Hall.objects.filter(pk=hall.pk).update(guesses=1, guessed_since=now)
