"""Where this room leads on to from the result of a choice, and from an action sheet."""

from django.urls import reverse
from django.utils.translation import gettext as _

from spirale.decision.models import ActionSheet, Choice
from spirale.territories.sections import Line


def lead_on(thing: ActionSheet | Choice, account: object) -> list[Line]:
    """From a decided choice, what everybody can do, and how far it is."""
    if isinstance(thing, Choice):
        return _from_choice(thing)
    return []


def _from_choice(choice: Choice) -> list[Line]:
    if choice.decided_at is None:
        return []
    slug = choice.territory.slug
    return [
        Line(_("What can I do?"), reverse("action:can_do", args=[slug])),
        Line(_("The steps, in public"), reverse("action:steps", args=[slug])),
    ]
