"""Reading a table of actions that somebody brings: one row a need, its sheet beside it, each problem with its place."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Final
from uuid import UUID, uuid5

from django.conf import settings

from spirale.decision.drafts import TEXTS, NeedDraft, SheetDraft
from spirale.decision.models import ActionSheet, Resource
from spirale.method.grid import Grid, parse_code
from spirale.method.problems import Problem
from spirale.method.text import fold
from spirale.pages.amounts import amount_written
from spirale.pages.ids import as_id, ids_in
from spirale.tables import Limits, Row, Table, read_table
from spirale.territories.models import Territory

MOST_ROWS: Final = 5_000

_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "id": ("id",),
    "title": ("title", "titre", "action"),
    "what": ("what", "quoi", "description"),
    "for_whom": ("for_whom", "for whom", "pour qui"),
    "situation": ("situation", "situation extreme"),
    "with_whom": ("with_whom", "with whom", "avec qui", "qui la fait, avec qui"),
    "tomorrow": ("tomorrow", "demain", "demain matin"),
    "first_results": ("first_results", "first results", "premiers resultats"),
    "first_results_on": ("first_results_on", "premiers resultats pour le"),
    "lasting": ("lasting", "comment elle dure", "duree"),
    "reach": ("reach", "class", "classe"),
    "place": ("place", "lieu", "quartier"),
    "axis": ("axis", "axe", "axe strategique"),
    "codes": ("codes", "components", "composantes"),
    "need": ("need", "besoin", "resource", "ressource"),
    "unit": ("unit", "unite"),
    "amount": ("amount", "quantite"),
    "from_on": ("from_on", "from", "du"),
    "to_on": ("to_on", "to", "au"),
    "need_place": ("need_place", "lieu du besoin"),
    "said": ("said", "dans vos mots"),
}


class ActionsTable:
    """A table as sheets to be kept, by the id that each gets, and all that is wrong in it.

    Rows of the same id, or without one of the same title, are one sheet; what the first says of it holds. A sheet
    without an id gets one from its title, and one whose id is of a sheet of another territory gets one from that id,
    so that the same table brought again makes no second sheet.
    """

    def __init__(self, content: bytes, name: str, territory: Territory, grid: Grid) -> None:
        table = read_table(content, name, limits=Limits(file_bytes=settings.UPLOAD_LIMIT, rows=MOST_ROWS))
        named = {fold(column): column for column in table.columns}
        self._columns = {
            role: next((named[each] for each in names if each in named), "") for role, names in _NAMES.items()
        }
        self._territory, self._grid = territory, grid
        self._resources = {fold(one.name): one for one in Resource.objects.filter(territory=territory, retired_at=None)}
        self._axes = {fold(one.title): one.pk for one in territory.axes.filter(retired_at=None)}
        self._elsewhere = self._of_other_territories(table)
        self.sheets: dict[UUID, SheetDraft] = {}
        self.problems: list[Problem] = []
        for role in ("title", "what"):
            if not self._columns[role]:
                told = {"row": table.header_row, "column": role, "found": table.columns}
                self.problems.append(Problem("column missing", **told))
        if not self.problems:
            for row in table.rows:
                self._read(row)

    def _read(self, row: Row) -> None:
        title = self._cell(row, "title")
        if not title:
            self._wrong(row, "title", Problem("sheet without a title"))
            return
        sheet_id = self._id_of(row, title)
        if sheet_id not in self.sheets:
            self.sheets[sheet_id] = self._sheet(row, title)
        if self._cell(row, "need") or self._cell(row, "amount"):
            draft = self.sheets[sheet_id]
            if need := self._need(row, uuid5(sheet_id, f"need {len(draft.needs)}")):
                self.sheets[sheet_id] = replace(draft, needs=(*draft.needs, need))

    def _of_other_territories(self, table: Table) -> set[UUID]:
        """The ids of this table that sheets of other territories bear here already."""
        given = ids_in(self._cell(row, "id") for row in table.rows)
        sheets = ActionSheet.objects.filter(pk__in=given).exclude(territory=self._territory)
        return set(sheets.values_list("pk", flat=True))

    def _id_of(self, row: Row, title: str) -> UUID:
        given = as_id(self._cell(row, "id"))
        if given and given not in self._elsewhere:
            return given
        return uuid5(self._territory.pk, f"action sheet: {given or fold(title)}")

    def _sheet(self, row: Row, title: str) -> SheetDraft:
        if not self._cell(row, "what"):
            self._wrong(row, "what", Problem("sheet says nothing"))
        axis = self._cell(row, "axis")
        if axis and fold(axis) not in self._axes:
            self._wrong(row, "axis", Problem("axis is gone"))
        return SheetDraft(
            title=title,
            what=self._cell(row, "what"),
            texts={name: self._cell(row, name) for name in TEXTS},
            first_results_on=self._day(row, "first_results_on"),
            reach=self._reach(row),
            place=self._cell(row, "place"),
            axis=self._axes.get(fold(axis)),
            codes=self._codes(row),
        )

    def _need(self, row: Row, need_id: UUID) -> NeedDraft | None:
        name, unit = self._cell(row, "need"), self._cell(row, "unit")
        resource = self._resources.get(fold(name))
        if resource is None:
            self._wrong(row, "need", Problem("resource not in the bank", name=name[:80]))
            return None
        if unit and fold(unit) != fold(resource.unit):
            told = {"name": resource.name, "unit": resource.unit, "given": unit[:40]}
            self._wrong(row, "unit", Problem("unit not in the bank", **told))
            return None
        try:
            amount = amount_written(self._cell(row, "amount"))
        except Problem as problem:
            self._wrong(row, "amount", problem)
            return None
        days = self._day(row, "from_on"), self._day(row, "to_on")
        if days[0] and days[1] and days[1] < days[0]:
            self._wrong(row, "to_on", Problem("need ends before it begins", from_on=days[0], to_on=days[1]))
        return NeedDraft(need_id, resource.pk, amount, *days, self._cell(row, "need_place"), self._cell(row, "said"))

    def _reach(self, row: Row) -> str:
        said = fold(self._cell(row, "reach"))
        known = {fold(str(name)): value for value, label in ActionSheet.Reach.choices for name in (value, label)}
        if said and said not in known:
            self._wrong(row, "reach", Problem("class unknown", value=said[:40]))
        return known.get(said, ActionSheet.Reach.NOW)

    def _codes(self, row: Row) -> tuple[str, ...]:
        found = []
        for code in self._cell(row, "codes").replace(",", " ").replace(";", " ").split():
            try:
                self._grid.check(parse_code(code))
            except Problem as problem:
                self._wrong(row, "codes", problem)
            else:
                found.append(code)
        return tuple(found)

    def _day(self, row: Row, role: str) -> date | None:
        said = self._cell(row, role)
        for form in ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y"):
            try:
                return datetime.strptime(said[:10], form).date()  # noqa: DTZ007 - a day has no time zone
            except ValueError:
                continue
        if said:
            self._wrong(row, role, Problem("day not read", value=said[:20]))
        return None

    def _cell(self, row: Row, role: str) -> str:
        column = self._columns[role]
        return row.cells[column].strip() if column else ""

    def _wrong(self, row: Row, role: str, problem: Problem) -> None:
        told = {**problem.parameters, "row": row.number, "column": self._columns[role] or role}
        self.problems.append(Problem(problem.code, **told))
