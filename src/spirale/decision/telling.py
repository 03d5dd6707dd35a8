"""What this room tells on the page of a territory, and to phones in a hall."""

import rules
from django.db.models import Case, Count, Q, When
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from spirale.decision.models import ActionSheet, Choice
from spirale.territories.models import Territory
from spirale.territories.sections import Line, Section
from spirale.workshops.models import Workshop
from spirale.workshops.queries.elsewhere import Elsewhere

SHOWN = 5
OPENINGS = ("scoring opened", "scoring closed", "bank opened", "bank closed")
"""After these news a phone in a hall asks whether a choice is open."""


def actions_of(territory: Territory, account: object) -> Section | None:
    """The actions proposed and the latest choices; to who is not of the territory, those on which people decided."""
    inside = rules.has_perm("decision.view", account, territory)
    address = reverse("decision:sheets", args=[territory.slug])
    decided = Q(choices__decided_at__isnull=False)
    sheets = ActionSheet.objects.filter(territory=territory, retired_at=None)
    count = (sheets if inside else sheets.filter(decided)).aggregate(count=Count("pk", distinct=True))["count"]
    choices = Choice.objects.filter(territory=territory).order_by("-made_at", "pk")
    if not inside:
        if not count:
            return None
        choices = choices.exclude(decided_at=None)
    lines = [_line(choice) for choice in choices[:SHOWN]]
    if count:
        said = ngettext("%(count)s action sheet", "%(count)s action sheets", count) % {"count": count}
        lines.insert(0, Line(said, address))
    may_write = rules.has_perm("decision.write_sheet", account, territory)
    return Section(
        key="actions",
        title=_("Actions"),
        why=_("When the axes are known, each working group writes the actions it proposes, and what they need."),
        lines=tuple(lines),
        address=reverse("decision:new_sheet", args=[territory.slug]) if may_write else "",
        act=_("Write an action sheet") if may_write else "",
    )


def _line(choice: Choice) -> Line:
    state = _("decided") if choice.decided_at else ""
    return Line(choice.title, reverse("decision:choice", args=[choice.pk]), state)


def choice_open_for(workshop: Workshop) -> list[Elsewhere]:
    """The choice that is open now for those in a hall: that of its workshop, else another of its territory."""
    is_open = Q(is_scoring_open=True) | Q(is_bank_open=True)
    held = Q(workshop__hall__isnull=False, workshop__hall__closed_at=None)
    choices = Choice.objects.filter(is_open, held, territory=workshop.group.territory_id)
    own = Case(When(workshop=workshop.pk, then=0), default=1)
    found = choices.order_by(own, "-made_at", "pk").first()
    if found is None:
        return []
    if found.is_scoring_open and found.is_bank_open:
        said = _("Score the actions, and say what you can bring: “%(choice)s”")
    elif found.is_scoring_open:
        said = _("Score the actions: “%(choice)s”")
    else:
        said = _("Say what you can bring: “%(choice)s”")
    return [Elsewhere(said % {"choice": found.title}, reverse("decision:meeting_phone", args=[found.pk]))]
