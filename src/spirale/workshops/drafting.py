"""Minutes put into words: the same facts give the same sections, word for word, in the language asked for."""

from collections.abc import Iterable
from typing import Final, TypedDict

from django.utils import timezone, translation
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from spirale.workshops.models import Minutes, Participant
from spirale.workshops.queries.minutes import Happened, QuestionCount, StepTime, Voice
from spirale.workshops.queries.minutes_places import QuestionPlaces
from spirale.workshops.queries.notes import ERASED, SET_ASIDE


class Section(TypedDict):
    """A section of the minutes as it is kept.

    `drafted` is the draft that the text was last weighed against, `proposal` a newer draft beside an edited text.
    """

    key: str
    title: str
    text: str
    is_edited: bool
    drafted: str
    proposal: str


class Block(TypedDict):
    """A part of a section as it is read: a paragraph with its lines, or a list."""

    kind: str
    lines: list[str]


KEYS: Final = ("attendance", "timing", "notes", "places", "voice", "actions", "decisions")
"""Every section, in the order they are read; decisions are always people's own words."""


def drafted_sections(happened: Happened, *, language: str, with_names: bool = False) -> list[Section]:
    """Draft every section from what happened. First names are given only when that was chosen."""
    with translation.override(language):
        texts = {
            "attendance": (_("Who took part"), _attendance(happened)),
            "timing": (_("How time went"), _timing(happened)),
            "notes": (_("What was written"), _notes(happened)),
            "places": (_("Where the notes were placed"), _places(happened.places)),
            "voice": (_("How the floor was shared"), _voice(happened.voice, with_names=with_names)),
            "actions": (_("Actions and pledges"), _actions(happened, with_names=with_names)),
            "decisions": (_("What was decided"), ""),
        }
        return [
            Section(key=key, title=title, text=text, is_edited=False, drafted=text, proposal="")
            for key in KEYS
            for title, text in [texts[key]]
        ]


def sections_read(minutes: Minutes) -> list[Section]:
    """The sections of a version, in their order, whatever version of Spirale kept it."""
    return [
        Section(
            key=section["key"],
            title=section["title"],
            text=section["text"],
            is_edited=section["is_edited"],
            drafted=section.get("drafted", section["text"]),
            proposal=section.get("proposal", ""),
        )
        for section in minutes.sections
    ]


def blocks_of(text: str) -> list[Block]:
    """A section's text as paragraphs and lists: a line that begins with a dash is an item, an empty one parts."""
    blocks: list[Block] = []
    is_apart = True
    for line in text.split("\n"):
        said = line.strip()
        if not said:
            is_apart = True
            continue
        kind = "list" if said.startswith(("- ", "– ", "• ")) else "paragraph"
        if is_apart or not blocks or blocks[-1]["kind"] != kind:
            blocks.append(Block(kind=kind, lines=[]))
        blocks[-1]["lines"].append(said[2:].strip() if kind == "list" else said)
        is_apart = False
    return blocks


def _paragraphs(*several: str) -> str:
    return "\n\n".join(filter(None, several))


def _listed(lines: Iterable[str]) -> str:
    return "\n".join("- " + " ".join(line.split()) for line in lines)  # what people wrote stays on its line


def _attendance(happened: Happened) -> str:
    attendance = happened.attendance
    if not attendance.people:
        if attendance.said:
            return ngettext("%(n)s person took part.", "%(n)s people took part.", attendance.said) % {
                "n": attendance.said
            }
        return _("Nobody was counted.")
    ways = {
        Participant.Via.DEVICE: _("with a phone or a computer of their own"),
        Participant.Via.ANOTHER: _("through somebody who wrote for them"),
        Participant.Via.PAPER: _("on a paper sheet"),
    }
    kinds = dict(Participant.Kind.choices)
    said = ngettext(
        "%(n)s person joined the meeting on Spirale.",
        "%(n)s people joined the meeting on Spirale.",
        attendance.people,
    ) % {"n": attendance.people}
    counted = ""
    if attendance.said and attendance.said != attendance.people:
        counted = ngettext(
            "%(n)s person was counted in the room.", "%(n)s people were counted in the room.", attendance.said
        ) % {"n": attendance.said}
    by_kind = ""
    if any(kind for kind, _count in attendance.by_kind):
        by_kind = _paragraphs(
            _("They came as:"),
            _listed(
                [f"{_label(kinds[kind] if kind else _('did not say'), count)}" for kind, count in attendance.by_kind]
            ),
        ).replace("\n\n", "\n", 1)
    return _paragraphs(
        f"{said} {counted}".rstrip(),
        _listed([_label(ways[Participant.Via(way)], count) for way, count in attendance.by_way]),
        by_kind,
    )


