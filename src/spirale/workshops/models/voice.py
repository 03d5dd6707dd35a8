"""Who asked for the floor, and who had it, for how long. What was said is never recorded."""

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from spirale.territories.models import Territory
from spirale.workshops.models.hall import Participant, Step
from spirale.workshops.models.meetings import Workshop


class FloorRequest(models.Model):
    """A hand that was raised, by a participant or by somebody without phone whom the facilitator names.

    It ends when it is lowered or when the floor is given.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    workshop = models.ForeignKey(Workshop, on_delete=models.PROTECT, related_name="floor_requests")
    participant = models.ForeignKey(
        Participant, null=True, blank=True, on_delete=models.PROTECT, related_name="floor_requests"
    )
    speaker = models.CharField(_("who asks to speak"), max_length=80, blank=True)
    kind = models.CharField(_("comes as"), max_length=12, choices=Participant.Kind, blank=True)
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["asked_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["participant"], condition=models.Q(ended_at=None), name="one_raised_hand_each"
            ),
            models.UniqueConstraint(
                fields=["workshop", "speaker"],
                condition=models.Q(ended_at=None, participant=None),
                name="one_raised_hand_per_name",
            ),
        ]

    def __str__(self) -> str:
        return self.speaker or str(self.participant)

    @property
    def territory(self) -> Territory:
        return self.workshop.territory


class Turn(models.Model):
    """A time somebody had the floor: a participant, or somebody named by the facilitator.

    A turn that is taken back was passed on, or given by mistake: it is kept, and counts nowhere.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    workshop = models.ForeignKey(Workshop, on_delete=models.PROTECT, related_name="turns")
    step = models.ForeignKey(Step, null=True, blank=True, on_delete=models.PROTECT, related_name="turns")
    participant = models.ForeignKey(Participant, null=True, blank=True, on_delete=models.PROTECT, related_name="turns")
    request = models.ForeignKey(FloorRequest, null=True, blank=True, on_delete=models.PROTECT, related_name="turns")
    speaker = models.CharField(_("who speaks"), max_length=80, blank=True)
    kind = models.CharField(_("comes as"), max_length=12, choices=Participant.Kind, blank=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    taken_back_at = models.DateTimeField(null=True, blank=True)

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
