"""How far coders agree in a workshop, which codes they confuse, and what waits for adjudication."""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from spirale.coding.models import Coding, Criterion, GridVersion
from spirale.coding.queries.confusion import ConfusedPair, confused_pairs
from spirale.coding.queries.criteria import current_criteria
from spirale.coding.queries.grids import CodeWords, read_grid, words_of
from spirale.cycles.models import Question
from spirale.method.agreement import Agreement, NothingToCompare, agreement_by_dimension, agreement_by_level
from spirale.method.grid import common_general, parse_code
from spirale.people.models import Account
from spirale.workshops.models import Workshop

SHOWN = 40
"""How many disputed criteria, and pairs of codes, one page shows."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Agreement on one thing: a level of the code, or one dimension against all others."""

    name: str
    label: str
    alpha: float | None
    percent: int
    units: int

    @property
    def reading(self) -> str:
        """The number said plainly, by Krippendorff's customary thresholds."""
        if self.alpha is None:
            return _("everyone gave the same: nothing shows whether they would tell others apart")
        if self.alpha >= 0.8:
            return _("reliable")
        if self.alpha >= 0.667:
            return _("enough for tentative conclusions")
        return _("too low to rely on: talk the codes over together")


@dataclass(frozen=True, slots=True)
class Reading:
    """One coder's code for a disputed criterion."""

    coder: str
    code: CodeWords


@dataclass(frozen=True, slots=True)
class Disputed:
    """A criterion on which coders differ, with what each gave, and the most precise code that covers them all."""

    criterion: Criterion
    readings: tuple[Reading, ...]
    general: CodeWords | None
    fresh_id: UUID
    adjudication: Coding | None = None
    decided: CodeWords | None = None

    @property
    def choices(self) -> tuple[CodeWords, ...]:
        """The codes that one may well keep: those given, each once, then the one that covers them."""
        given = [reading.code for reading in self.readings] + ([self.general] if self.general else [])
        return tuple({words.code: words for words in given}.values())

    @property
    def mark(self) -> str:
        return {1: "+", -1: "−"}.get(self.criterion.sign, "")


@dataclass(frozen=True, slots=True)
class AgreementPage:
    """What the page of agreement shows."""

    criteria: int
    coded: int
    read_twice: int
    coders: tuple[tuple[str, int], ...]
    levels: tuple[Measured, ...]
    dimensions: tuple[Measured, ...]
    confused: tuple[tuple[CodeWords, CodeWords, int], ...]
    pairs: tuple[ConfusedPair, ...]
    disputed: tuple[Disputed, ...]
    disputed_count: int
    adjudicated: tuple[Disputed, ...]


def agreement_page(workshop: Workshop, grid: GridVersion, reader: Account, *, sees_all: bool) -> AgreementPage:
    """Measure agreement over criteria read by two coders at least; the round trips do not depend on their number.

    Whoever does not adjudicate sees the codes of others only where they gave their own.
    """
    criteria = {
        criterion.pk: criterion
        for criterion in current_criteria()
        .filter(note__workshop=workshop, note__question__grouping=Question.Grouping.GRID)
        .select_related("note__question")
    }
    given: dict[UUID, list[Coding]] = defaultdict(list)
    settled: dict[UUID, Coding] = {}
    standing = Coding.objects.filter(
        criterion__note__workshop=workshop, criterion__retired_at=None, grid=grid, retired_at=None
    )
    for coding in standing.select_related("coder"):
        if coding.criterion_id not in criteria:
            continue
        if coding.is_adjudication:
            settled[coding.criterion_id] = coding
        else:
            given[coding.criterion_id].append(coding)
    units = [[coding.code for coding in codings] for codings in given.values() if len(codings) > 1]
    reading = read_grid(grid)
    words: Callable[[str], CodeWords] = lambda code: words_of(reading, code)  # noqa: E731
    names = Counter(
        (str(coding.coder) if sees_all or coding.coder_id == reader.pk else "", coding.coder_id)
        for codings in given.values()
        for coding in codings
    )
    differing = [
        _disputed(criteria[pk], codings, settled.get(pk), words, names=sees_all, reader=reader)
        for pk, codings in given.items()
        if len({coding.code for coding in codings}) > 1
        and (sees_all or any(coding.coder_id == reader.pk for coding in codings))
    ]
    differing.sort(key=lambda found: (found.criterion.note.written_at, found.criterion.pk))
    open_ones = [found for found in differing if not found.adjudication]
    confused = _whole(units).confused if units else ()
    return AgreementPage(
        criteria=len(criteria),
        coded=len({*given, *settled}),
        read_twice=len(units),
        coders=tuple(
            (name or _("coder %(number)s") % {"number": number}, count)
            for number, ((name, _coder), count) in enumerate(names.most_common(), 1)
        ),
        levels=_levels(units),
        dimensions=_dimensions(units, words),
        confused=tuple((words(one), words(other), count) for one, other, count in confused[:SHOWN]),
        pairs=confused_pairs(criteria, given, words, reader, sees_all=sees_all),
        disputed=tuple(open_ones[:SHOWN]),
        disputed_count=len(open_ones),
        adjudicated=tuple(found for found in differing if found.adjudication)[:SHOWN],
    )


def _whole(units: Sequence[Sequence[str]]) -> Agreement:
    return agreement_by_level(units)["code"]


def _levels(units: Sequence[Sequence[str]]) -> tuple[Measured, ...]:
    try:
        found = agreement_by_level(units)
    except NothingToCompare:
        return ()
    labels = {
        "dimension": _("the dimension (A to I)"),
        "component": _("the component (A01)"),
        "code": _("the whole code"),
    }
    return tuple(_measured(name, labels[name], found[name]) for name in labels)


def _dimensions(units: Sequence[Sequence[str]], words: Callable[[str], CodeWords]) -> tuple[Measured, ...]:
    """For each dimension that somebody gave: do coders agree that a criterion is of it, or not?"""
    try:
        found = agreement_by_dimension(units)
    except NothingToCompare:
        return ()
    return tuple(_measured(dimension, words(dimension).label, each) for dimension, each in found.items())


def _measured(name: str, label: str, found: Agreement) -> Measured:
    return Measured(name, label, found.alpha, round(100 * found.percent), found.units)


def _disputed(
    criterion: Criterion,
    codings: Sequence[Coding],
    adjudication: Coding | None,
    words: Callable[[str], CodeWords],
    *,
    names: bool,
    reader: Account,
) -> Disputed:
    shared = common_general(parse_code(coding.code) for coding in codings)
    readings = tuple(
        Reading(
            str(coding.coder)
            if names
            else (_("you") if coding.coder_id == reader.pk else _("coder %(number)s") % {"number": number}),
            words(coding.code),
        )
        for number, coding in enumerate(codings, 1)
    )
    return Disputed(
        criterion,
        readings,
        words(str(shared)) if shared else None,
        uuid4(),
        adjudication,
        words(adjudication.code) if adjudication else None,
    )
