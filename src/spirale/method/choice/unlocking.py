"""What would let an action in that is out: a smallest set of pledges, all that is chosen staying."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from operator import add
from typing import Final

from spirale.method.choice.bank import Bank, Stock, Wanted, meet
from spirale.method.choice.flows import Sharing, share_out
from spirale.method.choice.together import Together
from spirale.method.choice.values import Case

_LAST: Final = "9999-12-31"
_FIRST: Final = "0001-01-01"
# Whether a pledge of what is missing, free between two days, lets the actions be done.
_Suffices = Callable[[str, str], bool]


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
    besides = [_Beside(stock, sorted(set(chosen))) for stock in bank.stocks]
    out = sorted({one.id for one in case.actions} - set(chosen))
    return tuple(_unlocking(besides, together, frozenset(chosen), action) for action in out)


def _unlocking(besides: Sequence["_Beside"], together: Together, chosen: frozenset[str], action: str) -> Unlocking:
    new = together.with_required(action) - chosen
    comes_with = tuple(sorted(new - {action}))
    if clash := _clash(together, action, new, chosen):
        return Unlocking(action, comes_with, (), clash)
    # What no new action needs lacks nothing: the chosen fit.
    needed = (one for one in besides if any(name in one.stock.asked for name in new))
    missing = tuple(found for one in needed if (found := one.missing(sorted(new))))
    return Unlocking(action, comes_with, missing)


def _clash(together: Together, action: str, new: Collection[str], chosen: Collection[str]) -> tuple[str, str] | None:
    """Two actions that keep the new ones out: the action itself first, then those it requires."""
    all_in = set(chosen) | set(new)
    for one in sorted(new, key=lambda one: (one != action, one)):
        for other in together.excludes[one]:
            if other in all_in:
                return one, other
    return None


class _Beside:
    """What is left of a resource beside the chosen actions: reckoned once, then gone on from for each that is out."""

    def __init__(self, stock: Stock, chosen: Sequence[str]) -> None:
        self.stock = stock
        self._asked = _asked(stock, chosen)
        self._days = _cuts(self._asked)
        self._wants = [] if stock.is_shared else stock.wants(chosen)
        self._given = {} if stock.is_shared else share_out(stock.amounts, self._wants, stock.served_by).given

    def missing(self, new: Sequence[str]) -> Missing | None:
        """The pledge without which some more actions cannot be done beside the chosen; None when nothing is missing."""
        more = _asked(self.stock, new)
        amount, suffices = self._shared(more) if self.stock.is_shared else self._used_up(new, more)
        if not amount:
            return None
        return _freest(self.stock.resource, amount, _stretches(self._days | _cuts(more)), suffices)

    def _shared(self, more: Mapping[Wanted, int]) -> tuple[int, _Suffices]:
        """The greatest amount that one lacks; a pledge must meet all who lack something."""
        short = {
            wanted: amount - within
            for wanted, amount in _together(self._asked, more, max).items()
            if amount > (within := self.stock.within_reach(self.stock.class_of[wanted]))
        }
        return max(short.values(), default=0), lambda first, last: all(
            meet(first, last, wanted.from_on, wanted.to_on) for wanted in short
        )

    def _used_up(self, new: Sequence[str], more: Mapping[Wanted, int]) -> tuple[int, _Suffices]:
        """What all lack together; a pledge of that must serve all of it, at once or by others giving way."""
        stock = self.stock
        wants = [had + added for had, added in zip(self._wants, stock.wants(new), strict=True)]
        shared = share_out(stock.amounts, wants, stock.served_by, self._given)
        amount = sum(shared.lack)
        # Nothing that others hold can get to the classes that ask too much: they must be able to take it themselves.
        within = {number for short in shared.short for number in short}
        asked = {
            wanted: needed
            for wanted, needed in _together(self._asked, more, add).items()
            if stock.class_of[wanted] in within
        }

        def suffices(first: str, last: str) -> bool:
            met = dict.fromkeys(within, 0)
            for wanted, needed in asked.items():
                if meet(first, last, wanted.from_on, wanted.to_on):
                    met[stock.class_of[wanted]] += needed
            if all(shared.lack[number] <= could for number, could in met.items()):
                return True
            if sum(met.values()) < amount:
                return False
            return not any(_shared_anew(stock, wants, met, amount).lack)

        return amount, suffices


def _shared_anew(stock: Stock, wants: Sequence[int], met: Mapping[int, int], amount: int) -> Sharing:
    """Share out with one pledge more, which may serve of each class what it meets."""
    new = len(stock.amounts)
    parts = [
        (served, want - met.get(number, 0))
        for number, (served, want) in enumerate(zip(stock.served_by, wants, strict=True))
    ]
    parts += [((*stock.served_by[number], new), could) for number, could in sorted(met.items())]
    return share_out([*stock.amounts, amount], [want for _, want in parts], [served for served, _ in parts])


def _together(
    asked: Mapping[Wanted, int], more: Mapping[Wanted, int], joined: Callable[[int, int], int]
) -> dict[Wanted, int]:
    return {**asked, **{wanted: joined(asked.get(wanted, 0), needed) for wanted, needed in more.items()}}


def _asked(stock: Stock, actions: Iterable[str]) -> dict[Wanted, int]:
    """How much some actions need of each kind of wanted; of what is shared, the greatest."""
    found: dict[Wanted, int] = {}
    for one in actions:
        for wanted, needed in stock.needs.get(one, {}).items():
            held = found.get(wanted, 0)
            found[wanted] = max(held, needed) if stock.is_shared else held + needed
    return found


def _freest(resource: str, amount: int, stretches: Sequence[tuple[str, str]], suffices: _Suffices) -> Missing:
    """The days that leave most freedom to whoever pledges an amount; see `unlockings`."""
    runs: list[tuple[str, str]] = []
    is_joined = False
    for first, last in stretches:
        if does := suffices(first, last):
            runs = [*runs[:-1], (runs[-1][0], last)] if is_joined else [*runs, (first, last)]
        is_joined = does
    if runs:
        first, last = max(runs, key=lambda run: (_days(*run), -_number(run[0] or _FIRST)))
        return Missing(resource, amount, first, last, is_any_day=True)
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
    return Missing(resource, amount, first, last, is_any_day=False)


def _cuts(kinds: Iterable[Wanted]) -> frozenset[str]:
    """The days where a need begins, or has just ended; before the first day and after the last there is none."""
    starts = {wanted.from_on for wanted in kinds if wanted.from_on not in ("", _FIRST)}
    ended = {wanted.to_on for wanted in kinds if wanted.to_on and wanted.to_on != _LAST}
    return frozenset(starts | {_shifted(day, 1) for day in ended})


def _stretches(cuts: Iterable[str]) -> list[tuple[str, str]]:
    """Cut all days: on all days of a stretch the same needs may be served.

    The first begins with "" and the last ends with "": both are open.
    """
    cut = sorted(cuts)
    return list(zip(["", *cut], [*(_shifted(day, -1) for day in cut), ""], strict=True))


def _shifted(day: str, by: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=by)).isoformat()


def _number(day: str) -> int:
    return date.fromisoformat(day).toordinal()


def _days(first: str, last: str) -> int:
    return _number(last or _LAST) - _number(first or _FIRST)
