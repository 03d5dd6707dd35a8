"""Worst-off first: the set that reaches most people in the most extreme situation, then in the next, and so on."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from spirale.method.choice.checking import check
from spirale.method.choice.exact import BestSet, best_by
from spirale.method.choice.patience import Patience
from spirale.method.choice.scoring import worths
from spirale.method.choice.values import Case

_SITUATIONS: Final = (1, 2, 3, 4, 5)


def worst_off_set(case: Case, patience: Patience | None = None) -> BestSet:
    """Choose the actions that reach most people in situation 1; among these sets, most in 2; and so to 5.

    The frozen criteria then tell equals apart, and at last the lot. People reached by two actions count twice, for
    nobody knows who they are. `levels` are people by situation, then what the criteria give. Raises as `best_set`.
    """
    check(case)
    worth = worths(case)
    many = 1 if case.rules.by == "weights" else len(case.rules.criteria)
    counts: list[Mapping[str, Fraction]] = [
        {one.id: Fraction(one.reaches.get(situation, 0)) for one in case.actions} for situation in _SITUATIONS
    ]
    counts += [{one: each[level] for one, each in worth.items()} for level in range(many)]
    return best_by(case, counts, patience)
