"""Reading a budget put to the vote from a `.pb` file: every fault found at once, each with its row and column.

The format is Pabulib's (Faliszewski et al., 2023): UTF-8, cells parted by semicolons, and three parts under their
names: META (`key;value`), PROJECTS and VOTES, each with its row of columns.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, cast

from spirale.method.choice.budgets.values import UNIT, VOTE_TYPES, Budget, Project, Vote, VoteType
from spirale.method.problems import Problem, Problems

PARTS: Final = ("META", "PROJECTS", "VOTES")
_NEEDED: Final = {"META": ("key", "value"), "PROJECTS": ("project_id", "cost"), "VOTES": ("voter_id", "vote")}
# Other names of the same way to vote, in published files.
_SAME_AS: Final = {"choose-1": "approval"}
_WITH_POINTS: Final = ("cumulative", "scoring")
_AMOUNT: Final = re.compile(r"([0-9]{1,12})(?:[.,]([0-9]{1,2}))?")
_WHOLE: Final = re.compile(r"[0-9]{1,9}")

csv.field_size_limit(2**31 - 1)  # a cell is as long as the file at most


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of a part: its number, as a spreadsheet counts, and its cells by column."""

    number: int
    cells: Mapping[str, str]


def read_budget(text_or_bytes: str | bytes) -> Budget:
    """Read a `.pb` file.

    Of META, `budget` and `vote_type` are needed (approval, choose-1, cumulative, scoring or ordinal), and kept to:
    `num_projects`, `num_votes`, `min_length`, `max_length`, `min_points`, `max_points`, `min_sum_points`,
    `max_sum_points`; so are `votes` and `score` of projects. Amounts have two decimals at most. In a vote, projects and
    points are parted by commas. All other cells are kept as they are.
    Raises Problems, in the order of rows: nothing is read in half.
    """
    reader = _Reader()
    budget = None
    try:
        budget = reader.budget(_parts(_text(text_or_bytes)))
    except Problem as problem:
        reader.problems.append(problem)
    if reader.problems or not budget:
        raise Problems(tuple(sorted(reader.problems, key=lambda one: int(str(one.parameters["row"])))))
    return budget


def _text(text_or_bytes: str | bytes) -> str:
    """Give the text. Raises Problem when it is not in UTF-8, or holds a NUL, which no page nor database keeps."""
    text = text_or_bytes.removeprefix("\ufeff") if isinstance(text_or_bytes, str) else _decoded(text_or_bytes)
    if "\0" in text:
        raise Problem("character not of a text", row=text[: text.index("\0")].count("\n") + 1)
    return text


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        raise Problem("text not in UTF-8", row=row, byte=error.start + 1) from None


def _parts(text: str) -> dict[str, list[_Row]]:
    """Give the rows of each part. Raises Problem when a part is missing, twice or out of order, or a row unreadable."""
    parts: dict[str, list[_Row]] = {}
    columns: list[str] = []
    part = ""
    number = 0
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True), 1):
            cells = [cell.strip() for cell in row]
            if not any(cells):
                continue
            if cells[0].upper() in PARTS and not any(cells[1:]):
                if part and not columns:
                    raise Problem("part without columns", row=number, part=part)
                part, columns = cells[0].upper(), []
                if PARTS.index(part) != len(parts):
                    raise Problem("part out of order", row=number, part=part, expected=PARTS)
                parts[part] = []
            elif not part:
                raise Problem("part out of order", row=number, part=cells[0], expected=PARTS)
            elif not columns:
                columns = _columns(number, cells, part)
            elif len(cells) != len(columns):
                raise Problem("row of another length", row=number, cells=len(cells), expected=len(columns))
            else:
                parts[part].append(_Row(number, dict(zip(columns, cells, strict=True))))
    except csv.Error as error:
        raise Problem("row not readable", row=number + 1, reason=str(error)) from None
    for name in PARTS:
        if name not in parts:
            raise Problem("part missing from the file", row=number + 1, part=name, expected=PARTS)
    if not columns:
        raise Problem("part without columns", row=number + 1, part=part)
    return parts


def _columns(number: int, cells: list[str], part: str) -> list[str]:
    columns = [cell.lower() for cell in cells]
    for column in (*_NEEDED[part], *columns):
        if column not in columns:
            raise Problem("column missing", row=number, column=column, found=tuple(columns))
        if columns.count(column) > 1:
            raise Problem("column twice", row=number, column=column)
    return columns


