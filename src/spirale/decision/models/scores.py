"""Scores that people or groups give to actions, each by its own scorer."""

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from spirale.decision.models.choices import Choice, ChoiceCriterion
from spirale.decision.models.sheets import ActionSheet
from spirale.territories.models import Territory
from spirale.workshops.models import Participant


class Scorer(models.Model):
    """Who scores: a participant of the meeting on a phone, or a group or a table whose scores somebody types."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    choice = models.ForeignKey(Choice, on_delete=models.PROTECT, related_name="scorers")
    participant = models.ForeignKey(
        Participant, null=True, blank=True, on_delete=models.PROTECT, related_name="scorers"
    )
    name = models.CharField(_("name"), max_length=120, blank=True)
    kind = models.CharField(_("comes as"), max_length=12, choices=Participant.Kind, blank=True)
    joined_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["choice", "joined_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["choice", "participant"],
                condition=Q(participant__isnull=False),
                name="one_scorer_per_participant",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def territory(self) -> Territory:
        return self.choice.territory


class Score(models.Model):
    """What a scorer gives an action on a criterion; giving another replaces it, and the journal keeps both."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    scorer = models.ForeignKey(Scorer, on_delete=models.PROTECT, related_name="scores")
    sheet = models.ForeignKey(ActionSheet, on_delete=models.PROTECT, related_name="scores")
    criterion = models.ForeignKey(ChoiceCriterion, on_delete=models.PROTECT, related_name="scores")
    value = models.SmallIntegerField(_("score"))
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["scorer", "sheet", "criterion"], name="score_once"),
        ]

    @property
    def territory(self) -> Territory:
        return self.scorer.choice.territory
