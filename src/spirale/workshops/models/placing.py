"""Placing notes on the sheet: hands, piles, and moves, of which none is ever lost."""

from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from spirale.cycles.models import Question
from spirale.territories.models import Territory
from spirale.workshops.models.hall import Participant
from spirale.workshops.models.meetings import Workshop
from spirale.workshops.models.notes import Note


class Dealt(models.Model):
    """In whose hand, or on which table, a note fell when its question was dealt."""

    note = models.OneToOneField(Note, primary_key=True, on_delete=models.PROTECT, related_name="dealt")
    participant = models.ForeignKey(Participant, null=True, blank=True, on_delete=models.PROTECT, related_name="hand")
    table = models.PositiveSmallIntegerField(null=True, blank=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.note_id)


class Pile(models.Model):
    """A free group of notes, named by the people who make it. With the grid, its codes take the place of piles."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    workshop = models.ForeignKey(Workshop, on_delete=models.PROTECT, related_name="piles")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=160)
    by = models.ForeignKey(Participant, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    by_account = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["made_at", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def territory(self) -> Territory:
        return self.workshop.territory


class Move(models.Model):
    """Somebody placed a note: under a code of the grid, in a pile, or (neither) back among those to place.

    `seen` is the move that stood when this one was made. Where another stood in truth, two people moved the note at
    once: both moves are kept, and the place shows both until somebody settles it. `number` is that of its event.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    note = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="moves")
    code = models.CharField(max_length=40, blank=True)
    pile = models.ForeignKey(Pile, null=True, blank=True, on_delete=models.PROTECT, related_name="moves")
    by = models.ForeignKey(Participant, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    by_account = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    seen = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    moved_at = models.DateTimeField()
    number = models.PositiveBigIntegerField()

    class Meta:
        ordering: ClassVar = ["number", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(code="") | models.Q(pile=None), name="one_place_per_move")
        ]

    def __str__(self) -> str:
        return self.code or str(self.pile_id or "")

    @property
    def territory(self) -> Territory:
        return self.note.territory


class Place(models.Model):
    """Where a note stands now: its last move, and the other one while two people disagree."""

    note = models.OneToOneField(Note, primary_key=True, on_delete=models.PROTECT, related_name="place")
    move = models.ForeignKey(Move, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Move, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return str(self.move)
