"""Promising for a chosen action, signing on the spot, and telling later whether it was kept."""

import secrets
from collections.abc import Iterable
from datetime import date, datetime
from typing import Final
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone

from spirale.action import rules as _rules  # noqa: F401  permissions of this room
from spirale.action.drawing import signature_path
from spirale.action.models import Commitment, Covenant, Door
from spirale.action.queries.answers import FITS, amounts_by_pledge, left_of
from spirale.action.queries.commitments import is_chosen
from spirale.decision.models import ActionSheet, BankPledge
from spirale.journal import operations as journal
from spirale.method.problems import Problem
from spirale.method.text import fold, normalise
from spirale.people.models import Account
from spirale.territories.rules import require
from spirale.workshops.models import Participant

MOST_OF_AN_ACTION: Final = 1_000
"""Commitments that one action takes: a door left open is not a way to fill the disk."""


@transaction.atomic
def promise(
    *,
    commitment_id: UUID,
    sheet: ActionSheet,
    who: str,
    kind: str,
    what: str,
    due_on: date | None = None,
    pledge: BankPledge | None = None,
    signed_as: str = "",
    signature: str = "",
    by: Account | None = None,
    door: Door | None = None,
    now: datetime | None = None,
) -> Commitment:
    """Take on something for a chosen action, signed at once if a name is given. Sending it again changes nothing.

    From a page that somebody went back to, other words are another promise, and so are words withdrawn since. By
    somebody who carries the action, or by whoever came in by its open door. Raises Problem("action not chosen"),
    ("commitment says nothing"), ("day is past"), ("pledge is taken"), ("pledge is spent"), ("commitments are full") or
    ("door is closed").
    """
    _let_in(by, door, sheet)
    now = now or timezone.now()
    pledge = hold_pledges([pledge.pk])[0] if pledge else None  # before the action, as matches do
    sheet = ActionSheet.objects.select_for_update(of=("self",)).get(pk=sheet.pk)
    who, what = who.strip()[:120], what.strip()[:2000]
    while known := Commitment.objects.filter(pk=commitment_id).first():
        if (known.sheet_id, known.who, known.what, known.retired_at) == (sheet.pk, who, what, None):
            return known
        commitment_id = uuid5(commitment_id, f"{sheet.pk} {who} {what}")
    if not who or not what or kind not in Participant.Kind.values:
        raise Problem("commitment says nothing")
    if due_on and due_on < timezone.localdate(now):
        raise Problem("day is past", day=due_on.isoformat())
    if not is_chosen(sheet):
        raise Problem("action not chosen", action=sheet.title)
    alike = sheet.commitments.filter(made_by__isnull=door is not None)  # a door that is flooded stops nobody inside
    if alike.count() >= MOST_OF_AN_ACTION:
        raise Problem("commitments are full", limit=MOST_OF_AN_ACTION)
    if pledge:
        _require_free(pledge, sheet)
    signs = bool(signed_as.strip())
    made = Commitment.objects.create(
        id=commitment_id,
        sheet=sheet,
        pledge=pledge,
        who=who,
        kind=kind,
        what=what,
        due_on=due_on,
        made_by=by,
        made_at=now,
        signed_as=signed_as.strip()[:120],
        signature=signature_path(signature) if signs else "",
        signed_at=now if signs else None,
    )
    journal.append(
        "commitment made",
        space=sheet.territory_id,
        on=made,
        by=by,
        at=now,
        sheet=sheet.pk,
        who=made.who,
        what=made.what,
        due_on=due_on,
        is_signed=signs,
        by_door=door is not None,
    )
    return made


@transaction.atomic
def sign_commitment(
    *,
    commitment: Commitment,
    signed_as: str,
    signature: str = "",
    by: Account | None = None,
    door: Door | None = None,
    now: datetime | None = None,
) -> Commitment:
    """Sign what was promised, by the name typed, and drawn if it was drawn. The same name again changes nothing.

    Raises Problem("commitment is signed", who=) when another name stands there, ("signature without name"),
    ("signature not readable"), ("commitment is withdrawn") or ("door is closed").
    """
    _let_in(by, door, commitment.sheet)
    kept = _locked(commitment)
    if kept.signed_at and fold(kept.signed_as) == fold(signed_as[:120]):
        return kept
    if kept.signed_at:
        raise Problem("commitment is signed", who=kept.signed_as)
    if not signed_as.strip():
        raise Problem("signature without name")
    kept.signed_as, kept.signature = signed_as.strip()[:120], signature_path(signature)
    kept.signed_at = now or timezone.now()
    kept.save(update_fields=["signed_as", "signature", "signed_at"])
    journal.append(
        "commitment signed", space=kept.sheet.territory_id, on=kept, by=by, at=kept.signed_at, signed_as=kept.signed_as
    )
    return kept


