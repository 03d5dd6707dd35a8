"""Agreement between coders: how far people who read the same criteria gave the same codes."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations

from spirale.method.grid import parse_code
from spirale.method.problems import Problem


class NothingToCompare(Problem):
    """No criterion was read by two coders, so that there is nothing to compare."""

    def __init__(self) -> None:
        super().__init__("nothing to compare")


@dataclass(frozen=True, slots=True)
class Agreement:
    """Krippendorff's alpha over the criteria that at least two coders read.

    `alpha` is None when everyone gave one and the same code to everything: they agree, but alpha is not defined,
    for nothing shows whether they would have told other codes apart. `percent` is the share of pairs of readings
    of one criterion that agree, from 0 to 1. `confused` lists pairs of codes given to one criterion, each pair in
    alphabetical order, with the number of pairs of readings, the most frequent first.
    """

    alpha: float | None
    percent: float
    units: int
    confused: tuple[tuple[str, str, int], ...]


def agreement(codings: Iterable[Sequence[str]]) -> Agreement:
    """Measure agreement on nominal codes; one sequence per criterion, one code per coder who read it.

    Returns alpha in (-1, 1]: 1 is perfect agreement, 0 is what chance would give. Criteria with a single reading
    are left out. The sums are exact, so that neither the order of the criteria nor that of the coders matters.
    Raises NothingToCompare when no criterion was read twice.
    Source: Krippendorff (2019), Content Analysis, 4th ed., section 12.3 (nominal data, any number of observers,
    missing data).
    """
    units = [Counter(codes) for codes in codings if len(codes) > 1]
    if not units:
        raise NothingToCompare
    given: Counter[str] = Counter()
    confused: Counter[tuple[str, str]] = Counter()
    disagreeing = Fraction(0)  # ordered pairs of readings that differ, each criterion weighing by its readings
    pairs = agreeing = 0
    for counts in units:
        readings = counts.total()
        same = sum(count * (count - 1) for count in counts.values())
        disagreeing += Fraction(readings * (readings - 1) - same, readings - 1)
        pairs += readings * (readings - 1)
        agreeing += same
        given.update(counts)
        for one, other in combinations(sorted(counts), 2):
            confused[one, other] += counts[one] * counts[other]
    total = given.total()
    by_chance = total * (total - 1) - sum(count * (count - 1) for count in given.values())
    return Agreement(
        alpha=float(1 - (total - 1) * disagreeing / by_chance) if by_chance else None,
        percent=agreeing / pairs,
        units=len(units),
        confused=tuple(
            (one, other, count)
            for (one, other), count in sorted(confused.items(), key=lambda item: (-item[1], item[0]))
        ),
    )


def agreement_by_level(codings: Iterable[Sequence[str]]) -> Mapping[str, Agreement]:
    """Measure agreement on codes of the grid at three levels: "dimension", "component" and the whole "code".

    A code that names no component stands, at that level, for its dimension. Codes are compared in normal form.
    Raises NothingToCompare, and Problem("code malformed").
    """
    read = [[parse_code(code) for code in codes] for codes in codings]
    return {
        "dimension": agreement([[code.dimension for code in codes] for codes in read]),
        "component": agreement([[code.component_code for code in codes] for codes in read]),
        "code": agreement([[str(code) for code in codes] for codes in read]),
    }


def agreement_by_dimension(codings: Iterable[Sequence[str]]) -> Mapping[str, Agreement]:
    """Measure, for each dimension somebody gave, whether coders agree that a criterion is of it or not.

    Alpha on two values, "this dimension" and "another", over the very criteria that the alpha on dimensions reads:
    none is chosen by how it was coded. The alpha on dimensions is the mean of these, each weighing as the disagreement
    that chance would give it. `units` counts the criteria to which somebody gave the dimension.
    Raises NothingToCompare, and Problem("code malformed").
    Source: Fleiss (1971), Measuring nominal scale agreement among many raters, Psychological Bulletin 76 (one category
    against all others), with the alpha of Krippendorff (2019), Content Analysis, 4th ed., section 12.3.
    """
    units = [[parse_code(code).dimension for code in codes] for codes in codings if len(codes) > 1]
    if not units:
        raise NothingToCompare
    return {
        dimension: replace(
            agreement([["this" if given == dimension else "another" for given in unit] for unit in units]),
            units=sum(dimension in unit for unit in units),
        )
        for dimension in sorted({given for unit in units for given in unit})
    }
