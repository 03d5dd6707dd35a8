"""The resource bank as it stands: by resource, what is pledged, on which conditions, and what the actions ask."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from spirale.decision.models import ActionSheet, BankPledge, Choice, Decided, Need, Resource, Result
from spirale.decision.queries.cases import case_of
from spirale.method.choice.bank import Bank, holding
from spirale.method.choice.values import Pledge
from spirale.method.problems import Problem
from spirale.workshops.models import Participant


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
    def short_for_chosen(self) -> int:
        return max(0, self.chosen - self.pledged)

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

    @property
    def chosen_share(self) -> int:
        return 1000 * self.chosen // (max(self.pledged, self.asked) or 1)


def balances_of(choice: Choice) -> list[Balance]:
    """The balance of each resource that is pledged or asked, in the territory's order; always as many queries."""
    pledges, conditional = _standing(choice)
    held = {one.id for one in holding(pledges)}
    sheets = set(choice.sheets.filter(retired_at=None).values_list("pk", flat=True))
    chosen = chosen_of(choice)
    needs = list(
        Need.objects.filter(sheet__in=sheets, retired_at=None).values_list("resource_id", "sheet_id", "amount")
    )
    named = {UUID(one.resource) for one in pledges} | {resource for resource, _, _ in needs}
    found = []
    for resource in Resource.objects.filter(pk__in=named).order_by("position", "name", "pk"):
        own = [one for one in pledges if one.resource == str(resource.pk)]
        asked = [(sheet, amount) for one, sheet, amount in needs if one == resource.pk]
        together = max if resource.is_shared else sum
        found.append(
            Balance(
                resource=resource,
                pledged=sum(one.amount for one in own if one.id in held),
                conditional=sum(one.amount for one in own if one.id in held and one.id in conditional),
                waiting=sum(one.amount for one in own if one.id not in held),
                asked=together([0, *(amount for _, amount in asked)]),
                chosen=together([0, *(amount for sheet, amount in asked if sheet in chosen)]),
                pledges=sum(one.id in held for one in own),
            )
        )
    return found


def _standing(choice: Choice) -> tuple[list[Pledge], set[str]]:
    """Pledges that were not withdrawn, and which of them have a condition; what they hang on may be gone."""
    rows = BankPledge.objects.filter(choice=choice, withdrawn_at=None).values_list("pk", "resource_id", "amount")
    hangs: dict[UUID, list[str]] = defaultdict(list)
    pairs = BankPledge.only_if.through.objects.filter(from_bankpledge__choice=choice)
    for one, other in pairs.values_list("from_bankpledge_id", "to_bankpledge_id"):
        hangs[one].append(str(other))
    reserved = set(
        BankPledge.only_for.through.objects.filter(bankpledge__choice=choice).values_list("bankpledge_id", flat=True)
    )
    pledges = [Pledge(str(pk), "", str(resource), amount, only_if=tuple(hangs[pk])) for pk, resource, amount in rows]
    return pledges, {str(pk) for pk in reserved | {one for one, others in hangs.items() if others}}


def chosen_of(choice: Choice) -> set[UUID]:
    """The actions that people chose; before they decide, those of the best set found last."""
    if choice.decided_at:
        return set(
            Decided.objects.filter(choice=choice, retired_at=None, is_in=True).values_list("sheet_id", flat=True)
        )
    found = (
        Result.objects.filter(choice=choice, ended_at__isnull=False, problem="").order_by("-asked_at", "-pk").first()
    )
    return {UUID(one) for one in found.document["sets"]["best"]["actions"]} if found else set()


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


def pledges_of(choice: Choice, *, contacts: bool = False, participant: Participant | None = None) -> list[Promised]:
    """The pledges of a choice, or of one participant there, those that stand first; always as many queries.

    `was_relied_on` when it was withdrawn after people had decided.
    """
    rows = list(
        BankPledge.objects.filter(choice=choice)
        .select_related("resource")
        .prefetch_related("only_for", "only_if__resource")
        .order_by("made_at", "pk")
    )
    standing = [
        Pledge(
            str(one.pk), "", str(one.resource_id), one.amount, only_if=tuple(str(each.pk) for each in one.only_if.all())
        )
        for one in rows
        if one.withdrawn_at is None
    ]
    held = {one.id for one in holding(standing)}
    shown = [one for one in rows if participant is None or one.participant_id == participant.pk]
    return [
        Promised(
            id=one.pk,
            owner=one.owner,
            kind=one.kind,
            kind_name=one.get_kind_display() if one.kind else "",
            resource=one.resource,
            amount=one.amount,
            from_on=one.from_on,
            to_on=one.to_on,
            place=one.place,
            said=one.said,
            contact=one.contact if contacts else "",
            only_for=tuple(each.title for each in one.only_for.all()),
            only_if=tuple(f"{each.owner or '…'}: {each.resource.name}" for each in one.only_if.all()),
            holds=str(one.pk) in held,
            withdrawn_at=one.withdrawn_at,
            withdrawn_reason=one.withdrawn_reason,
            was_relied_on=bool(one.withdrawn_at and choice.decided_at and one.withdrawn_at >= choice.decided_at),
            is_by_phone=one.participant_id is not None,
        )
        for one in sorted(shown, key=lambda each: each.withdrawn_at is not None)
    ]


@dataclass(frozen=True, slots=True)
class Short:
    """What the chosen actions together lack of a resource now, and which of them ask for it."""

    resource: Resource
    amount: int
    actions: tuple[str, ...]


def shortfalls_of(choice: Choice) -> list[Short]:
    """What is lacking now for what people decided: a pledge was withdrawn, a need grew, or more was chosen.

    Nothing before they decide. While the rules are reopened the bank is not held against them.
    """
    if not choice.decided_at:
        return []
    try:
        case = case_of(choice)
    except Problem:
        return []
    chosen = {str(pk) for pk in chosen_of(choice)} & {one.id for one in case.actions}
    lacking = Bank(case).lacking(chosen)
    titles = _titles(choice)
    resources = {str(one.pk): one for one in Resource.objects.filter(pk__in=[name for name, _ in lacking])}
    users = {
        name: sorted(
            titles[one.id]
            for one in case.actions
            if one.id in chosen and any(need.resource == name for need in one.needs)
        )
        for name, _ in lacking
    }
    return [Short(resources[name], amount, tuple(users[name])) for name, amount in lacking]


def _titles(choice: Choice) -> Mapping[str, str]:
    return {str(pk): title for pk, title in ActionSheet.objects.filter(choices=choice).values_list("pk", "title")}
