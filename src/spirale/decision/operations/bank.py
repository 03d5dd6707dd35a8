"""The resource bank: who promises what, under which conditions, and who takes it back.

The journal says that a pledge was made, of how much of what; neither whose it is, nor their words, nor how to reach
them: those can be erased, the journal cannot.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from spirale.decision.models import ActionSheet, BankPledge, Choice, PledgeReturn, Resource
from spirale.decision.operations.holding import held, turn
from spirale.decision.queries.meeting import space_of
from spirale.decision.queries.phone import to_hang_on
from spirale.journal import operations as journal
from spirale.method.problems import Problem
from spirale.pages.amounts import MOST, amount_shown
from spirale.people.models import Account
from spirale.workshops.models import Participant
from spirale.workshops.wording import as_line

PLEDGES_EACH: Final = 50
"""Pledges that one participant may have standing in a choice: far more than anybody can keep."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What is promised. `amount` is in hundredths of the unit; `only_for` names actions, `only_if` other pledges."""

    resource: UUID
    amount: int
    owner: str = ""
    kind: str = ""
    contact: str = ""
    from_on: date | None = None
    to_on: date | None = None
    place: str = ""
    said: str = ""
    only_for: tuple[UUID, ...] = ()
    only_if: tuple[UUID, ...] = ()


@transaction.atomic
def make_pledge(
    *,
    pledge_id: UUID,
    choice: Choice,
    offer: Offer,
    participant: Participant | None = None,
    at: datetime | None = None,
    by: Account | None = None,
) -> BankPledge:
    """Promise something to the bank; sent again, nothing changes.

    A participant promises for themself; without one, a facilitator types it for somebody who must have a name.
    Raises Problem("bank closed"), ("too many pledges"), and what `_checked` finds wrong in the offer.
    """
    choice = held(choice, participant, by)
    there = BankPledge.objects.filter(pk=pledge_id).first()
    if there:
        if there.choice_id != choice.pk or there.participant_id != (participant.pk if participant else None):
            raise Problem("message not readable")
        return there
    at = at or timezone.now()
    offer = _checked(choice, offer, pledge_id=pledge_id, participant=participant, at=at)
    if participant:
        _check_number(choice, participant)
    pledge = BankPledge(id=pledge_id, choice=choice, participant=participant, entered_by=by, made_at=at)
    _write(pledge, offer)
    _tell("bank pledge made", pledge, by=by, at=at, offer=_plain(pledge))
    return pledge


@transaction.atomic
def change_pledge(
    *,
    pledge: BankPledge,
    offer: Offer,
    participant: Participant | None = None,
    at: datetime | None = None,
    by: Account | None = None,
) -> BankPledge:
    """Promise more, less or otherwise under the same pledge; the journal keeps what it was.

    Raises Problem("pledge of somebody else"), ("pledge withdrawn"), and as `make_pledge`.
    """
    choice = held(pledge.choice, participant, by)
    pledge = _own(pledge, participant)
    if pledge.withdrawn_at:
        raise Problem("pledge withdrawn")
    at = at or timezone.now()
    offer = _checked(choice, offer, pledge_id=pledge.pk, participant=participant, at=at, before=pledge)
    offer = _with_unseen(choice, pledge, offer, participant)
    before = _plain(pledge)
    _write(pledge, offer)
    if (after := _plain(pledge)) != before:
        _tell("bank pledge changed", pledge, by=by, at=at, before=before, offer=after)
    return pledge


def _with_unseen(choice: Choice, pledge: BankPledge, offer: Offer, participant: Participant | None) -> Offer:
    """An offer with the conditions of the pledge that its page could not show: they are not taken off unseen.

    Those are actions that were retired, pledges that were withdrawn, and on phones what these are not shown.
    """
    seen = choice.sheets.filter(retired_at=None).values_list("pk", flat=True)
    gone_for = pledge.only_for.exclude(pk__in=seen).values_list("pk", flat=True)
    if participant:
        hidden = pledge.only_if.exclude(pk__in=[one.pk for one in to_hang_on(choice)])
    else:
        hidden = pledge.only_if.filter(withdrawn_at__isnull=False)
    gone_if = hidden.values_list("pk", flat=True)
    return replace(offer, only_for=(*offer.only_for, *gone_for), only_if=(*offer.only_if, *gone_if))


