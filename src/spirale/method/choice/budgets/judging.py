"""What a choice of projects gives each voter, and whether it leaves out people who deserve better.

Judged from votes and choice alone: nothing here knows how the choice was made.
"""

from collections.abc import Collection
from dataclasses import dataclass

from spirale.method.choice.budgets.values import Budget


@dataclass(frozen=True, slots=True)
class Claim:
    """A justified claim to a project left out: its `voters` are `many` enough to pay for it with their parts.

    Their parts of the budget together are at least the project's cost, and what is spent on any of them, for each.
    """

    project: str
    many: int
    voters: tuple[str, ...]


def spent_for(budget: Budget, chosen: Collection[str]) -> tuple[int, ...]:
    """What is spent, in hundredths, on projects that each voter supports, in the order of votes."""
    cost = {one.id: one.cost for one in budget.projects if one.id in set(chosen)}
    return tuple(sum(cost.get(project, 0) for project in vote.supported) for vote in budget.votes)


def claims_against(budget: Budget, chosen: Collection[str]) -> tuple[Claim, ...]:
    """List the claims that EJR+ justifies, the largest of each project left out, in the order of names.

    A set of voters of a project left out deserves it if, for each of them, what is spent on projects they support and
    the project's cost are together no more than the set's part of the budget. Equal shares, completed or not, leave no
    such claim. For each project, voters are taken from the least served: this is the whole check.
    Source: Brill and Peters (2023), section 5, EJR+ up to any project, satisfaction being the cost.
    """
    spent = spent_for(budget, chosen)
    supporters: dict[str, list[int]] = {}
    for number, vote in enumerate(budget.votes):
        for supported in vote.supported:
            supporters.setdefault(supported, []).append(number)
    claims = []
    for project in sorted(budget.projects, key=lambda one: one.id):
        if project.id in set(chosen):
            continue
        least_first = sorted(supporters.get(project.id, ()), key=lambda number: spent[number])
        deserve = 0
        for many, number in enumerate(least_first, 1):
            if (spent[number] + project.cost) * len(budget.votes) <= many * budget.amount:
                deserve = many
        if deserve:
            voters = tuple(budget.votes[number].voter for number in sorted(least_first[:deserve]))
            claims.append(Claim(project.id, deserve, voters))
    return tuple(claims)
