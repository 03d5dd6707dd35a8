"""Reading a sheet of notes that somebody brings: which column says what, and each row as a note or as a problem."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Final
from uuid import UUID, uuid5

from django.conf import settings
from django.utils import timezone

from spirale.cycles.models import Question
from spirale.method.problems import Problem
from spirale.method.signs import sign_written
from spirale.method.text import canonical_json, fold
from spirale.tables import Limits, Table, read_table
from spirale.workshops.models import Workshop
from spirale.workshops.wording import as_written

ROLES: Final = ("text", "question", "sign", "written_at", "id")
"""What a column may say of a note; every other column is left aside."""

_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "text": (
        *("text", "texte", "note", "notes", "answer", "reponse", "contribution", "expression", "post-it", "postit"),
        *("verbatim", "critere", "criterion"),
    ),
    "question": ("question", "question code", "code question", "question_code", "no question", "n° question"),
    "sign": ("sign", "signe", "polarity", "polarite", "+/-", "+ / -", "+/−"),
    "written_at": ("written_at", "written at", "written on", "date", "ecrit le", "ecrite le", "timestamp"),
    "id": ("id", "uuid", "note_id", "note id", "identifiant", "identifier"),
}
_DAYS: Final = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y")
_MINUTES: Final = ("%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%d.%m.%Y %H:%M:%S")


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person chose by hand: a column for a role ("" leaves the role out), one question for all, new voices."""

    columns: Mapping[str, str] = field(default_factory=dict)
    question: str = ""
    said_by_others: bool = False


@dataclass(frozen=True, slots=True)
class RowRead:
    """One row of the sheet, as the note it makes."""

    number: int
    id: UUID
    question: Question
    sign: int
    text: str
    written_at: datetime


@dataclass(frozen=True, slots=True)
class SheetReading:
    """A sheet as it was understood: columns and their roles, rows as notes, and all that is wrong."""

    columns: tuple[str, ...]
    roles: Mapping[str, str]
    left_aside: tuple[str, ...]
    whole_question: Question | None
    rows_in_file: int
    rows: tuple[RowRead, ...]
    problems: tuple[Problem, ...]
    ids_from_file: bool
    digest: str

    @property
    def roles_left_out(self) -> tuple[str, ...]:
        """Roles that no column of this sheet plays."""
        return tuple(role for role in ROLES if role not in self.roles)

    @property
    def ids_left_aside(self) -> bool:
        """Whether a column of ids was left aside, its values not being ids of notes."""
        return "id" in self.roles and not self.ids_from_file


def read_sheet(
    content: bytes, name: str, *, workshop: Workshop, questions: Sequence[Question], choices: Choices
) -> SheetReading:
    """Read a CSV or a spreadsheet as notes of a workshop; what is wrong with rows is gathered, not raised.

    Raises Problem when the file as a whole cannot be read.
    """
    table = read_table(content, name, limits=Limits(file_bytes=settings.UPLOAD_LIMIT))
    roles = recognise(table.columns, choices.columns)
    digest = hashlib.sha256(content).hexdigest()
    whole = next((question for question in questions if str(question.pk) == choices.question), None)
    if whole is None and "question" not in roles and len(questions) == 1:
        whole = questions[0]
    problems: list[Problem] = []
    if "text" not in roles:
        problems.append(Problem("note column missing", row=table.header_row, found=table.columns))
    if whole is None and "question" not in roles:
        problems.append(Problem("question column missing", row=table.header_row, found=table.columns))
    if not table.rows:
        problems.append(Problem("sheet without rows", row=table.header_row + 1))
    ids = _ids(table, roles.get("id"), problems)
    rows: list[RowRead] = []
    if "text" in roles and (whole or "question" in roles):
        named = _questions_by_name(questions)
        noon = timezone.make_aware(datetime.combine(workshop.held_on, time(12)))
        seen: Counter[str] = Counter()
        for row in table.rows:
            try:
                question = whole or _question(row.cells[roles["question"]], named, questions, row.number, roles)
                sign = _sign(row.cells.get(roles.get("sign", ""), ""), question, row.number, roles)
                text = as_written(row.cells[roles["text"]], row=row.number, column=roles["text"])
                written_at = _instant(row.cells.get(roles.get("written_at", ""), ""), row.number, roles) or noon
            except Problem as problem:
                problems.append(problem)
                continue
            said = canonical_json([str(question.pk), sign, text]).decode()
            seen[said] += 1
            made = canonical_json([said, seen[said], digest if choices.said_by_others else ""]).decode()
            note_id = (ids or {}).get(row.number) or uuid5(workshop.pk, made)
            rows.append(RowRead(row.number, note_id, question, sign, text, written_at))
    problems.sort(key=lambda problem: int(str(problem.parameters.get("row", 0))))
    return SheetReading(
        columns=table.columns,
        roles=roles,
        left_aside=tuple(column for column in table.columns if column not in roles.values()),
        whole_question=whole,
        rows_in_file=len(table.rows),
        rows=tuple(rows),
        problems=tuple(problems),
        ids_from_file=bool(ids),
        digest=digest,
    )


