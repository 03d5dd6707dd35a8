"""Notes, and the files they come in with. Notes are append-only."""

from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from spirale.cycles.models import Question
from spirale.territories.models import Territory
from spirale.workshops.models.meetings import Workshop


def standing(notes: str = "") -> models.Q:
    """What is counted and read: notes neither withdrawn nor sealed. `notes` is the path to them, as `note__`."""
    return models.Q(**{f"{notes}withdrawn_at": None, f"{notes}is_sealed": False})


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
    """What was written, word for word. A correction is a new note that names the one it replaces.

    Its author is kept for the author alone: nobody else is ever shown who wrote it. While it is sealed, its question
    has not been revealed in the hall, and nobody but its author reads it.
    """

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
    author = models.ForeignKey(
        "workshops.Participant", null=True, blank=True, on_delete=models.PROTECT, related_name="notes"
    )
    is_sealed = models.BooleanField(default=False)
    written_at = models.DateTimeField()
    received_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["written_at", "received_at", "id"]
        indexes: ClassVar = [
            models.Index(fields=["workshop", "question", "written_at"], name="notes_of_workshop"),
            models.Index(fields=["author", "written_at"], name="notes_of_participant"),
        ]
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
