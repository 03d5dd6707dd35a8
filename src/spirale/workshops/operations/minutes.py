"""Keeping the minutes of a workshop: drafted from what happened, mended by people, every version kept."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from spirale.journal import operations as journal
from spirale.method.problems import Problem
from spirale.people.models import Account
from spirale.territories.rules import require
from spirale.workshops import rules  # noqa: F401 - its permissions
from spirale.workshops.drafting import Section, drafted_sections, sections_read
from spirale.workshops.models import Minutes, Workshop
from spirale.workshops.queries.minutes import latest_minutes, what_happened
from spirale.workshops.wording import NOTE_LIMIT

SECTION_LIMIT = 2 * NOTE_LIMIT
"""Characters of the longest section."""


@transaction.atomic
def draft_minutes(
    *, workshop: Workshop, with_names: bool = False, by: Account | None, now: datetime | None = None
) -> Minutes:
    """Draft the minutes from what happened so far, as a new version; nothing new changes nothing.

    A section that a person edited is kept as it is, and what would be drafted now stands beside it as a proposal.
    """
    workshop = _locked(workshop, by)
    at = now or timezone.now()
    fresh = drafted_sections(
        what_happened(workshop, now=at), language=workshop.group.territory.language, with_names=with_names
    )
    before = latest_minutes(workshop)
    if before is None:
        return _keep(workshop, fresh, by=by, at=at, act="drafted")
    known = {section["key"]: section for section in sections_read(before)}
    sections = [_beside(known.get(section["key"]), section) for section in fresh]
    if sections == before.sections:
        return before
    return _keep(workshop, sections, by=by, at=at, act="drafted")


@transaction.atomic
def edit_section(
    *,
    workshop: Workshop,
    key: str,
    text: str,
    based_on: int,
    by: Account | None,
    now: datetime | None = None,
) -> Minutes:
    """Word a section otherwise, as a new version; the same words change nothing.

    `based_on` is the version that its author read. Raises Problem("minutes changed meanwhile") when somebody worded
    this very section since; other sections do not stand in the way. Raises Problem("minutes too long").
    """
    text = _tidy(text)

    def word(section: Section) -> Section:
        if section["text"] == text:
            return section
        return Section({**section, "text": text, "is_edited": text != section["drafted"]})

    return _change(workshop, key, word, based_on=based_on, by=by, now=now, act="edited")


@transaction.atomic
def take_proposal(
    *, workshop: Workshop, key: str, based_on: int, by: Account | None, now: datetime | None = None
) -> Minutes:
    """Put the newer draft in the place of an edited section; its words stay in the earlier version."""

    def take(section: Section) -> Section:
        if not section["proposal"]:
            return section
        said = section["proposal"]
        return Section({**section, "text": said, "drafted": said, "is_edited": False, "proposal": ""})

    return _change(workshop, key, take, based_on=based_on, by=by, now=now, act="proposal taken")


@transaction.atomic
def leave_proposal(
    *, workshop: Workshop, key: str, based_on: int, by: Account | None, now: datetime | None = None
) -> Minutes:
    """Keep an edited section as it is; the same draft is not proposed again."""

    def leave(section: Section) -> Section:
        if not section["proposal"]:
            return section
        return Section({**section, "drafted": section["proposal"], "proposal": ""})

    return _change(workshop, key, leave, based_on=based_on, by=by, now=now, act="proposal left")


@transaction.atomic
def return_to_version(*, workshop: Workshop, number: int, by: Account | None, now: datetime | None = None) -> Minutes:
    """Take up an earlier version again, as a new one: those in between are kept."""
    workshop = _locked(workshop, by)
    wanted = Minutes.objects.get(workshop=workshop, number=number)
    latest = latest_minutes(workshop)
    if latest and latest.sections == wanted.sections:
        return latest
    return _keep(workshop, sections_read(wanted), by=by, at=now or timezone.now(), act="returned", to=number)


def _beside(known: Section | None, fresh: Section) -> Section:
    """A section drafted again, beside what people made of it."""
    if known is None or not known["is_edited"]:
        return fresh
    if known["text"] == fresh["text"]:
        return fresh
    proposal = "" if fresh["text"] == known["drafted"] else fresh["text"]
    return Section({**known, "title": fresh["title"], "proposal": proposal})


def _change(
    workshop: Workshop,
    key: str,
    change: Callable[[Section], Section],
    *,
    based_on: int,
    by: Account | None,
    now: datetime | None,
    act: str,
) -> Minutes:
    workshop = _locked(workshop, by)
    latest = latest_minutes(workshop)
    if latest is None:
        raise Problem("minutes missing")
    sections = sections_read(latest)
    place = next((place for place, section in enumerate(sections) if section["key"] == key), None)
    if place is None:
        raise Problem("minutes section unknown", section=key)
    changed = change(sections[place])
    if changed == sections[place]:
        return latest
    if based_on != latest.number:
        read = Minutes.objects.filter(workshop=workshop, number=based_on).first()
        was = next((section for section in sections_read(read) if section["key"] == key), None) if read else None
        if was is None or (was["text"], was["proposal"]) != (sections[place]["text"], sections[place]["proposal"]):
            raise Problem("minutes changed meanwhile", version=latest.number)
    sections[place] = changed
    return _keep(workshop, sections, by=by, at=now or timezone.now(), act=act, section=key)


def _locked(workshop: Workshop, by: Account | None) -> Workshop:
    """The workshop, held until the end of the act: versions follow one another."""
    if by:
        require("workshops.keep_minutes", by, workshop)
    return Workshop.objects.select_for_update(of=("self",)).select_related("group__territory").get(pk=workshop.pk)


def _keep(
    workshop: Workshop, sections: list[Section], *, by: Account | None, at: datetime, act: str, **details: Any
) -> Minutes:
    last = Minutes.objects.filter(workshop=workshop).order_by("-number").values_list("number", flat=True).first()
    minutes = Minutes.objects.create(
        workshop=workshop, number=(last or 0) + 1, sections=sections, made_by=by, made_at=at
    )
    journal.append(
        "minutes kept", space=workshop.pk, on=minutes, by=by, told={}, number=minutes.number, act=act, **details
    )
    return minutes


def _tidy(text: str) -> str:
    """The words as they were written, ends of lines made one, ends trimmed, what no paper can show left out."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    kept = "".join(sign for sign in lines if sign == "\n" or (sign >= " " and not "\ud800" <= sign <= "\udfff"))
    kept = kept.strip()
    if len(kept) > SECTION_LIMIT:
        raise Problem("minutes too long", length=len(kept), limit=SECTION_LIMIT)
    return kept
