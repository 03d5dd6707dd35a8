"""Chosen actions with who commits to what; and what the bank still holds for them."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet

from spirale.action.models import Commitment, Door
from spirale.action.words import kind_said
from spirale.decision.models import ActionSheet, BankPledge
from spirale.territories.models import Territory

CHOSEN: Final = Q(decided__is_in=True, decided__retired_at=None, retired_at=None)
"""Action sheets that people chose and that stand."""


def chosen_sheets(territory: Territory) -> QuerySet[ActionSheet]:
    """The actions that people chose, in the order in which they were proposed."""
    return (
        ActionSheet.objects.filter(CHOSEN, territory=territory)
        .select_related("axis")
        .distinct()
        .order_by("made_at", "id")
    )


def is_chosen(sheet: ActionSheet) -> bool:
    """Whether people chose this action."""
    return sheet.decided.filter(is_in=True, retired_at=None).exists()


@dataclass(frozen=True, slots=True)
class Line:
    """A commitment as a page shows it: in what state it is, and whether its day has passed."""

    commitment: Commitment
    is_late: bool

    @property
    def state(self) -> str:
        one = self.commitment
        if one.retired_at:
            return "withdrawn"
        if not one.signed_at:
            return "unsigned"
        return one.state or ("late" if self.is_late else "open")


@dataclass(frozen=True, slots=True)
class Partnership:
    """A chosen action with its commitments and the promises of the bank that are not commitments yet."""

    sheet: ActionSheet
    lines: tuple[Line, ...] = ()
    offers: tuple[BankPledge, ...] = ()
    kinds: tuple[str, ...] = field(default=())

    @property
    def signed(self) -> int:
        return sum(1 for line in self.lines if line.commitment.signed_at and not line.commitment.retired_at)


def partnerships(territory: Territory, *, on: date) -> list[Partnership]:
    """Each chosen action with its commitments, institutions and citizens in one list, in the order they came."""
    sheets = list(chosen_sheets(territory))
    keys = [sheet.pk for sheet in sheets]
    by_sheet: dict[UUID, list[Commitment]] = defaultdict(list)
    for one in Commitment.objects.filter(sheet__in=keys):
        by_sheet[one.sheet_id].append(one)
    offers = _offers(keys)
    return [
        Partnership(
            sheet,
            tuple(line_of(one, on=on) for one in by_sheet[sheet.pk]),
            tuple(
                offer
                for offer in offers[sheet.pk]
                if not any(one.pledge_id == offer.pk and not one.retired_at for one in by_sheet[sheet.pk])
            ),
            tuple(dict.fromkeys(kind_said(one.kind) for one in by_sheet[sheet.pk] if not one.retired_at)),
        )
        for sheet in sheets
    ]


def line_of(one: Commitment, *, on: date) -> Line:
    """A commitment on a day: late when its day has passed and nobody told that it was kept."""
    return Line(one, bool(one.due_on and one.due_on < on and one.signed_at and not one.state and not one.retired_at))


def _offers(sheets: list[UUID]) -> dict[UUID, list[BankPledge]]:
    """Promises of the bank made for these actions by name, by action."""
    found: dict[UUID, list[BankPledge]] = defaultdict(list)
    links = (
        BankPledge.only_for.through.objects.filter(actionsheet_id__in=sheets, bankpledge__withdrawn_at=None)
        .select_related("bankpledge__resource")
        .order_by("bankpledge__made_at", "bankpledge_id")
    )
    for link in links:
        found[link.actionsheet_id].append(link.bankpledge)
    return found


def open_doors(territory: Territory) -> dict[UUID, Door]:
    """The doors that are open, by what they lead to."""
    doors = Door.objects.filter(Q(sheet__territory=territory) | Q(covenant__territory=territory), closed_at=None)
    return {key: door for door in doors if (key := door.sheet_id or door.covenant_id)}


def door_by_key(key: str) -> Door | None:
    """The open door at a secret address."""
    return (
        Door.objects.select_related("sheet__territory", "covenant__territory").filter(key=key, closed_at=None).first()
    )


def to_sign(sheet: ActionSheet) -> QuerySet[Commitment]:
    """What was promised for an action and waits for its signature."""
    return Commitment.objects.filter(sheet=sheet, signed_at=None, retired_at=None)
