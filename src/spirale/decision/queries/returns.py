"""Withdrawals of pledges that were undone, and those that still can be."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from spirale.decision.models import BankPledge, Choice, PledgeReturn, Resource


@dataclass(frozen=True, slots=True)
class Returned:
    """A pledge that had been withdrawn and came back, and why it had been.

    `was_relied_on` when it was withdrawn after people had decided: what they decided rests on it again. Otherwise it
    came back after they decided without it, or before they decided at all.
    """

    owner: str
    amount: int
    resource: Resource
    withdrawn_at: datetime
    withdrawn_reason: str
    at: datetime
    was_relied_on: bool


def returns_of(choice: Choice, *, since_decided: bool = False) -> list[Returned]:
    """What came back to the bank of a choice and stands, the latest first; one round trip."""
    rows = PledgeReturn.objects.filter(pledge__choice=choice, pledge__withdrawn_at=None)
    if since_decided:
        if not choice.decided_at:
            return []
        rows = rows.filter(at__gte=choice.decided_at)
    return [
        Returned(
            one.pledge.owner,
            one.pledge.amount,
            one.pledge.resource,
            one.withdrawn_at,
            one.withdrawn_reason,
            one.at,
            bool(choice.decided_at and one.withdrawn_at >= choice.decided_at),
        )
        for one in rows.select_related("pledge__resource").order_by("-at", "-pk")
    ]


def may_come_back(choice: Choice) -> set[UUID]:
    """The withdrawn pledges that who leads may bring back: not those that their author took back, or who is erased."""
    by_who_leads = Q(participant=None) | Q(withdrawn_by__isnull=False, participant__erased_at=None)
    gone = BankPledge.objects.filter(choice=choice, withdrawn_at__isnull=False)
    return set(gone.filter(by_who_leads).values_list("pk", flat=True))
