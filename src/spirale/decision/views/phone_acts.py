"""What phones send about a choice: a score, a pledge to the bank, a change to it, its withdrawal.

They come in by the door of the hall (`workshops.views.acts`), which knows who holds the phone. The id of a pledge is
made there.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from spirale.decision.models import BankPledge, Choice
from spirale.decision.operations.bank import (
    Offer,
    bring_back_pledge,
    change_pledge,
    forget_contact,
    make_pledge,
    withdraw_pledge,
)
from spirale.decision.operations.scores import give_score
from spirale.offline.sending import id_of, text_of
from spirale.pages.amounts import amount_written
from spirale.pages.problems import Problem
from spirale.workshops.models import Participant, Workshop

Sent = Mapping[str, Any]


def score(workshop: Workshop, participant: Participant, act: Sent) -> bool:
    """Give an action a score; False when it was given before."""
    value = act.get("value")
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) > 1_000:
        raise Problem("message not readable")
    return give_score(
        choice=_choice(workshop, act),
        sheet_id=id_of(act, "action"),
        criterion_id=id_of(act, "criterion"),
        value=value,
        participant=participant,
    )


def pledge(workshop: Workshop, participant: Participant, act: Sent) -> bool:
    """Promise something to the bank; False when it was promised before."""
    is_known = BankPledge.objects.filter(pk=id_of(act, "pledge")).exists()
    make_pledge(
        pledge_id=id_of(act, "pledge"), choice=_choice(workshop, act), offer=offer_of(act), participant=participant
    )
    return not is_known


def change(workshop: Workshop, participant: Participant, act: Sent) -> None:
    """Promise otherwise under one's own pledge."""
    change_pledge(pledge=_own(workshop, participant, act), offer=offer_of(act), participant=participant)


def withdraw(workshop: Workshop, participant: Participant, act: Sent) -> None:
    """Take one's own pledge back, and with it how to be reached."""
    withdraw_pledge(pledge=_own(workshop, participant, act), reason=text_of(act, "reason"), participant=participant)


def out_of_reach(workshop: Workshop, participant: Participant, act: Sent) -> None:
    """Take back how to be reached, of a pledge that who leads had withdrawn."""
    forget_contact(pledge=_own(workshop, participant, act), participant=participant)


def bring_back(workshop: Workshop, participant: Participant, act: Sent) -> None:
    """Promise again what one had taken back."""
    bring_back_pledge(pledge=_own(workshop, participant, act), participant=participant)


ACTS: dict[str, Callable[[Workshop, Participant, Sent], bool | None]] = {
    "score": score,
    "bank_pledge": pledge,
    "bank_change": change,
    "bank_withdraw": withdraw,
    "bank_forget_contact": out_of_reach,
    "bank_bring_back": bring_back,
}


def offer_of(sent: Sent) -> Offer:
    """What somebody promises, as a phone or a form sends it."""
    return Offer(
        resource=id_of(sent, "resource"),
        amount=amount_written(text_of(sent, "amount")),
        owner=text_of(sent, "owner"),
        kind=text_of(sent, "as"),
        contact=text_of(sent, "contact"),
        from_on=day_of(sent, "from_on"),
        to_on=day_of(sent, "to_on"),
        place=text_of(sent, "place"),
        said=text_of(sent, "said"),
        only_for=ids_of(sent, "only_for"),
        only_if=ids_of(sent, "only_if"),
    )


def day_of(sent: Sent, name: str) -> date | None:
    said = text_of(sent, name).strip()
    if not said:
        return None
    try:
        return date.fromisoformat(said)
    except ValueError:
        raise Problem("date unknown", value=said[:20]) from None


def ids_of(sent: Sent, name: str) -> tuple[UUID, ...]:
    """Several ids, in a list or one after the other with blanks between."""
    value = sent.get(name) or []
    several = value.split() if isinstance(value, str) else value
    if not isinstance(several, list) or len(several) > 200:
        raise Problem("message not readable")
    try:
        return tuple(UUID(each) for each in several)
    except (ValueError, TypeError, AttributeError):
        raise Problem("message not readable") from None


def _choice(workshop: Workshop, act: Sent) -> Choice:
    choice = Choice.objects.filter(pk=id_of(act, "choice"), workshop=workshop).first()
    if choice is None:
        raise Problem("choice unknown")
    return choice


def _own(workshop: Workshop, participant: Participant, act: Sent) -> BankPledge:
    found = BankPledge.objects.filter(
        pk=id_of(act, "pledge"), participant=participant, choice__workshop=workshop
    ).select_related("choice__territory")
    pledge = found.first()
    if pledge is None:
        raise Problem("pledge of somebody else")
    return pledge
