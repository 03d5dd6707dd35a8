"""Freezing the rules of a choice before any proposal is put to it, and reopening them in public."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from spirale.decision import rules as _rules  # noqa: F401  permissions of this room
from spirale.decision.models import Choice, ChoiceCriterion, FrozenRules
from spirale.decision.operations.choices import locked_choice
from spirale.decision.queries.frozen import FORMAT, canonical, digest_of_document
from spirale.decision.queries.minimum import named_minimum
from spirale.journal import operations as journal
from spirale.method.problems import Problem
from spirale.method.text import normalise
from spirale.pages.ids import free_id
from spirale.people.models import Account
from spirale.territories.rules import require


@transaction.atomic
def freeze_rules(*, choice: Choice, frozen_id: UUID, by: Account) -> FrozenRules:
    """Freeze the criteria of a choice, how they speak together, who scores and the minimum, with time and digest.

    Raises Problem("choice.no_criterion"), ("choice.no_weight"), ("who scores is missing"), ("choice is decided"), and
    ("rules are frozen already").
    """
    require("decision.edit", by, choice)
    choice = locked_choice(choice)
    kept = FrozenRules.objects.filter(pk=frozen_id, choice=choice).first()
    if kept:
        return kept
    if choice.decided_at:
        raise Problem("choice is decided")
    criteria = list(choice.criteria.filter(retired_at=None))
    if not criteria:
        raise Problem("choice.no_criterion")
    if choice.by == Choice.By.WEIGHTS and not any(one.weight for one in criteria):
        raise Problem("choice.no_weight")
    if not choice.who_scores:
        raise Problem("who scores is missing")
    if choice.frozen_rules.filter(reopened_at=None).exists():
        raise Problem("rules are frozen already")
    number = choice.frozen_rules.count() + 1
    at = timezone.now()
    document = canonical(_content(choice, criteria) | {"number": number, "frozen_at": at.isoformat()})
    frozen = FrozenRules.objects.create(
        id=free_id(frozen_id, FrozenRules.objects.all()),
        choice=choice,
        number=number,
        document=document,
        digest=digest_of_document(document),
        frozen_by=by,
        frozen_at=at,
    )
    told = {"choice": choice.pk, "number": number, "digest": frozen.digest}
    journal.append("rules frozen", space=choice.territory_id, on=frozen, by=by, at=at, **told)
    return frozen


@transaction.atomic
def reopen_rules(*, choice: Choice, number: int, reason: str, by: Account) -> FrozenRules:
    """Reopen in public the rules frozen under this number: the reason stands on the page of the choice for good.

    Scoring closes until they are frozen anew. Raises Problem("reason is missing") and ("choice is decided").
    """
    require("decision.edit", by, choice)
    choice = locked_choice(choice)
    frozen = choice.frozen_rules.filter(number=number).first()
    if frozen is None:
        raise Problem("rules are not frozen")
    if frozen.reopened_at:
        return frozen
    if choice.decided_at:
        raise Problem("choice is decided")
    reason = normalise(reason)[:300]
    if not reason:
        raise Problem("reason is missing")
    frozen.reopened_at, frozen.reopened_by, frozen.reopened_reason = timezone.now(), by, reason
    frozen.save(update_fields=["reopened_at", "reopened_by", "reopened_reason"])
    if choice.is_scoring_open:
        choice.is_scoring_open = False
        choice.save(update_fields=["is_scoring_open"])
    told = {"choice": choice.pk, "number": number, "reason": reason}
    journal.append("rules reopened", space=choice.territory_id, on=frozen, by=by, at=frozen.reopened_at, **told)
    return frozen


def _content(choice: Choice, criteria: list[ChoiceCriterion]) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "version": 1,
        "choice": str(choice.pk),
        "title": choice.title,
        "by": choice.by,
        "who_scores": choice.who_scores,
        "criteria": [
            {
                "id": str(one.pk),
                "name": one.name,
                "meaning": one.meaning,
                "lowest": one.lowest,
                "highest": one.highest,
                "weight": one.weight,
            }
            for one in criteria
        ],
        "minimum": [{"tag": one.tag, "label": one.label, "least": one.least} for one in named_minimum(choice)],
    }