def _label(name: object, count: int) -> str:
    return _("%(name)s: %(n)s") % {"name": name, "n": count}


def _timing(happened: Happened) -> str:
    opening = ""
    if happened.opened_at:
        since = timezone.localtime(happened.opened_at)
        said = {"day": date_format(since, "DATE_FORMAT"), "from": date_format(since, "TIME_FORMAT")}
        if happened.closed_at:
            said["to"] = date_format(timezone.localtime(happened.closed_at), "TIME_FORMAT")
            opening = _("On %(day)s, from %(from)s to %(to)s.") % said
        else:
            opening = _("On %(day)s, from %(from)s; the hall is still open.") % said
    if not happened.steps:
        return _paragraphs(opening, _("No agenda was followed on Spirale."))
    return _paragraphs(opening, _listed([_step(step, is_over=bool(happened.closed_at)) for step in happened.steps]))


def _step(step: StepTime, *, is_over: bool) -> str:
    named = {"step": step.title, "planned": _minutes(step.planned), "real": _lasted(step.seconds)}
    if step.is_skipped:
        return _("%(step)s: skipped (%(planned)s planned)") % named
    if not step.times and not is_over:
        return _("%(step)s: to come (%(planned)s planned)") % named
    if not step.times:
        return _("%(step)s: did not take place (%(planned)s planned)") % named
    if step.is_running:
        return _("%(step)s: %(real)s so far (%(planned)s planned)") % named
    if step.times > 1:
        again = ngettext("%(n)s time", "%(n)s times", step.times) % {"n": step.times}
        return _("%(step)s: %(real)s in all (%(planned)s planned), held %(again)s") % {**named, "again": again}
    return _("%(step)s: %(real)s (%(planned)s planned)") % named


def _minutes(count: int) -> str:
    return ngettext("%(n)s minute", "%(n)s minutes", count) % {"n": count}


def _lasted(seconds: float) -> str:
    return _minutes(round(seconds / 60)) if seconds >= 60 else _("less than a minute")


def _notes(happened: Happened) -> str:
    total = sum(question.count for question in happened.questions)
    late = sum(question.late for question in happened.questions)
    sealed = sum(question.sealed for question in happened.questions)
    lines = []
    if late:
        lines.append(
            ngettext(
                "%(n)s of them came after the notes were shown, and is counted with the others.",
                "%(n)s of them came after the notes were shown, and are counted with the others.",
                late,
            )
            % {"n": late}
        )
    if sealed:
        lines.append(
            ngettext(
                "%(n)s note was never shown: it stays sealed and is not counted.",
                "%(n)s notes were never shown: they stay sealed and are not counted.",
                sealed,
            )
            % {"n": sealed}
        )
    aside = ""
    if happened.set_aside:
        count = sum(each for _reason, each in happened.set_aside)
        head = ngettext("%(n)s note was set aside:", "%(n)s notes were set aside:", count) % {"n": count}
        aside = f"{head}\n" + _listed([_label(_reason(reason), each) for reason, each in happened.set_aside])
    if not total:
        return _paragraphs(_("No note is counted."), " ".join(lines), aside)
    said = ngettext("%(n)s note in all.", "%(n)s notes in all.", total) % {"n": total}
    return _paragraphs(
        " ".join([said, *lines]), _listed([_question(question) for question in happened.questions]), aside
    )


