"""A budget put to the vote, chosen by most votes and by equal shares, with what each project left out lacked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Final

from spirale.cli.whole_folder import Source
from spirale.method.choice.budgets import (
    Budget,
    Claim,
    Greedy,
    Shares,
    claims_against,
    equal_shares,
    greedy,
    spent_for,
    tally,
)

FORM: Final = "spirale-decide-budget-1"
GREEDY: Final = "greedy"
SHARES: Final = "equal_shares"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a rule gives: the projects chosen, what each other one that somebody voted for lacked, who is wronged.

    Amounts are in hundredths; `spent` is what goes to projects that each voter supports, in the order of votes.
    """

    rule: str
    winners: frozenset[str]
    cost: int
    lacked: Mapping[str, Fraction]
    claims: Mapping[str, Claim]
    spent: tuple[int, ...]


@dataclass(frozen=True)
class Chosen:
    """A budget, and what each rule gives of it."""

    budget: Budget
    points: Mapping[str, int]
    shares: Shares
    outcomes: tuple[Outcome, ...]

    @cached_property
    def shared(self) -> frozenset[str]:
        """The projects that all rules choose."""
        return frozenset.intersection(*(one.winners for one in self.outcomes))

    @cached_property
    def ordered(self) -> tuple[str, ...]:
        """All projects, those with most votes or points first."""
        return tuple(sorted(self.points, key=lambda name: (-self.points[name], name)))


def choose(budget: Budget, done: Callable[[int, int], None]) -> Chosen:
    """Choose by most votes and by equal shares completed by raising them; `done` is told how many steps of how many."""
    most, points = greedy(budget), tally(budget)
    done(1, 3)
    shares = equal_shares(budget)
    done(2, 3)
    lacking = {name: amount for name, amount in shares.lacking if points[name]}
    outcomes = (
        _outcome(budget, GREEDY, most.winners, most.cost, _lacked(budget, most)),
        _outcome(budget, SHARES, shares.winners, shares.cost, lacking),
    )
    done(3, 3)
    return Chosen(budget, points, shares, outcomes)


def _outcome(budget: Budget, rule: str, winners: tuple[str, ...], cost: int, lacked: Mapping[str, Fraction]) -> Outcome:
    claims = {one.project: one for one in claims_against(budget, winners)}
    return Outcome(rule, frozenset(winners), cost, lacked, claims, spent_for(budget, winners))


def _lacked(budget: Budget, most: Greedy) -> dict[str, Fraction]:
    """What was missing for each project passed over when its turn came."""
    cost = {one.id: one.cost for one in budget.projects}
    points, taken, left = tally(budget), set(most.taken), budget.amount
    lacked = {}
    for name in sorted((*most.taken, *most.skipped), key=lambda name: (-points[name], name)):
        if name in taken:
            left -= cost[name]
        else:
            lacked[name] = Fraction(cost[name] - left)
    return lacked


def plain_of(chosen: Chosen, source: Source) -> dict[str, object]:
    """Give the choice as it is kept in `decision.json`: amounts in hundredths, those that may be fractions as text."""
    budget, shares = chosen.budget, chosen.shares
    return {
        "form": FORM,
        "sources": {source.name: source.digest},
        "budget": budget.amount,
        "vote_type": budget.vote_type,
        "votes": len(budget.votes),
        "rules": [
            {
                "rule": one.rule,
                "cost": one.cost,
                "projects": sorted(one.winners),
                "voters_without_project": sum(spent == 0 for spent in one.spent),
                "lacked": {name: str(amount) for name, amount in sorted(one.lacked.items())},
                "wronged": [
                    {"project": claim.project, "many": claim.many, "voters": list(claim.voters)}
                    for _name, claim in sorted(one.claims.items())
                ],
            }
            for one in chosen.outcomes
        ],
        "in_all": sorted(chosen.shared),
        "equal_shares": {
            "share": str(shares.share),
            "raised": shares.raised,
            "stop": shares.stop,
            "bought": [
                {"project": one.project, "paid": str(one.paid), "tied": list(one.tied)} for one in shares.bought
            ],
        },
        "projects": [
            {
                "project": one.id,
                "name": one.name,
                "cost": one.cost,
                "points": chosen.points[one.id],
                "in": [each.rule for each in chosen.outcomes if one.id in each.winners],
            }
            for one in sorted(budget.projects, key=lambda one: one.id)
        ],
    }
