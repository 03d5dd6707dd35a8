"""What a person sent of an action sheet, read from the form; needs stay as they were written until they are right."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.http import QueryDict

from spirale.decision.drafts import TEXTS, NeedDraft, SheetDraft
from spirale.decision.forms import SheetForm
from spirale.pages.amounts import amount_shown, amount_written
from spirale.pages.ids import as_id
from spirale.pages.problems import Problem

LINES = ("id", "resource", "amount", "from_on", "to_on", "place", "said")


@dataclass(frozen=True, slots=True)
class NeedLine:
    """One line of needs as it stands in the form."""

    id: str
    resource: str = ""
    amount: str = ""
    from_on: str = ""
    to_on: str = ""
    place: str = ""
    said: str = ""

    @property
    def is_empty(self) -> bool:
        return not any((self.amount.strip(), self.from_on, self.to_on, self.place.strip(), self.said.strip()))


def empty_line() -> NeedLine:
    """A line for one more need."""
    return NeedLine(str(uuid4()))


def lines_of(content: dict[str, Any]) -> list[NeedLine]:
    """The needs of a content as lines of the form."""
    return [
        NeedLine(
            one["id"],
            one["resource"],
            amount_shown(one["amount"]),
            one["from_on"],
            one["to_on"],
            one["place"],
            one["said"],
        )
        for one in content["needs"]
    ]


def lines_in(sent: QueryDict) -> list[NeedLine]:
    """The lines of needs as they were sent, but for empty ones."""
    columns = [sent.getlist(f"need_{name}") for name in LINES]
    lines = (NeedLine(*cells) for cells in zip(*columns, strict=False))
    return [line for line in lines if not line.is_empty][:200]


@dataclass(frozen=True, slots=True)
class Ticked:
    """What is ticked in the lists of a form."""

    ideas: frozenset[str] = frozenset()
    codes: frozenset[str] = frozenset()
    requires: frozenset[str] = frozenset()
    excludes: frozenset[str] = frozenset()

    @classmethod
    def sent(cls, sent: QueryDict) -> "Ticked":
        return cls(*(frozenset(sent.getlist(name)) for name in ("idea", "code", "requires", "excludes")))

    @classmethod
    def of(cls, content: dict[str, Any]) -> "Ticked":
        return cls(
            frozenset(f"{one['frozen']}:{one['idea']}" for one in content["ideas"]),
            frozenset(content["codes"]),
            frozenset(one["id"] for one in content["requires"]),
            frozenset(one["id"] for one in content["excludes"]),
        )


def draft_of(form: SheetForm, sent: QueryDict) -> tuple[SheetDraft | None, list[Problem]]:
    """The draft that was sent, or all that could not be read in it."""
    problems: list[Problem] = []
    needs = [need for line in lines_in(sent) if (need := _need(line, problems))]
    reaches = _reaches(sent, problems)
    if problems or not form.is_valid():
        return None, problems
    told, ticked = form.cleaned_data, Ticked.sent(sent)
    draft = SheetDraft(
        title=told["title"],
        what=told["what"],
        texts={name: told[name] for name in TEXTS},
        first_results_on=told["first_results_on"],
        reach=told["reach"],
        place=told["place"],
        axis=told["axis"].pk if told["axis"] else None,
        cycle=told["cycle"].pk if told["cycle"] else None,
        codes=tuple(sorted(ticked.codes)),
        reaches=reaches,
        needs=tuple(needs),
        ideas=tuple(pair for one in sorted(ticked.ideas) if (pair := _idea(one))),
        requires=_ids(ticked.requires),
        excludes=_ids(ticked.excludes),
    )
    return draft, []


def _need(line: NeedLine, problems: list[Problem]) -> NeedDraft | None:
    try:
        resource, need = as_id(line.resource), as_id(line.id)
        if resource is None or need is None:
            raise Problem("need without a resource")  # noqa: TRY301  said with the others
        return NeedDraft(
            need, resource, amount_written(line.amount), _day(line.from_on), _day(line.to_on), line.place, line.said
        )
    except Problem as problem:
        problems.append(problem)
        return None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Problem("day not read", value=text[:20]) from None


def _reaches(sent: QueryDict, problems: list[Problem]) -> dict[str, int]:
    found = {}
    for situation in "12345":
        text = sent.get(f"reaches_{situation}", "").strip()
        if not text:
            continue
        if text.isascii() and text.isdigit() and len(text) < 10:
            found[situation] = int(text)
        else:
            problems.append(Problem("number not readable", value=text[:20]))
    return found


def _idea(value: str) -> tuple[UUID, str] | None:
    frozen, _colon, idea = value.partition(":")
    found = as_id(frozen)
    return (found, idea[:40]) if found and idea else None


def _ids(values: frozenset[str]) -> frozenset[UUID]:
    return frozenset(found for one in values if (found := as_id(one)))