@transaction.atomic
def tell_state(
    *, commitment: Commitment, state: str, said: str = "", by: Account, now: datetime | None = None
) -> Commitment:
    """Tell whether a signed commitment was kept, in part, or not; "" says that it is under way again."""
    require("action.carry", by, commitment)
    kept = _locked(commitment)
    if not kept.signed_at:
        raise Problem("commitment is not signed")
    if state not in Commitment.State.values:
        raise Problem("state unknown", state=state)
    before = {"state": kept.state, "said": kept.state_said}
    after = {"state": state, "said": normalise(said)[:300] if state else ""}
    if before == after:
        return kept
    kept.state, kept.state_said = after["state"], after["said"]
    kept.state_at = (now or timezone.now()) if state else None
    kept.state_by = by if state else None
    kept.save(update_fields=["state", "state_said", "state_at", "state_by"])
    journal.append("commitment told", space=kept.sheet.territory_id, on=kept, by=by, before=before, after=after)
    return kept


@transaction.atomic
def withdraw_commitment(*, commitment: Commitment, reason: str, by: Account, now: datetime | None = None) -> None:
    """Take a commitment back, with the reason; it stays written, as withdrawn."""
    require("action.carry", by, commitment)
    kept = held_commitment(commitment)
    if kept.retired_at:
        return
    kept.retired_at, kept.retired_reason = now or timezone.now(), normalise(reason)[:300]
    kept.save(update_fields=["retired_at", "retired_reason"])
    journal.append("commitment withdrawn", space=kept.sheet.territory_id, on=kept, by=by, reason=kept.retired_reason)


@transaction.atomic
def bring_back(*, commitment: Commitment, by: Account) -> None:
    """Undo a withdrawal: the matches that it carries count again.

    Raises Problem("pledge is taken") if its promise of the bank became another commitment to this action, and
    ("pledge is spent") if what it would take of a promise serves something else meanwhile.
    """
    require("action.carry", by, commitment)
    answers = commitment.match_answers.filter(FITS)
    hold_pledges([commitment.pledge_id, *answers.values_list("pledge_id", flat=True)])  # before it, as matches do
    kept = held_commitment(commitment)
    if not kept.retired_at:
        return
    if kept.pledge:
        _require_free(kept.pledge, kept.sheet)
    for pledge, amount in amounts_by_pledge(answers).items():
        _require_left(pledge, amount)
    kept.retired_at, kept.retired_reason = None, ""
    kept.save(update_fields=["retired_at", "retired_reason"])
    journal.append("commitment brought back", space=kept.sheet.territory_id, on=kept, by=by)


@transaction.atomic
def open_door(
    *, door_id: UUID, sheet: ActionSheet | None = None, covenant: Covenant | None = None, by: Account
) -> Door:
    """Open the secret address by which phones sign for one action or one text; the one that is open stays."""
    thing = sheet or covenant
    assert thing is not None  # noqa: S101 - callers name one of the two
    require("action.carry", by, thing)
    type(thing).objects.select_for_update(of=("self",)).get(pk=thing.pk)
    known = Door.objects.filter(sheet=sheet, covenant=covenant, closed_at=None).first()
    if known:
        return known
    door = Door.objects.create(
        id=door_id,
        sheet=sheet,
        covenant=covenant,
        key=secrets.token_urlsafe(16),
        opened_by=by,
        opened_at=timezone.now(),
    )
    journal.append("door opened", space=thing.territory.pk, on=door, by=by, to=thing.pk)
    return door


@transaction.atomic
def close_door(*, door: Door, by: Account) -> None:
    """Close the address; another one will be another code."""
    require("action.carry", by, door)
    if not Door.objects.filter(pk=door.pk, closed_at=None).update(closed_at=timezone.now()):
        return
    journal.append("door closed", space=door.territory.pk, on=door, by=by)


def _let_in(by: Account | None, door: Door | None, sheet: ActionSheet) -> None:
    if door is None:
        require("action.carry", by, sheet)
    elif door.sheet_id != sheet.pk or not Door.objects.filter(pk=door.pk, closed_at=None).exists():
        raise Problem("door is closed")


def hold_pledges(keys: Iterable[UUID | None]) -> list[BankPledge]:
    """These pledges as they are now, held until the end of the act, so that nothing is taken of them twice."""
    pledges = BankPledge.objects.select_for_update(of=("self",)).select_related("resource", "choice")
    return list(pledges.filter(pk__in=[key for key in keys if key]).order_by("pk"))


def _require_free(pledge: BankPledge, sheet: ActionSheet) -> None:
    """Raise Problem("pledge is taken") or ("pledge is spent") unless a pledge may be a commitment to this action."""
    if sheet.commitments.filter(pledge=pledge, retired_at=None).exists():
        raise Problem("pledge is taken", who=pledge.owner)
    _require_left(pledge, 1)


def _require_left(pledge: BankPledge, amount: int) -> None:
    """Raise Problem("pledge is spent") unless so many hundredths of a pledge are left. What is shared always is."""
    if amount > left_of(pledge):
        raise Problem("pledge is spent", who=pledge.owner)


def held_commitment(commitment: Commitment) -> Commitment:
    """The commitment as it is now, held until the end of the act."""
    return Commitment.objects.select_for_update(of=("self",)).select_related("sheet__territory").get(pk=commitment.pk)


def _locked(commitment: Commitment) -> Commitment:
    kept = held_commitment(commitment)
    if kept.retired_at:
        raise Problem("commitment is withdrawn")
    return kept
