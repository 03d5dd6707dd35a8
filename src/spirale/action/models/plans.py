"""The plan of a territory: tasks of the chosen actions, what waits for what, and the days computed for them."""

from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from spirale.decision.models import ActionSheet, Resource
from spirale.territories.models import Territory


class Plan(models.Model):
    """The one plan of a territory: its first day, and the secret address of its calendar."""

    territory = models.OneToOneField(Territory, on_delete=models.PROTECT, related_name="plan", primary_key=True)
    start_on = models.DateField(_("first day of the plan"))
    feed = models.CharField(max_length=43, unique=True)
    version = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.territory)


class Task(models.Model):
    """Something to do for a chosen action, as it stands. Each save is kept as a version, which can be taken up again.

    `owners` are names, those of commitments where they are the same. `work` is in hundredths of hours; without a skill
    it is drawn from the owners. `start_on` is a first day that a person set: no schedule moves it.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    sheet = models.ForeignKey(ActionSheet, on_delete=models.PROTECT, related_name="tasks", verbose_name=_("action"))
    title = models.CharField(_("task"), max_length=160)
    owners = models.JSONField(_("who does it"), default=list, blank=True)
    skill = models.ForeignKey(
        Resource, null=True, blank=True, on_delete=models.PROTECT, related_name="tasks", verbose_name=_("skill")
    )
    work = models.PositiveIntegerField(_("hours"), default=0, help_text="hundredths of hours")
    days = models.PositiveIntegerField(_("days"), default=0)
    from_on = models.DateField(_("not before"), null=True, blank=True)
    due_on = models.DateField(_("promised by"), null=True, blank=True)
    start_on = models.DateField(_("first day"), null=True, blank=True)
    is_milestone = models.BooleanField(_("a milestone: a day to reach, without work"), default=False)
    done = models.PositiveSmallIntegerField(_("share done"), default=0)
    obstacles = models.TextField(_("obstacles"), blank=True)
    version = models.PositiveIntegerField(default=1)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["sheet", "made_at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(done__lte=100), name="done_at_most_whole"),
            models.CheckConstraint(condition=Q(is_milestone=False) | Q(work=0, days=0), name="milestone_lasts_no_day"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def territory(self) -> Territory:
        return self.sheet.territory


class TaskVersion(models.Model):
    """One saved state of a task, under the id of the act that saved it. Never changed."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["task", "-number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["task", "number"], name="task_version_once")]

    @property
    def territory(self) -> Territory:
        return self.task.sheet.territory


class TaskDependency(models.Model):
    """A task begins so many days at least after the end of the one before it."""

    before = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="followers")
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="waits_for")
    lag = models.PositiveSmallIntegerField(_("days between"), default=0)

    class Meta:
        verbose_name_plural = "task dependencies"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["before", "task"], name="waits_once"),
            models.CheckConstraint(condition=~Q(before=F("task")), name="waits_for_another"),
        ]


class PlanSchedule(models.Model):
    """The days computed for a plan, by the digest of all they were computed from: the same plan is computed once."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="schedules")
    inputs = models.CharField(max_length=64)
    engine = models.CharField(max_length=40)
    document = models.JSONField(default=dict)
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["territory", "-asked_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["territory", "inputs", "engine"], name="computed_once"),
        ]
