"""Which projects a budget put to the vote pays for when those with most votes come first: the usual rule of towns."""

from collections import Counter
from dataclasses import dataclass

from spirale.method.choice.budgets.values import Budget


@dataclass(frozen=True, slots=True)
class Greedy:
    """What the rule gives: projects in the order in which they are taken, and what they cost together.

    `skipped` are those that no longer fitted when their turn came, in order.
    """

    taken: tuple[str, ...]
    cost: int
    skipped: tuple[str, ...]

    @property
    def winners(self) -> tuple[str, ...]:
        """The projects taken, in the order of their names."""
        return tuple(sorted(self.taken))


def tally(budget: Budget) -> dict[str, int]:
    """Give the points of each project, or its votes where nobody gives points."""
    points: Counter[str] = Counter()
    for vote in budget.votes:
        for project, given in zip(vote.projects, vote.points or (1,) * len(vote.projects), strict=True):
            points[project] += given
    return {one.id: points[one.id] for one in budget.projects}


def greedy(budget: Budget) -> Greedy:
    """Take projects by votes, or points, the most first, passing over those that no longer fit.

    What nobody voted for is never taken. Ties go to the first name, character by character.
    """
    points = tally(budget)
    taken, skipped, left = [], [], budget.amount
    for project in sorted(budget.projects, key=lambda one: (-points[one.id], one.id)):
        if not points[project.id]:
            break
        if project.cost > left:
            skipped.append(project.id)
            continue
        taken.append(project.id)
        left -= project.cost
    return Greedy(tuple(taken), budget.amount - left, tuple(skipped))