@transaction.atomic
def withdraw_pledge(
    *,
    pledge: BankPledge,
    reason: str = "",
    participant: Participant | None = None,
    at: datetime | None = None,
    by: Account | None = None,
) -> BankPledge:
    """Take a pledge back, at any time; it stays to be read, and with it what was decided on it.

    After people have decided, a reason is asked for. Its author also takes back how to reach them, even once who leads
    had withdrawn it: day and reason stay, and who leads brings it back no more.
    Raises Problem("pledge of somebody else"), ("reason missing").
    """
    choice = held(pledge.choice, participant, by)
    pledge = _own(pledge, participant)
    if pledge.withdrawn_at is None:
        reason = as_line(reason, 200)
        if choice.decided_at and not reason:
            raise Problem("reason missing")
        pledge.withdrawn_at, pledge.withdrawn_by, pledge.withdrawn_reason = at or timezone.now(), by, reason
    elif participant and pledge.withdrawn_by_id:
        pledge.withdrawn_by = None
    else:
        return pledge
    if participant:
        pledge.contact = ""
    pledge.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason", "contact"])
    _tell("bank pledge withdrawn", pledge, by=by, at=at, is_after_choice=choice.decided_at is not None)
    return pledge


@transaction.atomic
def forget_contact(*, pledge: BankPledge, participant: Participant) -> BankPledge:
    """Let an author take back how to reach them, once who leads withdrew their pledge: it is brought back no more.

    One that was brought back meanwhile goes on standing. Raises Problem("pledge of somebody else").
    """
    choice = held(pledge.choice, participant, None)
    pledge = _own(pledge, participant)
    if not pledge.contact:
        return pledge
    pledge.contact = ""
    pledge.withdrawn_by = None
    pledge.save(update_fields=["contact", "withdrawn_by"])
    verb = "bank pledge withdrawn" if pledge.withdrawn_at else "bank pledge changed"
    _tell(verb, pledge, by=None, at=None, is_after_choice=choice.decided_at is not None)
    return pledge


@transaction.atomic
def bring_back_pledge(
    *,
    pledge: BankPledge,
    participant: Participant | None = None,
    at: datetime | None = None,
    by: Account | None = None,
) -> BankPledge:
    """Undo a withdrawal, before or after the choice: the pledge stands as it was, and the withdrawal stays to be read.

    Its author may while the bank is open; who leads always, but not what its author took back. How to reach an author
    who had withdrawn is to be told anew. Raises Problem("pledge of somebody else"), ("bank closed"), ("too many
    pledges"), ("pledge withdrawn by its author").
    """
    choice = held(pledge.choice, participant, by)
    pledge = _own(pledge, participant)
    if pledge.withdrawn_at is None:
        return pledge
    author = pledge.participant
    if author and (author.erased_at or (participant is None and not pledge.withdrawn_by_id)):
        raise Problem("pledge withdrawn by its author")
    if participant:
        if not choice.is_bank_open:
            raise Problem("bank closed")
        _check_number(choice, participant)
    at = at or timezone.now()
    PledgeReturn.objects.create(
        pledge=pledge, withdrawn_at=pledge.withdrawn_at, withdrawn_reason=pledge.withdrawn_reason, by=by, at=at
    )
    pledge.withdrawn_at, pledge.withdrawn_by, pledge.withdrawn_reason = None, None, ""
    pledge.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    _tell("bank pledge brought back", pledge, by=by, at=at, is_after_choice=choice.decided_at is not None)
    return pledge


@transaction.atomic
def open_bank(*, choice: Choice, at: datetime | None = None, by: Account) -> Choice:
    """Let pledges come in."""
    return turn(choice, "is_bank_open", is_open=True, at=at, by=by)


@transaction.atomic
def close_bank(*, choice: Choice, at: datetime | None = None, by: Account) -> Choice:
    """Take no more pledges nor changes; withdrawing stays possible."""
    return turn(choice, "is_bank_open", is_open=False, at=at, by=by)


def _own(pledge: BankPledge, participant: Participant | None) -> BankPledge:
    if participant and pledge.participant_id != participant.pk:
        raise Problem("pledge of somebody else")
    held = BankPledge.objects.select_for_update(of=("self",))
    return held.select_related("choice__territory", "resource", "participant").get(pk=pledge.pk)


def _check_number(choice: Choice, participant: Participant) -> None:
    standing = BankPledge.objects.filter(choice=choice, participant=participant, withdrawn_at=None).count()
    if standing >= PLEDGES_EACH:
        raise Problem("too many pledges", limit=PLEDGES_EACH)


