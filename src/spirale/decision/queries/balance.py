"""The resource bank as it stands: by resource, what is pledged, on which conditions, and what the actions ask."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from spirale.decision.models import Resource
from spirale.decision.queries.cases import standing
from spirale.decision.queries.grounds import Grounds
from spirale.method.choice.bank import Bank, holding
from spirale.method.problems import Problem


@dataclass(frozen=True, slots=True)
class Balance:
    """One resource in hundredths of its unit; of what is shared, `asked` and `chosen` are the greatest need.

    `conditional` is the part of `pledged` that is for some actions only, or hangs on other pledges; `waiting` is what
    hangs on pledges that were withdrawn, and is not in `pledged`. `chosen` is what the chosen actions ask.
    """

    resource: Resource
    pledged: int
    conditional: int
    waiting: int
    asked: int
    chosen: int
    pledges: int

    @property
    def short(self) -> int:
        """What all actions together ask beyond what is pledged."""
        return max(0, self.asked - self.pledged)

    @property
    def pledged_share(self) -> int:
        """How far the bar of what is pledged goes, of 1000, beside that of what is asked."""
        return 1000 * self.pledged // (max(self.pledged, self.asked) or 1)

    @property
    def firm_share(self) -> int:
        """The part of the bar that hangs on no condition."""
        return self.pledged_share - self.conditional_share

    @property
    def conditional_share(self) -> int:
        return 1000 * self.conditional // (max(self.pledged, self.asked) or 1)

    @property
    def asked_share(self) -> int:
        return 1000 * self.asked // (max(self.pledged, self.asked) or 1)


def balances_of(grounds: Grounds) -> list[Balance]:
    """The balance of each resource that is pledged or asked, in the territory's order."""
    pledges = standing(grounds.pledges)
    held = {one.id for one in holding(pledges)}
    named = {one.resource for one in pledges} | {str(one.resource_id) for one in grounds.needs}
    found = []
    for name, resource in grounds.resources.items():
        if name not in named:
            continue
        own = [one for one in pledges if one.resource == name]
        asked = [(one.sheet_id, one.amount) for one in grounds.needs if one.resource_id == resource.pk]
        together = max if resource.is_shared else sum
        found.append(
            Balance(
                resource=resource,
                pledged=sum(one.amount for one in own if one.id in held),
                conditional=sum(one.amount for one in own if one.id in held and (one.only_for or one.only_if)),
                waiting=sum(one.amount for one in own if one.id not in held),
                asked=together([0, *(amount for _, amount in asked)]),
                chosen=together([0, *(amount for sheet, amount in asked if sheet in grounds.chosen)]),
                pledges=sum(one.id in held for one in own),
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class Promised:
    """A pledge as it is read; the contact is empty for those who may not read it."""

    id: UUID
    owner: str
    kind: str
    kind_name: str
    resource: Resource
    amount: int
    from_on: date | None
    to_on: date | None
    place: str
    said: str
    contact: str
    only_for: tuple[str, ...]
    only_if: tuple[str, ...]
    holds: bool
    withdrawn_at: datetime | None
    withdrawn_reason: str
    was_relied_on: bool
    is_by_phone: bool


def pledges_of(grounds: Grounds, *, contacts: bool = False) -> list[Promised]:
    """The pledges of a choice, those that stand first.

    `was_relied_on` when it was withdrawn after people had decided.
    """
    held = {one.id for one in holding(standing(grounds.pledges))}
    resources, decided_at = grounds.resources, grounds.choice.decided_at
    return [
        Promised(
            id=one.pk,
            owner=one.owner,
            kind=one.kind,
            kind_name=one.get_kind_display() if one.kind else "",
            resource=resources[str(one.resource_id)],
            amount=one.amount,
            from_on=one.from_on,
            to_on=one.to_on,
            place=one.place,
            said=one.said,
            contact=one.contact if contacts else "",
            only_for=tuple(each.title for each in one.only_for.all()),
            only_if=tuple(
                f"{each.owner or '…'}: {resources[str(each.resource_id)].name}" for each in one.only_if.all()
            ),
            holds=str(one.pk) in held,
            withdrawn_at=one.withdrawn_at,
            withdrawn_reason=one.withdrawn_reason,
            was_relied_on=bool(one.withdrawn_at and decided_at and one.withdrawn_at >= decided_at),
            is_by_phone=one.participant_id is not None,
        )
        for one in sorted(grounds.pledges, key=lambda each: each.withdrawn_at is not None)
    ]


@dataclass(frozen=True, slots=True)
class Short:
    """What the chosen actions together lack of a resource now, and which of them ask for it."""

    resource: Resource
    amount: int
    actions: tuple[str, ...]


def shortfalls_of(grounds: Grounds) -> list[Short]:
    """What is lacking now for what people decided: a pledge was withdrawn, a need grew, or more was chosen.

    Nothing before they decide. While the rules are reopened the bank is not held against them.
    """
    if not grounds.choice.decided_at:
        return []
    try:
        case = grounds.case
    except Problem:
        return []
    chosen = {str(pk) for pk in grounds.chosen} & {one.id for one in case.actions}
    lacking = Bank(case).lacking(chosen)
    users = {
        name: sorted(
            grounds.titles[one.id]
            for one in case.actions
            if one.id in chosen and any(need.resource == name for need in one.needs)
        )
        for name, _ in lacking
    }
    return [Short(grounds.resources[name], amount, tuple(users[name])) for name, amount in lacking]
