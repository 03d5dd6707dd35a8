"""What the page of a territory tells of this room."""

import rules
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from spirale.action.models import Commitment
from spirale.action.queries.commitments import chosen_sheets
from spirale.territories.models import Territory
from spirale.territories.sections import Line, Section


def tell(territory: Territory, account: object) -> Section | None:
    """Commitments and the plan for those inside."""
    inside = rules.has_perm("action.view_inside", account, territory)
    actions = chosen_sheets(territory).count()
    if not inside:
        return None
    if not actions:
        why = _("Once actions are chosen, people promise here what they do for them, by when, and sign it on the spot.")
        return Section("engaged", _("Commitments and plan"), why=why)
    signed = Commitment.objects.filter(sheet__territory=territory, retired_at=None, signed_at__isnull=False).count()
    lines = (
        Line(
            _("Commitments and shared texts"),
            reverse("action:commitments", args=[territory.slug]),
            ngettext("%(count)s signed", "%(count)s signed", signed) % {"count": signed},
        ),
    )
    return Section("engaged", _("Commitments and plan"), why="", lines=lines)
