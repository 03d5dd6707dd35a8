"""Grids, criteria and codings. Criteria and codings are retired, never deleted; their words and codes never change."""

from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from spirale.cycles.models import Question
from spirale.territories.models import Territory
from spirale.workshops.models import Note


class GridVersion(models.Model):
    """One version of the nomenclature, kept as the very file that was loaded. Without a territory, it serves all."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    territory = models.ForeignKey(Territory, null=True, blank=True, on_delete=models.PROTECT, related_name="grids")
    name = models.CharField(_("name"), max_length=80)
    version = models.CharField(_("version"), max_length=20)
    content = models.TextField()
    digest = models.CharField(max_length=64)
    loaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    loaded_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["name", "loaded_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["territory", "name", "version"], name="grid_version_once"),
            models.UniqueConstraint(
                fields=["name", "version"], condition=Q(territory=None), name="shared_grid_version_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


class GridMapping(models.Model):
    """How codes of one version read in the next, kept as the file that was loaded."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    source = models.ForeignKey(GridVersion, on_delete=models.PROTECT, related_name="mappings_onward")
    target = models.ForeignKey(GridVersion, on_delete=models.PROTECT, related_name="mappings_back")
    content = models.TextField()
    loaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    loaded_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "target"], name="one_mapping_between_versions")
        ]

    def __str__(self) -> str:
        return f"{self.source} → {self.target}"

    @property
    def territory(self) -> Territory | None:
        return self.target.territory


class GridChoice(models.Model):
    """The version of the grid that a territory codes with at present."""

    territory = models.OneToOneField(Territory, on_delete=models.PROTECT, primary_key=True, related_name="grid_choice")
    grid = models.ForeignKey(GridVersion, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.territory}: {self.grid}"


class Criterion(models.Model):
    """One unit of meaning taken from a note. Splitting retires it and makes new ones; undoing brings it back."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    note = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="criteria")
    text = models.TextField(_("text"))
    sign = models.SmallIntegerField(_("sign"), choices=Question.Sign, default=Question.Sign.NEITHER)
    position = models.PositiveSmallIntegerField(default=0)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["note__written_at", "note", "position", "made_at", "id"]
        verbose_name_plural = "criteria"

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def territory(self) -> Territory:
        return self.note.territory


class Coding(models.Model):
    """One coder's attribution of a code to a criterion, with what the machine had proposed."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="codings")
    grid = models.ForeignKey(GridVersion, on_delete=models.PROTECT, related_name="codings")
    code = models.CharField(_("code"), max_length=24)
    coder = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="codings")
    made_at = models.DateTimeField()
    is_retained = models.BooleanField(default=False)
    is_adjudication = models.BooleanField(default=False)
    suggested_code = models.CharField(max_length=24, blank=True)
    suggested_confidence = models.FloatField(null=True, blank=True)
    engine = models.CharField(max_length=80, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["made_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["criterion", "grid", "coder"],
                condition=Q(retired_at=None, is_adjudication=False),
                name="one_coding_per_coder",
            ),
            models.UniqueConstraint(
                fields=["criterion", "grid"], condition=Q(retired_at=None, is_retained=True), name="one_retained_coding"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["grid", "is_retained"], name="retained_codings")]

    def __str__(self) -> str:
        return self.code

    @property
    def territory(self) -> Territory:
        return self.criterion.territory
