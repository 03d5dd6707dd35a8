"""Paper sheets: which were printed for a workshop, and which were used."""

from dataclasses import dataclass

from django.db.models import Count, Max, Q, QuerySet

from spirale.workshops.models import Participant, Workshop


@dataclass(frozen=True, slots=True)
class PaperSheets:
    """How many sheets were printed, how many of them have a note, and the highest number."""

    printed: int
    used: int
    last: int

    @property
    def unused(self) -> int:
        return self.printed - self.used


def paper_sheets(workshop: Workshop) -> PaperSheets:
    """How the paper sheets of a workshop stand; one round trip. A sheet is used once a note of it was typed in."""
    counted = Participant.objects.filter(workshop=workshop, paper_number__isnull=False).aggregate(
        printed=Count("pk"), used=Count("pk", filter=Q(joined_at__isnull=False)), last=Max("paper_number")
    )
    return PaperSheets(counted["printed"], counted["used"], counted["last"] or 0)


def unused_sheets(workshop: Workshop) -> QuerySet[Participant]:
    """The sheets that nobody has written on so far, by number."""
    return Participant.objects.filter(
        workshop=workshop, paper_number__isnull=False, joined_at=None, erased_at=None
    ).order_by("paper_number")
