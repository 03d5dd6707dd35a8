"""Workshops: one meeting of one group."""

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from spirale.cycles.models import Campaign
from spirale.mobilisation.models import Group
from spirale.territories.models import Territory


class Workshop(models.Model):
    """One meeting of one group, which answers the questions of one campaign."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="workshops")
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="workshops")
    title = models.CharField(_("title"), max_length=160)
    held_on = models.DateField(_("held on"))
    place = models.CharField(_("place"), max_length=160, blank=True)
    participants = models.PositiveSmallIntegerField(_("number of participants"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["held_on", "created_at"]

    def __str__(self) -> str:
        return self.title

    @property
    def territory(self) -> Territory:
        return self.group.territory
