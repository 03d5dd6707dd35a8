"""Syntheses: ideas with what is placed under them, sentences over ideas, frozen versions, rival wordings."""

from datetime import datetime
from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from spirale.coding.models import Criterion
from spirale.cycles.models import Campaign, Question
from spirale.mobilisation.models import Group
from spirale.territories.models import Territory


class Synthesis(models.Model):
    """The working state of a synthesis, of one group or of the whole territory, over questions of a campaign."""

    class Origin(models.TextChoices):
        PROPOSED = "proposed", _("from ideas proposed by the engine")
        FREE = "free", _("from free grouping")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="syntheses")
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="syntheses")
    group = models.ForeignKey(Group, null=True, blank=True, on_delete=models.PROTECT, related_name="syntheses")
    questions = models.ManyToManyField(Question, related_name="+")
    title = models.CharField(_("title"), max_length=160)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.PROPOSED)
    seed = models.PositiveIntegerField(default=0)
    engine = models.CharField(max_length=80, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    last_edit = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["-made_at"]
        verbose_name_plural = "syntheses"

    def __str__(self) -> str:
        return self.title


class Idea(models.Model):
    """A common wording. Merging retires an idea into another; nothing is deleted."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    synthesis = models.ForeignKey(Synthesis, on_delete=models.PROTECT, related_name="ideas")
    question = models.ForeignKey(Question, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    wording = models.TextField(_("wording"))
    is_worded_by_person = models.BooleanField(default=False)
    worded_with = models.CharField(max_length=80, blank=True, help_text="language model whose words a person took")
    position = models.PositiveIntegerField(default=0)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts")
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged_from")
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["synthesis", "position", "id"]

    def __str__(self) -> str:
        return self.wording[:60]

    @property
    def territory(self) -> Territory:
        return self.synthesis.territory


class Placement(models.Model):
    """A criterion under an idea: who put it there, engine or person. A criterion may stand under several ideas."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    idea = models.ForeignKey(Idea, on_delete=models.PROTECT, related_name="placements")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="placements")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    engine = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()
    is_new = models.BooleanField(default=False, help_text="arrived after people edited, not yet looked at")
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["idea", "criterion"], condition=Q(retired_at=None), name="placed_once_per_idea"
            ),
            models.CheckConstraint(
                condition=Q(by__isnull=False) | ~Q(engine=""), name="placed_by_a_person_or_an_engine"
            ),
        ]


class SetAside(models.Model):
    """A criterion that this synthesis leaves out, and why."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    synthesis = models.ForeignKey(Synthesis, on_delete=models.PROTECT, related_name="set_aside")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    engine = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["synthesis", "criterion"], condition=Q(retired_at=None), name="set_aside_once"
            ),
        ]


class Frame(models.Model):
    """An empty frame that the engine proposes for a sentence: two ideas, and how they seem to hold together.

    People write in it or refuse it; what they answered stays, whatever the engine proposes later.
    """

    class Relation(models.TextChoices):
        CAUSE = "cause", _("a cause")
        CONDITION = "condition", _("a condition")
        MEANS = "means", _("a means")
        OPPOSITION = "opposition", _("an opposition")

    class Answer(models.TextChoices):
        WRITTEN = "written", _("written in")
        REFUSED = "refused", _("refused")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    synthesis = models.ForeignKey(Synthesis, on_delete=models.PROTECT, related_name="frames")
    relation = models.CharField(max_length=12, choices=Relation)
    first = models.ForeignKey(Idea, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Idea, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveIntegerField(default=0)
    notes = models.PositiveIntegerField(default=0)
    groups = models.PositiveIntegerField(default=0)
    score = models.PositiveIntegerField(default=0)
    reasons = models.JSONField(default=list, help_text="what speaks for it: notes by id, connectives, likeness")
    engine = models.CharField(max_length=80)
    at = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=Answer, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["synthesis", "position", "id"]

    def __str__(self) -> str:
        return f"{self.first} · {self.get_relation_display()} · {self.second}"

    @property
    def territory(self) -> Territory:
        return self.synthesis.territory


class Sentence(models.Model):
    """A sentence over ideas. Its version grows at each save, so that a stale save shows both wordings."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    synthesis = models.ForeignKey(Synthesis, on_delete=models.PROTECT, related_name="sentences")
    text = models.TextField(_("sentence"))
    position = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    worded_with = models.CharField(max_length=80, blank=True, help_text="language model whose words a person took")
    ideas = models.ManyToManyField(Idea, through="SentenceIdea", related_name="sentences")
    frame = models.ForeignKey(Frame, null=True, blank=True, on_delete=models.PROTECT, related_name="sentences")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["synthesis", "position", "id"]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def territory(self) -> Territory:
        return self.synthesis.territory


