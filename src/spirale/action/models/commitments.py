"""Who promises what by when for a chosen action, signed on the spot; and the door by which phones come to sign."""

from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from spirale.decision.models import ActionSheet, BankPledge
from spirale.territories.models import Territory
from spirale.workshops.models import Participant


class Commitment(models.Model):
    """What somebody takes on for a chosen action. Institutions and citizens have the same lines, dates and states.

    It holds once it is signed: by the name typed, or drawn on the phone. A signed one is never changed; whether it was
    kept is told later, and may be told again.
    """

    class State(models.TextChoices):
        OPEN = "", _("under way")
        KEPT = "kept", _("kept")
        PART = "part", _("kept in part")
        NOT_KEPT = "not_kept", _("not kept")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    sheet = models.ForeignKey(ActionSheet, on_delete=models.PROTECT, related_name="commitments")
    pledge = models.ForeignKey(
        BankPledge,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="commitments",
        help_text="the promise of the bank that it comes from",
    )
    who = models.CharField(_("who commits"), max_length=120)
    kind = models.CharField(_("comes as"), max_length=12, choices=Participant.Kind)
    what = models.TextField(_("what they promise"))
    due_on = models.DateField(_("by when"), null=True, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    signed_as = models.CharField(_("signed as"), max_length=120, blank=True)
    signature = models.TextField(blank=True, help_text="path of the signature drawn, in a frame of 600 by 200")
    signed_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State, blank=True, default="")
    state_said = models.CharField(_("in what way"), max_length=300, blank=True)
    state_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    state_at = models.DateTimeField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)
    retired_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["made_at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(signed_at=None, signed_as="", signature="")
                | (Q(signed_at__isnull=False) & ~Q(signed_as="")),
                name="signed_by_a_name",
            ),
            models.CheckConstraint(
                condition=Q(state="", state_at=None) | Q(signed_at__isnull=False, state_at__isnull=False),
                name="only_what_is_signed_is_kept",
            ),
            models.UniqueConstraint(
                fields=["sheet", "pledge"],
                condition=Q(retired_at=None, pledge__isnull=False),
                name="pledge_once_per_action",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.who}: {self.what}"

    @property
    def territory(self) -> Territory:
        return self.sheet.territory


class Door(models.Model):
    """A secret address, shown as a code in the room, by which phones promise for an action or sign a text."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    sheet = models.ForeignKey(ActionSheet, null=True, blank=True, on_delete=models.PROTECT, related_name="doors")
    covenant = models.ForeignKey(
        "action.Covenant", null=True, blank=True, on_delete=models.PROTECT, related_name="doors"
    )
    key = models.CharField(max_length=43, unique=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(sheet=None, covenant__isnull=False) | Q(sheet__isnull=False, covenant=None),
                name="door_to_one_thing",
            ),
            models.UniqueConstraint(
                fields=["sheet"], condition=Q(closed_at=None, sheet__isnull=False), name="one_door_per_action"
            ),
            models.UniqueConstraint(
                fields=["covenant"], condition=Q(closed_at=None, covenant__isnull=False), name="one_door_per_text"
            ),
        ]

    @property
    def territory(self) -> Territory:
        thing = self.sheet or self.covenant
        assert thing is not None  # noqa: S101 - by constraint of the table
        return thing.territory
