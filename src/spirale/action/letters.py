"""A letter of reminders, in its reader's language: text alone, nothing that tells whether it was opened."""

from collections.abc import Callable
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Final
from uuid import uuid5

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.signing import BadSignature, Signer
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from spirale.action.models import Letterbox
from spirale.action.queries.reminders import Digest, Reminder, Section
from spirale.pages.problems import Problem
from spirale.pages.sentences import sentence
from spirale.people.models import Account
from spirale.people.queries import digest_of

LONGEST: Final = 300
"""Letters of what people said that are repeated; the rest is on the page."""
MOST: Final = 30
"""Lines of a part; that there are more is said."""


@dataclass(frozen=True, slots=True)
class Part:
    """A heading of a letter and the lines under it."""

    heading: str
    lines: tuple[str, ...]


def letter_of(digest: Digest, box: Letterbox) -> EmailMessage:
    """The letter that tells a digest, with the address that stops it or chooses how often it comes."""
    with translation.override(digest.person.language):
        subject, body = words_of(digest, choose_at(box))
        headers = {
            "List-Unsubscribe": f"<{choose_at(box)}>",
            "Auto-Submitted": "auto-generated",
            "Message-ID": f"<{uuid5(box.pk, str(box.claimed_on))}@{_domain()}>",  # the same for the same day
        }
        if settings.PUBLIC_ADDRESS.startswith("https://"):  # RFC 8058 asks for it
            headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        return EmailMessage(subject=subject, body=body, to=[digest.person.address], headers=headers)


def words_of(digest: Digest, address: str = "") -> tuple[str, str]:
    """What the letter says, in the language that is on: its subject and its body."""
    since = digest.box.read_until if digest.box else None
    shown = {
        "person": digest.person,
        "name": one_line(digest.person.name),
        "since": since,
        "places": [
            (one_line(each.territory.name), parts_of(digest, each), _page_of(each, digest)) for each in digest.sections
        ],
        "address": address,
    }
    return _subject(digest), render_to_string("action/reminders_letter.txt", shown)


def _subject(digest: Digest) -> str:
    late = sum(1 for part, _one in digest.reminders if part == "late")
    soon = sum(1 for part, _one in digest.reminders if part == "soon")
    if late:
        return ngettext("%(count)s thing of yours is late", "%(count)s things of yours are late", late) % {
            "count": late
        }
    if soon:
        said = ngettext("%(count)s thing of yours comes soon", "%(count)s things of yours come soon", soon)
        return said % {"count": soon}
    return _("What changed in what you follow")


def parts_of(digest: Digest, section: Section) -> list[Part]:
    """The parts of a territory that have something to tell, in their order."""
    headings = {
        "late": _("Late"),
        "soon": _("Soon"),
        "changed": _("What changed"),
        "led": _("In the actions whose sheet you wrote"),
    }
    new = " " + _("(new)")
    found = []
    for part, heading in headings.items():
        told = section.parts.get(part, [])
        lines = [said(one) + (new if digest.box and digest.is_new(one) else "") for one in told[:MOST]]
        if len(told) > MOST:
            more = len(told) - MOST
            lines.append(ngettext("and %(count)s more", "and %(count)s more", more) % {"count": more})
        if lines:
            found.append(Part(heading, tuple(lines)))
    return found


def said(one: Reminder) -> str:
    """One reminder as a sentence."""
    title, action = one_line(one.title), one_line(one.action)
    if one.kind.startswith("late."):
        told = sentence(Problem(one.kind, task=title, days=one.days))
        return " ".join([told, *(_waits(*other) for other in one.others)])
    words: dict[str, Callable[[], str]] = {
        "begins": lambda: _("“%(title)s” begins on %(day)s."),
        "due": lambda: _("“%(title)s” is to be over on %(day)s."),
        "promise due": lambda: _("%(who)s promised for %(day)s: “%(title)s”."),
        "promise late": lambda: _("%(who)s promised for %(day)s, which is past: “%(title)s”."),
        "promise kept": lambda: _("“%(title)s” is told to be kept. %(said)s"),
        "promise part": lambda: _("“%(title)s” is told to be kept in part. %(said)s"),
        "promise not_kept": lambda: _("“%(title)s” is told not to be kept. %(said)s"),
        "new": lambda: _("“%(title)s” is a new task."),
        "given": lambda: _("“%(title)s” is yours now."),
        "moved": lambda: _("“%(title)s” now begins on %(day)s.") if one.on else _("“%(title)s” was moved."),
        "promised": lambda: (
            _("“%(title)s” is now promised for %(day)s.") if one.on else _("“%(title)s” has no promised day any more.")
        ),
        "done": lambda: _("“%(title)s” is done.") if one.days == 100 else _("“%(title)s” is done at %(days)s %%."),
        "hindered": lambda: _("What hinders “%(title)s”: %(said)s"),
        "taken out": lambda: _("“%(title)s” was taken out of the plan."),
        "brought back": lambda: _("“%(title)s” is in the plan again."),
        "changed": lambda: _("“%(title)s” was changed."),
    }
    day = date_format(one.on, "DATE_FORMAT") if one.on else ""
    given = {"title": title, "day": day, "days": one.days, "who": one_line(one.said), "said": one_line(one.said)}
    return f"{(words[one.kind]() % given).strip()} ({action})"


def _waits(who: str, title: str) -> str:
    return _("%(who)s cannot begin “%(title)s” before.") % {"who": one_line(who), "title": one_line(title)}


def one_line(words: str) -> str:
    """What somebody wrote as one line: no line of theirs passes for one of the letter's, no sign turns it around."""
    tidy = " ".join("".join(sign if sign.isprintable() else " " for sign in words).split())
    return tidy if len(tidy) <= LONGEST else f"{tidy[: LONGEST - 1]}…"


def _page_of(section: Section, digest: Digest) -> str:
    """Where the reader sees more: the plan for those inside, the steps for all where they are public."""
    if digest.person.account:
        return _site(reverse("action:plan", args=[section.territory.slug]))
    return _site(reverse("action:steps", args=[section.territory.slug])) if section.territory.is_public else ""


def choose_at(box: Letterbox) -> str:
    """The address at which whoever reads the letter stops it, without signing in."""
    return _site(_path(box))


def letters_of(account: Account) -> str:
    """The page on which an account chooses how often letters come to it; "" as long as none ever did."""
    box = Letterbox.objects.filter(address_digest=digest_of(account.email)).first()
    return _path(box) if box else ""


def _path(box: Letterbox) -> str:
    return reverse("action:reminders", args=[_signer().sign(str(box.pk))])


def box_at(key: str) -> Letterbox | None:
    """The letterbox that a signed address leads to."""
    try:
        return Letterbox.objects.filter(pk=_signer().unsign(key)).first()
    except BadSignature:
        return None


def _signer() -> Signer:
    return Signer(sep=".", salt="spirale.action.letters")


def _site(path: str) -> str:
    return f"{settings.PUBLIC_ADDRESS.rstrip('/')}{path}"


def _domain() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
