"""Who asked for the floor, and who had it, for how long. What was said is never recorded."""

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from spirale.territories.models import Territory
from spirale.workshops.models.hall import Participant, Step
from spirale.workshops.models.meetings import Workshop


class FloorRequest(models.Model):
    """A hand that was raised; it ends when it is lowered or when the floor is given."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    workshop = models.ForeignKey(Workshop, on_delete=models.PROTECT, related_name="floor_requests")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="floor_requests")
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["asked_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["participant"], condition=models.Q(ended_at=None), name="one_raised_hand_each"
            )
        ]

    def __str__(self) -> str:
        return f"{self.participant}"

    @property
    def territory(self) -> Territory:
        return self.workshop.territory


class Turn(models.Model):
    """A time somebody had the floor: a participant, or somebody named by the facilitator."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    workshop = models.ForeignKey(Workshop, on_delete=models.PROTECT, related_name="turns")
    step = models.ForeignKey(Step, null=True, blank=True, on_delete=models.PROTECT, related_name="turns")
    participant = models.ForeignKey(Participant, null=True, blank=True, on_delete=models.PROTECT, related_name="turns")
    speaker = models.CharField(_("who speaks"), max_length=80, blank=True)
    kind = models.CharField(_("comes as"), max_length=12, choices=Participant.Kind, blank=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["started_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workshop"], condition=models.Q(ended_at=None), name="one_voice_at_a_time")
        ]

    def __str__(self) -> str:
        return self.speaker or str(self.participant)

    @property
    def territory(self) -> Territory:
        return self.workshop.territory
