"""Actions that were evaluated, those that are proposed to be carried on, and what was begun from them."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import rules
from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet

from spirale.action.models import ActionReview, ExtensionOffer, Task
from spirale.action.queries.commitments import chosen_sheets
from spirale.decision.models import ActionSheet
from spirale.method.text import fold
from spirale.people.models import Account
from spirale.territories.models import Territory

PAGE: Final = 30
LONGEST: Final = 5
"""Models of models that are followed back, at most."""


@dataclass(frozen=True, slots=True)
class Evaluated:
    """A chosen action: how many of its tasks are done, its evaluation, whether it is proposed to be carried on."""

    sheet: ActionSheet
    tasks: int
    done: int
    review: ActionReview | None
    offer: ExtensionOffer | None

    @property
    def is_done(self) -> bool:
        return bool(self.tasks) and self.tasks == self.done


def evaluated_of(territory: Territory) -> list[Evaluated]:
    """Every chosen action of a territory, in a constant number of queries."""
    sheets = list(chosen_sheets(territory))
    reviews = {one.sheet_id: one for one in ActionReview.objects.filter(sheet__in=sheets).select_related("saved_by")}
    offers = {one.sheet_id: one for one in ExtensionOffer.objects.filter(sheet__in=sheets, withdrawn_at=None)}
    tasks = Task.objects.filter(sheet__in=sheets, retired_at=None).order_by().values_list("sheet_id")
    counts = {
        sheet: (every, done)
        for sheet, every, done in tasks.annotate(every=Count("pk"), whole=Count("pk", filter=Q(done=100)))
    }
    return [Evaluated(one, *counts.get(one.pk, (0, 0)), reviews.get(one.pk), offers.get(one.pk)) for one in sheets]


def standing_offer(sheet: ActionSheet) -> ExtensionOffer | None:
    """The proposal that stands for an action."""
    return ExtensionOffer.objects.filter(sheet=sheet, withdrawn_at=None).select_related("sheet__territory").first()


def offers_for(account: object, *, words: str = "", page: int = 1) -> "Page[Any]":
    """Actions that territories propose to carry on, latest first: of those shown to all, and of one's own."""
    seen = Q(sheet__territory__is_public=True, sheet__choices__decided_at__isnull=False)
    seen &= ~Q(toward=ExtensionOffer.Toward.CYCLE)
    if isinstance(account, Account):
        seen |= Q(sheet__territory__memberships__account=account)
    keys = ExtensionOffer.objects.filter(seen, withdrawn_at=None, sheet__retired_at=None).values("pk")
    offers = ExtensionOffer.objects.filter(pk__in=keys).select_related("sheet__territory", "sheet__review")
    if wanted := fold(words).split():
        texts = ("pk", "said", "sheet__title", "sheet__what", "sheet__for_whom", "sheet__territory__name")
        found = [pk for pk, *told in offers.values_list(*texts) if all(one in fold(" ".join(told)) for one in wanted)]
        offers = offers.filter(pk__in=found)
    return Paginator(offers.order_by("-at", "pk"), PAGE).get_page(page)


def begun_counts(sheets: Collection[UUID]) -> dict[UUID, int]:
    """How many sheets were begun from each of these."""
    rows = ActionSheet.objects.filter(model__in=sheets, retired_at=None).order_by().values_list("model_id")
    return {model: many for model, many in rows.annotate(many=Count("pk")) if model}


def begun_from(sheet: ActionSheet, account: object) -> "QuerySet[ActionSheet]":
    """The sheets that were begun from one, as far as this account may read them."""
    seen = Q(territory__is_public=True, choices__decided_at__isnull=False)
    if isinstance(account, Account):
        seen |= Q(territory__memberships__account=account)
    found = ActionSheet.objects.filter(seen, model=sheet, retired_at=None).select_related("territory")
    return found.distinct().order_by("made_at", "pk")


@dataclass(frozen=True, slots=True)
class Before:
    """A sheet that another began from: whether this account may read it, and its evaluation if it may read that."""

    sheet: ActionSheet
    may_read: bool
    may_read_review: bool


def models_of(sheet: ActionSheet, account: object) -> list[Before]:
    """From a sheet back to its model, and the model of this: the nearest first, `LONGEST` at most."""
    found: list[Before] = []
    key = sheet.model_id
    while key and len(found) < LONGEST:
        model = ActionSheet.objects.select_related("territory", "review").get(pk=key)
        has_review = hasattr(model, "review")
        found.append(
            Before(
                model,
                rules.has_perm("decision.read_sheet", account, model),
                has_review and rules.has_perm("action.read_review", account, model),
            )
        )
        key = model.model_id if model.model_id not in {one.sheet.pk for one in found} else None
    return found
