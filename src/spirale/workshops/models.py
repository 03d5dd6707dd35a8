"""Workshops and the notes written in them. Notes are append-only."""

from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from spirale.cycles.models import Campaign, Question
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


class NoteSheet(models.Model):
    """Notes brought in together from one file, so that they can be found again, and withdrawn together."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    workshop = models.ForeignKey(Workshop, on_delete=models.PROTECT, related_name="sheets")
    file_name = models.CharField(max_length=255)
    file_digest = models.CharField(max_length=64)
    rows = models.PositiveIntegerField()
    imported_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    imported_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["imported_at"]

    def __str__(self) -> str:
        return self.file_name

    @property
    def territory(self) -> Territory:
        return self.workshop.territory


class SheetDraft(models.Model):
    """A file that somebody sent and has not confirmed yet: kept for its sender alone, and for a day.

    It lies in the database, so that the process that confirms need not be the one that received it.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    workshop = models.ForeignKey(Workshop, on_delete=models.PROTECT, related_name="sheet_drafts")
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    sent_at = models.DateTimeField()
    file_name = models.CharField(max_length=255)
    content = models.BinaryField()

    def __str__(self) -> str:
        return self.file_name

    @property
    def territory(self) -> Territory:
        return self.workshop.territory


class Note(models.Model):
    """What was written, word for word. A correction is a new note that names the one it replaces."""

    class Source(models.TextChoices):
        PAPER = "paper", _("paper, typed in")
        FILE = "file", _("file")
        SCREEN = "screen", _("written on a screen")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    workshop = models.ForeignKey(Workshop, on_delete=models.PROTECT, related_name="notes")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="notes")
    text = models.TextField(_("text"))
    sign = models.SmallIntegerField(_("sign"), choices=Question.Sign, default=Question.Sign.NEITHER)
    source = models.CharField(_("source"), max_length=10, choices=Source, default=Source.PAPER)
    sheet = models.ForeignKey(NoteSheet, null=True, blank=True, on_delete=models.PROTECT, related_name="notes")
    sheet_row = models.PositiveIntegerField(null=True, blank=True)
    replaces = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrections")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    received_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["written_at", "received_at", "id"]
        indexes: ClassVar = [models.Index(fields=["workshop", "question", "written_at"], name="notes_of_workshop")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["replaces"], condition=models.Q(withdrawn_at=None), name="one_standing_correction"
            )
        ]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def territory(self) -> Territory:
        return self.workshop.territory

    @property
    def is_current(self) -> bool:
        return self.withdrawn_at is None
