"""Components that coders take one for the other more than by chance, and what to do: merge them, or say what differs.

What comes out is a proposal with its reasons and its criteria; people decide on their grid.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import comb
from typing import Final, Literal, TypeVar

from scipy import special

from spirale.method.agreement import agreement
from spirale.method.grid import common_general, parse_code
from spirale.method.text import ALL_STOP_WORDS, fold, words

Proposal = Literal["", "merge", "clarify"]
Because = Literal["", "used alike", "one coder", "some words", "one covers the other", "often told apart"]

RISK: Final = 0.05
"""How often, at most, one would find a pair (a habit, a word) among coders who differ blindly."""

INTERCHANGEABLE: Final = 0.2
"""Alpha between two components, at most, for which nothing shows that coders tell them apart."""

_WORDS: Final = 5
_LUCK: Final[tuple[Proposal, Because]] = ("", "")

Key = TypeVar("Key", str, tuple[str, str])


@dataclass(frozen=True, slots=True)
class ReadTogether:
    """A criterion and the code each coder gave it."""

    id: str
    text: str
    given: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Habit:
    """A coder who gives one component where others give the other: `times` of the `of` criteria they differ on."""

    coder: str
    gives: str
    instead_of: str
    times: int
    of: int


@dataclass(frozen=True, slots=True)
class Confusion:
    """Two components given to the same criteria, in alphabetical order.

    `times` counts these criteria, whose ids are `criteria` in order; `expected` is what would be there if coders who
    differ picked components as often as each is given; `p` how likely that many or more would then be, corrected for
    the number of pairs. `alpha` is the agreement between the two alone, None where nothing tells.
    `proposal` is "merge", "clarify", or empty where chance explains the pair; `because` says why; `into` is the code
    that covers both, empty when there is none. `habits` are those of coders who keep to one side. `words` are those of
    the criteria that divide coders, `words_of_one` and `words_of_other` those of the criteria on which coders agree;
    the most telling first.
    """

    one: str
    other: str
    times: int
    expected: float
    p: float
    alpha: float | None
    proposal: Proposal
    because: Because
    into: str
    habits: tuple[Habit, ...]
    words: tuple[str, ...]
    words_of_one: tuple[str, ...]
    words_of_other: tuple[str, ...]
    criteria: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Unit:
    id: str
    words: frozenset[str]
    given: Mapping[str, str]  # component by coder

    @property
    def components(self) -> list[str]:
        return sorted(set(self.given.values()))


def confusions(read: Iterable[ReadTogether]) -> tuple[Confusion, ...]:
    """Find the pairs of components that coders gave to the same criteria, the least likely by chance first.

    A pair counts once per criterion. Were coders who differ to pick blindly, a pair would come as often as the product
    of how often its components are given; the upper tail of that binomial, with half of the count itself (mid-p), is
    corrected by Holm's steps over all pairs of components given. With more than two coders, pairs of one criterion
    are counted as if they were apart. A code that names no component stands for its dimension.

    A pair beyond chance is proposed to be clarified when one of its codes covers the other; when one coder has a habit
    of one of them (sign test over coders); when a word marks the criteria that divide coders (exact test over words);
    or when alpha between the two shows that coders often tell them apart. Otherwise it is proposed to be merged.
    Raises Problem("code malformed").
    Source: Lancaster (1961), Significance tests in discrete distributions, JASA 56 (mid-p); Holm (1979), A simple
    sequentially rejective multiple test procedure, Scandinavian Journal of Statistics 6.
    """
    units = [_read(one) for one in read if len(one.given) > 1]
    units.sort(key=lambda unit: unit.id)
    given = Counter(component for unit in units for component in unit.given.values())
    met = Counter(pair for unit in units for pair in combinations(unit.components, 2))
    total = sum(met.values())
    blind = given.total() ** 2 - sum(count**2 for count in given.values())
    shares = {(one, other): 2 * given[one] * given[other] / blind for one, other in met}
    tails = {pair: _by_drawing(met[pair], total, shares[pair]) for pair in met}
    corrected = _holm(tails, len(given) * (len(given) - 1) // 2)
    found = [
        _weighed(pair, [unit for unit in units if {*pair} & {*unit.components}], total * shares[pair], corrected[pair])
        for pair in met
    ]
    return tuple(sorted(found, key=lambda pair: (pair.p, -pair.times, pair.one, pair.other)))


def _read(read: ReadTogether) -> _Unit:
    telling = {fold(word) for word in words(read.text) if word not in ALL_STOP_WORDS and len(word) > 1}
    given = {coder: parse_code(code).component_code for coder, code in sorted(read.given.items())}
    return _Unit(read.id, frozenset(telling), given)


def _weighed(pair: tuple[str, str], units: Sequence[_Unit], expected: float, p: float) -> Confusion:
    """Say what is known of one pair, from the criteria to which somebody gave one of the two."""
    one, other = pair
    divided = [unit for unit in units if {*pair} <= {*unit.components}]
    agreed = {code: [unit for unit in units if unit.components == [code]] for code in pair}
    between = [[code for code in unit.given.values() if code in pair] for unit in units]
    alpha = agreement(between).alpha  # a criterion that divides coders was read twice
    habits = _habits(pair, divided)
    dividing = _marking(divided, [*agreed[one], *agreed[other]])
    shared = common_general([parse_code(one), parse_code(other)])
    into = str(shared) if shared else ""
    proposal, because = _LUCK if p > RISK else _proposed(pair, into, habits, dividing, len(divided), alpha)
    return Confusion(
        one=one,
        other=other,
        times=len(divided),
        expected=round(expected, 3),
        p=p,
        alpha=alpha,
        proposal=proposal,
        because=because,
        into=into,
        habits=habits,
        words=tuple(word for word, _, _ in dividing[:_WORDS]),
        words_of_one=tuple(word for word, _, _ in _marking(agreed[one], agreed[other])[:_WORDS]),
        words_of_other=tuple(word for word, _, _ in _marking(agreed[other], agreed[one])[:_WORDS]),
        criteria=tuple(unit.id for unit in divided),
    )


def _proposed(
    pair: tuple[str, str],
    into: str,
    habits: Sequence[Habit],
    dividing: Sequence[tuple[str, float, int]],
    times: int,
    alpha: float | None,
) -> tuple[Proposal, Because]:
    if into in pair:
        return "clarify", "one covers the other"
    if habits:
        return "clarify", "one coder"
    if any(p <= RISK and 2 * count >= times for _, p, count in dividing):
        return "clarify", "some words"
    if alpha is not None and alpha > INTERCHANGEABLE:
        return "clarify", "often told apart"
    return "merge", "used alike"


def _habits(pair: tuple[str, str], divided: Sequence[_Unit]) -> tuple[Habit, ...]:
    """Find the coders who stand on one side more often than a coin would put them there, the most often first."""
    sides: dict[str, Counter[str]] = {}
    for unit in divided:
        for coder, code in unit.given.items():
            if code in pair:
                sides.setdefault(coder, Counter())[code] += 1
    tails = {coder: min(2 * _by_drawing(max(side.values()), side.total(), 0.5), 1.0) for coder, side in sides.items()}
    corrected = _holm(tails, len(tails))
    habits = []
    for coder in sorted(coder for coder in sides if corrected[coder] <= RISK):
        gives, instead = sorted(pair, key=lambda code: -sides[coder][code])
        habits.append(Habit(coder, gives, instead, sides[coder][gives], sides[coder].total()))
    return tuple(sorted(habits, key=lambda habit: (-habit.times, habit.of, habit.coder)))


def _marking(marked: Sequence[_Unit], others: Sequence[_Unit]) -> list[tuple[str, float, int]]:
    """List the words of some criteria that others have less: the word, its corrected p, in how many it stands."""
    here = Counter(word for unit in marked for word in unit.words)
    there = Counter(word for unit in others for word in unit.words)
    size, count = len(marked) + len(others), len(marked)
    tails = {
        word: _by_dealing(found, size, found + there[word], count)
        for word, found in here.items()
        if found > 1 and found * len(others) > there[word] * count
    }
    corrected = _holm(tails, len(tails))
    order = sorted(tails, key=lambda word: (tails[word], -here[word], word))
    return [(word, corrected[word], here[word]) for word in order]


def _by_drawing(found: int, draws: int, share: float) -> float:
    """Give the mid-p of `found` or more among independent draws, rounded so that every machine sorts alike."""
    more, less = special.bdtrc(found, draws, share), special.bdtrc(found - 1, draws, share)
    return round(float(more + less) / 2, 9)


def _by_dealing(found: int, size: int, bearing: int, dealt: int) -> float:
    """Give the mid-p of `found` or more that bear a word, among `dealt` of `size` criteria of which `bearing` do."""
    ways = [comb(bearing, more) * comb(size - bearing, dealt - more) for more in range(found, min(bearing, dealt) + 1)]
    return round(float(Fraction(2 * sum(ways) - ways[0], 2 * comb(size, dealt))), 9)


def _holm(tails: Mapping[Key, float], tests: int) -> dict[Key, float]:
    """Correct for `tests` tests, of which those that are not told here would come last."""
    corrected: dict[Key, float] = {}
    highest = 0.0
    for rank, key in enumerate(sorted(tails, key=lambda one: (tails[one], one))):
        highest = max(highest, min((tests - rank) * tails[key], 1.0))
        corrected[key] = round(highest, 6)
    return corrected