class _Reader:
    """Turns rows into values, and notes what is wrong with each."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def budget(self, parts: Mapping[str, list[_Row]]) -> Budget:
        settings = self._settings(parts["META"])
        projects = self._projects(parts["PROJECTS"])
        told = {name: row.cells["value"] for name, row in settings.items()}
        vote_type = _SAME_AS.get(told["vote_type"].lower(), told["vote_type"].lower())
        if vote_type not in VOTE_TYPES:
            row = settings["vote_type"].number
            raise Problem("vote type unknown", row=row, column="value", value=told["vote_type"], expected=VOTE_TYPES)
        if vote_type in _WITH_POINTS and parts["VOTES"] and "points" not in parts["VOTES"][0].cells:
            found = tuple(parts["VOTES"][0].cells)
            raise Problem("column missing", row=parts["VOTES"][0].number, column="points", found=found)
        amount = self._amount(settings["budget"], "value")
        limits = {name: self._whole(settings[name], "value", told[name]) for name in _LIMITS if told.get(name)}
        votes = self._votes(parts["VOTES"], {one.id for one in projects}, vote_type, limits)
        for name, rows in (("num_projects", parts["PROJECTS"]), ("num_votes", parts["VOTES"])):
            if told.get(name) and self._whole(settings[name], "value", told[name]) != len(rows):
                self._note("count not as told", settings[name], "value", name=name, told=told[name], found=len(rows))
        self._count(parts["PROJECTS"], votes)
        return Budget(amount, cast(VoteType, vote_type), tuple(projects), tuple(votes), told)

    def _note(self, code: str, row: _Row, column: str, **parameters: object) -> None:
        self.problems.append(Problem(code, row=row.number, column=column, **parameters))

    def _settings(self, rows: Iterable[_Row]) -> dict[str, _Row]:
        settings = self._by_id(rows, "key", "setting twice")
        for name in ("budget", "vote_type"):
            if name not in settings:
                raise Problem("setting missing", row=1, column="key", name=name)
        return settings

    def _by_id(self, rows: Iterable[_Row], column: str, twice: str) -> dict[str, _Row]:
        """Rows by what names them; those without a name, or with that of another, are noted."""
        found: dict[str, _Row] = {}
        for row in rows:
            name = row.cells[column]
            if not name:
                self._note("name missing", row, column)
            elif name in found:
                self._note(twice, row, column, name=name, first_row=found[name].number)
            else:
                found[name] = row
        return found

    def _amount(self, row: _Row, column: str) -> int:
        """Read an amount in hundredths."""
        value = row.cells[column]
        if not (read := _AMOUNT.fullmatch(value)):
            self._note("amount unreadable", row, column, value=value)
            return 0
        return int(read[1]) * UNIT + int((read[2] or "").ljust(2, "0"))

    def _whole(self, row: _Row, column: str, value: str) -> int:
        if not _WHOLE.fullmatch(value):
            self._note("number not whole", row, column, value=value)
            return 0
        return int(value)

    def _projects(self, rows: Iterable[_Row]) -> list[Project]:
        projects = []
        for name, row in self._by_id(rows, "project_id", "project twice").items():
            if "," in name:
                self._note("comma in a name", row, "project_id", name=name)
            told = {column: cell for column, cell in row.cells.items() if column not in ("project_id", "cost", "name")}
            projects.append(Project(name, self._amount(row, "cost"), row.cells.get("name", ""), told))
        return projects

    def _votes(self, rows: Iterable[_Row], known: set[str], vote_type: str, limits: Mapping[str, int]) -> list[Vote]:
        votes = []
        for voter, row in self._by_id(rows, "voter_id", "voter twice").items():
            named = _listed(row.cells["vote"])
            seen: set[str] = set()
            for project in named:
                if project not in known:
                    self._note("project unknown", row, "vote", name=project)
                elif project in seen:
                    self._note("project named twice", row, "vote", name=project)
                seen.add(project)
            self._limit(row, "vote", len(named), "length", limits)
            points: tuple[int, ...] = ()
            if vote_type in _WITH_POINTS:
                points = self._points(row, len(named), limits)
            votes.append(Vote(voter, named, points))
        return votes

    def _count(self, rows: Iterable[_Row], votes: Iterable[Vote]) -> None:
        """Note the projects whose row tells of other votes, or other points, than those of the file."""
        counted = {"votes": Counter[str](), "score": Counter[str]()}
        for vote in votes:
            counted["votes"].update(vote.projects)
            for project, points in zip(vote.projects, vote.points, strict=False):
                counted["score"][project] += points
        if not counted["score"]:  # a score that is told where nobody gives points is some other figure
            del counted["score"]
        for row in rows:
            for column, of_project in counted.items():
                told, found = row.cells.get(column, ""), of_project[row.cells["project_id"]]
                if told and self._whole(row, column, told) != found:
                    self._note("count not as told", row, column, name=column, told=told, found=found)

    def _points(self, row: _Row, named: int, limits: Mapping[str, int]) -> tuple[int, ...]:
        points = tuple(self._whole(row, "points", one) for one in _listed(row.cells["points"]))
        if len(points) != named:
            self._note("points of another number", row, "points", points=len(points), projects=named)
        for one in points:
            self._limit(row, "points", one, "points", limits)
        self._limit(row, "points", sum(points), "sum_points", limits)
        return points

    def _limit(self, row: _Row, column: str, found: int, what: str, limits: Mapping[str, int]) -> None:
        least, most = limits.get(f"min_{what}"), limits.get(f"max_{what}")
        if (least is not None and found < least) or (most is not None and found > most):
            name = f"min_{what}" if least is not None and found < least else f"max_{what}"
            self._note("vote outside the limits", row, column, found=found, name=name, limit=limits[name])


_LIMITS: Final = tuple(f"{end}_{what}" for what in ("length", "points", "sum_points") for end in ("min", "max"))


def _listed(cell: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in cell.split(",")) if cell else ()
