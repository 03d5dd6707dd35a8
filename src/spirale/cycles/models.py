"""Cycles of the spiral, their phases, and the campaigns of questions asked to groups."""

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from spirale.territories.models import Territory


class Cycle(models.Model):
    """One turn of the spiral in a territory."""

    class Number(models.IntegerChoices):
        TASTER = 0, _("taster")
        PREPARATION = 1, _("appropriation, preparation")
        MOBILISATION = 2, _("mobilisation")
        INTEGRATION = 3, _("integration")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="cycles")
    number = models.PositiveSmallIntegerField(_("cycle"), choices=Number)
    opened_on = models.DateField(_("opened on"))
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["opened_on", "number"]

    def __str__(self) -> str:
        return f"{self.number} · {self.get_number_display()}"


class Phase(models.Model):
    """One of the eight steps of a cycle, as lived here: dates may be empty, phases may overlap and repeat."""

    class Type(models.IntegerChoices):
        ORGANISE = 1, _("Organise, mobilise")
        GOALS = 2, _("Co-define the goals")
        EX_ANTE = 3, _("Co-evaluate ex ante")
        PROJECT = 4, _("Project, compare")
        DECIDE = 5, _("Co-decide, commit")
        ACT = 6, _("Act together")
        EX_POST = 7, _("Co-evaluate ex post")
        REVIEW = 8, _("Review, prepare the next cycle")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="phases")
    type = models.PositiveSmallIntegerField(_("phase"), choices=Type)
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["cycle", "type", "starts_on"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(starts_on=None)
                | models.Q(ends_on=None)
                | models.Q(ends_on__gte=models.F("starts_on")),
                name="phase_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return self.get_type_display()

    @property
    def territory(self) -> Territory:
        return self.cycle.territory


class Campaign(models.Model):
    """Questions asked to many groups of a territory."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="campaigns")
    cycle = models.ForeignKey(Cycle, null=True, blank=True, on_delete=models.PROTECT, related_name="campaigns")
    name = models.CharField(_("name"), max_length=120)
    opened_on = models.DateField(_("opened on"))
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["opened_on", "name"]

    def __str__(self) -> str:
        return self.name


class Question(models.Model):
    """An open question of a campaign, in each language it is asked in."""

    class Grouping(models.TextChoices):
        GRID = "grid", _("with the grid")
        FREE = "free", _("freely, without the grid")

    class Sign(models.IntegerChoices):
        WELL_BEING = 1, _("well-being (+)")
        ILL_BEING = -1, _("ill-being (−)")
        NEITHER = 0, _("neither")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="questions")
    code = models.CharField(_("short name"), max_length=12)
    wordings = models.JSONField(_("wordings"), help_text="language code → wording")
    sign = models.SmallIntegerField(_("usual sign of answers"), choices=Sign, default=Sign.NEITHER)
    grouping = models.CharField(_("grouped"), max_length=8, choices=Grouping, default=Grouping.GRID)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["campaign", "position", "code"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["campaign", "code"], name="question_code_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.wording}"

    @property
    def territory(self) -> Territory:
        return self.campaign.territory

    @property
    def wording(self) -> str:
        """The question in the reader's language, else in the first one it was asked in."""
        language = (get_language() or "fr")[:2]
        return str(self.wordings.get(language) or next(iter(self.wordings.values()), self.code))
