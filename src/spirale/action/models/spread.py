"""What an action's people say of it once it is done, and that it is proposed to be carried further."""

from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from spirale.decision.models import ActionSheet
from spirale.territories.models import Territory


class ActionReview(models.Model):
    """The evaluation of an action by its people, as it stands. Each save is kept as a version."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    sheet = models.OneToOneField(ActionSheet, on_delete=models.PROTECT, related_name="review")
    worked = models.TextField(_("what worked"), blank=True)
    did_not = models.TextField(_("what did not"), blank=True)
    results = models.TextField(_("results seen"), blank=True)
    for_whom = models.TextField(_("for whom, and who was not reached"), blank=True)
    advice = models.TextField(_("advice to those who will do it again"), blank=True)
    who = models.CharField(_("who evaluates"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=0)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["saved_at", "id"]

    @property
    def territory(self) -> Territory:
        return self.sheet.territory


class ReviewVersion(models.Model):
    """One saved state of an evaluation, under the id of the act that saved it. Never changed."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    review = models.ForeignKey(ActionReview, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["review", "-number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["review", "number"], name="review_version_once")]

    @property
    def territory(self) -> Territory:
        return self.review.sheet.territory


class ExtensionOffer(models.Model):
    """An action that worked is proposed to be carried on: in the next cycle, in other territories, or both."""

    class Toward(models.TextChoices):
        BOTH = "both", _("to the next cycle and to other territories")
        CYCLE = "cycle", _("to the next cycle")
        ELSEWHERE = "elsewhere", _("to other territories")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    sheet = models.ForeignKey(ActionSheet, on_delete=models.PROTECT, related_name="extension_offers")
    toward = models.CharField(_("proposed"), max_length=9, choices=Toward, default=Toward.BOTH)
    said = models.CharField(_("in a few words, why"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["-at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sheet"], condition=Q(withdrawn_at=None), name="proposed_once")
        ]

    @property
    def territory(self) -> Territory:
        return self.sheet.territory
