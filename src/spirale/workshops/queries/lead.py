"""What every page of a workshop that is lived needs to know of its hall."""

from spirale.cycles.models import Question
from spirale.journal.models import Space
from spirale.workshops.models import Hall, Workshop


def hall_of(workshop: Workshop) -> Hall | None:
    """The hall of a workshop, open or closed; nothing when it was never opened."""
    return Hall.objects.filter(workshop=workshop).first()


def last_number(workshop: Workshop) -> int:
    """The number of the last line that the workshop's hall was told; what is read after this may be newer."""
    return Space.objects.filter(pk=workshop.pk).values_list("last_number", flat=True).first() or 0


def questions_of(workshop: Workshop) -> list[Question]:
    """The questions of a workshop's campaign, in their order."""
    return list(Question.objects.filter(campaign=workshop.campaign_id))
