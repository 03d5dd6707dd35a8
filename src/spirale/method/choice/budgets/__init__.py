"""A budget put to the vote: reading it, and choosing by most votes or by equal shares."""

from spirale.method.choice.budgets.greedy import Greedy, greedy, tally
from spirale.method.choice.budgets.judging import Claim, claims_against, spent_for
from spirale.method.choice.budgets.reading import read_budget
from spirale.method.choice.budgets.sharing import Bought, Shares, equal_shares
from spirale.method.choice.budgets.values import UNIT, Budget, Project, Vote

__all__ = [
    "UNIT",
    "Bought",
    "Budget",
    "Claim",
    "Greedy",
    "Project",
    "Shares",
    "Vote",
    "claims_against",
    "equal_shares",
    "greedy",
    "read_budget",
    "spent_for",
    "tally",
]
