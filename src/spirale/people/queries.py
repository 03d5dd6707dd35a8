"""Who an address belongs to, and how long it must wait before the next attempt."""

import hashlib
from datetime import datetime, timedelta

from spirale.people.models import Account, SignInAttempt

QUARTER = timedelta(minutes=15)
LINKS_A_QUARTER = 3
FREE_GUESSES = 5
FIRST_WAIT = timedelta(seconds=30)


def tidy(address: str) -> str:
    """An e-mail address as accounts hold it."""
    return address.strip().lower()


def digest_of(address: str) -> str:
    return hashlib.sha256(tidy(address).encode()).hexdigest()


def account_at(address: str) -> Account | None:
    """The active account of this address, if there is one."""
    return Account.objects.filter(email=tidy(address), is_active=True).first()


def attempts_at(address: str, *, kind: str, at: datetime) -> list[datetime]:
    """When this address was tried in the last quarter of an hour, oldest first."""
    return list(
        SignInAttempt.objects.filter(address_digest=digest_of(address), kind=kind, at__gt=at - QUARTER)
        .order_by("at")
        .values_list("at", flat=True)
    )


def may_send_link_at(address: str, *, at: datetime) -> bool:
    """Whether one more link may leave for this address now."""
    return len(attempts_at(address, kind=SignInAttempt.Kind.LINK, at=at)) < LINKS_A_QUARTER


def next_guess_at(address: str, *, at: datetime) -> datetime:
    """The instant from which a password may be tried again: at once, then after waits that double."""
    failed = attempts_at(address, kind=SignInAttempt.Kind.PASSWORD, at=at)
    if len(failed) < FREE_GUESSES:
        return at
    wait: timedelta = min(FIRST_WAIT * 2 ** (len(failed) - FREE_GUESSES), QUARTER)
    return max(at, failed[-1] + wait)


def folded(name: str) -> str:
    """A name without case and spare spaces, to know it again."""
    return " ".join(name.split()).casefold()
