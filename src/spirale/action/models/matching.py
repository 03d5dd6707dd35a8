"""What people answered to a proposed match of a pledge with an action, who is able to what, and doors shown to all."""

from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from spirale.action.models.commitments import Commitment, Door
from spirale.decision.models import ActionSheet, BankPledge, Need, Resource
from spirale.strategy.models import Existing
from spirale.territories.models import Territory


class MatchAnswer(models.Model):
    """What a person answered to a proposal: so much of this pledge for this need, or not for this action.

    Accepted, it is carried by a commitment, and counts as long as this stands. No later proposal overwrites it.
    """

    class Verdict(models.TextChoices):
        ACCEPTED = "accepted", _("accepted")
        REFUSED = "refused", _("refused")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    sheet = models.ForeignKey(ActionSheet, on_delete=models.PROTECT, related_name="match_answers")
    pledge = models.ForeignKey(BankPledge, on_delete=models.PROTECT, related_name="match_answers")
    need = models.ForeignKey(Need, null=True, blank=True, on_delete=models.PROTECT, related_name="match_answers")
    commitment = models.ForeignKey(
        Commitment, null=True, blank=True, on_delete=models.PROTECT, related_name="match_answers"
    )
    verdict = models.CharField(_("answer"), max_length=8, choices=Verdict)
    amount = models.PositiveBigIntegerField(_("amount"), default=0, help_text="hundredths of the unit")
    reason = models.CharField(_("why not"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(verdict="accepted", need__isnull=False, commitment__isnull=False, amount__gt=0)
                | Q(verdict="refused", need=None, commitment=None, amount=0),
                name="accepted_for_a_need",
            ),
            models.UniqueConstraint(
                fields=["sheet", "pledge"], condition=Q(verdict="refused", retired_at=None), name="refused_once"
            ),
        ]

    @property
    def territory(self) -> Territory:
        return self.sheet.territory


class Ability(models.Model):
    """Somebody of the list of creators who is able to bring a resource; they promised nothing, one may ask them."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    creator = models.ForeignKey(
        Existing, on_delete=models.PROTECT, related_name="abilities", verbose_name=_("who is able to")
    )
    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="abilities")
    place = models.CharField(_("place"), max_length=120, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["at", "id"]
        verbose_name_plural = "abilities"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["creator", "resource"], condition=Q(retired_at=None), name="able_once_to_each"
            )
        ]

    @property
    def territory(self) -> Territory:
        return self.creator.territory


class ShownDoor(models.Model):
    """A door that a facilitator shows on the public page, so that one may promise from home; hidden again when told."""

    door = models.OneToOneField(Door, on_delete=models.PROTECT, related_name="shown", primary_key=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    hidden_at = models.DateTimeField(null=True, blank=True)
