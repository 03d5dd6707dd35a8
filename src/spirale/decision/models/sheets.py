"""Action sheets: what a working group proposes to do, version after version, and what it needs in kind."""

from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from spirale.cycles.models import Cycle
from spirale.decision.models.bank import Resource
from spirale.strategy.models import Axis
from spirale.synthesis.models import FrozenSynthesis
from spirale.territories.models import Territory


class ActionSheet(models.Model):
    """A proposed action, as it stands. Each save is kept as a version; who joins late changes it in the open."""

    class Reach(models.TextChoices):
        NOW = "now", _("doable now, with those already mobilised")
        WIDER = "wider", _("needs a wider mobilisation")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="action_sheets")
    cycle = models.ForeignKey(Cycle, null=True, blank=True, on_delete=models.PROTECT, related_name="action_sheets")
    axis = models.ForeignKey(Axis, null=True, blank=True, on_delete=models.PROTECT, related_name="action_sheets")
    title = models.CharField(_("title"), max_length=160)
    what = models.TextField(_("what"))
    for_whom = models.TextField(_("for whom"), blank=True)
    situation = models.TextField(_("the extreme situation it touches"), blank=True)
    with_whom = models.TextField(_("who does it, with whom"), blank=True)
    tomorrow = models.TextField(_("what can be done tomorrow morning"), blank=True)
    first_results = models.TextField(_("first results expected"), blank=True)
    first_results_on = models.DateField(_("first results by"), null=True, blank=True)
    lasting = models.TextField(_("how it lasts, without wearing out people or resources"), blank=True)
    reach = models.CharField(_("class"), max_length=6, choices=Reach, default=Reach.NOW)
    place = models.CharField(_("neighbourhood or place"), max_length=120, blank=True)
    codes = models.JSONField(default=list, blank=True, help_text="codes of the grid it serves")
    reaches = models.JSONField(default=dict, blank=True, help_text="people reached, by situation from 1 to 5")
    model = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="extensions", help_text="sheet it extends"
    )
    version = models.PositiveIntegerField(default=1)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["territory", "made_at", "id"]

    def __str__(self) -> str:
        return self.title


class SheetVersion(models.Model):
    """One saved state of a sheet, with its needs and links, who saved it and why. Never changed."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    sheet = models.ForeignKey(ActionSheet, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    joined = models.CharField(_("who joined"), max_length=200, blank=True)
    why = models.CharField(_("what changed, and why"), max_length=200, blank=True)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["sheet", "-number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["sheet", "number"], name="sheet_version_once")]

    @property
    def territory(self) -> Territory:
        return self.sheet.territory


class SheetIdea(models.Model):
    """The link from an idea of a frozen synthesis to an action that serves it."""

    sheet = models.ForeignKey(ActionSheet, on_delete=models.PROTECT, related_name="ideas")
    frozen = models.ForeignKey(FrozenSynthesis, on_delete=models.PROTECT, related_name="action_ideas")
    idea_id = models.CharField(max_length=40, help_text="id of the idea in the frozen document")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["sheet", "frozen", "idea_id"], condition=Q(retired_at=None), name="idea_once_per_sheet"
            )
        ]


class Need(models.Model):
    """What an action cannot do without: so many hundredths of the unit of a resource, between two days."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    sheet = models.ForeignKey(ActionSheet, on_delete=models.PROTECT, related_name="needs")
    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="needs")
    amount = models.PositiveBigIntegerField(_("amount"), help_text="hundredths of the unit")
    from_on = models.DateField(_("from"), null=True, blank=True)
    to_on = models.DateField(_("to"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=120, blank=True)
    said = models.CharField(_("in their words"), max_length=200, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["resource", "from_on", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="need_of_something"),
            models.CheckConstraint(
                condition=Q(from_on=None) | Q(to_on=None) | Q(to_on__gte=F("from_on")), name="need_ends_after_it_begins"
            ),
        ]


class Requirement(models.Model):
    """An action that makes no sense without another."""

    sheet = models.ForeignKey(ActionSheet, on_delete=models.PROTECT, related_name="requires")
    other = models.ForeignKey(ActionSheet, on_delete=models.PROTECT, related_name="required_by")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sheet", "other"], name="required_once"),
            models.CheckConstraint(condition=~Q(sheet=F("other")), name="requires_another"),
        ]


class Opposition(models.Model):
    """Two actions that cannot both be done."""

    sheet = models.ForeignKey(ActionSheet, on_delete=models.PROTECT, related_name="excludes")
    other = models.ForeignKey(ActionSheet, on_delete=models.PROTECT, related_name="excluded_by")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sheet", "other"], name="excluded_once"),
            models.CheckConstraint(condition=~Q(sheet=F("other")), name="excludes_another"),
        ]
