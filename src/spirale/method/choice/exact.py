"""The best set of actions that the bank allows by the frozen criteria, with the proof that there is no better one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor, gcd, inf, lcm, prod
from operator import mul
from typing import Final, Literal

from spirale.method.choice.bank import Bank
from spirale.method.choice.checking import check
from spirale.method.choice.patience import Patience
from spirale.method.choice.programme import Programme, Row, Solved
from spirale.method.choice.scoring import worths
from spirale.method.choice.searching import Search, closed
from spirale.method.choice.together import Together
from spirale.method.choice.values import ENGINE_VERSION, Case
from spirale.method.problems import Problem
from spirale.method.text import digest_of

# "proven": nothing is better. "found": the best found in the time given, and how much better one could be at most.
# "nothing": the time passed before any set was found that the rules allow.
Outcome = Literal["proven", "found", "nothing"]

# Counts are solved at once while what they can make together stays below this, so that a difference of one is seen.
_LARGEST: Final = 1 << 40
# What the solver's floating point may be wrong by, in one of the count.
_SLACK: Final = 1e-6


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
    good sets were settled by `lots`, so that the same case always gives the same set.
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


def lots(names: Iterable[str]) -> dict[str, int]:
    """What each action weighs among equally good sets: a whole number from 1 to 4,096, by a digest of its name.

    Of equally good sets the one of the greatest sum is taken: no place in the alphabet is better, and an action that
    costs nothing is in.
    """
    return {name: 1 + int(digest_of(name)[:3], 16) for name in names}


def best_by(case: Case, counts: Sequence[Mapping[str, Fraction]], patience: Patience | None = None) -> BestSet:
    """Choose the actions whose sum is greatest on the first count, then on the next, and so on; then by `lots`.

    The case is taken to be checked. Counts are not negative.
    """
    patience = patience or Patience()
    bank = Bank(case)
    programme = Programme(case, bank)
    lot = lots(programme.names)
    whole = [_whole([count[name] for name in programme.names]) for count in counts]
    waiting: list[Sequence[int]] = [*(values for values, _unit in whole), [lot[name] for name in programme.names]]
    open_to = programme.all_open()
    kept: list[Row] = []
    reached: list[tuple[int, int]] = []
    chosen: frozenset[int] | None = None
    while waiting:
        pack, waiting = _packed(waiting)
        solved = Search(programme, pack.values, kept, patience).best(open_to)
        if solved.is_impossible:
            raise Problem("choice.minimum_out_of_reach", tags=list(_out_of_reach(case, bank)))
        if solved.chosen is None:
            # The solver found nothing here: what stands is what the counts before gave.
            chosen = chosen if chosen is not None else _first_fitting(case, bank, programme, pack.values)
        else:
            chosen = solved.chosen
        reached += pack.reached(chosen or frozenset(), solved)
        if not solved.is_complete:
            break
        if waiting and programme.names and (relaxed := programme.relax(pack.values, kept, open_to)):
            open_to = closed(relaxed, solved.value, open_to)
        kept.append(Row({one: value for one, value in enumerate(pack.values) if value}, solved.value, inf))
    settled = not waiting and solved.is_complete
    levels = tuple(Level(value * unit, bound * unit) for (value, bound), (_, unit) in zip(reached, whole, strict=False))
    proven = len(levels) == len(counts) and all(level.gap == 0 for level in levels)
    outcome: Outcome = "nothing" if chosen is None else "proven" if proven else "found"
    names = tuple(programme.names[one] for one in sorted(chosen or ()))
    return BestSet(ENGINE_VERSION, names, levels, outcome, settled)


def as_one(counts: Sequence[Mapping[str, Fraction]], names: Sequence[str]) -> list[int]:
    """What each action weighs when the counts, then `lots`, are solved at once; as many as whole numbers can tell."""
    lot = lots(names)
    waiting = [_whole([count[name] for name in names])[0] for count in counts]
    return list(_packed([*waiting, [lot[name] for name in names]])[0].values)


@dataclass(frozen=True, slots=True)
class _Pack:
    """Counts solved at once: each weighs more than all that the counts after it can make together."""

    counts: Sequence[Sequence[int]]
    weights: Sequence[int]
    values: Sequence[int]

    def reached(self, chosen: frozenset[int], solved: Solved) -> list[tuple[int, int]]:
        """The value and the bound of each count, as far as they are known: up to the first that is not proven."""
        found, bound = [], solved.bound
        for count, weight in zip(self.counts, self.weights, strict=True):
            value = sum(count[one] for one in chosen)
            highest = value if solved.is_complete else max(value, floor(bound / weight + _SLACK))
            found.append((value, highest))
            if highest > value:
                break
            bound -= value * weight
        return found


def _packed(waiting: Sequence[Sequence[int]]) -> tuple[_Pack, list[Sequence[int]]]:
    """As many of the counts as whole numbers can tell apart in the solver's floating point; the rest."""
    many, room = 0, 1
    while many < len(waiting) and (not many or room * (sum(waiting[many]) + 1) <= _LARGEST):
        room *= sum(waiting[many]) + 1
        many += 1
    counts = list(waiting[:many])
    weights = [prod(sum(after) + 1 for after in counts[place + 1 :]) for place in range(many)]
    values = [sum(map(mul, weights, column)) for column in zip(*counts, strict=True)]
    return _Pack(counts, weights, values), list(waiting[many:])


def _whole(values: Sequence[Fraction]) -> tuple[list[int], Fraction]:
    """Whole numbers in the same proportions, as small as can be, and what one of them stands for."""
    denominator = lcm(*(value.denominator for value in values))
    whole = [value.numerator * (denominator // value.denominator) for value in values]
    common = gcd(*whole) or 1
    return [value // common for value in whole], Fraction(common, denominator)


def _first_fitting(case: Case, bank: Bank, programme: Programme, values: Sequence[int]) -> frozenset[int] | None:
    """A set that fits, when the solver had no time to find one: one action after the other, if what they require fits.

    First what the minimum asks for, then by value, which lots are part of. None when it does not reach the minimum.
    """
    together = Together(case.actions)
    place = {name: number for number, name in enumerate(programme.names)}
    tags = {one.id: set(one.tags) for one in case.actions}
    least = dict(case.rules.minimum)
    wanted = {tag for tag, many in least.items() if many > 0}
    chosen: set[str] = set()
    for name in sorted(programme.names, key=lambda name: (-len(tags[name] & wanted), -values[place[name]], name)):
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
