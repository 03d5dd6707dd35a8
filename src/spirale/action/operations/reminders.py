"""A letter of reminders, claimed before it leaves and kept after; and how often its reader wants one.

Each step is a transaction of its own, for a mail server cannot be part of one: what is interrupted between two of them
was claimed and is not known to have left. That day nothing leaves again; the day after, its news are told anew.
"""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from spirale.action.models import Letterbox
from spirale.journal import operations as journal
from spirale.method.problems import Problem
from spirale.people.queries import digest_of


@transaction.atomic
def claim_letter(*, address: str, on: date) -> Letterbox | None:
    """Take the one letter that an address gets on a day; None if it was taken already, or is not wanted any more.

    Of two that claim at once, one gets it.
    """
    box, _ = Letterbox.objects.get_or_create(address_digest=digest_of(address))
    free = Letterbox.objects.filter(Q(claimed_on=None) | Q(claimed_on__lt=on), pk=box.pk)
    if not free.exclude(rhythm=Letterbox.Rhythm.NEVER).update(claimed_on=on, problem=""):
        return None
    box.claimed_on = on
    return box


@transaction.atomic
def keep_sent(*, box: Letterbox, keys: Iterable[str], until: datetime) -> None:
    """Keep that a claimed letter left: what it told, and until when it had read. Keeping it again changes nothing."""
    kept = Letterbox.objects.select_for_update().get(pk=box.pk)
    if kept.sent_on == kept.claimed_on:
        return
    since, before = kept.read_until, _digest(kept.told)
    kept.told, kept.read_until, kept.sent_on, kept.problem = sorted(set(keys)), until, kept.claimed_on, ""
    kept.save(update_fields=["told", "read_until", "sent_on", "problem"])
    journal.append(
        "reminder sent",
        space=kept.pk,
        on=kept,
        by=None,
        day=kept.sent_on,
        since=since,
        until=until,
        before=before,
        after=_digest(kept.told),
    )


@transaction.atomic
def release_letter(*, box: Letterbox, why: str, may_have_left: bool = False) -> None:
    """Give a claim back after its letter was refused: it is tried again. One that may have left stays claimed."""
    kept = Letterbox.objects.select_for_update().get(pk=box.pk)
    kept.problem = why[:60]
    if not may_have_left:
        kept.claimed_on = kept.sent_on
    kept.save(update_fields=["claimed_on", "problem"])
    journal.append(
        "reminder not sent", space=kept.pk, on=kept, by=None, day=box.claimed_on, why=why, may_have_left=may_have_left
    )


@transaction.atomic
def choose_rhythm(*, box: Letterbox, rhythm: str) -> Letterbox:
    """Say how often letters come, or that none does. Saying it again changes nothing; saying otherwise undoes it."""
    if rhythm not in Letterbox.Rhythm.values:
        raise Problem("rhythm unknown", rhythm=rhythm)
    kept = Letterbox.objects.select_for_update().get(pk=box.pk)
    if kept.rhythm == rhythm:
        return kept
    before, kept.rhythm = kept.rhythm, rhythm
    kept.save(update_fields=["rhythm"])
    journal.append("reminders chosen", space=kept.pk, on=kept, by=None, before=before, after=rhythm)
    return kept


def _digest(keys: Iterable[str]) -> str:
    """A name for what a letter told, without the telling."""
    return hashlib.sha256("\n".join(sorted(keys)).encode()).hexdigest()