class SentenceIdea(models.Model):
    """The link from an idea to a sentence that says it."""

    sentence = models.ForeignKey(Sentence, on_delete=models.PROTECT, related_name="links")
    idea = models.ForeignKey(Idea, on_delete=models.PROTECT, related_name="links")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["sentence", "idea"], name="idea_once_per_sentence")]


class Edit(models.Model):
    """One act of a person on a working synthesis, with what it touched before and after, so that it can be undone."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    synthesis = models.ForeignKey(Synthesis, on_delete=models.PROTECT, related_name="edits")
    number = models.PositiveIntegerField()
    verb = models.CharField(max_length=40)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)
    is_lapsed = models.BooleanField(default=False, help_text="undone, then left behind by another act")

    class Meta:
        ordering: ClassVar = ["synthesis", "number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["synthesis", "number"], name="edit_number_once")]


class Computation(models.Model):
    """Work asked of the engine for a synthesis: how far it is, and what went wrong if it stopped."""

    class Kind(models.TextChoices):
        PROPOSE = "propose", _("propose ideas")
        GATHER = "gather", _("gather what arrived")
        RELATE = "relate", _("propose frames for sentences")
        WORD = "word", _("ask a language model for words")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    synthesis = models.ForeignKey(Synthesis, on_delete=models.PROTECT, related_name="computations")
    kind = models.CharField(max_length=10, choices=Kind)
    stage = models.CharField(max_length=20, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    placed = models.PositiveIntegerField(default=0)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    told_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["synthesis", "-asked_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["synthesis"], condition=Q(ended_at=None), name="one_computation_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.done}/{self.total}"

    def is_stale(self, now: datetime) -> bool:
        """Whether nothing was heard of it for long enough to think that the worker stopped."""
        return self.ended_at is None and (now - self.told_at).total_seconds() > 15 * 60

    @property
    def territory(self) -> Territory:
        return self.synthesis.territory


class ModelWording(models.Model):
    """Words asked of a language model, for an idea or a frame: people take them, edit them or refuse them."""

    class Answer(models.TextChoices):
        ACCEPTED = "accepted", _("taken as it was")
        EDITED = "edited", _("taken and edited")
        REFUSED = "refused", _("refused")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    computation = models.OneToOneField(Computation, on_delete=models.PROTECT, related_name="wording")
    idea = models.ForeignKey(Idea, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    frame = models.ForeignKey(Frame, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    model = models.CharField(max_length=80)
    host = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    answer = models.CharField(max_length=10, choices=Answer, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(idea__isnull=False, frame__isnull=True) | Q(idea__isnull=True, frame__isnull=False),
                name="words_for_an_idea_or_a_frame",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def territory(self) -> Territory:
        return self.computation.territory


class FrozenSynthesis(models.Model):
    """A version frozen for good: the document itself, its digest, and who validated it. Never changed."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    synthesis = models.ForeignKey(Synthesis, on_delete=models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField()
    document = models.TextField()
    digest = models.CharField(max_length=64)
    validated_by = models.CharField(
        _("validated by"), max_length=200, help_text=_("The group, and how: for instance at its second meeting.")
    )
    is_public = models.BooleanField(_("visible to all"), default=False)
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    frozen_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["synthesis", "-version"]
        verbose_name_plural = "frozen syntheses"
        constraints: ClassVar = [models.UniqueConstraint(fields=["synthesis", "version"], name="frozen_version_once")]

    def __str__(self) -> str:
        return f"{self.synthesis} v{self.version}"

    @property
    def territory(self) -> Territory:
        return self.synthesis.territory


class RivalWording(models.Model):
    """Another way to say a sentence or an idea of a frozen synthesis, by anyone who may read it and signs in."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    frozen = models.ForeignKey(FrozenSynthesis, on_delete=models.PROTECT, related_name="rival_wordings")
    kind = models.CharField(max_length=10, choices=[("sentence", _("sentence")), ("idea", _("idea"))])
    object_id = models.CharField(max_length=40)
    text = models.TextField(_("another wording"))
    reason = models.TextField(_("why"), blank=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    hidden_at = models.DateTimeField(null=True, blank=True)
    hidden_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["proposed_at", "id"]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def territory(self) -> Territory:
        return self.frozen.synthesis.territory
