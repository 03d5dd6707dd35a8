"""What exists already, how it answers the ideas of a synthesis, and the axes that come of it."""

from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from spirale.cycles.models import Cycle
from spirale.mobilisation.models import Group
from spirale.synthesis.models import FrozenSynthesis
from spirale.territories.models import Territory


class ExistingSheet(models.Model):
    """A table of what exists that was brought in, whole."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="existing_sheets")
    file_name = models.CharField(max_length=255)
    file_digest = models.CharField(max_length=64)
    rows = models.PositiveIntegerField()
    imported_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    imported_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-imported_at", "id"]

    def __str__(self) -> str:
        return self.file_name


class Existing(models.Model):
    """Something that is there already: people who act, a tool, a public policy."""

    class Column(models.TextChoices):
        CREATOR = "creator", _("creators")
        TOOL = "tool", _("tools")
        POLICY = "policy", _("public policies")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="existing")
    column = models.CharField(_("column"), max_length=8, choices=Column)
    name = models.CharField(_("name"), max_length=160)
    description = models.TextField(_("what it does, with whom"), blank=True)
    sheet = models.ForeignKey("ExistingSheet", null=True, blank=True, on_delete=models.PROTECT, related_name="existing")
    version = models.PositiveIntegerField(default=1)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["column", "name", "id"]
        verbose_name_plural = "existing"

    def __str__(self) -> str:
        return self.name


class ExistingDraft(models.Model):
    """A table that somebody sent and has not confirmed yet: kept for its sender alone, and for a day."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="existing_drafts")
    column = models.CharField(_("column"), max_length=8, choices=Existing.Column, blank=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    sent_at = models.DateTimeField()
    file_name = models.CharField(max_length=255)
    content = models.BinaryField()

    def __str__(self) -> str:
        return self.file_name


class Confrontation(models.Model):
    """What the group finds when it holds an idea of a frozen synthesis against what exists.

    What is lacking answers no one: it has no `existing`, only the column in which nothing was found.
    """

    class Verdict(models.TextChoices):
        CONFIRMS = "confirms", _("confirms")
        CONTRADICTS = "contradicts", _("contradicts")
        LACKS = "lacks", _("lacks")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    frozen = models.ForeignKey(FrozenSynthesis, on_delete=models.PROTECT, related_name="confrontations")
    idea_id = models.CharField(max_length=40, help_text="id of the idea in the frozen document")
    column = models.CharField(_("column"), max_length=8, choices=Existing.Column)
    existing = models.ForeignKey(
        Existing, null=True, blank=True, on_delete=models.PROTECT, related_name="confrontations"
    )
    verdict = models.CharField(_("verdict"), max_length=12, choices=Verdict)
    comment = models.TextField(_("in what way"), blank=True)
    carried_from = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="carried_to",
        help_text="what was said of this idea in an earlier version, if it was carried from there",
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(verdict="lacks", existing=None) | (~Q(verdict="lacks") & Q(existing__isnull=False)),
                name="only_what_lacks_names_nothing",
            ),
            models.UniqueConstraint(
                fields=["frozen", "idea_id", "existing"],
                condition=Q(retired_at=None, existing__isnull=False),
                name="confronted_once",
            ),
            models.UniqueConstraint(
                fields=["frozen", "idea_id", "column"],
                condition=Q(retired_at=None, existing=None),
                name="lacks_once_per_column",
            ),
        ]

    @property
    def territory(self) -> Territory:
        return self.frozen.territory


class Axis(models.Model):
    """A strategic axis: a direction that comes of the confrontation, with its working group."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="axes")
    cycle = models.ForeignKey(Cycle, null=True, blank=True, on_delete=models.PROTECT, related_name="axes")
    title = models.CharField(_("title"), max_length=160)
    text = models.TextField(_("what it is about"), blank=True)
    group = models.ForeignKey(
        Group, null=True, blank=True, on_delete=models.PROTECT, related_name="axes", verbose_name=_("working group")
    )
    position = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["territory", "position", "id"]
        verbose_name_plural = "axes"

    def __str__(self) -> str:
        return self.title


class AxisIdea(models.Model):
    """The link from an idea of a frozen synthesis to an axis that answers it."""

    axis = models.ForeignKey(Axis, on_delete=models.PROTECT, related_name="ideas")
    frozen = models.ForeignKey(FrozenSynthesis, on_delete=models.PROTECT, related_name="axis_ideas")
    idea_id = models.CharField(max_length=40, help_text="id of the idea in the frozen document")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["axis", "frozen", "idea_id"], condition=Q(retired_at=None), name="idea_once_per_axis"
            )
        ]


class AxisExisting(models.Model):
    """The link from what exists to an axis that builds on it."""

    axis = models.ForeignKey(Axis, on_delete=models.PROTECT, related_name="existing")
    existing = models.ForeignKey(Existing, on_delete=models.PROTECT, related_name="axes")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["axis", "existing"], condition=Q(retired_at=None), name="existing_once_per_axis"
            )
        ]
