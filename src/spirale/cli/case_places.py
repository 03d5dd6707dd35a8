"""Where in the tables of a folder something is wrong between them: the file, the row and the column of each problem."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from spirale.cli.case_folder import ACTIONS, BANK, CRITERIA, MINIMUM, NEEDS, SCORES, CaseRead, Line
from spirale.method.choice.checking import check
from spirale.method.problems import Problem, Problems

# Of a problem: the table, the column to mend, and which columns hold which of its parameters. The first place that is
# found is told.
_Place = tuple[str, str, Mapping[str, str]]
_NEED: Final = {"action": "where", "from": "from_on", "to": "to_on"}
_PLEDGE: Final = {"pledge": "where", "from": "from_on", "to": "to_on"}
_PLACES: Final[Mapping[str, tuple[_Place, ...]]] = {
    "choice.action_twice": ((ACTIONS, "action", {"action": "id"}),),
    "choice.pledge_twice": ((BANK, "pledge", {"pledge": "id"}),),
    "choice.criterion_twice": ((CRITERIA, "criterion", {"criterion": "id"}),),
    "choice.minimum_twice": ((MINIMUM, "tag", {"tag": "id"}),),
    "choice.unknown_action": (
        (ACTIONS, "requires", {"action": "where", "requires": "id"}),
        (ACTIONS, "excludes", {"action": "where", "excludes": "id"}),
        (BANK, "only for", {"pledge": "where", "only for": "id"}),
        (SCORES, "action", {"voter": "where", "action": "id"}),
    ),
    "choice.unknown_pledge": ((BANK, "only if", {"pledge": "where", "only if": "id"}),),
    "choice.unknown_criterion": ((SCORES, "criterion", {"voter": "where", "criterion": "id"}),),
    "choice.nothing_needed": ((NEEDS, "amount", {"action": "action", "resource": "resource"}),),
    "choice.nothing_pledged": ((BANK, "amount", {"pledge": "pledge"}),),
    "choice.days_upside_down": ((NEEDS, "to", _NEED), (BANK, "to", _PLEDGE)),
    "choice.day_past": (
        (NEEDS, "to", {"action": "where", "to": "day"}),
        (BANK, "to", {"pledge": "where", "to": "day"}),
    ),
    "choice.no_criterion": ((CRITERIA, "criterion", {}),),
    "choice.no_weight": ((CRITERIA, "weight", {}),),
    "choice.scale_upside_down": ((CRITERIA, "highest", {"criterion": "criterion"}),),
    "choice.negative_weight": ((CRITERIA, "weight", {"criterion": "criterion"}),),
    "choice.negative_minimum": ((MINIMUM, "actions", {"tag": "tag"}),),
    "choice.too_few_tagged": ((MINIMUM, "actions", {"tag": "tag"}),),
    "choice.minimum_out_of_reach": ((MINIMUM, "actions", {"tag": "tags"}),),
    "choice.negative_people": ((ACTIONS, "situation {situation}", {"action": "action"}),),
    "choice.off_scale": (
        (SCORES, "score", {"voter": "voter", "action": "action", "criterion": "criterion", "score": "value"}),
    ),
    "choice.voter_of_two_kinds": ((SCORES, "kind", {"voter": "voter", "kind": "kinds"}),),
    "choice.scored_twice": ((SCORES, "score", {"voter": "voter", "action": "action", "criterion": "criterion"}),),
    "choice.not_scored": ((ACTIONS, "action", {"action": "action"}),),
    "choice.requires_what_it_excludes": ((ACTIONS, "requires", {"action": "action"}),),
}
# What is there once too often is told where it stands for the second time.
_SECOND: Final = frozenset(
    {
        "choice.action_twice",
        "choice.pledge_twice",
        "choice.criterion_twice",
        "choice.minimum_twice",
        "choice.scored_twice",
    }
)
_READ: Final[Mapping[str, Callable[[Line, str], object]]] = {
    "from": Line.day,
    "to": Line.day,
    "score": lambda line, column: line.whole(column, 0),
}
_LISTS: Final = frozenset({"requires", "excludes", "only for", "only if"})


def check_places(read: CaseRead, *, today: str) -> None:
    """Raise Problems for all that is wrong in a case that was read, each with its file, row and column, in order."""
    try:
        check(read.case, today=today)
    except Problems as several:
        raise placed(read, several) from None


def placed(read: CaseRead, several: Problems) -> Problems:
    """Give problems their place in the tables that a case was read from."""
    places = _Places(read)
    return Problems(tuple(sorted(map(places.placed, several.problems), key=_order)))


def _order(problem: Problem) -> tuple[str, int, str]:
    told = problem.parameters
    row = told.get("row")
    return str(told.get("table", "")), row if isinstance(row, int) else 0, str(problem)


class _Places:
    """The rows of each table by what their cells say, made when they are first asked for."""

    def __init__(self, read: CaseRead) -> None:
        self._read = read
        self._rows: dict[tuple[str, tuple[str, ...]], dict[tuple[object, ...], list[Line]]] = {}

    def placed(self, problem: Problem) -> Problem:
        """Give a problem its file, row and column, when there is such a place."""
        for table, column, columns in _PLACES.get(problem.code, ()):
            if table not in self._read.tables:
                continue
            of = self._read.tables[table]
            named = column.format(**problem.parameters)
            place = {"table": of.path.name, "row": of.header, "column": of.called.get(named, named)}
            if columns:
                wanted = tuple(_first(problem.parameters[name]) for name in columns.values())
                rows = self._by(table, tuple(columns)).get(wanted, [])
                if not rows:
                    continue
                place["row"] = rows[1 if problem.code in _SECOND and len(rows) > 1 else 0].number
            return Problem(problem.code, **{**problem.parameters, **place, **_named(problem)})
        return problem

    def _by(self, table: str, columns: tuple[str, ...]) -> dict[tuple[object, ...], list[Line]]:
        if (table, columns) not in self._rows:
            rows: dict[tuple[object, ...], list[Line]] = {}
            for line in self._read.tables[table].lines:
                keys: list[tuple[object, ...]] = [()]
                for column in columns:
                    keys = [(*key, cell) for key in keys for cell in _cells(line, column)]
                for key in keys:
                    rows.setdefault(key, []).append(line)
            self._rows[table, columns] = rows
        return self._rows[table, columns]


def _named(problem: Problem) -> dict[str, object]:
    """The kinds of actors that somebody scores as, an empty cell being told as such."""
    kinds = problem.parameters.get("kinds")
    return {"kinds": [kind or "…" for kind in kinds]} if isinstance(kinds, list) else {}


def _first(value: object) -> object:
    return value[0] if isinstance(value, list | tuple) and value else value


def _cells(line: Line, column: str) -> tuple[object, ...]:
    """What a cell says: every name that it lists, or the one thing."""
    if column in _LISTS:
        return line.names(column)
    return (_READ.get(column, Line.text)(line, column),)
