"""Action sheets of a territory: the list, one sheet, its history, and what a sheet may be linked to."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.translation import get_language

from spirale.coding.queries.grids import grid_for_placing, words_of
from spirale.decision.models import ActionSheet, Choice, Need, SheetIdea, SheetVersion
from spirale.decision.queries.content import Changed, what_changed
from spirale.method.text import fold
from spirale.synthesis.models import FrozenSynthesis
from spirale.synthesis.queries.frozen import version_page
from spirale.territories.models import Territory

PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class Asked:
    """What the list is narrowed to."""

    axis: str = ""
    reach: str = ""
    words: str = ""
    retired: bool = False
    page: int = 1

    @property
    def is_narrowed(self) -> bool:
        return bool(self.axis or self.reach or self.words or self.retired)


def sheets_of(territory: Territory, *, inside: bool) -> QuerySet[ActionSheet]:
    """The sheets of a territory by title; those who are not of it see those on which people decided."""
    sheets = ActionSheet.objects.filter(territory=territory).select_related("axis", "cycle")
    if not inside:
        sheets = sheets.filter(choices__decided_at__isnull=False, retired_at=None).distinct()
    return sheets.order_by("title", "pk")


def listed(territory: Territory, asked: Asked, *, inside: bool) -> "Page[Any]":
    """One page of the list, each sheet with how many needs and ideas it has."""
    sheets = sheets_of(territory, inside=inside).filter(retired_at__isnull=not asked.retired)
    if asked.axis == "none":
        sheets = sheets.filter(axis=None)
    elif asked.axis:
        sheets = sheets.filter(axis=UUID(asked.axis))
    if asked.reach:
        sheets = sheets.filter(reach=asked.reach)
    if asked.words:
        wanted = fold(asked.words).split()
        texts = ("title", "what", "for_whom", "situation", "with_whom", "place")
        found = [
            pk for pk, *told in sheets.values_list("pk", *texts) if all(word in fold(" ".join(told)) for word in wanted)
        ]
        sheets = ActionSheet.objects.filter(pk__in=found).select_related("axis", "cycle").order_by("title", "pk")
    counted = sheets.annotate(
        needs_count=Count("needs", filter=Q(needs__retired_at=None), distinct=True),
        ideas_count=Count("ideas", filter=Q(ideas__retired_at=None), distinct=True),
    )
    return Paginator(counted, PAGE).get_page(asked.page)


@dataclass(frozen=True, slots=True)
class IdeaServed:
    """An idea that a sheet serves, with the way down to the notes."""

    frozen: FrozenSynthesis
    idea: str
    wording: str
    count: int

    @property
    def value(self) -> str:
        return f"{self.frozen.pk}:{self.idea}"


def ideas_served(sheet: ActionSheet) -> list[IdeaServed]:
    """The ideas a sheet serves, in the order in which they were linked."""
    rows = (
        SheetIdea.objects.filter(sheet=sheet, retired_at=None).select_related("frozen__synthesis").order_by("at", "pk")
    )
    found = []
    for row in rows:
        shown = version_page(row.frozen).ideas.get(row.idea_id)
        if shown:
            found.append(IdeaServed(row.frozen, row.idea_id, shown.wording, shown.count))
    return found


def ideas_offered(territory: Territory, linked: list[IdeaServed]) -> list[tuple[FrozenSynthesis, list[IdeaServed]]]:
    """Ideas of the latest frozen version of each synthesis, and of the versions that the sheet links to already."""
    used = {one.frozen.pk for one in linked}
    versions = FrozenSynthesis.objects.filter(synthesis__territory=territory).select_related("synthesis")
    latest: dict[UUID, FrozenSynthesis] = {}
    found = []
    for one in versions.defer("document").order_by("synthesis__title", "synthesis", "-version"):
        if one.synthesis_id not in latest or one.pk in used:
            latest.setdefault(one.synthesis_id, one)
            found.append(one.pk)
    documents = FrozenSynthesis.objects.in_bulk(found)
    by_version = []
    for one in versions.filter(pk__in=found).order_by("synthesis__title", "synthesis", "-version"):
        page = version_page(documents[one.pk])
        ideas = [IdeaServed(one, idea.id, idea.wording, idea.count) for idea in page.ideas.values()]
        by_version.append((one, sorted(ideas, key=lambda idea: (-idea.count, idea.wording))))
    return by_version


@dataclass(frozen=True, slots=True)
class CodeNamed:
    """A component of the grid in words."""

    code: str
    label: str


def codes_named(territory: Territory, codes: list[str]) -> list[CodeNamed]:
    """Codes with their words in the language of whoever reads."""
    if not codes:
        return []
    grid = grid_for_placing(territory)
    return [CodeNamed(code, words_of(grid, code).label) for code in codes]


def components_offered(territory: Territory) -> list[tuple[str, list[CodeNamed]]]:
    """The components of the grid, dimension by dimension."""
    grid = grid_for_placing(territory)
    language = get_language() or territory.language
    return [
        (
            f"{dimension.code} {dimension.label(language)}",
            [CodeNamed(one.code, one.label(language)) for one in grid.components(dimension.normal)],
        )
        for dimension in grid.dimensions
    ]


def standing_needs(sheet: ActionSheet) -> list[Need]:
    """What a sheet needs, by the order of the resources."""
    rows = sheet.needs.filter(retired_at=None).select_related("resource")
    return list(rows.order_by("resource__position", "resource__name", "from_on", "pk"))


@dataclass(frozen=True, slots=True)
class Links:
    """How a sheet stands beside others."""

    requires: list[ActionSheet]
    excludes: list[ActionSheet]
    required_by: list[ActionSheet]


def links_of(sheet: ActionSheet) -> Links:
    """What a sheet requires, what cannot be done beside it whichever of the two said so, and what requires it."""
    return Links(
        [one.other for one in sheet.requires.select_related("other").order_by("other__title")],
        [one.other for one in sheet.excludes.select_related("other").order_by("other__title")]
        + [one.sheet for one in sheet.excluded_by.select_related("sheet").order_by("sheet__title")],
        [one.sheet for one in sheet.required_by.select_related("sheet").order_by("sheet__title")],
    )


def choices_of(sheet: ActionSheet) -> QuerySet[Choice]:
    """The choices that a sheet is put to."""
    return sheet.choices.order_by("-made_at", "pk")


@dataclass(frozen=True, slots=True)
class Turn:
    """One version in the history: who joined, why, and what it says otherwise than the one before."""

    version: SheetVersion
    changes: list[Changed]


def history_of(sheet: ActionSheet) -> list[Turn]:
    """The versions of a sheet, latest first, each with what changed from the one before."""
    rows = list(sheet.versions.select_related("saved_by").order_by("number"))
    before: list[dict[str, Any]] = [{}, *(one.content for one in rows)]
    turns = [Turn(one, what_changed(before[place], one.content)) for place, one in enumerate(rows)]
    return turns[::-1]


def printed(territory: Territory, *, inside: bool) -> QuerySet[ActionSheet]:
    """All sheets that stand, with their needs, in a constant number of queries."""
    needs = Need.objects.filter(retired_at=None).select_related("resource").order_by("resource__position", "pk")
    sheets = sheets_of(territory, inside=inside).filter(retired_at=None)
    return sheets.prefetch_related(Prefetch("needs", queryset=needs, to_attr="standing_needs"))


def others_of(territory: Territory, sheet_id: UUID, linked: Collection[str]) -> Iterator[tuple[UUID, str]]:
    """The other sheets that stand, to link to, and those that are linked already."""
    own = ActionSheet.objects.filter(territory=territory).exclude(pk=sheet_id)
    rows = own.filter(retired_at=None) | own.filter(pk__in=_uuids(linked))
    yield from rows.order_by("title", "pk").values_list("pk", "title")


def _uuids(texts: Collection[str]) -> list[UUID]:
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found
