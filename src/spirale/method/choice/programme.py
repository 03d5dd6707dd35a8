"""The choice as an integer programme: one yes or no for each action, solved by HiGHS, checked in whole numbers.

What the bank allows is said in sums over actions alone: for some set of needs, what they ask together is no more
than all the pledges that may serve any of them hold. There are very many such sets; those that matter are found by
sharing out, where a proposed choice fails, and added (Gale, 1957, says when they suffice; Benders, 1962, adding them).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import gcd, inf
from typing import Final

import numpy as np
from scipy.sparse import csr_array

from spirale.method.choice.bank import Bank
from spirale.method.choice.flows import share_out
from spirale.method.choice.patience import Patience
from spirale.method.choice.tallies import Tally, tallies_beyond, with_tallies
from spirale.method.choice.together import Together
from spirale.method.choice.values import Case
from spirale.method.solver import Conditions, Numbers, Settings, Solver

# Parts of an amount in which a relaxed choice, that takes tenths of actions, is shared out.
_PARTS: Final = 1_000_000
# Rounds in which rows are added to the relaxed programme; more may follow when whole choices fail.
_ROUNDS: Final = 40
# Cuts are dropped as soon as they are idle: there are thousands of branches, and each solves all that is kept.
_LIGHT: Final[Settings] = {"mip_lp_age_limit": 1, "mip_pool_age_limit": 1, "mip_pool_soft_limit": 10}
# Where a good choice is known, the solver looks for the proof alone, not in smaller programmes for better choices.
_PROVING: Final[Settings] = {
    "mip_heuristic_run_rins": False,
    "mip_heuristic_run_rens": False,
    "mip_heuristic_run_root_reduced_cost": False,
    "mip_heuristic_run_feasibility_jump": False,
}
# Where tallies are branched on too, fewer trials of a branch tell enough: there are fewer branches.
_TALLYING: Final[Settings] = {"mip_pscost_minreliable": 4}
# With more actions open than this, the choice that is known is seldom good enough for either.
_FEW: Final = 1000
# Needs of a class are rare when no more actions have them: mostly those for which a pledge was made by name.
_RARE: Final = 3


@dataclass(frozen=True, slots=True)
class Row:
    """A condition: the sum of these amounts over the chosen actions lies between `least` and `most`."""

    amounts: Mapping[int, int]
    least: float
    most: float

    def allows(self, chosen: frozenset[int]) -> bool:
        """Whether a choice fulfils it, reckoned in whole numbers."""
        return self.least <= sum(amount for one, amount in self.amounts.items() if one in chosen) <= self.most


@dataclass(frozen=True, slots=True)
class Solved:
    """What the solver gave: the best choice found, its value, and what no choice can go beyond, as floating point.

    `chosen` is None when none was found; `is_complete` when nothing is left to look at: it is the best, or none can be.
    """

    chosen: frozenset[int] | None
    value: int
    bound: float
    is_complete: bool = False

    @property
    def is_impossible(self) -> bool:
        """Whether no choice can be."""
        return self.is_complete and self.chosen is None


@dataclass(frozen=True, slots=True)
class Open:
    """Which actions are still to be decided: both bounds are 1 where one is in, and 0 where it is out."""

    least: Numbers
    most: Numbers

    def is_undecided(self, one: int) -> bool:
        """Whether an action may still be in or out."""
        return bool(self.least[one] < self.most[one])

    @property
    def undecided(self) -> int:
        """How many actions may still be in or out."""
        return int(np.count_nonzero(self.least < self.most))

    @property
    def are_few(self) -> bool:
        """Whether so few are undecided that the solver had better look for a proof alone."""
        return self.undecided <= _FEW

    def decide(self, one: int, *, is_in: bool) -> None:
        """Put an action in or out."""
        self.least[one] = self.most[one] = float(is_in)


@dataclass(frozen=True, slots=True)
class Relaxed:
    """A solution in which tenths of actions are allowed.

    No choice goes beyond `highest`, nor beyond `highest` less `falls` of an action that it puts in while this solution
    leaves it out, or the other way round; `taken` is how much of each action this solution takes.
    """

    highest: float
    falls: Numbers
    taken: Numbers


class Programme:
    """Yes or no for each action, in the order of their names, under the bank and the rules."""

    def __init__(self, case: Case, bank: Bank, minimum: Iterable[tuple[str, int]] | None = None) -> None:
        self.names = [one.id for one in bank.actions]
        self._place = {name: number for number, name in enumerate(self.names)}
        self._stocks = [one for one in bank.stocks if not one.is_shared]
        # How many actions need each class of each stock.
        self._askers = [
            [sum(number in asked for asked in of.asked.values()) for number in range(len(of.served_by))]
            for of in self._stocks
        ]
        self._found: dict[tuple[int, frozenset[int], bool], Row] = {}
        self.rows: list[Row] = self._rules(case, case.rules.minimum if minimum is None else minimum)
        self._left_out: list[Row] = []  # choices that the solver's rounding let through
        self._possible = np.array([self._alone(bank, name) for name in self.names], dtype=np.float64)
        for number, stock in enumerate(self._stocks):
            self._add(number, frozenset(range(len(stock.served_by))))

    def all_open(self) -> Open:
        """Every action undecided but those that the bank cannot serve even alone."""
        return Open(np.zeros(len(self.names)), self._possible.copy())

    @staticmethod
    def _alone(bank: Bank, name: str) -> bool:
        return not any(stock.lack([name]) for stock in bank.stocks if name in stock.asked)

    def _rules(self, case: Case, minimum: Iterable[tuple[str, int]]) -> list[Row]:
        together = Together(case.actions)
        rows = []
        for name, one in self._place.items():
            rows += [
                Row({one: 1, self._place[other]: -1}, -inf, 0) for other in together.requires[name] if other != name
            ]
            rows += [Row({one: 1, self._place[other]: 1}, -inf, 1) for other in together.excludes[name] if other > name]
        tags = {one.id: set(one.tags) for one in case.actions}
        for tag, least in sorted(minimum):
            tagged = {number: 1 for number, name in enumerate(self.names) if tag in tags[name]}
            if least > 0:
                rows.append(Row(tagged, least, inf))
        return rows

    def _add(self, stock: int, classes: frozenset[int]) -> bool:
        """Add what a set of classes of needs may ask together; False when it was known.

        Of the classes that many actions need, the row into which all others are lifted comes first: it nearly always
        says more. What it leaves unsaid is then said by the set as it is.
        """
        common = frozenset(number for number in classes if self._askers[stock][number] > _RARE)
        is_lifted = bool(common) and (stock, common, True) not in self._found
        key = (stock, common if is_lifted else classes, is_lifted)
        if key in self._found:
            return False
        self._found[key] = self._row(*key)
        return True

    def _row(self, stock: int, classes: frozenset[int], is_lifted: bool) -> Row:
        """What some classes of needs may ask together; lifted, with what others take of the same pools for certain.

        A need of another class takes of these pools at least what it asks beyond its own. Together such needs take no
        less than the sum of that: what their own pools hold together is at most the sum of what each has.
        """
        of = self._stocks[stock]
        pools = {pool for number in classes for pool in of.served_by[number]}
        most = sum(of.amounts[pool] for pool in pools)
        own = [sum(of.amounts[pool] for pool in by if pool not in pools) for by in of.served_by]
        amounts = {}
        for action, asked in of.asked.items():
            amount = sum(asked.get(number, 0) for number in classes)
            if is_lifted:
                amount += sum(max(0, more - own[number]) for number, more in asked.items() if number not in classes)
            if amount:
                amounts[self._place[action]] = amount
        part = gcd(*amounts.values()) if amounts else 1
        parts = {one: amount // part for one, amount in sorted(amounts.items())}
        return Row(parts, -inf, most // part)

    def relax(self, values: Sequence[int], beside: Sequence[Row], open_to: Open) -> Relaxed | None:
        """Solve with tenths of actions allowed, adding rows of the bank until none is broken; None if impossible."""
        for _round in range(_ROUNDS):
            solver = Solver(self._conditions(beside, open_to), is_whole=False)
            found = solver.least(-np.array(values, dtype=np.float64))
            if found.state != "best" or found.values is None:
                return None
            relaxed = Relaxed(-found.value, solver.falls(), found.values)
            if not self._broken_in_part(relaxed.taken):
                break
        return relaxed

    def _broken_in_part(self, taken: Numbers) -> bool:
        parts = [round(float(part) * _PARTS) for part in taken]
        broken = False
        for number, stock in enumerate(self._stocks):
            wants = [0] * len(stock.served_by)
            for action, asked in stock.asked.items():
                for one, amount in asked.items():
                    wants[one] += amount * parts[self._place[action]]
            # A millionth of an action too much is the solver's rounding.
            asked_for = [want - want // _PARTS for want in wants]
            short = share_out([amount * _PARTS for amount in stock.amounts], asked_for, stock.served_by).short
            for classes in short:
                broken |= self._add(number, classes)
        return broken

    def tallies(self, values: Sequence[int], beside: Sequence[Row], open_to: Open, beyond: int) -> Sequence[Tally]:
        """What may be counted in choices of a value greater than `beyond`; nothing where very many actions are open."""
        return tallies_beyond(values, self._conditions(beside, open_to), beyond) if open_to.are_few else ()

    def solve(
        self,
        values: Sequence[int],
        beside: Sequence[Row],
        open_to: Open,
        patience: Patience,
        nodes: int | None = None,
        beyond: int | None = None,
        tallies: Sequence[Tally] = (),
    ) -> Solved:
        """Find the choice of the greatest value, or the best within the patience, and what it cannot go beyond.

        `beside` are conditions beside those of the bank and the rules. The choice returned fulfils all of them,
        checked in whole numbers. `nodes` limits how many branches are looked at. Only choices of a value greater than
        `beyond` are sought: complete without such a choice means that there is none; one that is not may be given.
        `tallies` are what the solver may branch on beside single actions; they hold for all choices beyond.
        """
        settings: dict[str, bool | int | float | str] = {**_LIGHT}
        if nodes is not None:
            settings["mip_max_nodes"] = nodes
        if beyond is not None:
            settings |= _PROVING if open_to.are_few else {}
            settings |= _TALLYING if tallies else {}
            # HiGHS leaves branches alone that cannot do better; half a unit away, for it reckons in floating point.
            settings["objective_bound"] = -beyond - 0.5
        bound = float(sum(value for value in values if value > 0))
        costs = -np.array([*values, *(0 for _tally in tallies)], dtype=np.float64)
        while not patience.is_over:
            said = with_tallies(self._conditions(beside, open_to), tallies)
            found = Solver(said, is_whole=True, settings={**settings, **patience.options()}).least(costs)
            if found.state == "impossible":
                return Solved(None, 0, 0.0, is_complete=True)
            bound = min(bound, max(-found.bound, -inf if beyond is None else float(beyond)))
            if found.values is None:
                break
            chosen = frozenset(np.flatnonzero(found.values[: len(values)] > 0.5).tolist())
            if beyond is not None and sum(values[one] for one in chosen) <= beyond:
                # What HiGHS had in hand, all else being left alone; its bound is then that of what it left alone.
                in_hand = None if self._broken_by(chosen, beside) else chosen
                value = sum(values[one] for one in in_hand or ())
                return Solved(in_hand, value, max(bound, beyond), is_complete=found.state == "best")
            if not self._broken_by(chosen, beside):
                return Solved(chosen, sum(values[one] for one in chosen), bound, is_complete=found.state == "best")
        return Solved(None, 0, bound)

    def _broken_by(self, chosen: frozenset[int], beside: Sequence[Row]) -> bool:
        """Whether the bank or a condition forbids a choice; adds rows that keep it from coming back."""
        done = [self.names[one] for one in sorted(chosen)]
        known = (*self.rows, *self._found.values(), *beside)
        if not all(row.allows(chosen) for row in known):
            # The solver's rounding let it through: this very choice is left out.
            but = {one: 1 if one in chosen else -1 for one in range(len(self.names))}
            self._left_out.append(Row(but, -inf, len(chosen) - 1))
            return True
        short = [(number, classes) for number, of in enumerate(self._stocks) for classes in of.share(done).short]
        for number, classes in short:
            while self._add(number, classes) and all(row.allows(chosen) for row in self._found.values()):
                pass  # a lifted row may leave this choice alone: then the set as it is follows
        return bool(short)

    def _conditions(self, beside: Sequence[Row], open_to: Open) -> Conditions:
        rows = [*self.rows, *self._found.values(), *self._left_out, *beside]
        starts = np.cumsum([0, *(len(row.amounts) for row in rows)])
        columns = np.array([one for row in rows for one in row.amounts], dtype=np.int32)
        amounts = np.array([amount for row in rows for amount in row.amounts.values()], dtype=np.float64)
        matrix = csr_array((amounts, columns, starts), shape=(len(rows), len(self.names)))
        least, most = np.array([row.least for row in rows]), np.array([row.most for row in rows])
        return Conditions(matrix, least, most, open_to.least, open_to.most)