def _reason(reason: str) -> str:
    """Why notes were set aside: in the words of whoever did it, or what Spirale did by itself."""
    ours = {
        "": _("no reason given"),
        SET_ASIDE: _("too many from one phone"),
        ERASED: _("erased by whoever wrote it"),
    }
    return ours.get(reason, reason)


def _question(question: QuestionCount) -> str:
    count = ngettext("%(n)s note", "%(n)s notes", question.count) % {"n": question.count}
    said = _("%(code)s %(question)s %(count)s") % {"code": question.code, "question": question.wording, "count": count}
    if question.well_being and question.ill_being:
        signs = _("%(well)s of well-being, %(ill)s of ill-being") % {
            "well": question.well_being,
            "ill": question.ill_being,
        }
        if question.neither:
            signs += _(", %(n)s of neither") % {"n": question.neither}
        said += f" ({signs})"
    return said


def _places(places: tuple[QuestionPlaces, ...]) -> str:
    if not places:
        return _("The notes were not placed during the meeting.")
    blocks = []
    for question in places:
        lines = []
        for place in question.places:
            parts = ", ".join(_label(part.name, part.notes) for part in place.parts)
            lines.append(_label(place.name, place.notes) + (f" ({parts})" if parts else ""))
        said = []
        if question.left:
            said.append(
                ngettext("%(n)s note was not placed.", "%(n)s notes were not placed.", question.left)
                % {"n": question.left}
            )
        if question.disputed:
            said.append(
                ngettext(
                    "%(n)s note has two places: two people placed it at once, and both are kept.",
                    "%(n)s notes have two places: two people placed them at once, and both are kept.",
                    question.disputed,
                )
                % {"n": question.disputed}
            )
        if question.unheard:
            said.append(_("Nobody spoke of: %(dimensions)s.") % {"dimensions": "; ".join(question.unheard)})
        blocks.append(_paragraphs(f"{question.code}\n{_listed(lines)}" if lines else question.code, " ".join(said)))
    return _paragraphs(*blocks)


def _voice(voice: Voice, *, with_names: bool) -> str:
    if not voice.seconds:
        return _("Speaking times were not followed.")
    kinds = dict(Participant.Kind.choices)
    said = _("%(heard)s of %(people)s people had the floor, %(minutes)s in all.") % {
        "heard": voice.heard,
        "people": voice.people,
        "minutes": _lasted(voice.seconds),
    }
    gini = _(
        "Gini index of speaking time: %(gini)s (0 when everyone speaks as long, near 1 when one person speaks alone)."
    ) % {"gini": number_format(voice.gini, 2)}
    lines = []
    for kind, people, _heard, share, equal in voice.kinds:
        told = {
            "kind": kinds[kind] if kind else _("did not say"),
            "share": _percent(share),
            "equal": _percent(equal),
            "people": ngettext("%(n)s person", "%(n)s people", people) % {"n": people},
        }
        lines.append(_("%(kind)s (%(people)s): %(share)s of the time, %(equal)s if all had spoken alike") % told)
    names = ""
    if with_names and voice.persons:
        head = _("Shares of those who had the floor:")
        names = f"{head}\n" + _listed(
            [_("%(name)s: %(n)s") % {"name": name, "n": _percent(share)} for name, share in voice.persons]
        )
    return _paragraphs(f"{said} {gini}", _listed(lines), names)


def _percent(share: float) -> str:
    return _("%(n)s%%") % {"n": number_format(100 * share, 0)}


def _actions(happened: Happened, *, with_names: bool) -> str:
    if not happened.actions:
        return _("No action was kept on the short list.")
    blocks = []
    for action in happened.actions:
        count = len(action.pledges)
        head = ngettext("%(action)s: %(n)s pledge", "%(action)s: %(n)s pledges", count) % {
            "action": action.title,
            "n": count,
        }
        lines = [
            _label_of(name, " ".join(brings.split())) if with_names and name else " ".join(brings.split())
            for brings, name in action.pledges
        ]
        blocks.append(f"{head}\n{_listed(lines)}" if lines else head)
    return _paragraphs(*blocks)


def _label_of(name: str, brings: str) -> str:
    return _("%(name)s: %(brings)s") % {"name": name, "brings": brings}
