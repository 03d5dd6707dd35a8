"""What the page of a territory tells of this room."""

import rules
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from spirale.action.models import Commitment, Task
from spirale.action.queries.commitments import chosen_sheets
from spirale.territories.models import Territory
from spirale.territories.sections import Line, Section


def tell(territory: Territory, account: object) -> Section | None:
    """Commitments and the plan for those inside; the steps for all, once an action is chosen."""
    inside = rules.has_perm("action.view_inside", account, territory)
    actions = chosen_sheets(territory).count()
    if not actions and not inside:
        return None
    steps = Line(_("The steps, in public"), reverse("action:steps", args=[territory.slug]))
    can_do = Line(_("What can I do?"), reverse("action:can_do", args=[territory.slug]))
    if not inside:
        return Section("engaged", _("Commitments and plan"), why="", lines=(steps, can_do))
    if not actions:
        why = _("Once actions are chosen, people promise here what they do for them, by when, and sign it on the spot.")
        return Section("engaged", _("Commitments and plan"), why=why)
    signed = Commitment.objects.filter(sheet__territory=territory, retired_at=None, signed_at__isnull=False).count()
    tasks = Task.objects.filter(sheet__territory=territory, retired_at=None).count()
    lines = (
        Line(
            _("Commitments and shared texts"),
            reverse("action:commitments", args=[territory.slug]),
            ngettext("%(count)s signed", "%(count)s signed", signed) % {"count": signed},
        ),
        Line(
            _("The plan"),
            reverse("action:plan", args=[territory.slug]),
            ngettext("%(count)s task", "%(count)s tasks", tasks) % {"count": tasks},
        ),
        steps,
        Line(_("Pledges and needs"), reverse("action:matching", args=[territory.slug])),
        can_do,
        Line(_("Evaluations, and what is carried on"), reverse("action:evaluations", args=[territory.slug])),
    )
    return Section("engaged", _("Commitments and plan"), why="", lines=lines)