def recognise(columns: Iterable[str], chosen: Mapping[str, str]) -> dict[str, str]:
    """Which column plays which role: as chosen by hand, else by its name in French or English."""
    columns = list(columns)
    roles = {role: column for role, column in chosen.items() if role in ROLES and column in columns}
    by_name = {fold(column): column for column in reversed(columns)}
    for role in ROLES:
        if role in chosen:
            continue
        for name in _NAMES[role]:
            column = by_name.get(name)
            if column and column not in roles.values():
                roles[role] = column
                break
    return roles


def _ids(table: Table, column: str | None, problems: list[Problem]) -> dict[int, UUID] | None:
    """The ids that the sheet gives its notes, by row; nothing when the column holds other things, such as 1, 2, 3."""
    if column is None:
        return None
    found: dict[int, UUID] = {}
    strange = []
    for row in table.rows:
        value = row.cells[column].strip()
        if not value:
            continue
        try:
            found[row.number] = UUID(value)
        except ValueError:
            strange.append(Problem("id unknown", row=row.number, column=column, value=value[:40]))
    if not found:
        return None
    problems.extend(strange)
    first: dict[UUID, int] = {}
    for number, note_id in found.items():
        if note_id in first:
            problems.append(Problem("id twice", row=number, column=column, first_row=first[note_id]))
        first.setdefault(note_id, number)
    return found


def _questions_by_name(questions: Sequence[Question]) -> dict[str, Question]:
    """Each question under its short name, its wordings, its id, and its number."""
    named: dict[str, Question] = {}
    for place, question in enumerate(questions, 1):
        named.setdefault(str(place), question)
    for question in questions:
        for name in (question.code, str(question.pk), *question.wordings.values()):
            named[fold(str(name))] = question
    return named


def _question(
    cell: str, named: Mapping[str, Question], questions: Sequence[Question], row: int, roles: Mapping[str, str]
) -> Question:
    said = fold(cell)
    found = named.get(said) or named.get(said.split(" ")[0].rstrip(".:") if said else "")
    if found:
        return found
    known = ", ".join(question.code for question in questions)
    if not said:
        raise Problem("question missing", row=row, column=roles["question"], known=known)
    raise Problem("question unknown", row=row, column=roles["question"], value=cell[:60], known=known)


def _sign(cell: str, question: Question, row: int, roles: Mapping[str, str]) -> int:
    if not fold(cell):
        return question.sign
    sign = sign_written(cell)
    if sign is None:
        raise Problem("sign unknown", row=row, column=roles["sign"], value=cell[:40])
    return sign


def _instant(cell: str, row: int, roles: Mapping[str, str]) -> datetime | None:
    said = cell.strip()
    if not said:
        return None
    found = _as_instant(said)
    if found is None or not 1900 <= found.year <= 2200:
        raise Problem("date unknown", row=row, column=roles["written_at"], value=said[:40])
    return found if timezone.is_aware(found) else timezone.make_aware(found)


def _as_instant(said: str) -> datetime | None:
    try:
        return datetime.fromisoformat(said)
    except ValueError:
        pass
    for form in _DAYS:
        try:
            day: date = datetime.strptime(said, form).date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
        return datetime.combine(day, time(12))
    for form in _MINUTES:
        try:
            return datetime.strptime(said, form)  # noqa: DTZ007 - taken in this site's time zone
        except ValueError:
            continue
    return None
