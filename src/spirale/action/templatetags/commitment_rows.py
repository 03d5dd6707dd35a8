"""The rows of commitments and of public steps as markup, for the same reason as those of a plan."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from typing import Final
from uuid import UUID

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from spirale.action.models import Commitment
from spirale.action.queries.commitments import Line
from spirale.action.queries.plan_page import Row
from spirale.action.queries.steps import Partner
from spirale.action.words import day_in_words, kind_said
from spirale.pages.markup import NOTHING, filled, joined

register = template.Library()

_DUE: Final = ' <span class="quiet-text">· {}</span>'
_QUIET: Final = '<p class="quiet-text">{}</p>'
_DRAWN: Final = '<svg class="signature" viewBox="0 0 600 200" role="img" aria-label="{}"><path d="{}"></path></svg>'
_LINE: Final = (
    '<li id="commitment-{}" class="commitment {}"><div class="cluster apart">'
    '<span><span class="name">{}</span> <span class="quiet-text">{}</span></span>{}</div><p>{}{}</p>{}{}{}{}</li>\n'
)
_ACT: Final = '<a class="button {}small" href="{}">{}<span class="visually-hidden"> {}</span></a> '
_STEP: Final = '<li>{} <span class="quiet-text">{}</span>{}</li>\n'
_PARTNER: Final = '<li><strong>{}</strong> <span class="quiet-text">{}</span> · {}{} {}</li>\n'


@register.simple_tag
def signature(path: str, name: str) -> SafeString:
    """A signature as it was drawn, or its name."""
    if not path:
        return filled('<span class="signature-typed">{}</span>', name)
    return filled(_DRAWN, _("signature of %(name)s") % {"name": name}, path)


@register.simple_tag
def commitment_lines(lines: Iterable[Line], can_carry: bool) -> SafeString:
    """Who promised what by when for an action, in what state it is, who signed; and what may be done about it."""
    said = Said()
    return joined(_line(line, said, can_carry=can_carry) for line in lines)


class Said:
    """What the rows of one list have in common: words in the reader's language, and addresses."""

    def __init__(self) -> None:
        self.by = _("by %(day)s")
        self.badges = _badges(get_language())
        self.tell, self.sign = address_form("action:tell"), address_form("action:sign")

    def due(self, day: date | None) -> SafeString:
        return filled(_DUE, self.by % {"day": day_in_words(day)}) if day else NOTHING


def _line(line: Line, said: Said, *, can_carry: bool) -> SafeString:
    one, state = line.commitment, line.state
    return filled(
        _LINE,
        one.pk,
        state,
        one.who,
        kind_said(one.kind),
        said.badges[state],
        one.what,
        said.due(one.due_on),
        filled(_QUIET, one.state_said) if one.state_said else NOTHING,
        filled(_QUIET, one.retired_reason) if one.retired_reason else NOTHING,
        _signed(one, one.signed_at) if one.signed_at else NOTHING,
        _acts(one, state, said) if can_carry else NOTHING,
    )


@lru_cache(maxsize=16)
def _badges(_language: str | None) -> dict[str, SafeString]:
    """What is said of each state in a language, with the mark it is drawn with."""
    marks = {
        "withdrawn": ("", _("withdrawn")),
        "unsigned": (" unverified", _("to be signed")),
        "late": (" late", _("day passed")),
        "open": (" here", _("signed")),
    }
    for value, label in Commitment.State.choices:
        if value:
            marks[value] = (" done" if value == Commitment.State.KEPT else "", str(label))
    return {state: filled('<span class="badge{}">{}</span>', mark, said) for state, (mark, said) in marks.items()}


def _signed(one: Commitment, at: datetime) -> SafeString:
    said = _("%(who)s, %(day)s") % {"who": one.signed_as, "day": day_in_words(timezone.localtime(at).date())}
    drawn = signature(one.signature, one.signed_as)
    return filled('<p class="signed">{} <span class="quiet-text">{}</span></p>', drawn, said)


def address_form(name: str) -> str:
    """An address with braces for the id of its thing: asked of the addresses once a list, not once a row."""
    return reverse(name, args=[UUID(int=0)]).replace(str(UUID(int=0)), "{}")


def _acts(one: Commitment, state: str, said: Said) -> SafeString:
    tell = filled(said.tell, one.pk)
    if state == "withdrawn":
        return filled("<p>{}</p>", filled(_ACT, "quiet ", tell, _("Bring it back"), one.who))
    told = filled(_ACT, "quiet ", tell, _("Tell what became of it…"), one.who)
    if state != "unsigned":
        return filled("<p>{}</p>", told)
    sign = filled(_ACT, "", filled(said.sign, one.pk), _("Sign here"), one.who)
    return filled('<p class="cluster">{}{}</p>', sign, told)


@register.simple_tag
def step_rows(rows: Iterable[Row]) -> SafeString:
    """The steps of an action as all may read them: what is done, until when the others last, which are late."""
    done, until, late = _("done"), _("until %(day)s"), filled(' <span class="badge late">{}</span>', _("late"))
    return joined(
        filled(_STEP, row.task.title, _how_far(row, done, until), late if row.late else NOTHING) for row in rows
    )


def _how_far(row: Row, done: str, until: str) -> str:
    if row.task.done == 100:
        return done
    if row.end_on is None:
        return ""
    said = until % {"day": day_in_words(row.end_on)}
    return f"{said}, {row.task.done} %" if row.task.done else said


@register.simple_tag
def partner_rows(partners: Iterable[Partner]) -> SafeString:
    """Who signed for an action, for what and by when, and what became of it."""
    said = Said()
    return joined(
        filled(
            _PARTNER,
            one.commitment.who,
            kind_said(one.commitment.kind),
            one.commitment.what,
            said.due(one.commitment.due_on),
            said.badges.get(one.commitment.state or ("late" if one.is_late else ""), NOTHING),
        )
        for one in partners
    )
