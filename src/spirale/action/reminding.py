"""Sending reminders: one letter to each person whom there is something new to tell, and whose turn it is.

A letter is claimed, leaves, and is kept, in this order. Refused by the mail server, its claim is given back and it is
tried again the next time. Where the answer was lost on the way, or all was interrupted, it may have left: then nothing
leaves again that day, and what it told is told anew with the next letter. So nobody gets two letters of a day, and
nothing new goes untold.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException, SMTPServerDisconnected
from typing import Final

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.utils import timezone

from spirale.action import operations
from spirale.action.letters import letter_of
from spirale.action.queries.reminded_people import is_address
from spirale.action.queries.reminders import Digest, digests, is_due
from spirale.method.problems import Problem

PATIENCE: Final = 20
"""Seconds that the mail server has for each answer."""
ON_TERMINAL: Final = "django.core.mail.backends.console.EmailBackend"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the letter to one address: it left, or what was the matter."""

    address: str
    problem: Problem | None = None


class _OutOfReach(Exception):
    """The mail server does not answer: there is no use in going on."""


class _MayHaveLeft(Exception):
    """The mail server's answer to a letter was lost."""


class _Refused(Exception):
    """The mail server said no to a letter."""


def letters_due(*, now: datetime | None = None) -> list[Digest]:
    """The letters that are to leave now: something new to tell, to somebody whose turn it is."""
    now = now or timezone.now()
    today = timezone.localdate(now)
    return [digest for digest in digests(on=today, until=now) if digest.has_news and is_due(digest.box, on=today)]


def send_reminders(
    *, now: datetime | None = None, tell: Callable[[int, int], None] = lambda _done, _total: None
) -> list[Outcome]:
    """Send what is due, and say of each letter what became of it. Sending again the same day sends what is left.

    Raises Problem("no mail server") where letters would only be printed.
    """
    if settings.EMAIL_BACKEND == ON_TERMINAL:
        raise Problem("no mail server")
    now = now or timezone.now()
    due = letters_due(now=now)
    outcomes: list[Outcome] = []
    post = _Post()
    try:
        for number, digest in enumerate(due):
            found = _send(digest, post, now)
            outcomes += [found] if found else []
            tell(number + 1, len(due))
    except _OutOfReach as error:
        left = due[number:]  # at least one, and none of these is claimed
        problem = Problem("mail server out of reach", server=_server(), reason=str(error), waiting=len(left))
        outcomes += [Outcome(digest.person.address, problem) for digest in left]
    finally:
        post.close()
    return outcomes


def _send(digest: Digest, post: "_Post", now: datetime) -> Outcome | None:
    address = digest.person.address
    if not is_address(address):
        return Outcome(address, Problem("address not one", address=address))
    post.open()  # before the claim: what cannot leave is not claimed
    box = operations.claim_letter(address=address, on=timezone.localdate(now))
    if box is None:
        return None  # somebody else sends it at this moment, or it was refused for ever a moment ago
    try:
        post.send(letter_of(digest, box))
    except _Refused as error:
        operations.release_letter(box=box, why="refused")
        return Outcome(address, Problem("letter refused", address=address, reason=str(error)))
    except _MayHaveLeft as error:
        operations.release_letter(box=box, why="answer lost", may_have_left=True)
        return Outcome(address, Problem("letter in doubt", address=address, reason=str(error)))
    operations.keep_sent(box=box, keys=digest.keys, until=digest.until)
    return Outcome(address)


class _Post:
    """The way to the mail server: opened when there is something to send, and again when it was cut."""

    def __init__(self) -> None:
        self._way = get_connection(timeout=PATIENCE)

    def open(self) -> None:
        try:
            self._way.open()
        except (SMTPException, OSError) as error:
            self.close()
            raise _OutOfReach(_reason(error)) from error

    def send(self, letter: EmailMessage) -> None:
        try:
            self._way.send_messages([letter])
        except SMTPRecipientsRefused as error:
            self.close()  # some servers close their side then, and the next letter would be in doubt
            raise _Refused("; ".join(_answer(*said) for said in error.recipients.values())) from error
        except SMTPResponseException as error:
            self.close()
            raise _Refused(_answer(error.smtp_code, error.smtp_error)) from error
        except ValueError as error:  # an address that cannot be written in a letter
            raise _Refused(_reason(error)) from error
        except (SMTPServerDisconnected, OSError) as error:
            self.close()
            raise _MayHaveLeft(_reason(error)) from error

    def close(self) -> None:
        with suppress(SMTPException, OSError):  # it was closed from the other side
            self._way.close()


def _answer(code: int, said: bytes | str) -> str:
    words = said.decode(errors="replace") if isinstance(said, bytes) else said
    return " ".join(f"{code} {words}".split())[:200]


def _reason(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__


def _server() -> str:
    return f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
