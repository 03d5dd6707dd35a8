"""What every page of a workshop that is lived needs to know of its hall."""

from spirale.cycles.models import Question
from spirale.workshops.models import Hall, Minutes, Workshop


def hall_of(workshop: Workshop) -> Hall | None:
    """The hall of a workshop, open or closed; nothing when it was never opened."""
    return Hall.objects.filter(workshop=workshop).first()


def questions_of(workshop: Workshop) -> list[Question]:
    """The questions of a workshop's campaign, in their order."""
    return list(Question.objects.filter(campaign=workshop.campaign_id))


def has_minutes(workshop: Workshop) -> bool:
    """Whether somebody kept minutes of it."""
    return Minutes.objects.filter(workshop=workshop).exists()
