"""Halls: the one a phone enters."""

from django.db.models import QuerySet

from spirale.journal.models import Space
from spirale.workshops.models import Workshop


def hall_to_act_in() -> QuerySet[Workshop]:
    """Workshops that have a hall, with what the act of a phone needs, and no more."""
    return Workshop.objects.filter(hall__isnull=False).select_related("hall", "group__territory")


def hall_to_enter() -> QuerySet[Workshop]:
    """Workshops that have a hall, with all that phones are told of them; one round trip."""
    return Workshop.objects.filter(hall__isnull=False).select_related("hall", "group__territory", "campaign")


def number_of(workshop: Workshop) -> int:
    """The number of the last event of a workshop's space."""
    return Space.objects.filter(pk=workshop.pk).values_list("last_number", flat=True).first() or 0
