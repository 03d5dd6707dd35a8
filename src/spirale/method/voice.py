"""Equal voice: who was heard for how long, who is heard next, and when to say gently that somebody takes much."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from math import fsum
from typing import Final

HEARD_FROM: Final = 5
"""Seconds of the floor from which somebody was heard: less is a floor given by mistake, or passed on."""

SHORTEST_TIME: Final = 60
LONGEST_TIME: Final = 300
_GRAIN: Final = 15


@dataclass(frozen=True, slots=True)
class Spoken:
    """One turn: who had the floor, and for how many seconds."""

    person: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Share:
    """What one person, or one kind of actor, had of the time in which anybody spoke.

    `of` is the person or the kind, `kind` their kind. `people` is how many they are, `heard` how many of them were
    heard, `share` their part of the time and `equal` the part that would be theirs if everybody present had spoken
    alike, both from 0 to 1.
    """

    of: str
    kind: str
    people: int
    heard: int
    seconds: float
    share: float
    equal: float


@dataclass(frozen=True, slots=True)
class Distribution:
    """How the time was shared among all who are present, those who said nothing among them.

    `persons` and `kinds` are in alphabetical order of what they are of; the kind "" is that of people who said none.
    """

    seconds: float
    people: int
    heard: int
    gini: float
    persons: tuple[Share, ...]
    kinds: tuple[Share, ...]


class Reason(StrEnum):
    """Why somebody stands where they stand in the queue."""

    NEW_KIND = "new kind"
    NOT_HEARD = "not heard"
    HEARD = "heard"


@dataclass(frozen=True, slots=True)
class Hand:
    """A raised hand: whose, and since when. `id` settles what nothing else does."""

    id: str
    person: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """A raised hand at its place in the queue, the time its person was heard so far, and why it stands there."""

    hand: Hand
    seconds: float
    reason: Reason


def distribution(present: Mapping[str, str], turns: Iterable[Spoken]) -> Distribution:
    """Share the time out by person and by kind of actor.

    `present` gives the kind of each person who is there; somebody who spoke and is not in it counts as present, of
    no kind. Neither the order of people nor that of turns matters. Raises ValueError for a turn of less than nothing.
    """
    said: dict[str, list[float]] = {person: [] for person in present}
    for turn in turns:
        if turn.seconds < 0:
            message = f"a turn lasts at least nothing, not {turn.seconds} s"
            raise ValueError(message)
        said.setdefault(turn.person, []).append(turn.seconds)
    seconds = {person: fsum(said[person]) for person in sorted(said)}
    members: dict[str, list[str]] = {}
    for person in seconds:
        members.setdefault(present.get(person, ""), []).append(person)
    total = fsum(seconds.values())

    def share(of: str, kind: str, people: list[str]) -> Share:
        theirs = fsum(seconds[person] for person in people)
        return Share(
            of=of,
            kind=kind,
            people=len(people),
            heard=sum(seconds[person] >= HEARD_FROM for person in people),
            seconds=theirs,
            share=theirs / total if total else 0.0,
            equal=len(people) / len(seconds),
        )

    return Distribution(
        seconds=total,
        people=len(seconds),
        heard=sum(time >= HEARD_FROM for time in seconds.values()),
        gini=gini(seconds.values()),
        persons=tuple(share(person, present.get(person, ""), [person]) for person in seconds),
        kinds=tuple(share(kind, kind, members[kind]) for kind in sorted(members)),
    )


def gini(amounts: Iterable[float]) -> float:
    """Measure how unequally amounts are spread: 0 when all are equal, (n - 1)/n when one of n has everything.

    It is the mean difference between two of them, drawn with replacement, over twice their mean:
    G = sum over i, j of |x_i - x_j| / (2 n^2 m), computed on sorted amounts as sum of (2 i - n - 1) x_(i) / (n S),
    i from 1, S their sum. Nothing, shared among any number, is shared equally: 0.
    Source: Gini (1912), Variabilità e mutabilità; the sorted form: Sen (1973), On Economic Inequality, chapter 2.
    """
    largest_last = sorted(amounts)
    n, total = len(largest_last), fsum(largest_last)
    if not total:
        return 0.0
    spread = fsum((2 * rank - n - 1) * (amount / total) for rank, amount in enumerate(largest_last, 1))
    return max(0.0, spread / n)


def queue(hands: Iterable[Hand], shares: Distribution) -> tuple[Waiting, ...]:
    """Put raised hands in their fair order: first who was not heard yet, then who was heard least.

    Between people heard alike, one of a kind that nobody has spoken for yet comes before, then who asked first.
    Times are compared in whole seconds: no hand overtakes another for less.
    """
    known = {share.of: share for share in shares.persons}
    silent_kinds = {share.of for share in shares.kinds if share.of and not share.heard}
    ordered = []
    for hand in hands:
        share = known.get(hand.person)
        seconds = share.seconds if share else 0.0
        is_heard = seconds >= HEARD_FROM
        is_new_kind = share is not None and share.kind in silent_kinds
        key = (int(seconds) if is_heard else 0, not is_new_kind, hand.asked_at, hand.id)
        reason = Reason.HEARD if is_heard else Reason.NEW_KIND if is_new_kind else Reason.NOT_HEARD
        ordered.append((key, Waiting(hand, seconds, reason)))
    return tuple(waiting for _, waiting in sorted(ordered, key=lambda pair: pair[0]))


def time_each(seconds: float, people: int) -> int:
    """Foresee how long each may speak when so many share so many seconds: by quarters of a minute, rounded down.

    Never less than one minute, in which a thing can be said, nor more than five, beyond which it is a speech: in a
    large room the time foreseen is not enough for all, and the queue says who comes first.
    """
    equal = int(seconds // max(people, 1)) // _GRAIN * _GRAIN
    return min(max(equal, SHORTEST_TIME), LONGEST_TIME)


def takes_more(shares: Distribution, each: float) -> tuple[Share, ...]:
    """Tell which persons, then which kinds of actors, took clearly more than their share; the largest excess first.

    `each` is the time foreseen for each person, in seconds. Where p is the equal part of a person or a kind, n the
    people present and S the time spoken, somebody takes more than their share above b(p) max(S, n each) seconds,
    with b(p) = min(2 p, (1 + p) / 2): twice their part, or so much that the others have less than half of theirs.
    So nobody is told so during a round in which everyone keeps to their time, whoever begins: at its start S is
    small, and what counts is the time foreseen for all. People who said no kind are not taken for a kind.
    """
    foreseen = max(shares.seconds, shares.people * each)

    def excess(share: Share) -> float:
        return share.seconds - min(2 * share.equal, (1 + share.equal) / 2) * foreseen

    def largest(several: Iterable[Share]) -> list[Share]:
        return sorted((share for share in several if excess(share) > 0), key=lambda share: (-excess(share), share.of))

    return (*largest(shares.persons), *largest(kind for kind in shares.kinds if kind.of))
