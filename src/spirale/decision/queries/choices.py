"""Choices of a territory, and their rules as they stand while they are open."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from spirale.decision.models import ActionSheet, Choice, ChoiceCriterion, FrozenRules, Score
from spirale.decision.queries.frozen import canonical, digest_of_document, rules_content
from spirale.decision.queries.minimum import Least, named_minimum
from spirale.territories.models import Territory


def rules_seen(choice: Choice) -> str:
    """A digest of the rules as they stand open, to tell whether somebody set them anew meanwhile."""
    columns = ("id", "name", "meaning", "lowest", "highest", "weight")
    rows = choice.criteria.filter(retired_at=None).order_by("position", "pk").values_list(*columns)
    criteria = [[str(pk), *rest] for pk, *rest in rows]
    content = {"by": choice.by, "who": choice.who_scores, "minimum": choice.minimum, "criteria": criteria}
    return digest_of_document(canonical(content))[:16]


def rules_in_force(choice: Choice) -> FrozenRules | None:
    """The rules that are frozen now, or nothing when they were never frozen or stand reopened."""
    return choice.frozen_rules.filter(reopened_at=None).first()


def choices_of(territory: Territory) -> QuerySet[Choice]:
    """The choices of a territory, latest first, each with `is_frozen` and how many sheets are put to it."""
    frozen = FrozenRules.objects.filter(choice=OuterRef("pk"), reopened_at=None)
    sheets = Count("sheets", filter=Q(sheets__retired_at=None))
    found = Choice.objects.filter(territory=territory).select_related("cycle")
    return found.annotate(is_frozen=Exists(frozen), sheets_count=sheets).order_by("-made_at", "pk")


@dataclass(frozen=True, slots=True)
class ChoicePage:
    """A choice as its page shows it: its rules as they stand, all that were frozen, what is put to it."""

    criteria: list[ChoiceCriterion]
    minimum: list[Least]
    in_force: FrozenRules | None
    frozen: list[FrozenRules]
    sheets: list[ActionSheet]
    new_id: UUID
    scored_before: int

    @property
    def content(self) -> dict[str, Any] | None:
        return rules_content(self.in_force) if self.in_force else None


def choice_page(choice: Choice) -> ChoicePage:
    """Everything that the page of a choice shows; `scored_before` counts scores given under earlier rules."""
    frozen = list(choice.frozen_rules.select_related("frozen_by", "reopened_by").order_by("-number"))
    in_force = next((one for one in frozen if one.reopened_at is None), None)
    before = 0
    if len(frozen) > 1 or (frozen and not in_force):
        scores = Score.objects.filter(scorer__choice=choice)
        before = (scores.filter(at__lt=in_force.frozen_at) if in_force else scores).count()
    return ChoicePage(
        criteria=list(choice.criteria.filter(retired_at=None)),
        minimum=named_minimum(choice),
        in_force=in_force,
        frozen=frozen,
        sheets=list(choice.sheets.select_related("axis").order_by("title", "pk")),
        new_id=uuid4(),
        scored_before=before,
    )


def sheets_to_put(choice: Choice) -> QuerySet[ActionSheet]:
    """The sheets that may be put to a choice, each with `is_put` and `is_scored`."""
    put = Choice.sheets.through.objects.filter(choice=choice, actionsheet=OuterRef("pk"))
    scored = Score.objects.filter(scorer__choice=choice, sheet=OuterRef("pk"))
    found = ActionSheet.objects.filter(territory=choice.territory_id).filter(Q(retired_at=None) | Q(choices=choice))
    annotated = found.distinct().annotate(is_put=Exists(put), is_scored=Exists(scored))
    return annotated.select_related("axis").order_by("title", "pk")
