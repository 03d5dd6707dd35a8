"""How firm the best set is, as a document: what stays in when weights and scores move, and the nearest rival."""

import time
from collections.abc import Callable, Collection
from fractions import Fraction
from typing import Any, Final

from spirale.method.choice.firmness import Rival, firmness
from spirale.method.choice.patience import Patience
from spirale.method.choice.scoring import worths
from spirale.method.choice.values import Case

TRIALS: Final = 50
SECONDS: Final = 120.0
"""How long trials may take; then those made until there count, and the page says how many they are."""


def firmness_document(
    case: Case, chosen: Collection[str], *, seed: str, progress: Callable[[int, int], None]
) -> dict[str, Any]:
    """Try the best set again; `seed` being the digest of the inputs, the same inputs give the same."""
    patience = Patience(SECONDS, time.monotonic)
    found = firmness(case, chosen, seed, draws=TRIALS, patience=patience, progress=progress)
    return {
        "engine": found.engine,
        "asked": TRIALS,
        "trials": found.draws,
        "proven": found.proven,
        "unchanged": found.unchanged,
        "stays": [{"action": one.action, "is_in": one.is_chosen, "times": one.times} for one in found.stays],
        "rival": _rival_told(case, chosen, found.rival) if found.rival else None,
    }


def _rival_told(case: Case, chosen: Collection[str], rival: Rival) -> dict[str, Any]:
    """The rival, and on which count it differs first: by how much, of how much; by order that is a criterion."""
    level = next((number for number, less in enumerate(rival.less) if less), 0)
    worth = worths(case)
    by_order = case.rules.by == "order"
    return {
        "enters": list(rival.enters),
        "leaves": list(rival.leaves),
        "less": str(rival.less[level]),
        "of": str(sum((worth[name][level] for name in chosen), Fraction(0))),
        "criterion": case.rules.criteria[level].id if by_order else "",
        "is_proven": rival.is_proven,
    }
