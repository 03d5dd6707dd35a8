"""Minutes: what happened, as the workshop kept it, and what people wrote over it."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from spirale.territories.models import Territory
from spirale.workshops.models.meetings import Workshop


class Minutes(models.Model):
    """A version of a workshop's minutes. Sections: `[{"key", "title", "text", "is_edited"}]`, in their order."""

    workshop = models.ForeignKey(Workshop, on_delete=models.PROTECT, related_name="minutes")
    number = models.PositiveIntegerField()
    sections = models.JSONField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["workshop", "-number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["workshop", "number"], name="minutes_version_once")]

    def __str__(self) -> str:
        return f"{self.workshop} {self.number}"

    @property
    def territory(self) -> Territory:
        return self.workshop.territory
