"""What can I do? Pledges matched to needs: what each pledge serves, what is lacking, and who might fill it."""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from spirale.method.choice.values import Action, Need, Pledge, Resource
from spirale.method.problems import Problem, Problems


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody on the list of actors: the resources (skills among them) they have, and where; "" is anywhere."""

    id: str
    has: tuple[str, ...]
    place: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """So much of a pledge that serves a need of an action."""

    pledge: str
    owner: str
    action: str
    need: Need
    amount: int


@dataclass(frozen=True, slots=True)
class Gap:
    """What a need lacks, and the actors who could fill it: those who pledged nothing yet come first."""

    action: str
    need: Need
    missing: int
    could: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unused:
    """What no need asks of a pledge; `lacking` are the pledges without which it does not hold, and serves nothing."""

    pledge: str
    amount: int
    lacking: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Matching:
    """Who serves what, the most urgent need first; gaps in the same order; unused pledges in alphabetical order.

    `covered` and `needed` are the whole by resource: resource, amount covered, amount needed.
    """

    given: tuple[Given, ...]
    gaps: tuple[Gap, ...]
    unused: tuple[Unused, ...]
    covered: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class _Asked:
    action: str
    need: Need


def match(
    actions: Iterable[Action], resources: Iterable[Resource], pledges: Iterable[Pledge], actors: Iterable[Actor] = ()
) -> Matching:
    """Serve as much as can be of what actions need, the most urgent first.

    A pledge serves a need of its resource whose days and place agree with its own (what tells none agrees with all),
    of an action it is for, if all pledges it depends on hold. Urgent is what ends first, then what begins first.
    What is shared serves every need and is not used up.

    Needs are served one by one in that order, each as far as pledges can be passed on among those before it without
    these losing anything (augmenting paths). What can be covered together is a polymatroid, so this gives both at once:
    the largest amount covered of each resource, and of all ways to cover it the one that serves the first need most,
    then the second, and so on.
    Raises Problems: "pledge twice", "amount less than nothing" and "resource unknown", all that are found.
    Source: Ford and Fulkerson (1956), "Maximal flow through a network", Canadian Journal of Mathematics 8; for the
    order, Megiddo (1974), "Optimal flows in networks with multiple sources and sinks", Mathematical Programming 7.
    """
    kinds = {resource.id: resource for resource in resources}
    offered = sorted(pledges, key=lambda pledge: pledge.id)
    needs = sorted((_Asked(action.id, need) for action in actions for need in action.needs), key=_urgency)
    _check(kinds, offered, needs)
    lacking = not_holding(offered)
    holding = [pledge for pledge in offered if pledge.id not in lacking]
    given: list[Given] = []
    for kind in sorted(kinds):
        some = [pledge for pledge in holding if pledge.resource == kind]
        asked = [one for one in needs if one.need.resource == kind]
        given += _shared(some, asked) if kinds[kind].is_shared else _served(some, asked)
    given.sort(key=lambda one: (_urgency(_Asked(one.action, one.need)), one.pledge))
    return Matching(
        given=tuple(given),
        gaps=_gaps(needs, given, offered, sorted(actors, key=lambda actor: actor.id)),
        unused=_unused(offered, given, kinds, lacking),
        covered=_covered(needs, given),
    )


def not_holding(pledges: Iterable[Pledge]) -> dict[str, tuple[str, ...]]:
    """The pledges that do not hold, with those they lack: not there, or not holding. Those in a circle hold together."""
    offered = sorted(pledges, key=lambda pledge: pledge.id)
    holds = {pledge.id for pledge in offered}
    while True:
        lost = {pledge.id for pledge in offered if pledge.id in holds and not holds.issuperset(pledge.only_if)}
        if not lost:
            break
        holds -= lost
    return {
        pledge.id: tuple(sorted({other for other in pledge.only_if if other not in holds}))
        for pledge in offered
        if pledge.id not in holds
    }


def agrees(pledge: Pledge, action: str, need: Need) -> bool:
    """Whether a pledge may serve a need of an action: same resource, a day in common, same place, for this action."""
    if pledge.resource != need.resource or (pledge.only_for and action not in pledge.only_for):
        return False
    first, last = max(pledge.from_on, need.from_on), min(_end(pledge.to_on), _end(need.to_on))
    return first <= last and (not pledge.place or not need.place or pledge.place == need.place)


def _end(day: str) -> str:
    """A day that comes after all others when none is told."""
    return day or "9999-12-31"


def _urgency(asked: _Asked) -> tuple[str, str, str, str, str, int]:
    need = asked.need
    return (_end(need.to_on), need.from_on, asked.action, need.resource, need.place, need.amount)


def _check(kinds: dict[str, Resource], offered: Sequence[Pledge], needs: Sequence[_Asked]) -> None:
    found = [Problem("pledge twice", pledge=one.id) for one, other in pairwise(offered) if one.id == other.id]
    told = [(pledge.id, pledge.resource, pledge.amount) for pledge in offered]
    told += [(asked.action, asked.need.resource, asked.need.amount) for asked in needs]
    for of, resource, amount in told:
        if resource not in kinds:
            found.append(Problem("resource unknown", of=of, resource=resource))
        if amount < 0:
            found.append(Problem("amount less than nothing", of=of, resource=resource, amount=amount))
    if found:
        raise Problems(tuple(found))


def _shared(pledges: Sequence[Pledge], asked: Sequence[_Asked]) -> list[Given]:
    """What is not used up: each need takes what it lacks from the first pledges that agree."""
    given = []
    for one in asked:
        missing = one.need.amount
        for pledge in pledges:
            amount = min(missing, pledge.amount) if agrees(pledge, one.action, one.need) else 0
            if amount:
                given.append(Given(pledge.id, pledge.owner, one.action, one.need, amount))
                missing -= amount
    return given


def _served(pledges: Sequence[Pledge], asked: Sequence[_Asked]) -> list[Given]:
    """What is used up: a largest flow from pledges to needs, grown need by need."""
    could = [[place for place, pledge in enumerate(pledges) if agrees(pledge, one.action, one.need)] for one in asked]
    left = [pledge.amount for pledge in pledges]
    flow: list[dict[int, int]] = [{} for _ in pledges]
    for number, one in enumerate(asked):
        missing = one.need.amount
        while missing:
            path = _path(number, could, left, flow)
            if not path:
                break
            moved = [flow[pledge][loser] for pledge, (loser, _) in pairwise_of(path)]
            amount = min(missing, left[path[-1][1]], *moved)
            for need, pledge in path:
                flow[pledge][need] = flow[pledge].get(need, 0) + amount
            for pledge, (loser, _) in pairwise_of(path):
                flow[pledge][loser] -= amount
            left[path[-1][1]] -= amount
            missing -= amount
    return [
        Given(pledges[place].id, pledges[place].owner, asked[number].action, asked[number].need, amount)
        for place, served in enumerate(flow)
        for number, amount in sorted(served.items())
        if amount
    ]


def pairwise_of(path: Sequence[tuple[int, int]]) -> list[tuple[int, tuple[int, int]]]:
    """Each pledge of a path with the step after it, which begins with the need it is taken from."""
    return [(here[1], then) for here, then in pairwise(path)]


def _path(
    number: int, could: Sequence[Sequence[int]], left: Sequence[int], flow: Sequence[dict[int, int]]
) -> list[tuple[int, int]]:
    """The shortest way from a need to a pledge that is not used up, as steps (need, pledge that serves it anew)."""
    came: dict[int, tuple[int, int]] = {}
    seen, waiting = {number}, deque([number])
    while waiting:
        need = waiting.popleft()
        for pledge in could[need]:
            if pledge in came:
                continue
            came[pledge] = (need, pledge)
            if left[pledge]:
                return _walked(number, came, pledge, flow)
            for other in sorted(flow[pledge]):
                if flow[pledge][other] and other not in seen:
                    seen.add(other)
                    waiting.append(other)
    return []
