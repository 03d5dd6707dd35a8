"""How firm a choice is: what stays in when weights and scores move a little, and the set that comes nearest to it."""

import random
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import inf
from typing import Final

from spirale.method.choice.bank import Bank
from spirale.method.choice.checking import check
from spirale.method.choice.exact import as_one
from spirale.method.choice.patience import Patience
from spirale.method.choice.programme import Programme, Row
from spirale.method.choice.scoring import worths
from spirale.method.choice.searching import quick
from spirale.method.choice.values import ENGINE_VERSION, Case, Score

# Branches looked at in each draw: the best set among a few dozen actions, a good one among hundreds.
_NODES: Final = 30
# And for the rival, sought once.
_NODES_OF_RIVAL: Final = 300


@dataclass(frozen=True, slots=True)
class Stays:
    """In how many of the draws an action is in the set that is then best."""

    action: str
    is_chosen: bool
    times: int


@dataclass(frozen=True, slots=True)
class Rival:
    """The set worth most among those that hold an action which the choice leaves out.

    `less` is how much less it is worth than the choice, on each count, the first deciding: below 0 when the choice was
    not the best. `is_proven` when none comes nearer.
    """

    actions: tuple[str, ...]
    enters: tuple[str, ...]
    leaves: tuple[str, ...]
    less: tuple[Fraction, ...]
    is_proven: bool


@dataclass(frozen=True, slots=True)
class Firmness:
    """How often each action stays in, by name, in `draws`, of which `proven` gave a set proven best.

    `unchanged` is the number of draws in which the best set is the choice itself. `rival` is None when nothing that is
    out can be in.
    """

    engine: str
    draws: int
    proven: int
    unchanged: int
    stays: tuple[Stays, ...]
    rival: Rival | None


def firmness(
    case: Case,
    chosen: Collection[str],
    seed: str,
    *,
    draws: int = 50,
    spread: int = 25,
    patience: Patience | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Firmness:
    """Choose again `draws` times, weights and scores being drawn anew around those given, by a seed.

    A weight is drawn between `spread` hundredths below and above itself; by order of priority, the order stays. Of each
    kind of actor, as many members are heard as there are, drawn with replacement (Efron, 1979): some twice, some not at
    all. An action that none of those drawn scored keeps its scores. Without a `patience` the result depends on the
    machine in nothing; with one, fewer draws may be made, and `draws` says how many. `progress` is told before each
    draw how many were looked at, and of how many. Raises Problems for what is wrong in the case.
    """
    check(case)
    patience = patience or Patience()
    programme = Programme(case, Bank(case))
    programme.names = programme.names
    held = frozenset(chosen)
    chance = random.Random(f"choice firmness {seed}")  # noqa: S311 - the same for the same seed
    rival = _rival(case, programme, held)
    times: Counter[str] = Counter()
    made = proven = unchanged = 0
    for number, drawn in enumerate(_drawn(case, chance, spread) for _ in range(draws)):
        if patience.is_over:
            break
        if progress:
            progress(number, draws)
        found = quick(programme, _values(drawn, programme.names), (), _NODES)
        if found.chosen is None:
            continue
        names = frozenset(programme.names[one] for one in found.chosen)
        times.update(names)
        made += 1
        proven += found.is_complete
        unchanged += names == held
    stays = tuple(Stays(name, name in held, times[name]) for name in programme.names)
    return Firmness(ENGINE_VERSION, made, proven, unchanged, stays, rival)


def _counts(case: Case) -> list[dict[str, Fraction]]:
    worth = worths(case)
    many = 1 if case.rules.by == "weights" else len(case.rules.criteria)
    return [{one: each[level] for one, each in worth.items()} for level in range(many)]


def _values(case: Case, names: Sequence[str]) -> list[int]:
    return as_one(_counts(case), names)


def _drawn(case: Case, chance: random.Random, spread: int) -> Case:
    """The case with weights and scores drawn anew."""
    criteria = tuple(
        replace(one, weight=one.weight * (1000 + chance.randint(-10 * spread, 10 * spread)))
        for one in case.rules.criteria
    )
    members: dict[str, list[str]] = {}
    for kind, voter in sorted({(one.kind, one.voter) for one in case.scores}):
        members.setdefault(kind, []).append(voter)
    heard = Counter((kind, chance.choice(own)) for kind, own in members.items() for _ in own)
    scores = [one for one in case.scores for _ in range(heard[one.kind, one.voter])]
    told = {(one.action, one.criterion) for one in scores}
    kept: list[Score] = [one for one in case.scores if (one.action, one.criterion) not in told]
    return replace(case, rules=replace(case.rules, criteria=criteria), scores=(*scores, *kept))


def _rival(case: Case, programme: Programme, chosen: frozenset[str]) -> Rival | None:
    out = {place: 1 for place, name in enumerate(programme.names) if name not in chosen}
    if not out:
        return None
    found = quick(programme, _values(case, programme.names), [Row(out, 1, inf)], _NODES_OF_RIVAL)
    if found.chosen is None:
        return None
    names = {programme.names[one] for one in found.chosen}
    less = tuple(
        sum((count[name] for name in chosen), Fraction(0)) - sum((count[name] for name in names), Fraction(0))
        for count in _counts(case)
    )
    return Rival(
        tuple(sorted(names)), tuple(sorted(names - chosen)), tuple(sorted(chosen - names)), less, found.is_complete
    )
