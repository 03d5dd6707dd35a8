"""Answering proposed matches: what is accepted becomes a commitment or adds to one, what is refused stays refused."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from spirale.action import rules as _rules  # noqa: F401  permissions of this room
from spirale.action.models import Ability, Commitment, Door, MatchAnswer, ShownDoor
from spirale.action.operations.commitments import held_commitment, hold_pledges, promise, withdraw_commitment
from spirale.action.queries.answers import left_of
from spirale.action.queries.commitments import is_chosen
from spirale.decision.models import ActionSheet, BankPledge, Need, Resource
from spirale.journal import operations as journal
from spirale.method.problems import Problem
from spirale.method.text import normalise
from spirale.pages.ids import free_id
from spirale.people.models import Account
from spirale.strategy.models import Existing
from spirale.territories.rules import require
from spirale.workshops.models import Participant


@transaction.atomic
def accept_match(
    *,
    answer_id: UUID,
    commitment_id: UUID,
    need: Need,
    pledge: BankPledge,
    amount: int,
    what: str,
    due_on: date | None = None,
    adds_to: Commitment | None = None,
    by: Account,
    now: datetime | None = None,
) -> MatchAnswer:
    """Take so many hundredths of a pledge for a need of a chosen action. Sending it again changes nothing.

    It adds to the commitment named, or to the one that this pledge is already for this action, whose words stay as
    they were; otherwise it becomes a commitment, which waits for its signature. Raises Problem("match does not fit"),
    ("pledge has less left"), ("commitment is withdrawn"), ("action not chosen") and what `promise` raises.
    """
    sheet = need.sheet
    require("action.carry", by, sheet)
    now = now or timezone.now()
    (pledge,) = hold_pledges([pledge.pk])
    ActionSheet.objects.select_for_update(of=("self",)).get(pk=sheet.pk)
    known = MatchAnswer.objects.filter(pk=answer_id).first()
    if known and (known.retired_at or (known.need_id, known.pledge_id) != (need.pk, pledge.pk)):  # meanwhile, elsewhere
        raise Problem("match does not fit")
    if known:
        return known
    if not is_chosen(sheet):
        raise Problem("action not chosen", action=sheet.title)
    _fits(need, pledge, amount)
    commitment = adds_to or sheet.commitments.filter(pledge=pledge, retired_at=None).first()
    if commitment is None:
        commitment = promise(
            commitment_id=commitment_id,
            sheet=sheet,
            who=pledge.owner,
            kind=pledge.kind or Participant.Kind.OTHER,
            what=what,
            due_on=due_on,
            pledge=pledge,
            by=by,
            now=now,
        )
    elif commitment.sheet_id != sheet.pk:
        raise Problem("match does not fit")
    if held_commitment(commitment).retired_at:
        raise Problem("commitment is withdrawn")
    made = MatchAnswer.objects.create(
        id=answer_id,
        sheet=sheet,
        pledge=pledge,
        need=need,
        commitment=commitment,
        verdict=MatchAnswer.Verdict.ACCEPTED,
        amount=amount,
        by=by,
        at=now,
    )
    told = {"pledge": pledge.pk, "need": need.pk, "commitment": commitment.pk, "amount": amount}
    journal.append("match accepted", space=sheet.territory_id, on=made, by=by, at=now, sheet=sheet.pk, **told)
    return made


def _fits(need: Need, pledge: BankPledge, amount: int) -> None:
    """The same resource and territory, for this action, nothing withdrawn, and this much left.

    What is shared is not used up.
    """
    only_for = set(pledge.only_for.values_list("pk", flat=True))
    is_elsewhere = pledge.choice.territory_id != need.sheet.territory_id or (only_for and need.sheet_id not in only_for)
    if need.retired_at or pledge.withdrawn_at or is_elsewhere or need.resource_id != pledge.resource_id or amount <= 0:
        raise Problem("match does not fit")
    if amount > left_of(pledge):
        raise Problem("pledge has less left", who=pledge.owner)


@transaction.atomic
def refuse_match(
    *,
    answer_id: UUID,
    sheet: ActionSheet,
    pledge: BankPledge,
    reason: str = "",
    by: Account,
    now: datetime | None = None,
) -> MatchAnswer:
    """Say that a pledge is not for this action: it is not proposed there again until this is taken back."""
    require("action.carry", by, sheet)
    if pledge.choice.territory_id != sheet.territory_id:
        raise Problem("match does not fit")
    ActionSheet.objects.select_for_update(of=("self",)).get(pk=sheet.pk)
    refused = MatchAnswer.objects.filter(sheet=sheet, pledge=pledge, verdict=MatchAnswer.Verdict.REFUSED)
    if known := refused.filter(retired_at=None).first():
        return known
    made = MatchAnswer.objects.create(
        id=free_id(answer_id, MatchAnswer.objects.all()),
        sheet=sheet,
        pledge=pledge,
        verdict=MatchAnswer.Verdict.REFUSED,
        reason=normalise(reason)[:300],
        by=by,
        at=now or timezone.now(),
    )
    told = {"pledge": pledge.pk, "reason": made.reason}
    journal.append("match refused", space=sheet.territory_id, on=made, by=by, at=made.at, sheet=sheet.pk, **told)
    return made


@transaction.atomic
def take_back_answer(*, answer: MatchAnswer, by: Account, now: datetime | None = None) -> None:
    """Undo an answer: what was proposed may be proposed again.

    The commitment that it had made is withdrawn with it, as long as nobody signed it. Raises Problem("match is signed")
    once it is: a signed commitment is withdrawn on its own page, with a reason, and the match falls with it.
    """
    require("action.carry", by, answer)
    hold_pledges([answer.pledge_id])
    ActionSheet.objects.select_for_update(of=("self",)).get(pk=answer.sheet_id)
    commitment = held_commitment(answer.commitment) if answer.commitment else None
    kept = MatchAnswer.objects.select_for_update(of=("self",)).get(pk=answer.pk)
    if kept.retired_at:
        return
    now = now or timezone.now()
    if commitment and commitment.pledge_id == kept.pledge_id and not commitment.retired_at:
        if commitment.signed_at:
            raise Problem("match is signed", who=commitment.who)
        if not commitment.match_answers.filter(retired_at=None).exclude(pk=kept.pk).exists():
            withdraw_commitment(commitment=commitment, reason="", by=by, now=now)
    kept.retired_at = now
    kept.save(update_fields=["retired_at"])
    journal.append("match taken back", space=kept.sheet.territory_id, on=kept, by=by, at=now, verdict=kept.verdict)


@transaction.atomic
def note_ability(*, ability_id: UUID, creator: Existing, resource: Resource, place: str = "", by: Account) -> Ability:
    """Note that somebody of the list of creators is able to bring a resource. Told again, it changes nothing."""
    require("action.carry", by, creator)
    if creator.column != Existing.Column.CREATOR or creator.territory_id != resource.territory_id:
        raise Problem("ability does not fit")
    Existing.objects.select_for_update(of=("self",)).get(pk=creator.pk)
    abilities = Ability.objects.filter(creator=creator, resource=resource)
    if known := abilities.filter(retired_at=None).first():
        return known
    made = Ability.objects.create(
        id=free_id(ability_id, Ability.objects.all()),
        creator=creator,
        resource=resource,
        place=normalise(place)[:120],
        by=by,
        at=timezone.now(),
    )
    told = {"creator": creator.pk, "resource": resource.pk, "place": made.place}
    journal.append("ability noted", space=creator.territory_id, on=made, by=by, at=made.at, **told)
    return made


@transaction.atomic
def retire_ability(*, ability: Ability, by: Account) -> None:
    """Take back what was noted of somebody."""
    require("action.carry", by, ability)
    if Ability.objects.filter(pk=ability.pk, retired_at=None).update(retired_at=timezone.now()):
        journal.append("ability taken back", space=ability.creator.territory_id, on=ability, by=by)


@transaction.atomic
def show_door(*, door: Door, is_shown: bool, by: Account) -> None:
    """Show the open door of an action on the public page, or hide it again; what is so already stays."""
    require("action.carry", by, door)
    if is_shown and not Door.objects.filter(pk=door.pk, closed_at=None, sheet__isnull=False).exists():
        raise Problem("door is closed")
    standing = ShownDoor.objects.filter(pk=door.pk, hidden_at=None).exists()
    if standing == is_shown:
        return
    now = timezone.now()
    if is_shown:
        ShownDoor.objects.update_or_create(door=door, defaults={"by": by, "at": now, "hidden_at": None})
    else:
        ShownDoor.objects.filter(pk=door.pk).update(hidden_at=now)
    verb = "door shown to all" if is_shown else "door hidden"
    journal.append(verb, space=door.territory.pk, on=door, by=by, at=now)
