"""What an action gets on the criteria: every kind of actor weighs the same, and what they disagree on is shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from spirale.method.choice.values import Case, Rules


@dataclass(frozen=True, slots=True)
class KindSays:
    """What one kind of actor gives: the mean of its members, the lowest and the highest of them, and their number."""

    kind: str
    mean: Fraction
    lowest: int
    highest: int
    members: int


@dataclass(frozen=True, slots=True)
class Standing:
    """What an action gets on a criterion.

    `mean` is the mean of the kinds' means, on the criterion's scale; `between` how far the kinds' means lie apart,
    `within` how far the members of one kind lie apart, where they do most. `silent` kinds scored others, not this.
    """

    action: str
    criterion: str
    mean: Fraction
    between: Fraction
    within: int
    kinds: tuple[KindSays, ...]
    silent: tuple[str, ...]


def standings(case: Case) -> tuple[Standing, ...]:
    """What each action gets on each criterion, by action, then in the order of the criteria.

    A kind that says nothing of an action is left out of its mean and named. Nothing for what nobody scored.
    """
    given: dict[tuple[str, str], dict[str, list[int]]] = {}
    for score in case.scores:
        given.setdefault((score.action, score.criterion), {}).setdefault(score.kind, []).append(score.value)
    everyone = {score.kind for score in case.scores}
    pairs = ((one, criterion.id) for one in sorted(one.id for one in case.actions) for criterion in case.rules.criteria)
    return tuple(_standing(*pair, given[pair], everyone) for pair in pairs if pair in given)


def _standing(action: str, criterion: str, by_kind: Mapping[str, Sequence[int]], everyone: set[str]) -> Standing:
    kinds = tuple(
        KindSays(kind, Fraction(sum(values), len(values)), min(values), max(values), len(values))
        for kind, values in sorted(by_kind.items())
    )
    means = [kind.mean for kind in kinds]
    return Standing(
        action=action,
        criterion=criterion,
        mean=sum(means, Fraction(0)) / len(means),
        between=max(means) - min(means),
        within=max(kind.highest - kind.lowest for kind in kinds),
        kinds=kinds,
        silent=tuple(sorted(everyone - by_kind.keys())),
    )


def shares(case: Case) -> dict[str, tuple[Fraction, ...]]:
    """How far up each scale an action is, from 0 to 1, one number a criterion in their order; 0 where nobody scored."""
    scale = {one.id: one for one in case.rules.criteria}
    up = {
        (one.action, one.criterion): (one.mean - scale[one.criterion].lowest)
        / (scale[one.criterion].highest - scale[one.criterion].lowest)
        for one in standings(case)
    }
    return {one.id: tuple(up.get((one.id, name), Fraction(0)) for name in scale) for one in case.actions}


def worths(case: Case) -> dict[str, tuple[Fraction, ...]]:
    """What each action is worth by the frozen rules: what comes first decides, what follows tells equals apart.

    By weights there is one number, the shares of the scales weighed; by order one for each criterion.
    """
    return {action: worth_of(each, case.rules) for action, each in shares(case).items()}


def worth_of(up: Sequence[Fraction], rules: Rules) -> tuple[Fraction, ...]:
    """What the shares of the scales are worth together; see `worths`."""
    if rules.by == "order":
        return tuple(up)
    return (sum((share * one.weight for share, one in zip(up, rules.criteria, strict=True)), Fraction(0)),)
