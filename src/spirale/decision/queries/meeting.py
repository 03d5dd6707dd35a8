"""The choice as its meeting sees it: the space it is told in, its actions."""

from uuid import UUID

from django.db.models import Q, QuerySet

from spirale.decision.models import ActionSheet, Choice
from spirale.journal.models import Space


def choice_for_meeting() -> QuerySet[Choice]:
    """Choices with their territory, and the workshop whose phones and projector serve; one round trip."""
    return Choice.objects.select_related("territory", "workshop__group__territory", "workshop__hall")


def space_of(choice: Choice) -> UUID:
    """Where the acts of the meeting are told: its workshop, so that phones and projector hear; else its territory."""
    return choice.workshop_id or choice.territory_id


def number_of(choice: Choice) -> int:
    """The number of the last event where the meeting is told."""
    return Space.objects.filter(pk=space_of(choice)).values_list("last_number", flat=True).first() or 0


def sheets_of(choice: Choice) -> list[ActionSheet]:
    """The actions of the choice, in the order of their titles; those on which people decided stay, though retired."""
    shown = Q(retired_at=None)
    if choice.decided_at:
        shown |= Q(decided__choice=choice, decided__retired_at=None)
    return list(choice.sheets.filter(shown).distinct().order_by("title", "id"))
