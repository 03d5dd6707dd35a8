"""What somebody writes of an action, before it is kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from uuid import UUID

from spirale.decision.models import ActionSheet

TEXTS: Final = ("for_whom", "situation", "with_whom", "tomorrow", "first_results", "lasting")


@dataclass(frozen=True, slots=True)
class NeedDraft:
    """So many hundredths of the unit of a resource, between two days."""

    id: UUID
    resource: UUID
    amount: int
    from_on: date | None = None
    to_on: date | None = None
    place: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True)
class SheetDraft:
    """All that a sheet says. `ideas` are pairs of a frozen synthesis and the id of an idea in it."""

    title: str
    what: str
    texts: Mapping[str, str] = field(default_factory=dict)
    first_results_on: date | None = None
    reach: str = ActionSheet.Reach.NOW
    place: str = ""
    axis: UUID | None = None
    cycle: UUID | None = None
    codes: tuple[str, ...] = ()
    reaches: Mapping[str, int] = field(default_factory=dict)
    needs: tuple[NeedDraft, ...] = ()
    ideas: tuple[tuple[UUID, str], ...] = ()
    requires: frozenset[UUID] = frozenset()
    excludes: frozenset[UUID] = frozenset()


def draft_from(content: Mapping[str, Any]) -> SheetDraft:
    """What a version says, to be kept again or to begin another sheet from."""

    def day(text: str) -> date | None:
        return date.fromisoformat(text) if text else None

    return SheetDraft(
        title=content["title"],
        what=content["what"],
        texts={name: content[name] for name in TEXTS},
        first_results_on=day(content["first_results_on"]),
        reach=content["reach"],
        place=content["place"],
        axis=UUID(content["axis"]["id"]) if content["axis"] else None,
        cycle=UUID(content["cycle"]["id"]) if content["cycle"] else None,
        codes=tuple(content["codes"]),
        reaches=dict(content["reaches"]),
        needs=tuple(
            NeedDraft(
                UUID(one["id"]),
                UUID(one["resource"]),
                one["amount"],
                day(one["from_on"]),
                day(one["to_on"]),
                one["place"],
                one["said"],
            )
            for one in content["needs"]
        ),
        ideas=tuple((UUID(one["frozen"]), one["idea"]) for one in content["ideas"]),
        requires=frozenset(UUID(one["id"]) for one in content["requires"]),
        excludes=frozenset(UUID(one["id"]) for one in content["excludes"]),
    )
