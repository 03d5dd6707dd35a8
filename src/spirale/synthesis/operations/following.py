"""Finding one's own notes again by the recovery code, wherever they were written."""

from spirale.method.problems import Problem
from spirale.offline.keys import handle_of, tidy_key
from spirale.workshops.models import Participant, Workshop
from spirale.workshops.operations.limits import Wait
from spirale.workshops.operations.participants import WrongKey, recover

LOOKED_AT = 20
"""Workshops looked at for one code: its four first signs are one of 810,000, so that few share them by chance."""


def recognise(*, key: str, workshop: Workshop | None = None) -> Participant:
    """The participant whose code this is, in one workshop or in whichever it is.

    Each workshop that has its first four signs counts a wrong code, as its own door does, and none tells whether a
    code that came too early was right. Raises Problem("key not readable"), WrongKey and Wait.
    """
    if workshop is not None:
        return recover(workshop=workshop, key=key)
    key = tidy_key(key)
    if not key:
        raise Problem("key not readable")
    among = (
        Workshop.objects.filter(participant_rows__handle=handle_of(key))
        .distinct()
        .order_by("-held_on", "pk")[:LOOKED_AT]
    )
    waits: list[Wait] = []
    for each in among:
        try:
            return recover(workshop=each, key=key)
        except WrongKey:
            continue
        except Wait as wait:
            waits.append(wait)
    if waits:
        raise min(waits, key=lambda wait: wait.seconds)
    raise WrongKey("key wrong")
