"""All that is wrong in what somebody writes of an action, found together so that they mend it in one go."""

from collections.abc import Iterator
from typing import Final
from uuid import UUID

from spirale.coding.queries.grids import grid_for_placing
from spirale.decision.drafts import SheetDraft
from spirale.decision.models import ActionSheet, Resource
from spirale.method.grid import parse_code
from spirale.method.problems import Problem
from spirale.pages.amounts import amount_shown
from spirale.strategy.models import Axis
from spirale.synthesis.models import FrozenSynthesis
from spirale.synthesis.queries.frozen import version_page
from spirale.territories.models import Territory

LONGEST: Final = 4000
MOST_PEOPLE: Final = 10**9


def wrong_in(draft: SheetDraft, territory: Territory, sheet_id: UUID, kept: SheetDraft | None) -> Iterator[Problem]:
    """All that is wrong in a draft. What the sheet said before (`kept`) may be said again, even if retired since."""
    if not draft.title:
        yield Problem("sheet without a title")
    if not draft.what:
        yield Problem("sheet says nothing")
    for text in (draft.what, *draft.texts.values()):
        if len(text) > LONGEST:
            yield Problem("text is too long", limit=LONGEST)
    yield from _wrong_needs(draft, territory)
    yield from _wrong_links(draft, territory, sheet_id)
    yield from _wrong_codes(draft, territory, kept)
    for situation, people in draft.reaches.items():
        if situation not in {"1", "2", "3", "4", "5"} or not 0 <= people <= MOST_PEOPLE:
            yield Problem("choice.negative_people", action=draft.title, situation=situation, people=people)
    yield from _wrong_ideas(draft, territory, kept)
    if draft.axis and not Axis.objects.filter(pk=draft.axis, territory=territory).exists():
        yield Problem("axis is gone")
    if draft.cycle and not territory.cycles.filter(pk=draft.cycle).exists():
        yield Problem("cycle of another territory")


def _wrong_needs(draft: SheetDraft, territory: Territory) -> Iterator[Problem]:
    known = set(Resource.objects.filter(territory=territory).values_list("pk", flat=True))
    for need in draft.needs:
        if need.resource not in known:
            yield Problem("need of an unknown resource")
        if need.amount <= 0:
            yield Problem("amount is nothing", value=amount_shown(need.amount))
        if need.from_on and need.to_on and need.to_on < need.from_on:
            yield Problem("need ends before it begins", from_on=need.from_on, to_on=need.to_on)


def _wrong_links(draft: SheetDraft, territory: Territory, sheet_id: UUID) -> Iterator[Problem]:
    named = draft.requires | draft.excludes
    if sheet_id in named:
        yield Problem("sheet links to itself")
    others = dict(ActionSheet.objects.filter(pk__in=named, territory=territory).values_list("pk", "title"))
    if len(others) != len(named):
        yield Problem("sheet is gone")
    for both in sorted(draft.requires & draft.excludes, key=str):
        yield Problem("sheet requires what it excludes", title=others.get(both, ""))


def _wrong_codes(draft: SheetDraft, territory: Territory, kept: SheetDraft | None) -> Iterator[Problem]:
    new = [code for code in draft.codes if not kept or code not in kept.codes]
    if not new:
        return
    grid = grid_for_placing(territory)
    for code in new:
        try:
            grid.check(parse_code(code))
        except Problem as problem:
            yield problem


def _wrong_ideas(draft: SheetDraft, territory: Territory, kept: SheetDraft | None) -> Iterator[Problem]:
    new = [one for one in draft.ideas if not kept or one not in kept.ideas]
    if not new:
        return
    versions = FrozenSynthesis.objects.filter(pk__in={frozen for frozen, _idea in new}, synthesis__territory=territory)
    known = {(one.pk, idea) for one in versions for idea in version_page(one).ideas}
    if any(one not in known for one in new):
        yield Problem("idea not in the synthesis")
