"""The resource bank: kinds of things, and who promises how much of them."""

from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from spirale.territories.models import Territory
from spirale.workshops.models import Participant


class Resource(models.Model):
    """A kind of thing that is promised and needed, counted in one unit in the whole territory."""

    class Kind(models.TextChoices):
        TIME = "time", _("time of a skill")
        MONEY = "money", _("money")
        ROOM = "room", _("rooms")
        EQUIPMENT = "equipment", _("equipment")
        PERMISSION = "permission", _("permissions")
        OTHER = "other", _("other")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="resources")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    name = models.CharField(_("name"), max_length=80)
    unit = models.CharField(_("unit"), max_length=40)
    is_shared = models.BooleanField(_("serves all who need it, and is not used up"), default=False)
    position = models.PositiveIntegerField(default=0)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["territory", "position", "name", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["territory", "name"], condition=Q(retired_at=None), name="resource_once_per_territory"
            )
        ]

    def __str__(self) -> str:
        return self.name


class BankPledge(models.Model):
    """What somebody promises to the bank, until they withdraw it.

    `withdrawn_by` is the facilitator who withdrew it; nobody, where its author did. Those in the room
    are participants of its workshop; others only have a name. The contact is read by facilitators.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    choice = models.ForeignKey("decision.Choice", on_delete=models.PROTECT, related_name="pledges")
    participant = models.ForeignKey(
        Participant, null=True, blank=True, on_delete=models.PROTECT, related_name="bank_pledges"
    )
    owner = models.CharField(_("who promises"), max_length=120)
    kind = models.CharField(_("comes as"), max_length=12, choices=Participant.Kind, blank=True)
    contact = models.CharField(_("how to reach you"), max_length=200, blank=True)
    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="pledges")
    amount = models.PositiveBigIntegerField(_("amount"), help_text="hundredths of the unit")
    from_on = models.DateField(_("from"), null=True, blank=True)
    to_on = models.DateField(_("to"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=120, blank=True)
    said = models.CharField(_("in their words"), max_length=200, blank=True)
    only_for = models.ManyToManyField("decision.ActionSheet", blank=True, related_name="reserved_pledges")
    only_if = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="conditions_of")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["made_at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="pledge_of_something"),
            models.CheckConstraint(
                condition=Q(from_on=None) | Q(to_on=None) | Q(to_on__gte=F("from_on")),
                name="pledge_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.owner}: {self.resource}"

    @property
    def territory(self) -> Territory:
        return self.choice.territory


class PledgeReturn(models.Model):
    """A withdrawal that was undone: when and why the pledge had been withdrawn, and when it came back."""

    pledge = models.ForeignKey(BankPledge, on_delete=models.PROTECT, related_name="returns")
    withdrawn_at = models.DateTimeField()
    withdrawn_reason = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["pledge", "at", "id"]

    @property
    def territory(self) -> Territory:
        return self.pledge.choice.territory
