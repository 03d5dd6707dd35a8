"""Letters to people: written in their language, sent beside the answer so that its time tells nothing."""

import logging
from threading import Thread

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext

from spirale.people.models import Account

log = logging.getLogger(__name__)


def letter_with_link(account: Account, address: str, *, why: str = "") -> EmailMessage:
    """The letter that carries a sign-in link; `why` is a sentence for who did not ask for it."""
    with translation.override(account.language):
        minutes = settings.SESAME_MAX_AGE // 60
        words = render_to_string(
            "people/link_letter.txt", {"account": account, "address": address, "minutes": minutes, "why": why}
        )
        return EmailMessage(subject=gettext("Your link to sign in to Spirale"), body=words, to=[account.email])


def post(letter: EmailMessage) -> Thread:
    """Send a letter in a thread of its own; a failure is told to whoever runs the site."""
    thread = Thread(target=_send, args=[letter], name="letter")
    thread.start()
    return thread


def _send(letter: EmailMessage) -> None:
    try:
        letter.send()
    except OSError:  # what SMTP raises, refused connections and timeouts included
        log.exception("A sign-in letter could not be sent. Check SPIRALE_SMTP_HOST and what goes with it.")
