"""Which projects a budget put to the vote pays for when every voter has an equal share of it to spend.

The Method of Equal Shares for budgets (Peters, Pierczyński and Skowron, 2021), completed by raising the shares. Money
is whole numbers and fractions: nothing is rounded, and a tie is a tie.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

from spirale.method.choice.budgets.bounding import Bounds
from spirale.method.choice.budgets.values import UNIT, Budget, Vote
from spirale.method.summary.electing import Ballots, Money, Purchase, Ratio, buy

# What a project gives whoever votes for it: what it costs, or the points they gave it.
Satisfaction = Literal["cost", "points"]
# Why shares are raised no more: nobody asked, nothing else that somebody voted for fits, or more would overspend.
Stop = Literal["not raised", "nothing else fits", "the next overspends"]

# Amounts held by voters that are looked at together, in many spans of raises.
_TOGETHER: Final = 2**17


@dataclass(frozen=True, slots=True)
class Bought:
    """A project bought, and what each of its voters paid, or all they had left when that was less.

    Where satisfaction is points, `paid` is for each point. `tied` are projects that could as well have been bought
    then, in order.
    """

    project: str
    paid: Fraction
    tied: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shares:
    """What equal shares give, amounts in hundredths.

    `bought` in the order of purchase, `cost` what they cost together; `share` is what each voter had to spend, of which
    `raised` was added. `lacking` says of each other project what its voters, with all they had left, lacked to buy it.
    """

    bought: tuple[Bought, ...]
    cost: int
    share: Fraction
    raised: int
    stop: Stop
    lacking: tuple[tuple[str, Fraction], ...]

    @property
    def winners(self) -> tuple[str, ...]:
        """The projects bought, in the order of their names."""
        return tuple(sorted(one.project for one in self.bought))


def equal_shares(
    budget: Budget, *, satisfaction: Satisfaction | None = None, is_completed: bool = True, step: int = UNIT
) -> Shares:
    """Share the budget equally between voters, who buy projects together.

    Again and again, the project is bought whose voters pay least for each unit of satisfaction, all paying the same for
    it or all they have left. Satisfaction is the points they gave, where they gave any, and otherwise the cost: of two
    projects, the one that leaves fewer to pay for each euro is the dearer. When none can be bought any more and
    `is_completed`, everyone's share is raised by `step` and all begins anew, until nothing else that anybody voted for
    fits in the budget, or what is bought no longer does: the last that did is then kept. What costs nothing is taken at
    once if anybody voted for it. Ties go to the first name, character by character.
    Sources: Peters, Pierczyński and Skowron (2021), section 3; the completion is known as "Add1".
    """
    shop = _Shop(budget, satisfaction or ("points" if any(vote.points for vote in budget.votes) else "cost"), step)
    if is_completed:
        raises, stop = _raises(shop)
        return shop.shares(raises, stop)
    return shop.shares(0, "not raised")


def _raises(shop: "_Shop") -> tuple[int, Stop]:
    """How many times all shares are raised, and why not once more.

    Each number of raises is accounted for, in order, since one may overspend and a larger one not: many at a time where
    bounds tell that they all buy the same, else one by one, exactly.
    """
    first, width, many, clear, patience = 0, 1, 1, 0, 1
    most = min(max(_TOGETHER // max(1, len(shop.ballots.weights)), 32), 256)
    while True:
        found = _orders(shop, range(first, first + width * many, width), width)
        for raises, told in found:
            order = tuple(one.candidate for one in shop.buy(raises)[0]) if told is None else told
            if shop.cost(order) > shop.amount:
                return raises - 1, "the next overspends"
            if shop.is_full(order):
                return raises, "nothing else fits"
        first += width * many
        clear += 1
        if len(found) > many:
            width, clear, patience = max(1, width // 2), 0, min(patience * 2, 16)
        elif clear >= patience:
            width, clear = width * 2, 0
        many = min(most, many * 4)


def _orders(shop: "_Shop", starts: Sequence[int], width: int) -> list[tuple[int, tuple[int, ...] | None]]:
    """Give what is bought, in order, each time with the number of raises from which on it is.

    Starts are those of spans of `width` numbers of raises. A span that is unclear is looked at by halves; None where
    one number of raises is.
    """
    found = list(zip(starts, shop.orders(starts, width), strict=True))
    if width == 1:
        return found
    halves = [start + half for start, order in found if order is None for half in (0, width // 2)]
    clear = [(start, order) for start, order in found if order is not None]
    return sorted(clear + (_orders(shop, halves, width // 2) if halves else []), key=lambda one: one[0])


class _Shop:
    """What can be bought, and what is bought once all shares were raised so many times."""

    def __init__(self, budget: Budget, satisfaction: Satisfaction, step: int) -> None:
        ordered = sorted(budget.projects, key=lambda one: one.id)
        number_of = {one.id: number for number, one in enumerate(ordered)}
        named = {number_of[project] for vote in budget.votes for project in vote.supported}
        self.names = [one.id for one in ordered]
        self.prices = [one.cost for one in ordered]
        self.free = [one for one in sorted(named) if not self.prices[one]]
        self.supported = [one for one in sorted(named) if self.prices[one]]
        dear = set(self.supported)
        marks = [
            {number: mark for project, mark in _marks(vote, satisfaction) if (number := number_of[project]) in dear}
            for vote in budget.votes
        ]
        self.ballots = Ballots(marks, len(ordered))
        self._charged = [max(1, price) for price in self.prices]  # nobody votes for what costs nothing any more
        self._values = self._charged if satisfaction == "cost" else [1] * len(ordered)
        self.amount, self.step = budget.amount, step
        self._bounds = Bounds(self.ballots, self._charged, self._values)

    def share(self, raises: int) -> Ratio:
        """What each voter has to spend."""
        voters = max(1, self.ballots.voters)
        return self.amount + raises * self.step * voters, voters

    def orders(self, starts: Sequence[int], width: int) -> list[tuple[int, ...] | None]:
        """What is bought, in order, in each span of `width` numbers of raises; None if it is unclear."""
        return self._bounds.orders([(self.share(start), self.share(start + width - 1)) for start in starts])

    def buy(self, raises: int) -> tuple[list[Purchase], Money]:
        """What is bought, reckoned in fractions, and the money left."""
        return buy(self.ballots, self.share(raises), self._charged, values=self._values)

    def cost(self, order: Iterable[int]) -> int:
        return sum(self.prices[one] for one in order)

    def is_full(self, order: tuple[int, ...]) -> bool:
        """Say whether nothing else that anybody voted for fits."""
        rest = self.amount - self.cost(order)
        return not any(self.prices[one] <= rest for one in self.supported if one not in order)

    def shares(self, raises: int, stop: Stop) -> Shares:
        """Tell what is bought after so many raises."""
        purchases, money = self.buy(raises)
        bought = [Bought(self.names[one], Fraction(0)) for one in self.free]
        for one in purchases:
            paid = one.amount * self._values[one.candidate]
            bought.append(Bought(self.names[one.candidate], paid, tuple(self.names[tied] for tied in one.tied)))
        chosen = {one.project for one in bought}
        return Shares(
            bought=tuple(bought),
            cost=self.cost(one.candidate for one in purchases),
            share=Fraction(*self.share(raises)),
            raised=raises * self.step,
            stop=stop,
            lacking=tuple(
                (name, price - money.held_by(one))
                for one, (name, price) in enumerate(zip(self.names, self.prices, strict=True))
                if name not in chosen
            ),
        )


def _marks(vote: Vote, satisfaction: Satisfaction) -> Iterable[tuple[str, int]]:
    """What counts of a vote: the projects supported and their points, all the same where satisfaction is the cost."""
    if satisfaction == "cost" or not vote.points:
        return ((project, 1) for project in vote.supported)
    return ((one, points) for one, points in zip(vote.projects, vote.points, strict=True) if points > 0)
