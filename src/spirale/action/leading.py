"""Where this room leads on to from the result of a choice, and from an action sheet."""

import rules
from django.urls import reverse
from django.utils.translation import gettext as _

from spirale.action.queries.commitments import is_chosen
from spirale.action.queries.spread import models_of, standing_offer
from spirale.decision.models import ActionSheet, Choice
from spirale.territories.sections import Line


def lead_on(thing: ActionSheet | Choice, account: object) -> list[Line]:
    """From a decided choice, what everybody can do; from a sheet, its evaluation, and that of what it began from."""
    return _from_choice(thing) if isinstance(thing, Choice) else _from_sheet(thing, account)


def _from_choice(choice: Choice) -> list[Line]:
    if choice.decided_at is None:
        return []
    slug = choice.territory.slug
    return [
        Line(_("What can I do?"), reverse("action:can_do", args=[slug])),
        Line(_("The steps, in public"), reverse("action:steps", args=[slug])),
    ]


def _from_sheet(sheet: ActionSheet, account: object) -> list[Line]:
    lines = []
    if rules.has_perm("action.read_review", account, sheet) and is_chosen(sheet):
        state = _("proposed to be carried on") if standing_offer(sheet) else ""
        name = _("Its evaluation") if hasattr(sheet, "review") else _("To be evaluated by its people")
        lines.append(Line(name, reverse("action:evaluation", args=[sheet.pk]), state))
    for before in models_of(sheet, account)[:1]:
        if before.may_read_review:
            said = _("What the people of “%(title)s” say of it") % {"title": before.sheet.title}
            lines.append(Line(said, reverse("action:evaluation", args=[before.sheet.pk]), before.sheet.territory.name))
    return lines
