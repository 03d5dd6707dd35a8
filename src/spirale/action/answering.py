"""What whoever wrote a note is told of this room: the chosen actions that answer it, and how far they are."""

from collections.abc import Sequence
from uuid import UUID

import rules
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from spirale.action.queries.traces import Deed, done_about
from spirale.synthesis.answers import Answer
from spirale.territories.models import Territory


def answer_by_actions(territory: Territory, account: object, notes: Sequence[UUID]) -> dict[UUID, list[Answer]]:
    """The chosen actions that answer each note; they lead to the steps that the territory shows."""
    steps = reverse("action:steps", args=[territory.slug])
    is_open = rules.has_perm("action.view", account, territory)
    return {
        note: [
            Answer(
                _("An action was chosen to answer it: “%(action)s”.") % {"action": deed.sheet},
                f"{steps}#step-{deed.sheet.pk}",
                is_open,
                _state(deed),
            )
            for deed in deeds
        ]
        for note, deeds in done_about(territory, notes).items()
    }


def _state(deed: Deed) -> str:
    """How many of its tasks are done, and who signed for it."""
    parts = []
    if deed.tasks:
        told = ngettext("%(done)s of %(count)s task done", "%(done)s of %(count)s tasks done", len(deed.tasks))
        parts.append(told % {"done": deed.done, "count": len(deed.tasks)})
    if deed.partners:
        parts.append(_("with %(partners)s") % {"partners": ", ".join(deed.partners)})
    return " · ".join(parts)
