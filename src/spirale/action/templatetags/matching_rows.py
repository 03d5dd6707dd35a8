"""The rows of needs with what answers them as markup, for the same reason as those of a plan."""

from collections.abc import Iterable
from typing import Final

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from spirale.action.models import MatchAnswer
from spirale.action.queries.able import NOTED, TOLD
from spirale.action.queries.matching import NeedMatched, Proposal
from spirale.action.templatetags.commitment_rows import address_form
from spirale.decision.models import Need
from spirale.decision.templatetags.actions import need_days
from spirale.pages.amounts import amount_shown
from spirale.pages.markup import NOTHING, filled, joined

register = template.Library()

MOST_NAMED: Final = 8
"""Of those who could fill a gap, how many are named."""

_NEED: Final = '<li id="need-{}"><p class="need-head"><strong>{} {}, {}</strong>{}{}</p>{}{}</li>\n'
_MATCH: Final = '<li><span><span class="badge {}">{}</span> {} · {} {}{}</span>{}</li>\n'
_HIDDEN: Final = '<span class="visually-hidden"> {}</span>'
_TAKE_BACK: Final = '<button class="quiet small no-print" formaction="{}">{}{}</button>'
_ANSWER: Final = (
    '<span class="cluster no-print"><button class="small" name="match" value="{0}:{1}:{2}">{3}{5}</button> '
    '<a class="button quiet small" href="{6}?need={0}&amp;pledge={1}&amp;amount={2}">{4}{5}</a></span>'
)


@register.simple_tag
def need_rows(rows: Iterable[NeedMatched], can_carry: bool, answer_at: str) -> SafeString:
    """Each need with what was accepted, what is proposed and may be answered at an address, what lacks, who could."""
    said = _Said(answer_at, can_carry=can_carry)
    return joined(_row(row, said) for row in rows)


class _Said:
    """What the rows of one list have in common: words in the reader's language, addresses, what the reader may do."""

    def __init__(self, answer_at: str, *, can_carry: bool) -> None:
        self.answer_at, self.can_carry = answer_at, can_carry
        self.take_back_at = address_form("action:take_match_back")
        self.signed, self.accepted, self.committed = _("signed"), _("accepted"), _("committed")
        self.proposed, self.past = _("proposed"), _("days past")
        self.take_back, self.accept, self.change = _("Take it back"), _("Accept"), _("Change or refuse…")
        self.lacking, self.who_could = _("Lacking: %(much)s %(unit)s."), _("Who could:")
        self.nobody = _("Nobody on the list of actors is known to have it.")
        self.how = {NOTED: _("noted"), TOLD: _("by what they do")}
        self.promised = _("promised some of it")


def _row(row: NeedMatched, said: _Said) -> SafeString:
    need = row.need
    beside = " · ".join(filter(None, [need_days(need), need.place, need.said]))
    matches = [
        *(_accepted(one, need, said) for one in row.accepted),
        *(_proposed(one, need, said) for one in row.proposals),
    ]
    return filled(
        _NEED,
        need.pk,
        amount_shown(need.amount),
        need.resource.unit,
        need.resource.name,
        filled(' <span class="quiet-text">· {}</span>', beside) if beside else NOTHING,
        filled(' <span class="badge">{}</span>', said.past) if row.is_past else NOTHING,
        filled('<ul class="matches">{}</ul>', joined(matches)) if matches else NOTHING,
        _gap(row, said) if row.missing else NOTHING,
    )


def _accepted(one: MatchAnswer, need: Need, said: _Said) -> SafeString:
    is_signed = one.commitment is not None and one.commitment.signed_at is not None
    act = NOTHING
    is_settled = is_signed and one.commitment is not None and one.commitment.pledge_id == one.pledge_id
    if said.can_carry and not is_settled:
        whose = filled(_HIDDEN, one.pledge.owner)
        act = filled(_TAKE_BACK, filled(said.take_back_at, one.pk), said.take_back, whose)
    mark, words = ("done", said.signed) if is_signed else ("here", said.accepted)
    return filled(_MATCH, mark, words, one.pledge.owner, amount_shown(one.amount), need.resource.unit, NOTHING, act)


def _proposed(one: Proposal, need: Need, said: _Said) -> SafeString:
    pledge, act = one.pledge, NOTHING
    if said.can_carry and not one.is_bound:
        whose = filled(_HIDDEN, f"{pledge.owner}, {need.resource.name}")
        act = filled(_ANSWER, need.pk, pledge.pk, one.amount, said.accept, said.change, whose, said.answer_at)
    mark, words = ("here", said.committed) if one.is_bound else ("unverified", said.proposed)
    quoted = filled(" <q>{}</q>", pledge.said) if pledge.said else NOTHING
    return filled(_MATCH, mark, words, pledge.owner, amount_shown(one.amount), need.resource.unit, quoted, act)


def _gap(row: NeedMatched, said: _Said) -> SafeString:
    lacking = said.lacking % {"much": amount_shown(row.missing), "unit": row.need.resource.unit}
    if not row.could:
        return filled('<p class="gap">{} <span class="quiet-text">{}</span></p>', lacking, said.nobody)
    named = [
        filled(
            '{}{} <span class="quiet-text">({})</span>',
            ", " if number else "",
            one.name,
            said.how.get(one.how, said.promised),
        )
        for number, one in enumerate(row.could[:MOST_NAMED])
    ]
    more = ", …" if len(row.could) > MOST_NAMED else ""
    return filled('<p class="gap">{} {} {}{}</p>', lacking, said.who_could, joined(named), more)
