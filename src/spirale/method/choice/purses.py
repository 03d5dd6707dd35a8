"""Who holds what in an equal sharing of the bank, what they want, and how a cost is shared among them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from spirale.method.choice.values import Case

# Who holds a share of the bank: each person who scored, or each kind of actor.
Voters = Literal["people", "kinds"]


@dataclass(frozen=True, slots=True)
class Voter:
    """Who holds a share of every resource, how large, and how much they want each action that they scored above 0."""

    id: str
    share: Fraction
    wants: Mapping[str, Fraction]


def voters(case: Case, of: Voters) -> tuple[Voter, ...]:
    """Share the bank out among those who scored: every kind of actor the same, and its members the same among them.

    People want an action by their own scores, each criterion brought to a scale from 0 to 1 and weighed; by order of
    priority, the first criterion alone. Kinds want what their members want in the mean. Whoever said nothing of an
    action does not want it.
    """
    scale = {one.id: one for one in case.rules.criteria}
    counted = set(scale) if case.rules.by == "weights" else {case.rules.criteria[0].id}
    wants: dict[tuple[str, str], dict[str, Fraction]] = {}
    for one in case.scores:
        own = wants.setdefault((one.kind, one.voter), {})
        of_scale = scale[one.criterion]
        if one.criterion in counted and one.value > of_scale.lowest:
            weight = of_scale.weight if case.rules.by == "weights" else 1
            worth = Fraction(weight * (one.value - of_scale.lowest), of_scale.highest - of_scale.lowest)
            own[one.action] = own.get(one.action, Fraction(0)) + worth
    members: dict[str, list[str]] = {}
    for kind, voter in sorted(wants):
        members.setdefault(kind, []).append(voter)
    if of == "people":
        return tuple(
            Voter(voter, Fraction(1, len(members) * len(members[kind])), _above_zero(own))
            for (kind, voter), own in sorted(wants.items(), key=lambda pair: (pair[0][1], pair[0][0]))
        )
    return tuple(
        Voter(kind, Fraction(1, len(members)), _mean([wants[kind, voter] for voter in own]))
        for kind, own in members.items()
    )


def _above_zero(wants: Mapping[str, Fraction]) -> dict[str, Fraction]:
    return {action: worth for action, worth in sorted(wants.items()) if worth}


def _mean(several: Sequence[Mapping[str, Fraction]]) -> dict[str, Fraction]:
    total: dict[str, Fraction] = {}
    for wants in several:
        for action, worth in wants.items():
            total[action] = total.get(action, Fraction(0)) + worth
    return _above_zero({action: worth / len(several) for action, worth in total.items()})


def rate(cost: Fraction, payers: Iterable[tuple[Fraction, Fraction]]) -> Fraction | None:
    """The least rate at which a cost is paid, everybody giving their rate times their power or all they have left.

    `payers` are pairs of what is left and a power above 0. None when all of it is not enough. Source: Peters,
    Pierczyński and Skowron (2021), there called rho.
    """
    ordered = sorted(payers, key=lambda payer: payer[0] / payer[1])
    power = sum((one for _left, one in ordered), Fraction(0))
    for left, one in ordered:
        if cost * one <= left * power:
            return cost / power
        cost -= left
        power -= one
    return Fraction(0) if cost <= 0 else None
