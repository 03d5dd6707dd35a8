"""What can I do? What chosen actions of a territory still lack, for whoever asks; nobody's promise is named here."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from spirale.action.models import Commitment, ShownDoor
from spirale.action.queries.matching import NeedMatched, matching_of
from spirale.decision.models import ActionSheet, Resource
from spirale.method.choice.bank import meet
from spirale.method.text import fold
from spirale.territories.models import Territory
from spirale.workshops.models import Participant


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody has to give: which resources, on which days, where; all of it may be left open."""

    resources: frozenset[UUID] = frozenset()
    from_on: date | None = None
    to_on: date | None = None
    place: str = ""

    @property
    def is_told(self) -> bool:
        return bool(self.resources or self.from_on or self.to_on or self.place)


@dataclass(frozen=True, slots=True)
class Asking:
    """A chosen action that lacks something: what, whom to ask, and the key of the door that is shown to all."""

    sheet: ActionSheet
    lacks: tuple[NeedMatched, ...]
    partners: tuple[str, ...]
    group: str
    door: str


@dataclass(frozen=True, slots=True)
class CanDo:
    """What the public page shows: what may be picked, and what asks for it."""

    offered: tuple[Resource, ...]
    places: tuple[str, ...]
    asking: tuple[Asking, ...]
    chosen: int
    others: int


def can_do(territory: Territory, wish: Wish, *, on: date) -> CanDo:
    """The needs that lack something on a day and go with a wish, by action; `others` counts those that do not.

    A need goes with it that asks for one of its resources, has a day in common and agrees on the place. Who may be
    asked are partners who signed, but for inhabitants: institutions, associations, firms, schools.
    """
    matched = matching_of(territory, on=on)
    lacking = [row for part in matched.parts for row in part.needs if row.missing]
    wanted = {row.need.pk for row in lacking if _goes_with(row, wish)}
    sheets = {row.need.sheet_id for row in lacking if row.need.pk in wanted}
    partners, doors, groups = _partners(sheets), _doors(sheets), _groups(sheets)
    return CanDo(
        offered=tuple({row.need.resource_id: row.need.resource for row in _by_resource(lacking)}.values()),
        places=_places(lacking),
        asking=tuple(
            Asking(
                part.sheet,
                tuple(row for row in part.needs if row.need.pk in wanted),
                tuple(partners.get(part.sheet.pk, ())),
                groups.get(part.sheet.pk, ""),
                doors.get(part.sheet.pk, ""),
            )
            for part in matched.parts
            if part.sheet.pk in sheets
        ),
        chosen=len(matched.parts),
        others=len(lacking) - len(wanted),
    )


def _by_resource(lacking: Iterable[NeedMatched]) -> list[NeedMatched]:
    return sorted(lacking, key=lambda row: (row.need.resource.position, row.need.resource.name, row.need.resource.pk))


def _places(lacking: Iterable[NeedMatched]) -> tuple[str, ...]:
    found = {fold(row.need.place): row.need.place for row in lacking if row.need.place}
    return tuple(found[key] for key in sorted(found))


def _goes_with(row: NeedMatched, wish: Wish) -> bool:
    need = row.need
    if wish.resources and need.resource_id not in wish.resources:
        return False
    if wish.place and need.place and fold(wish.place) != fold(need.place):
        return False
    days = (need.from_on, need.to_on, wish.from_on, wish.to_on)
    return meet(*(day.isoformat() if day else "" for day in days))


def _partners(sheets: Collection[UUID]) -> dict[UUID, list[str]]:
    """Who signed for these actions and is no inhabitant, by name: each once, in the order in which they signed."""
    signed = Commitment.objects.filter(sheet__in=sheets, signed_at__isnull=False, retired_at=None)
    rows = signed.exclude(kind=Participant.Kind.CITIZEN).order_by("signed_at", "pk").values_list("sheet_id", "who")
    found: dict[UUID, dict[str, str]] = {}
    for sheet, who in rows:
        found.setdefault(sheet, {}).setdefault(fold(who), who)
    return {sheet: list(names.values()) for sheet, names in found.items()}


def _doors(sheets: Collection[UUID]) -> dict[UUID, str]:
    """The keys of the doors that are open and that a facilitator shows to all."""
    shown = ShownDoor.objects.filter(door__sheet__in=sheets, door__closed_at=None, hidden_at=None)
    return {sheet: key for sheet, key in shown.values_list("door__sheet_id", "door__key") if sheet}


def _groups(sheets: Collection[UUID]) -> dict[UUID, str]:
    """The working groups of the axes of these actions."""
    rows = ActionSheet.objects.filter(pk__in=sheets, axis__group__archived_at=None)
    return {sheet: name for sheet, name in rows.values_list("pk", "axis__group__name") if name}
