"""Ideas of a frozen synthesis held against what exists: rows, three columns, sums in which every idea is counted."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from spirale.strategy.models import Axis, AxisIdea, Confrontation, Existing
from spirale.strategy.queries.refs import ideas_to_confront
from spirale.synthesis.models import FrozenSynthesis
from spirale.synthesis.queries.documents import public_name
from spirale.synthesis.queries.frozen import IdeaShown, version_page

PAGE: Final = 25
"""Ideas that the page shows at once."""
STATES: Final = ("confirmed", "both", "contradicted", "lacking", "open")
"""How an idea stands in a column: exactly one of these. `both` is confirmed by some and contradicted by others."""
SHOWN: Final = ("all", "nothing", "open", "contradicted", "no_axis")
"""Which ideas may be asked for."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What was said of an idea and something that exists."""

    id: UUID
    verdict: str
    name: str
    description: str
    comment: str
    by: str


@dataclass(frozen=True, slots=True)
class Cell:
    """An idea in one column."""

    column: str
    label: str
    findings: tuple[Finding, ...]

    @property
    def state(self) -> str:
        said = {finding.verdict for finding in self.findings}
        if said >= {"confirms", "contradicts"}:
            return "both"
        if "confirms" in said:
            return "confirmed"
        if "contradicts" in said:
            return "contradicted"
        return "lacking" if said else "open"

    @property
    def lack(self) -> Finding | None:
        return next((finding for finding in self.findings if finding.verdict == "lacks"), None)

    @property
    def found(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.verdict != "lacks"]


@dataclass(frozen=True, slots=True)
class ConfrontedIdea:
    """An idea, how it stands in each column, and the axes that answer it."""

    idea: IdeaShown
    general: str
    cells: tuple[Cell, ...]
    axes: tuple[Axis, ...]

    @property
    def states(self) -> set[str]:
        return {cell.state for cell in self.cells}

    @property
    def has_nothing(self) -> bool:
        """Whether nothing that exists was found to answer it yet, in any column."""
        return self.states <= {"lacking", "open"}


@dataclass(frozen=True, slots=True)
class ColumnSum:
    """How the ideas stand in one column; each is counted once."""

    column: str
    label: str
    counts: tuple[tuple[str, int], ...]

    def count(self, state: str) -> int:
        return dict(self.counts)[state]

    @property
    def confirmed(self) -> int:
        return self.count("confirmed")

    @property
    def both(self) -> int:
        return self.count("both")

    @property
    def contradicted(self) -> int:
        return self.count("contradicted")

    @property
    def lacking(self) -> int:
        return self.count("lacking")

    @property
    def open(self) -> int:
        return self.count("open")

    @property
    def total(self) -> int:
        return sum(count for _, count in self.counts)


@dataclass(frozen=True, slots=True)
class ConfrontationPage:
    """One look at a confrontation: the sums of the whole, and a page of the ideas that were asked for."""

    sums: tuple[ColumnSum, ...]
    total: int
    untouched: int
    nothing: int
    rows: tuple[ConfrontedIdea, ...]
    found: int
    show: str
    page: int
    pages: int

    @property
    def looked_at(self) -> int:
        """Ideas of which something is said in at least one column."""
        return self.total - self.untouched


def confrontation_page(frozen: FrozenSynthesis, *, show: str = "all", page: int = 1) -> ConfrontationPage:
    """What the page of a confrontation shows."""
    rows = confronted_ideas(frozen)
    found = [row for row in rows if _is_asked(row, show)]
    pages = max(1, -(-len(found) // PAGE))
    page = min(max(1, page), pages)
    return ConfrontationPage(
        sums=sums_of(rows),
        total=len(rows),
        untouched=sum(row.states == {"open"} for row in rows),
        nothing=sum(row.has_nothing for row in rows),
        rows=tuple(found[(page - 1) * PAGE : page * PAGE]),
        found=len(found),
        show=show,
        page=page,
        pages=pages,
    )


def confronted_ideas(frozen: FrozenSynthesis) -> list[ConfrontedIdea]:
    """Every idea of a version that notes stand under, in its order, with what was found; two round trips."""
    ideas = ideas_to_confront(frozen)
    general = {part.id: idea.wording for idea in version_page(frozen).ideas.values() for part in idea.parts}
    said = findings_of([frozen.pk])
    axes: dict[str, list[Axis]] = {}
    links = AxisIdea.objects.filter(frozen=frozen, retired_at=None, axis__retired_at=None).select_related("axis")
    for link in links.order_by("axis__position", "axis_id", "id"):
        axes.setdefault(link.idea_id, []).append(link.axis)
    return [
        ConfrontedIdea(idea, general.get(idea.id, ""), cells_of(said, frozen.pk, idea.id), tuple(axes.get(idea.id, ())))
        for idea in ideas
    ]


Findings = dict[tuple[UUID, str, str], list[Finding]]


def findings_of(frozen_ids: Sequence[UUID]) -> Findings:
    """What stands of several versions, by version, idea and column, in one round trip."""
    found: Findings = {}
    rows = Confrontation.objects.filter(frozen__in=frozen_ids, retired_at=None).select_related("existing", "by")
    for row in rows.order_by("at", "id"):
        existing = row.existing
        found.setdefault((row.frozen_id, row.idea_id, row.column), []).append(
            Finding(
                row.pk,
                row.verdict,
                existing.name if existing else "",
                existing.description if existing else "",
                row.comment,
                public_name(row.by),
            )
        )
    return found


def cells_of(said: Findings, frozen_id: UUID, idea_id: str) -> tuple[Cell, ...]:
    """The three columns of one idea."""
    return tuple(
        Cell(key, str(label), tuple(said.get((frozen_id, idea_id, key), ()))) for key, label in Existing.Column.choices
    )


def sums_of(rows: Sequence[ConfrontedIdea]) -> tuple[ColumnSum, ...]:
    """How the ideas stand, column by column: the five counts of a column add up to the number of ideas."""
    counted = {key: Counter[str]() for key, _ in Existing.Column.choices}
    for row in rows:
        for cell in row.cells:
            counted[cell.column][cell.state] += 1
    return tuple(
        ColumnSum(key, str(label), tuple((state, counted[key][state]) for state in STATES))
        for key, label in Existing.Column.choices
    )


def _is_asked(row: ConfrontedIdea, show: str) -> bool:
    if show == "nothing":
        return row.has_nothing
    if show == "open":
        return "open" in row.states
    if show == "contradicted":
        return bool({"contradicted", "both"} & row.states)
    return not row.axes if show == "no_axis" else True
