"""How a proportional set came about, as a document: what was bought in turn, which kinds of actors paid, the check.

Payments are told by kind of actor: by person they would tell the scores that somebody gave.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from spirale.method.choice.bank import Bank
from spirale.method.choice.proportional import ProportionalSet
from spirale.method.choice.purses import voters
from spirale.method.choice.values import Case


def sharing_told(case: Case, found: ProportionalSet) -> dict[str, Any]:
    """What the set keeps beside its actions; amounts are whole hundredths of the unit."""
    paid, wanted = _paid_told(case, found), _wanted(case)
    return {
        "bought": [
            {
                "action": one.action,
                "comes_with": list(one.comes_with),
                "step": one.step,
                "paid": paid.get(one.action, []),
            }
            for one in found.bought
        ],
        "guarantee": {
            "is_within_shares": found.guarantee.is_within_shares,
            "unserved": [
                {"action": one.action, "why": one.why, "wanted_by": wanted[one.action]}
                for one in found.guarantee.unserved
            ],
        },
    }


def _wanted(case: Case) -> Counter[str]:
    """By how many of those who scored each action is wanted."""
    return Counter(action for one in voters(case, "people") for action in one.wants)


def _paid_told(case: Case, found: ProportionalSet) -> dict[str, list[dict[str, Any]]]:
    """By action and kind of actor: how much of each resource, and which part of all that the action took of the bank.

    Resources being unlike, each is measured by how much of it was pledged. The parts are hundredths and make 100.
    """
    kinds = {one.voter: one.kind for one in case.scores}
    pools = {one.resource: one.pledged for one in Bank(case).balances(())}
    given: dict[tuple[str, str], dict[str, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
    for one in found.paid:
        given[one.action, kinds[one.voter]][one.resource] += one.amount
    weights: dict[str, dict[str, Fraction]] = defaultdict(dict)
    for (action, kind), own in sorted(given.items()):
        weights[action][kind] = sum((amount / pools[resource] for resource, amount in own.items()), Fraction(0))
    return {
        action: [
            {
                "kind": kind,
                "part": part,
                "amounts": {resource: round(amount) for resource, amount in sorted(given[action, kind].items())},
            }
            for kind, part in sorted(in_hundredths(by_kind).items())
        ]
        for action, by_kind in weights.items()
    }


def in_hundredths(weights: Mapping[str, Fraction]) -> dict[str, int]:
    """Whole hundredths that make 100 together, by largest remainders; equals are told apart by name."""
    total = sum(weights.values(), Fraction(0))
    if not total:
        return dict.fromkeys(weights, 0)
    exact = {name: 100 * weight / total for name, weight in weights.items()}
    found = {name: int(part) for name, part in exact.items()}
    by_rest = sorted(exact, key=lambda name: (found[name] - exact[name], name))
    for name in by_rest[: 100 - sum(found.values())]:
        found[name] += 1
    return found
