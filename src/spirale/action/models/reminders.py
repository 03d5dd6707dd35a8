"""Addresses that reminders go to: how often, and what was told there last."""

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _


class Letterbox(models.Model):
    """An e-mail address that reminders go to, known by its digest alone: who has it is told by accounts and pledges.

    A letter goes through three states, each kept before the next begins: `claimed_on` is the day for which it was
    written; then it leaves; then `sent_on`, `read_until` and `told` say that it left. Claimed and not sent, it may have
    left or not: nothing leaves again that day, and its news are still news the day after.
    """

    class Rhythm(models.TextChoices):
        DAILY = "daily", _("each day")
        WEEKLY = "weekly", _("each week")
        NEVER = "never", _("never")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    address_digest = models.CharField(max_length=64, unique=True)
    rhythm = models.CharField(_("how often"), max_length=6, choices=Rhythm, default=Rhythm.WEEKLY)
    claimed_on = models.DateField(null=True, blank=True, help_text="day of the last letter that was begun")
    sent_on = models.DateField(null=True, blank=True, help_text="day of the last letter that left")
    read_until = models.DateTimeField(null=True, blank=True, help_text="the last letter tells what changed until then")
    told = models.JSONField(default=list, blank=True, help_text="what the last letter told, by keys without words")
    problem = models.CharField(max_length=60, blank=True, help_text="why the last letter did not leave")

    class Meta:
        verbose_name_plural = "letterboxes"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(sent_on=None) | models.Q(claimed_on__gte=models.F("sent_on")),
                name="sent_once_claimed",
            ),
        ]
