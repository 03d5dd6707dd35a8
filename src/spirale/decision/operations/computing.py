"""What the method finds of a choice, as a document: the sets, what they share, and why each action is in or out.

How firm it is comes after, for it takes longer: see `firming`.

Fractions are written as text, so that they stay exact. Ids are those of the tables.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from fractions import Fraction
from typing import Any, Final

from spirale.decision.operations.sharing import sharing_told
from spirale.decision.queries.frozen import canonical
from spirale.method.choice.bank import Bank
from spirale.method.choice.checking import check
from spirale.method.choice.exact import BestSet, best_set
from spirale.method.choice.patience import Patience
from spirale.method.choice.proportional import proportional_set
from spirale.method.choice.reasons import reasons
from spirale.method.choice.unlocking import unlockings
from spirale.method.choice.values import Case
from spirale.method.choice.worst_off import worst_off_set
from spirale.method.text import digest_of

FORMAT: Final = "spirale choice of actions"
SECONDS: Final = 60.0
"""How long the solver may look for each set; the best found until then is given with its bound."""

Tell = Callable[[str, int, int], None]
FINDS: Final[Mapping[str, Callable[[Case, Patience], dict[str, Any]]]] = {
    "best": lambda case, patience: _best_told(best_set(case, patience)),
    "worst_off": lambda case, patience: _best_told(worst_off_set(case, patience)),
    "proportional": lambda case, _patience: _proportional_told(case),
}
"""The sets that are shown side by side, in their order."""


def compute_document(case: Case, *, today: date, tell: Tell) -> dict[str, Any]:
    """Find each set and say why. Raises Problem and Problems for what is wrong in the case."""
    check(case, today=today.isoformat())
    sets: dict[str, Any] = {}
    for done, (name, find) in enumerate(FINDS.items()):
        tell(name, done, len(FINDS) + 1)
        sets[name] = _explained(case, find(case, Patience(SECONDS, time.monotonic)))
    tell("telling", len(FINDS), len(FINDS) + 1)
    chosen = [set(one["actions"]) for one in sets.values() if one["outcome"] != "nothing"]
    return {
        "format": FORMAT,
        "version": 1,
        "actions": [one.id for one in case.actions],
        "sets": sets,
        "shared": sorted(set.intersection(*chosen)) if chosen else [],
        "problems": [],
    }


def digest_of_case(case: Case) -> str:
    """A digest of all that a choice is computed from: the same inputs give the same, in whatever order."""
    plain = asdict(case)
    for part in ("actions", "resources", "pledges", "scores"):
        plain[part] = sorted(plain[part], key=lambda one: canonical(_texts(one)))
    return digest_of(canonical(_texts(plain)))


def engine_of(document: Mapping[str, Any]) -> str:
    """The engine that found the sets of a document."""
    return next((str(one["engine"]) for one in document["sets"].values()), "")


def _best_told(found: BestSet) -> dict[str, Any]:
    return {
        "engine": found.engine,
        "actions": list(found.actions),
        "outcome": found.outcome,
        "is_settled": found.is_settled,
        "levels": [{"value": str(one.value), "bound": str(one.bound)} for one in found.levels],
        "short": [],
    }


def _proportional_told(case: Case) -> dict[str, Any]:
    """A set that is shared out has no count to prove; a minimum that it does not reach is told, and who paid."""
    found = proportional_set(case)
    return {
        "engine": found.engine,
        "actions": list(found.actions),
        "outcome": "shared",
        "is_settled": True,
        "levels": [],
        "short": list(found.short),
        **sharing_told(case, found),
    }


def _explained(case: Case, told: dict[str, Any]) -> dict[str, Any]:
    """The set with its balances, why each action is in or out, and what would let in those that are out."""
    if told["outcome"] == "nothing":
        return {**told, "balances": [], "reasons": [], "unlockings": []}
    unlocked = unlockings(case, told["actions"])
    why = reasons(case, told["actions"], unlocked)
    return {
        **told,
        "balances": [asdict(one) for one in Bank(case).balances(told["actions"])],
        "reasons": [_texts({**asdict(one), "worth": [str(each) for each in one.worth]}) for one in why],
        "unlockings": [_texts(asdict(one)) for one in unlocked],
    }


def _texts(value: Any) -> Any:
    """The same with lists for tuples and texts for keys, as JSON gives it back."""
    if isinstance(value, Mapping):
        return {str(key): _texts(each) for key, each in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_texts(each) for each in value]
    return str(value) if isinstance(value, Fraction) else value
