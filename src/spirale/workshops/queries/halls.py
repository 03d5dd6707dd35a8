"""Halls: the one a phone enters."""

from uuid import UUID

from django.db.models import QuerySet

from spirale.journal.models import Space
from spirale.journal.statements import Reading, an_id
from spirale.workshops.models import Hall, Workshop


def hall_to_enter() -> QuerySet[Workshop]:
    """Workshops that have a hall, with all that phones are told of them; one round trip."""
    return Workshop.objects.filter(hall__isnull=False).select_related("hall", "group__territory", "campaign")


def hall_of(workshop_id: UUID) -> Workshop | None:
    """The workshop with its hall, as `hall_to_enter` finds it."""
    return _HALL.first(workshop=workshop_id)


def hall_now(workshop: Workshop) -> Hall | None:
    """The hall of a workshop as it is at this instant, with the step that is lived; one round trip."""
    return _NOW.first(workshop=workshop.pk)


def number_of(workshop: Workshop) -> int:
    """The number of the last event of a workshop's space."""
    (number,) = _NUMBER.first(space=workshop.pk) or (0,)
    return number


_HALL = Reading(lambda: hall_to_enter().filter(pk=an_id("workshop")).order_by())
_NOW = Reading(lambda: Hall.objects.filter(workshop=an_id("workshop")).select_related("run__step").order_by())
_NUMBER = Reading(lambda: Space.objects.filter(pk=an_id("space")).values_list("last_number"))
