"""Choices of a territory, and their rules as they stand while they are open."""

from spirale.decision.models import Choice, FrozenRules
from spirale.decision.queries.frozen import canonical, digest_of


def rules_seen(choice: Choice) -> str:
    """A digest of the rules as they stand open, to tell whether somebody set them anew meanwhile."""
    columns = ("id", "name", "meaning", "lowest", "highest", "weight")
    rows = choice.criteria.filter(retired_at=None).order_by("position", "pk").values_list(*columns)
    criteria = [[str(pk), *rest] for pk, *rest in rows]
    content = {"by": choice.by, "who": choice.who_scores, "minimum": choice.minimum, "criteria": criteria}
    return digest_of(canonical(content))[:16]


def rules_in_force(choice: Choice) -> FrozenRules | None:
    """The rules that are frozen now, or nothing when they were never frozen or stand reopened."""
    return choice.frozen_rules.filter(reopened_at=None).first()
