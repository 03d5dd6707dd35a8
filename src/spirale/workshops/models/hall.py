"""The hall: a workshop while it is lived, its door, its agenda, and who takes part."""

from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from spirale.cycles.models import Question
from spirale.territories.models import Territory
from spirale.workshops.models.meetings import Workshop


class Hall(models.Model):
    """A workshop as it is lived: its short code, its agenda's template, the step it is at.

    `guesses` counts recovery codes that did not fit since `guessed_since`, to slow down guessing in the whole room.
    """

    workshop = models.OneToOneField(Workshop, primary_key=True, on_delete=models.PROTECT, related_name="hall")
    code = models.CharField(_("code of the room"), max_length=8)
    template = models.CharField(max_length=40)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    door_closed_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    run = models.OneToOneField("StepRun", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    guesses = models.PositiveIntegerField(default=0)
    guessed_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code"], condition=models.Q(closed_at=None), name="one_open_hall_per_code")
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def territory(self) -> Territory:
        return self.workshop.territory

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class Step(models.Model):
    """A step of a workshop's agenda; what phones show during it depends on its kind."""

    class Kind(models.TextChoices):
        WELCOME = "welcome", _("welcome")
        WRITE = "write", _("everyone writes, in silence")
        PLACE = "place", _("read and place the notes")
        READ = "read", _("look at the sheet together")
        DISCUSS = "discuss", _("discuss")
        ROUND = "round", _("speaking round")
        PLEDGE = "pledge", _("from ideas to pledges")
        VALIDATE = "validate", _("validate the synthesis")
        PAUSE = "pause", _("pause")
        CLOSE = "close", _("close the meeting")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    workshop = models.ForeignKey(Workshop, on_delete=models.PROTECT, related_name="steps")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    title = models.CharField(_("title"), max_length=160)
    aim = models.TextField(_("aim"), blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=10)
    material = models.TextField(_("material"), blank=True)
    say = models.TextField(_("what to say"), blank=True)
    question = models.ForeignKey(Question, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    skipped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["workshop", "position", "id"]

    def __str__(self) -> str:
        return self.title

    @property
    def territory(self) -> Territory:
        return self.workshop.territory


class StepRun(models.Model):
    """One time a step was lived; a step that is repeated runs again."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="runs")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    paused_seconds = models.PositiveIntegerField(default=0)
    added_minutes = models.SmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["started_at", "id"]

    def __str__(self) -> str:
        return f"{self.step} {self.started_at:%H:%M}"

    @property
    def territory(self) -> Territory:
        return self.step.territory


class QuestionSheet(models.Model):
    """The large sheet of one question in the hall: sealed until it is revealed, then dealt and filled."""

    workshop = models.ForeignKey(Workshop, on_delete=models.PROTECT, related_name="question_sheets")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+")
    revealed_at = models.DateTimeField(null=True, blank=True)
    dealt_at = models.DateTimeField(null=True, blank=True)
    deal_seed = models.PositiveBigIntegerField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["workshop", "question__position", "question__code"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workshop", "question"], name="one_sheet_per_question")
        ]

    def __str__(self) -> str:
        return f"{self.question}"

    @property
    def territory(self) -> Territory:
        return self.workshop.territory


class Participant(models.Model):
    """A place in a workshop, mostly without an account. The id and the recovery code are made on the device.

    Of the recovery code only a digest is kept, and its first four signs, under which wrong guesses are counted.
    `tokens` is what is left of the notes they may send now; see the limits in the operations.
    """

    class Kind(models.TextChoices):
        CITIZEN = "citizen", _("inhabitant")
        ASSOCIATION = "association", _("association")
        INSTITUTION = "institution", _("institution or public service")
        FIRM = "firm", _("firm")
        SCHOOL = "school", _("school")
        OTHER = "other", _("other")

    class Via(models.TextChoices):
        DEVICE = "device", _("own phone or computer")
        ANOTHER = "another", _("somebody writes for them")
        PAPER = "paper", _("paper sheet")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    workshop = models.ForeignKey(Workshop, on_delete=models.PROTECT, related_name="participant_rows")
    first_name = models.CharField(_("first name"), max_length=40, blank=True)
    kind = models.CharField(_("comes as"), max_length=12, choices=Kind, blank=True)
    table = models.PositiveSmallIntegerField(_("table"), null=True, blank=True)
    via = models.CharField(max_length=8, choices=Via, default=Via.DEVICE)
    helped_by = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="helps")
    paper_number = models.PositiveSmallIntegerField(_("number of the paper sheet"), null=True, blank=True)
    handle = models.CharField(max_length=4)
    key_digest = models.CharField(max_length=64)
    wrong_keys = models.PositiveIntegerField(default=0)
    wrong_key_at = models.DateTimeField(null=True, blank=True)
    joined_at = models.DateTimeField(null=True, blank=True)
    tokens = models.FloatField(default=0)
    tokens_at = models.DateTimeField(null=True, blank=True)
    set_aside_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["joined_at", "id"]
        indexes: ClassVar = [
            models.Index(fields=["workshop", "handle"], name="participants_by_handle"),
            models.Index(fields=["handle"], name="participants_anywhere"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workshop", "paper_number"], name="one_participant_per_paper_sheet")
        ]

    def __str__(self) -> str:
        return self.first_name or self.handle

    @property
    def territory(self) -> Territory:
        return self.workshop.territory
