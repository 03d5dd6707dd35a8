"""What would let an action in that is out: a smallest set of pledges, all that is chosen staying."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from spirale.method.choice.bank import Bank, Stock, Wanted, meet
from spirale.method.choice.flows import share_out
from spirale.method.choice.together import Together
from spirale.method.choice.values import Case

_LAST: Final = "9999-12-31"
_FIRST: Final = "0001-01-01"


@dataclass(frozen=True, slots=True)
class Missing:
    """A pledge that is missing: this much of a resource, for any action.

    With `is_any_day` one day of those from `from_on` to `to_on` is enough, whichever it is; otherwise it takes somebody
    free on all of them. "" is open.
    """

    resource: str
    amount: int
    from_on: str
    to_on: str
    is_any_day: bool


@dataclass(frozen=True, slots=True)
class Unlocking:
    """What would let an action in.

    `comes_with` are the actions it requires that are out too. `missing` is empty when nothing is missing, and when no
    pledge can help: then `clash` names two actions that cannot be done beside each other, of which the action, or one
    it requires, comes first, and a chosen action, or another one it requires, second.
    """

    action: str
    comes_with: tuple[str, ...]
    missing: tuple[Missing, ...]
    clash: tuple[str, str] | None = None

    @property
    def can_help(self) -> bool:
        """Whether pledges can let it in."""
        return self.clash is None


def unlockings(case: Case, chosen: Collection[str]) -> tuple[Unlocking, ...]:
    """For each action that is out, by name, a smallest set of pledges with which it enters while all chosen stay.

    It enters with what it requires. Smallest: first the fewest pledges, then the smallest amounts. This is one pledge
    for each resource that lacks something, of what is lacking: fewer or smaller ones cannot do, and they cannot
    replace each other. Then the days that leave most freedom: of the stretches in which any one day would do, the
    longest, then the first; if no single day would, the fewest days on all of which somebody must be free.
    The chosen are taken to fit the bank and the rules.
    """
    bank, together = Bank(case), Together(case.actions)
    out = sorted({one.id for one in case.actions} - set(chosen))
    return tuple(_unlocking(bank, together, frozenset(chosen), action) for action in out)


def _unlocking(bank: Bank, together: Together, chosen: frozenset[str], action: str) -> Unlocking:
    new = together.with_required(action) - chosen
    comes_with = tuple(sorted(new - {action}))
    if clash := _clash(together, action, new, chosen):
        return Unlocking(action, comes_with, (), clash)
    done = sorted(chosen | new)
    # What no new action needs lacks nothing: the chosen fit.
    needed = [stock for stock in bank.stocks if any(one in stock.asked for one in new)]
    lacking = [(stock, stock.lack(done)) for stock in needed]
    missing = tuple(_missing(stock, done, amount) for stock, amount in lacking if amount)
    return Unlocking(action, comes_with, missing)


def _clash(together: Together, action: str, new: Collection[str], chosen: Collection[str]) -> tuple[str, str] | None:
    """Two actions that keep the new ones out: the action itself first, then those it requires."""
    all_in = set(chosen) | set(new)
    for one in sorted(new, key=lambda one: (one != action, one)):
        for other in together.excludes[one]:
            if other in all_in:
                return one, other
    return None


def _missing(stock: Stock, done: Sequence[str], amount: int) -> Missing:
    suffices = _suffices_shared(stock, done) if stock.is_shared else _suffices(stock, done, amount)
    stretches = _stretches(wanted for one in done for wanted in stock.needs.get(one, {}))
    alone = [suffices(*stretch) for stretch in stretches]
    runs: list[tuple[str, str]] = []
    for number, (first, last) in enumerate(stretches):
        if alone[number]:
            joins = number and alone[number - 1]
            runs = [*runs[:-1], (runs[-1][0], last)] if joins else [*runs, (first, last)]
    if runs:
        first, last = max(runs, key=lambda run: (_days(*run), -_number(run[0] or _FIRST)))
        return Missing(stock.resource, amount, first, last, is_any_day=True)
    # Free from the last day of one stretch to the first of a later one serves all that the stretches between do.
    spans = []
    end = 1
    for start in range(len(stretches)):
        end = max(end, start + 1)
        while end < len(stretches) and not suffices(stretches[start][1], stretches[end][0]):
            end += 1
        if end < len(stretches):
            spans.append((stretches[start][1], stretches[end][0]))
    first, last = min(spans, key=lambda span: (_days(*span), span))
    return Missing(stock.resource, amount, first, last, is_any_day=False)


def _suffices(stock: Stock, done: Iterable[str], amount: int) -> Callable[[str, str], bool]:
    """Whether a pledge of what is lacking, free between two days, lets all these actions be done."""
    asked: dict[Wanted, int] = {}
    for one in done:
        for wanted, needed in stock.needs.get(one, {}).items():
            asked[wanted] = asked.get(wanted, 0) + needed

    def suffices(first: str, last: str) -> bool:
        wants: dict[tuple[int, bool], int] = {}
        for wanted, needed in asked.items():
            key = (stock.class_of[wanted], meet(first, last, wanted.from_on, wanted.to_on))
            wants[key] = wants.get(key, 0) + needed
        keys = sorted(wants)
        new = len(stock.amounts)
        served_by = [[*stock.served_by[number], *([new] if is_met else [])] for number, is_met in keys]
        return not any(share_out([*stock.amounts, amount], [wants[key] for key in keys], served_by).lack)

    return suffices


def _suffices_shared(stock: Stock, done: Iterable[str]) -> Callable[[str, str], bool]:
    """Whether a pledge free between two days meets all who lack something of what is shared."""
    short = {
        wanted
        for one in done
        for wanted, needed in stock.needs.get(one, {}).items()
        if needed > stock.within_reach(stock.class_of[wanted])
    }
    return lambda first, last: all(meet(first, last, wanted.from_on, wanted.to_on) for wanted in short)


def _stretches(kinds: Iterable[Wanted]) -> list[tuple[str, str]]:
    """Cut all days where a need begins or ends: on all days of a stretch the same needs may be served.

    The first begins with "" and the last ends with "": both are open.
    """
    starts: set[str] = set()
    for wanted in kinds:
        if wanted.from_on:
            starts.add(wanted.from_on)
        if wanted.to_on and wanted.to_on != _LAST:
            starts.add(_shifted(wanted.to_on, 1))
    cut = sorted(starts)
    return list(zip(["", *cut], [*(_shifted(day, -1) for day in cut), ""], strict=True))


def _shifted(day: str, by: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=by)).isoformat()


def _number(day: str) -> int:
    return date.fromisoformat(day).toordinal()


def _days(first: str, last: str) -> int:
    return _number(last or _LAST) - _number(first or _FIRST)
