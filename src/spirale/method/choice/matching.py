"""What can I do? Pledges matched to needs: what each pledge serves, what is lacking, and who might fill it."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from spirale.method.choice.bank import holding, may_serve
from spirale.method.choice.flows import share_out
from spirale.method.choice.values import Action, Need, Pledge, Resource
from spirale.method.problems import Problem, Problems


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody on the list of actors: the resources (skills among them) they have, and where; "" is anywhere."""

    id: str
    has: tuple[str, ...]
    place: str = ""


@dataclass(frozen=True, slots=True)
class Served:
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

    `covered` is the whole by resource: its name, the amount covered, the amount needed.
    """

    served: tuple[Served, ...]
    gaps: tuple[Gap, ...]
    unused: tuple[Unused, ...]
    covered: tuple[tuple[str, int, int], ...]


_Asked = tuple[str, Need]
_Refused = frozenset[tuple[str, str]]


def match(
    actions: Iterable[Action],
    resources: Iterable[Resource],
    pledges: Iterable[Pledge],
    actors: Iterable[Actor] = (),
    refused: Iterable[tuple[str, str]] = (),
) -> Matching:
    """Serve as much as can be of what actions need, the most urgent first.

    A pledge serves a need of its resource that has a day in common with it and agrees on the place (what tells none
    agrees with all), of an action it is for, if it holds, and if people did not refuse it there: `refused` are pairs of
    a pledge and an action. Urgent is what ends first, then what begins first. What is shared serves every need and is
    not used up.

    Needs are served one by one in that order, each as far as pledges can be passed on among those before it without
    these losing anything. What can be covered together is a polymatroid, so this gives both at once: the largest
    amount covered of each resource, and, of all ways to cover it, the one that serves the first need most, then the
    second, and so on.
    Raises Problems with all that are found: "choice.resource_twice", "choice.pledge_twice",
    "choice.unknown_resource" and "choice.less_than_nothing".
    Source: Megiddo (1974), "Optimal flows in networks with multiple sources and sinks", Mathematical Programming 7.
    """
    kinds = sorted(resources, key=lambda resource: resource.id)
    offered = sorted(pledges, key=lambda pledge: pledge.id)
    needs = sorted(((action.id, need) for action in actions for need in action.needs), key=_urgency)
    _check([kind.id for kind in kinds], offered, needs)
    hold = {pledge.id: pledge for pledge in holding(offered)}
    no = frozenset(refused)
    served: list[Served] = []
    missing: dict[int, int] = {}
    for kind in kinds:
        asked = [place for place, (_, need) in enumerate(needs) if need.resource == kind.id]
        some = [pledge for pledge in hold.values() if pledge.resource == kind.id]
        given = (_shared if kind.is_shared else _used_up)(some, [needs[place] for place in asked], no)
        for rank, place in enumerate(asked):
            parts = [(pledge, amount) for (pledge, other), amount in sorted(given.items()) if other == rank]
            served += [Served(some[one].id, some[one].owner, *needs[place], amount) for one, amount in parts]
            missing[place] = needs[place][1].amount - sum(amount for _, amount in parts)
    served.sort(key=lambda one: (_urgency((one.action, one.need)), one.pledge))
    shared = {kind.id for kind in kinds if kind.is_shared}
    return Matching(
        served=tuple(served),
        gaps=_gaps(needs, missing, offered, sorted(actors, key=lambda actor: actor.id)),
        unused=_unused(offered, served, shared, hold),
        covered=_covered(needs, missing),
    )


def _urgency(asked: _Asked) -> tuple[str, str, str, str, str, int]:
    action, need = asked
    return (need.to_on or "9999-12-31", need.from_on, action, need.resource, need.place, need.amount)


def _check(kinds: Sequence[str], offered: Sequence[Pledge], needs: Sequence[_Asked]) -> None:
    found = []
    for code, names in (
        ("choice.resource_twice", kinds),
        ("choice.pledge_twice", [pledge.id for pledge in offered]),
    ):
        found += [Problem(code, id=id_, times=times) for id_, times in sorted(Counter(names).items()) if times > 1]
    told = [(pledge.id, pledge.resource, pledge.amount) for pledge in offered]
    told += [(action, need.resource, need.amount) for action, need in needs]
    for where, resource, amount in told:
        if resource not in kinds:
            found.append(Problem("choice.unknown_resource", id=resource, where=where))
        if amount < 0:
            found.append(Problem("choice.less_than_nothing", where=where, resource=resource, amount=amount))
    if found:
        raise Problems(tuple(found))


def _may_serve(pledge: Pledge, action: str, need: Need, refused: _Refused) -> bool:
    if (pledge.id, action) in refused:
        return False
    return may_serve(pledge, action, need) and (not pledge.place or not need.place or pledge.place == need.place)


def _shared(pledges: Sequence[Pledge], asked: Sequence[_Asked], refused: _Refused) -> dict[tuple[int, int], int]:
    """What is not used up: each need takes what it asks for from the first pledges that may serve it."""
    given = {}
    for want, (action, need) in enumerate(asked):
        missing = need.amount
        for source, pledge in enumerate(pledges):
            amount = min(missing, pledge.amount) if _may_serve(pledge, action, need, refused) else 0
            if amount:
                given[source, want] = amount
                missing -= amount
    return given


def _used_up(pledges: Sequence[Pledge], asked: Sequence[_Asked], refused: _Refused) -> dict[tuple[int, int], int]:
    """What is used up: shared out need by need."""
    served_by = [
        [source for source, pledge in enumerate(pledges) if _may_serve(pledge, action, need, refused)]
        for action, need in asked
    ]
    shared = share_out([pledge.amount for pledge in pledges], [need.amount for _, need in asked], served_by)
    return {pair: amount for pair, amount in shared.given.items() if amount}


def _gaps(
    needs: Sequence[_Asked], missing: Mapping[int, int], offered: Sequence[Pledge], actors: Sequence[Actor]
) -> tuple[Gap, ...]:
    """What is missing; of the actors who have it where it is needed, those who pledged nothing yet come first."""
    have_pledged = {pledge.owner for pledge in offered}
    order = sorted(actors, key=lambda actor: (actor.id in have_pledged, actor.id))
    gaps = []
    for place, (action, need) in enumerate(needs):
        if missing[place]:
            could = [
                actor.id
                for actor in order
                if need.resource in actor.has and (not actor.place or not need.place or actor.place == need.place)
            ]
            gaps.append(Gap(action, need, missing[place], tuple(dict.fromkeys(could))))
    return tuple(gaps)


def _unused(
    offered: Sequence[Pledge], served: Sequence[Served], shared: Collection[str], hold: Mapping[str, Pledge]
) -> tuple[Unused, ...]:
    used: Counter[str] = Counter()
    for one in served:
        used[one.pledge] += one.amount
    unused = []
    for pledge in offered:
        lacking = () if pledge.id in hold else tuple(sorted(other for other in pledge.only_if if other not in hold))
        # What is shared is unused when nobody needs it, whole otherwise.
        left = (
            (0 if used[pledge.id] else pledge.amount) if pledge.resource in shared else pledge.amount - used[pledge.id]
        )
        if left:
            unused.append(Unused(pledge.id, left, lacking))
    return tuple(unused)


def _covered(needs: Sequence[_Asked], missing: Mapping[int, int]) -> tuple[tuple[str, int, int], ...]:
    needed: Counter[str] = Counter()
    lacking: Counter[str] = Counter()
    for place, (_, need) in enumerate(needs):
        needed[need.resource] += need.amount
        lacking[need.resource] += missing[place]
    return tuple((resource, needed[resource] - lacking[resource], needed[resource]) for resource in sorted(needed))
