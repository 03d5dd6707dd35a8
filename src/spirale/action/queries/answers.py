"""What people answered to proposed matches, as far as it still counts, and what it leaves of a pledge."""

from typing import Final

from django.db.models import F, Q, QuerySet, Sum

from spirale.action.models import MatchAnswer
from spirale.decision.models import BankPledge

FITS: Final = Q(
    verdict="accepted",
    retired_at=None,
    pledge__withdrawn_at=None,
    need__retired_at=None,
    need__resource=F("pledge__resource"),
)
"""An accepted match whose pledge stands, and whose need still asks for what was pledged."""
COUNTS: Final = FITS & Q(commitment__retired_at=None)
"""It counts as long as the commitment that carries it stands as well."""


def counting(answers: "QuerySet[MatchAnswer]") -> "QuerySet[MatchAnswer]":
    """The accepted matches that count."""
    return answers.filter(COUNTS)


def amounts_by_pledge(answers: "QuerySet[MatchAnswer]") -> dict[BankPledge, int]:
    """How many hundredths of each pledge these answers take; of what is shared, as many as the largest of them."""
    found: dict[BankPledge, int] = {}
    for one in answers.select_related("pledge__resource"):
        before = found.get(one.pledge, 0)
        found[one.pledge] = max(before, one.amount) if one.pledge.resource.is_shared else before + one.amount
    return found


def left_of(pledge: BankPledge) -> int:
    """How many hundredths of a pledge no match takes. What is shared is never used up."""
    if pledge.resource.is_shared:
        return pledge.amount
    return pledge.amount - (counting(pledge.match_answers.all()).aggregate(all=Sum("amount"))["all"] or 0)