def _checked(
    choice: Choice,
    offer: Offer,
    *,
    pledge_id: UUID,
    participant: Participant | None,
    at: datetime,
    before: BankPledge | None = None,
) -> Offer:
    """The offer as it is kept.

    Raises Problem("bank closed"), ("amount is nothing"), ("amount not readable"), ("resource unknown"), ("pledge
    without owner"), ("pledge day past"), ("pledge days reversed"), ("action not of this choice"), ("pledge condition
    unknown"), ("condition in a circle").
    """
    if not choice.is_bank_open:
        raise Problem("bank closed")
    if offer.amount <= 0:
        raise Problem("amount is nothing", value=amount_shown(offer.amount))
    if offer.amount > MOST:
        raise Problem("amount not readable", value=amount_shown(offer.amount))
    resources = Resource.objects.filter(territory=choice.territory_id)
    if not resources.filter(pk=offer.resource).exists() or (
        not before and resources.filter(pk=offer.resource, retired_at__isnull=False).exists()
    ):
        raise Problem("resource unknown")
    author = participant or (before.participant if before else None)
    owner = as_line(offer.owner, 120) or (author.first_name if author else "")
    if not owner and author is None:
        raise Problem("pledge without owner")
    _check_days(offer, before, timezone.localdate(at))
    only_for, only_if = tuple(sorted(set(offer.only_for))), tuple(sorted(set(offer.only_if)))
    if choice.sheets.filter(pk__in=only_for, retired_at=None).count() != len(only_for):
        raise Problem("action not of this choice")
    _check_conditions(choice, pledge_id, only_if)
    kind = offer.kind if offer.kind in Participant.Kind.values else (author.kind if author else "")
    return Offer(
        resource=offer.resource,
        amount=offer.amount,
        owner=owner,
        kind=kind,
        contact=as_line(offer.contact, 200),
        from_on=offer.from_on,
        to_on=offer.to_on,
        place=as_line(offer.place, 120),
        said=as_line(offer.said, 200),
        only_for=only_for,
        only_if=only_if,
    )


def _check_days(offer: Offer, before: BankPledge | None, today: date) -> None:
    """Days to come, in their order; a day that was said before may have passed since."""
    known = {before.from_on, before.to_on} if before else set()
    for day in (offer.from_on, offer.to_on):
        if day and day < today and day not in known:
            raise Problem("pledge day past", day=day.isoformat())
    if offer.from_on and offer.to_on and offer.to_on < offer.from_on:
        raise Problem("pledge days reversed", from_on=offer.from_on.isoformat(), to_on=offer.to_on.isoformat())


def _check_conditions(choice: Choice, pledge_id: UUID, only_if: Iterable[UUID]) -> None:
    """Pledges of this choice that stand, none of which hangs on this one, at once or through others."""
    asked = set(only_if)
    if not asked:
        return
    if pledge_id in asked:
        raise Problem("condition in a circle")
    if BankPledge.objects.filter(choice=choice, pk__in=asked, withdrawn_at=None).count() != len(asked):
        raise Problem("pledge condition unknown")
    hangs_on: dict[UUID, set[UUID]] = {}
    pairs = BankPledge.only_if.through.objects.filter(from_bankpledge__choice=choice)
    for one, other in pairs.values_list("from_bankpledge_id", "to_bankpledge_id"):
        hangs_on.setdefault(one, set()).add(other)
    waiting, seen = list(asked), set(asked)
    while waiting:
        new = hangs_on.get(waiting.pop(), set()) - seen
        if pledge_id in new:
            raise Problem("condition in a circle")
        seen |= new
        waiting += new


def _write(pledge: BankPledge, offer: Offer) -> None:
    pledge.owner, pledge.kind, pledge.contact = offer.owner, offer.kind, offer.contact
    pledge.resource_id, pledge.amount = offer.resource, offer.amount
    pledge.from_on, pledge.to_on = offer.from_on, offer.to_on
    pledge.place, pledge.said = offer.place, offer.said
    pledge.save()
    pledge.only_for.set(ActionSheet.objects.filter(pk__in=offer.only_for))
    pledge.only_if.set(BankPledge.objects.filter(pk__in=offer.only_if))


def _plain(pledge: BankPledge) -> dict[str, Any]:
    """What the journal keeps of a pledge: nothing that tells whose it is."""
    return {
        "resource": str(pledge.resource_id),
        "amount": pledge.amount,
        "from_on": pledge.from_on,
        "to_on": pledge.to_on,
        "only_for": sorted(str(pk) for pk in pledge.only_for.values_list("pk", flat=True)),
        "only_if": sorted(str(pk) for pk in pledge.only_if.values_list("pk", flat=True)),
    }


def _tell(verb: str, pledge: BankPledge, *, by: Account | None, at: datetime | None, **details: object) -> None:
    told = {"resource": str(pledge.resource_id)}
    journal.append(verb, space=space_of(pledge.choice), on=pledge, by=by, at=at, told=told, **details)
