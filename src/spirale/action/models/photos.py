"""Photographs of what is done: of a task, or of an action as a whole."""

from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from spirale.action.models.plans import Task
from spirale.decision.models import ActionSheet
from spirale.territories.models import Territory


class Photo(models.Model):
    """A photograph, kept in two sizes in the folder of the installation, with what it shows in words.

    Only those inside see it until whoever brought it says that the people it shows agree that all do. A retired one is
    shown to nobody and can be brought back; of an erased one neither picture nor words are left.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    sheet = models.ForeignKey(ActionSheet, on_delete=models.PROTECT, related_name="photos", verbose_name=_("action"))
    task = models.ForeignKey(Task, null=True, blank=True, on_delete=models.PROTECT, related_name="photos")
    shows = models.CharField(_("what it shows"), max_length=300, blank=True)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    small_width = models.PositiveIntegerField()
    small_height = models.PositiveIntegerField()
    digest = models.CharField(max_length=64, help_text="of the large picture as it is kept")
    agreed_at = models.DateTimeField(null=True, blank=True, help_text="since when those it shows agree that all see it")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["made_at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(shows="") | Q(erased_at__isnull=False), name="photo_says_what_it_shows"
            ),
            models.CheckConstraint(
                condition=Q(erased_at=None) | Q(shows="", retired_at__isnull=False, agreed_at=None),
                name="nothing_left_of_an_erased_photo",
            ),
        ]

    def __str__(self) -> str:
        return self.shows

    @property
    def territory(self) -> Territory:
        return self.sheet.territory
