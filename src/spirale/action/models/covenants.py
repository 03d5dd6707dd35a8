"""Texts that people write together and sign: the charter of co-responsibility, the multi-party social contract."""

from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from spirale.decision.models import ActionSheet
from spirale.territories.models import Territory
from spirale.workshops.models import Participant


class Covenant(models.Model):
    """A charter or a contract, of a whole territory or of one action. Its text is its last version."""

    class Kind(models.TextChoices):
        CHARTER = "charter", _("charter of co-responsibility")
        CONTRACT = "contract", _("multi-party social contract")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="covenants")
    sheet = models.ForeignKey(
        ActionSheet,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="covenants",
        verbose_name=_("for one action"),
    )
    kind = models.CharField(_("kind of text"), max_length=8, choices=Kind)
    title = models.CharField(_("title"), max_length=160)
    signing = models.PositiveIntegerField(
        null=True, blank=True, help_text="number of the version that is open for signing; its words stay"
    )
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["territory", "made_at", "id"]

    def __str__(self) -> str:
        return self.title


class CovenantVersion(models.Model):
    """One saved state of the text: its fundamental part and its practical part. Never changed."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    covenant = models.ForeignKey(Covenant, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    fundamental = models.TextField(blank=True)
    practical = models.TextField(blank=True)
    why = models.CharField(_("what changed, and why"), max_length=200, blank=True)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["covenant", "-number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["covenant", "number"], name="text_version_once")]

    @property
    def territory(self) -> Territory:
        return self.covenant.territory


class CovenantSignature(models.Model):
    """A signature under one version: a name typed, with its drawing if they drew it. The same name signs once."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    version = models.ForeignKey(CovenantVersion, on_delete=models.PROTECT, related_name="signatures")
    who = models.CharField(_("who signs"), max_length=120)
    folded = models.CharField(max_length=240, help_text="the name without case, to know it again")
    kind = models.CharField(_("comes as"), max_length=12, choices=Participant.Kind)
    signature = models.TextField(blank=True, help_text="path of the signature drawn, in a frame of 600 by 200")
    signed_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["signed_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["version", "folded"], condition=Q(retired_at=None), name="signed_once_by_name"
            )
        ]

    def __str__(self) -> str:
        return self.who

    @property
    def territory(self) -> Territory:
        return self.version.covenant.territory
