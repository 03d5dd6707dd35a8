"""The journal's tables: a space with its counter, and its events."""

from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models


class Space(models.Model):
    """What a row of events belongs to: a territory, or one account's doings. Shares the id of what it stands for."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    last_number = models.PositiveBigIntegerField(default=0)
    last_digest = models.CharField(max_length=64, default="", blank=True)


class Event(models.Model):
    """One act, never changed. Its digest covers the digest before it, so a removed or altered line shows."""

    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="events")
    number = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    verb = models.CharField(max_length=60)
    kind = models.CharField(max_length=40)
    object_id = models.CharField(max_length=40)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    details = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["space", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["space", "number"], name="event_number_once_per_space")
        ]
        indexes: ClassVar = [models.Index(fields=["kind", "object_id"], name="event_by_object")]

    def __str__(self) -> str:
        return f"{self.number} {self.verb}"
