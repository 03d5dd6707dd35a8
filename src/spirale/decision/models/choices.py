"""A choice between actions: criteria set and frozen beforehand, what was computed, what people decided."""

from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from spirale.cycles.models import Cycle
from spirale.decision.models.sheets import ActionSheet
from spirale.territories.models import Territory
from spirale.workshops.models import Workshop


class Choice(models.Model):
    """One choice, mostly one enlarged meeting of the coordination group with its resource bank."""

    class By(models.TextChoices):
        WEIGHTS = "weights", _("by their weights")
        ORDER = "order", _("in order of priority")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="choices")
    cycle = models.ForeignKey(Cycle, null=True, blank=True, on_delete=models.PROTECT, related_name="choices")
    workshop = models.ForeignKey(
        Workshop,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="choices",
        help_text="the meeting whose phones and projector serve",
    )
    title = models.CharField(_("title"), max_length=160)
    by = models.CharField(_("criteria speak together"), max_length=8, choices=By, default=By.WEIGHTS)
    who_scores = models.CharField(_("who scores"), max_length=200, blank=True)
    minimum = models.JSONField(default=list, blank=True, help_text="[tag, how many chosen actions must have it]")
    sheets = models.ManyToManyField(ActionSheet, blank=True, related_name="choices")
    is_scoring_open = models.BooleanField(default=False)
    is_bank_open = models.BooleanField(default=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(_("decided by"), max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["territory", "-made_at", "id"]

    def __str__(self) -> str:
        return self.title


class ChoiceCriterion(models.Model):
    """A criterion of the choice, in its order of priority; it cannot change while the rules are frozen.

    One that is taken away when rules are reopened is retired: scores that were given on it stay.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    choice = models.ForeignKey(Choice, on_delete=models.PROTECT, related_name="criteria")
    name = models.CharField(_("criterion"), max_length=120)
    meaning = models.TextField(_("what it means, and what earns few or many points"), blank=True)
    lowest = models.SmallIntegerField(_("lowest score"), default=0)
    highest = models.SmallIntegerField(_("highest score"), default=4)
    weight = models.PositiveSmallIntegerField(_("weight"), default=1)
    position = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["choice", "position", "id"]
        verbose_name_plural = "choice criteria"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(highest__gt=F("lowest")), name="scale_goes_up"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def territory(self) -> Territory:
        return self.choice.territory


class FrozenRules(models.Model):
    """The rules of a choice as they were frozen: the document, its digest, when and by whom. Never changed.

    Reopening in public adds to it when, by whom and why, once; the next freezing is another row.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    choice = models.ForeignKey(Choice, on_delete=models.PROTECT, related_name="frozen_rules")
    number = models.PositiveIntegerField()
    document = models.TextField()
    digest = models.CharField(max_length=64)
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    frozen_at = models.DateTimeField()
    reopened_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    reopened_at = models.DateTimeField(null=True, blank=True)
    reopened_reason = models.CharField(_("why they are reopened"), max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["choice", "-number"]
        verbose_name_plural = "frozen rules"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["choice", "number"], name="rules_frozen_once_per_number"),
            models.UniqueConstraint(
                fields=["choice"], condition=Q(reopened_at=None), name="rules_frozen_one_at_a_time"
            ),
        ]

    @property
    def territory(self) -> Territory:
        return self.choice.territory


class Result(models.Model):
    """What the engine found from frozen rules, scores and bank: the document as it was computed.

    Never changed, but that how firm it is is added once it is known.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    choice = models.ForeignKey(Choice, on_delete=models.PROTECT, related_name="results")
    rules = models.ForeignKey(FrozenRules, on_delete=models.PROTECT, related_name="results")
    engine = models.CharField(max_length=80)
    inputs = models.CharField(max_length=64, help_text="digest of all it was computed from")
    document = models.JSONField(default=dict)
    stage = models.CharField(max_length=40, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=200, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    told_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["choice", "-asked_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["choice"], condition=Q(ended_at=None), name="one_result_at_a_time"),
        ]

    @property
    def territory(self) -> Territory:
        return self.choice.territory


class Decided(models.Model):
    """What people decided of one action, beside what the engine had found; with their reason where they differ."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    choice = models.ForeignKey(Choice, on_delete=models.PROTECT, related_name="decided")
    sheet = models.ForeignKey(ActionSheet, on_delete=models.PROTECT, related_name="decided")
    result = models.ForeignKey(Result, null=True, blank=True, on_delete=models.PROTECT, related_name="decided")
    start = models.CharField(max_length=16, blank=True, help_text="the set of the result that was taken as a start")
    is_in = models.BooleanField(_("chosen"))
    reason = models.TextField(_("their reason"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["choice", "at", "id"]
        verbose_name_plural = "decided"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["choice", "sheet"], condition=Q(retired_at=None), name="decided_once_per_action"
            )
        ]

    @property
    def territory(self) -> Territory:
        return self.choice.territory
