"""The best set of actions that the bank allows by the frozen criteria, with the proof that there is no better one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm
from typing import Final, Literal

from spirale.method.choice.bank import Bank
from spirale.method.choice.checking import check
from spirale.method.choice.patience import Patience
from spirale.method.choice.programme import Open, Programme, Row, Solved
from spirale.method.choice.scoring import worths
from spirale.method.choice.together import Together
from spirale.method.choice.values import ENGINE_VERSION, Case
from spirale.method.problems import Problem
from spirale.method.text import digest_of

# "proven": nothing is better. "found": the best found in the time given, and how much better one could be at most.
# "nothing": the time passed before any set was found that the rules allow.
Outcome = Literal["proven", "found", "nothing"]

# How many actions are settled in one solve: powers of two tell their order, and stay small enough to be exact.
_AT_ONCE: Final = 12


@dataclass(frozen=True, slots=True)
class Level:
    """What the set is worth on one count, and what no set can go beyond, the counts before it being kept."""

    value: Fraction
    bound: Fraction

    @property
    def gap(self) -> Fraction:
        """How much better a set could be at most; 0 when that is proven."""
        return self.bound - self.value


@dataclass(frozen=True, slots=True)
class BestSet:
    """A set of actions, by name, and how good it is.

    `levels` are the counts by which sets were compared, the first deciding. `is_settled` when ties between equally
    good sets were settled by the lot of names, so that the same case always gives the same set.
    """

    engine: str
    actions: tuple[str, ...]
    levels: tuple[Level, ...]
    outcome: Outcome
    is_settled: bool


def best_set(case: Case, patience: Patience | None = None) -> BestSet:
    """Choose the actions that together are worth most by the frozen criteria.

    By weights, the sum of what they are worth; by order, the sum on the first criterion, then on the next, and so on.
    Equally good sets are told apart by `lots`. Raises Problems for what is wrong in the case, and Problem
    `choice.minimum_out_of_reach` when the bank cannot give what the rules ask at least.
    """
    check(case)
    worth = worths(case)
    many = 1 if case.rules.by == "weights" else len(case.rules.criteria)
    return best_by(case, [{one: each[level] for one, each in worth.items()} for level in range(many)], patience)


def lots(names: Iterable[str]) -> list[str]:
    """The order in which actions win ties: by a digest of their names, for which no place in the alphabet is better.

    Of two equally good sets, the one that holds the first action of this order that only one of them holds.
    """
    return sorted(names, key=lambda name: (digest_of(name), name))


def best_by(case: Case, counts: Sequence[Mapping[str, Fraction]], patience: Patience | None = None) -> BestSet:
    """Choose the actions whose sum is greatest on the first count, then on the next, and so on; then by `lots`.

    The case is taken to be checked. Counts are not negative.
    """
    patience = patience or Patience()
    bank = Bank(case)
    programme = Programme(case, bank)
    open_to = programme.all_open()
    kept: list[Row] = []
    levels: list[Level] = []
    chosen: frozenset[int] | None = None
    for count in counts:
        values, scale = _whole([count[name] for name in programme.names])
        solved = _solve(programme, values, kept, open_to, patience)
        if solved.is_impossible:
            raise Problem("choice.minimum_out_of_reach", tags=list(_out_of_reach(case, bank)))
        if solved.chosen is None:
            # The solver found nothing on this count: what stands is what the counts before gave.
            fallback = chosen if chosen is not None else _first_fitting(case, bank, programme, values)
            solved = Solved(fallback, 0 if fallback is None else sum(values[one] for one in fallback), solved.bound)
        chosen = solved.chosen
        levels.append(Level(Fraction(solved.value, 1) * scale, Fraction(solved.bound, 1) * scale))
        if not solved.is_proven:
            break
        kept.append(Row({one: value for one, value in enumerate(values) if value}, solved.value, float("inf")))
        _close(programme, values, solved.value, kept, open_to)
    proven = len(levels) == len(counts) and all(level.gap == 0 for level in levels)
    settled = False
    if proven and chosen is not None:
        chosen, settled = _settle(programme, chosen, kept, open_to, patience)
    outcome: Outcome = "nothing" if chosen is None else "proven" if proven else "found"
    names = tuple(programme.names[one] for one in sorted(chosen or ()))
    return BestSet(ENGINE_VERSION, names, tuple(levels), outcome, settled)


def _whole(values: Sequence[Fraction]) -> tuple[list[int], Fraction]:
    """Whole numbers in the same proportions, as small as can be, and what one of them stands for."""
    denominator = lcm(*(value.denominator for value in values))
    whole = [value.numerator * (denominator // value.denominator) for value in values]
    common = gcd(*whole) or 1
    return [value // common for value in whole], Fraction(common, denominator)


def _solve(
    programme: Programme, values: Sequence[int], kept: Sequence[Row], open_to: Open, patience: Patience
) -> Solved:
    if not programme.names:
        return Solved(frozenset(), 0, 0)
    programme.relax(values, kept, open_to)
    return programme.solve(values, kept, open_to, patience)


def _close(programme: Programme, values: Sequence[int], best: int, kept: Sequence[Row], open_to: Open) -> None:
    """Decide the actions that no set as good can have otherwise: moving them loses more than there is to lose.

    Source: reduced costs of the relaxed programme (Dantzig, Fulkerson and Johnson, 1954).
    """
    relaxed = programme.relax(values, kept[:-1], open_to) if programme.names else None
    if relaxed is None:
        return
    slack = 1e-6 * max(1.0, abs(relaxed.highest))
    for one, fall in enumerate(relaxed.falls.tolist()):
        if open_to.undecided(one) and relaxed.highest - fall + slack < best:
            open_to.decide(one, is_in=bool(relaxed.taken[one] > 0.5))


def _settle(
    programme: Programme, chosen: frozenset[int], kept: Sequence[Row], open_to: Open, patience: Patience
) -> tuple[frozenset[int], bool]:
    """Among equally good sets, take the one that holds the first in the order of lots, then the next, and so on."""
    place = {name: number for number, name in enumerate(programme.names)}
    waiting = [place[name] for name in lots(programme.names) if open_to.undecided(place[name])]
    while waiting:
        while waiting and waiting[0] in chosen:
            open_to.decide(waiting.pop(0), is_in=True)
        now, waiting = waiting[:_AT_ONCE], waiting[_AT_ONCE:]
        values = [0] * len(programme.names)
        for power, one in enumerate(reversed(now)):
            values[one] = 1 << power
        if not now:
            break
        solved = programme.solve(values, kept, open_to, patience)
        if solved.chosen is None or not solved.is_proven:
            return chosen, False
        chosen = solved.chosen
        for one in now:
            open_to.decide(one, is_in=one in chosen)
    return chosen, True


def _first_fitting(case: Case, bank: Bank, programme: Programme, values: Sequence[int]) -> frozenset[int] | None:
    """A set that fits, when the solver had no time to find one: one action after the other, if what they require fits.

    First what the minimum asks for, then by value, ties by lot. None when it does not reach the minimum.
    """
    together = Together(case.actions)
    place = {name: number for number, name in enumerate(programme.names)}
    tags = {one.id: set(one.tags) for one in case.actions}
    least = dict(case.rules.minimum)
    wanted = {tag for tag, many in least.items() if many > 0}
    chosen: set[str] = set()
    for name in sorted(lots(programme.names), key=lambda name: (-len(tags[name] & wanted), -values[place[name]])):
        larger = chosen | together.with_required(name)
        if larger != chosen and not together.clash_within(larger) and bank.suffices_for(larger):
            chosen = larger
    reached = all(sum(tag in tags[name] for name in chosen) >= many for tag, many in least.items())
    return frozenset(place[name] for name in chosen) if reached else None


def _out_of_reach(case: Case, bank: Bank) -> tuple[str, ...]:
    """Tags whose minimum cannot be had together, though it could without any one of them."""
    asked = [pair for pair in sorted(case.rules.minimum) if pair[1] > 0]
    for pair in list(asked):
        fewer = [other for other in asked if other != pair]
        programme = Programme(case, bank, fewer)
        if programme.solve([0] * len(programme.names), (), programme.all_open(), Patience()).is_impossible:
            asked = fewer
    return tuple(tag for tag, _least in asked)
