"""Scores with what people disagree on: how many gave what, how far apart the kinds of actors are, who is silent."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from uuid import UUID

from spirale.decision.models import Choice, ChoiceCriterion, Score, Scorer
from spirale.decision.queries.cases import counting
from spirale.decision.queries.frozen import read_rules
from spirale.decision.queries.grounds import Grounds
from spirale.workshops.models import Participant


@dataclass(frozen=True, slots=True)
class KindSays:
    """What one kind of actor gives: how many of them, from the lowest to the highest, and their mean."""

    name: str
    people: int
    lowest: int
    highest: int
    mean: float


@dataclass(frozen=True, slots=True)
class Step:
    """A score of the scale, how many gave it, and that number beside the most given, of 100."""

    value: int
    people: int
    share: int


@dataclass(frozen=True, slots=True)
class Said:
    """What was given to an action on a criterion.

    `spread` is how far the lowest and the highest score lie apart, `between` how far the kinds' means do; `mean` is
    the mean of the kinds' means: each kind of actor is heard equally. Without a score there is none.
    """

    criterion: ChoiceCriterion
    steps: tuple[Step, ...]
    people: int
    spread: int
    between: float
    mean: float | None
    kinds: tuple[KindSays, ...]

    @property
    def is_disputed(self) -> bool:
        """Whether a quarter of those who score stand at each end of the scale, or kinds lie half of it apart."""
        quarter = (self.criterion.highest - self.criterion.lowest) / 4
        low = sum(one.people for one in self.steps if one.value <= self.criterion.lowest + quarter)
        high = sum(one.people for one in self.steps if one.value >= self.criterion.highest - quarter)
        return bool(self.people) and (4 * min(low, high) >= self.people or self.between > 2 * quarter)


@dataclass(frozen=True, slots=True)
class Scored:
    """An action with what it was given on each criterion."""

    id: UUID
    title: str
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Who:
    """A scorer and how many of the scores to give they have given; somebody who has not begun has no id."""

    id: UUID | None
    name: str
    kind_name: str
    given: int
    of: int
    is_typed: bool
    is_retired: bool

    @property
    def is_done(self) -> bool:
        return self.given >= self.of


@dataclass(frozen=True, slots=True)
class Board:
    """All scores of a choice: by action, and by who gives them."""

    actions: tuple[Scored, ...]
    who: tuple[Who, ...]

    @property
    def done(self) -> int:
        return sum(one.is_done for one in self.who if not one.is_retired)

    @property
    def begun(self) -> int:
        return sum(0 < one.given < one.of for one in self.who if not one.is_retired)

    @property
    def silent(self) -> int:
        return sum(not one.given for one in self.who if not one.is_retired)


def board_of(grounds: Grounds) -> Board:
    """Every action on every criterion, and everyone who scores or is here and has not; always as many queries."""
    choice, criteria, sheets = grounds.choice, grounds.criteria, grounds.sheets
    scorers = list(Scorer.objects.filter(choice=choice).select_related("participant").order_by("joined_at", "pk"))
    kinds = {one.pk: one.kind for one in scorers if one.retired_at is None}
    given: dict[tuple[UUID, UUID], list[tuple[str, int]]] = defaultdict(list)
    counted: Counter[UUID] = Counter()
    in_choice = {sheet.pk for sheet in sheets}
    rows = Score.objects.filter(scorer__choice=choice).order_by("pk")
    for one in counting(rows, [read_rules(rules) for rules in grounds.frozen]):
        if one.sheet_id in in_choice:
            counted[one.scorer_id] += 1
            if one.scorer_id in kinds:
                given[one.sheet_id, one.criterion_id].append((kinds[one.scorer_id], one.value))
    actions = tuple(
        Scored(sheet.pk, sheet.title, tuple(_said(one, given[sheet.pk, one.pk]) for one in criteria))
        for sheet in sheets
    )
    return Board(actions, tuple(_who(choice, scorers, counted, len(sheets) * len(criteria))))


def _said(criterion: ChoiceCriterion, given: Sequence[tuple[str, int]]) -> Said:
    values = [value for _, value in given]
    by_kind: dict[str, list[int]] = defaultdict(list)
    for kind, value in given:
        by_kind[kind].append(value)
    counts = Counter(values)
    most = max(counts.values(), default=1)
    means = {kind: Fraction(sum(own), len(own)) for kind, own in by_kind.items()}
    names = dict(Participant.Kind.choices)
    return Said(
        criterion=criterion,
        steps=tuple(
            Step(value, counts[value], 100 * counts[value] // most)
            for value in range(criterion.lowest, criterion.highest + 1)
        ),
        people=len(values),
        spread=max(values) - min(values) if values else 0,
        between=float(max(means.values()) - min(means.values())) if means else 0.0,
        mean=float(sum(means.values(), Fraction(0)) / len(means)) if means else None,
        kinds=tuple(
            KindSays(str(names.get(kind, "")), len(own), min(own), max(own), float(means[kind]))
            for kind, own in sorted(by_kind.items())
        ),
    )


def _who(choice: Choice, scorers: Sequence[Scorer], counted: Counter[UUID], of: int) -> list[Who]:
    names = dict(Participant.Kind.choices)
    found = [
        Who(
            id=one.pk,
            name=str(one.participant) if one.participant else one.name,
            kind_name=str(names.get(one.kind, "")),
            given=counted[one.pk],
            of=of,
            is_typed=one.participant_id is None,
            is_retired=one.retired_at is not None,
        )
        for one in scorers
    ]
    begun = {one.participant_id for one in scorers}
    here = Participant.objects.filter(workshop=choice.workshop_id, joined_at__isnull=False, erased_at=None)
    silent = [one for one in here if one.pk not in begun] if choice.workshop_id else []
    return found + [
        Who(None, str(one), str(names.get(one.kind, "")), 0, of, is_typed=False, is_retired=False) for one in silent
    ]
