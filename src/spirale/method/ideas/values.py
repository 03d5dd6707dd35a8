"""What goes into a grouping and what comes out: criteria as said, ideas, the ledger, the edits people made."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypedDict, TypeVar

from spirale.method.text import digest_of

ENGINE_VERSION: Final = "ideas-3"
NOTHING_WRITTEN: Final = "nothing written"
# The columns of the ledger, the first that is true of a criterion being its own.
COLUMNS: Final = ("shown", "single", "merged", "set_aside")

# Called with the stage ("grouping", "trying"), how much of it is done and how much there is.
Progress = Callable[[str, int, int], None]
Value = TypeVar("Value", str, int)


@dataclass(frozen=True, slots=True)
class Said:
    """One criterion as it was said: its words, the group that said it, the question it answers, its sign, its code.

    `sign` is +1 (well-being), -1 (ill-being) or 0 (not told). It comes from people, never from the words.
    `code` is the one people decided, in its normal form (`A10/P`), or "" while they have not: never a suggestion.
    `on` is the day it was said (`2026-03-21`), "" when not known: of nearly the same words the earliest stand for all.
    `territory` is where it was said, "" where all was said in one.
    """

    id: str
    text: str
    group: str = ""
    question: str = ""
    sign: int = 0
    code: str = ""
    on: str = ""
    territory: str = ""


@dataclass(frozen=True, slots=True)
class Idea:
    """Similar criteria under one wording.

    `members` are criteria's ids: those grouped here, and for a general idea those of all the ideas under it.
    `wording_from` is the criterion whose own words are the wording, or "" when a person wrote it.
    `height` is 0 for an idea that holds criteria, 1 and more for an idea that holds ideas.
    Counts are of criteria; each is in its keys' order. Those by territory are empty where no territory is told.
    """

    id: str
    wording: str
    members: tuple[str, ...]
    parent: str | None
    wording_from: str
    height: int
    by_group: tuple[tuple[str, int], ...]
    by_sign: tuple[tuple[int, int], ...]
    by_question: tuple[tuple[str, int], ...]
    by_territory: tuple[tuple[str, int], ...]

    @property
    def count(self) -> int:
        """How many criteria say it."""
        return len(self.members)

    @property
    def single(self) -> bool:
        """Whether one voice alone says it: shown as it is, never hidden."""
        return self.height == 0 and len(self.members) == 1


class Counts(TypedDict):
    """How many criteria each group, sign, question and territory has, in their order."""

    by_group: tuple[tuple[str, int], ...]
    by_sign: tuple[tuple[int, int], ...]
    by_question: tuple[tuple[str, int], ...]
    by_territory: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Ledger:
    """The account of a synthesis: every criterion is in one column and one only.

    - shown: its own words are the wording of an idea that others share;
    - merged: it is counted under an idea whose wording is another's (or a person's);
    - single: it is an idea of its own, shown as it is;
    - set_aside: in no idea, with the reason; pairs (criterion's id, reason).
    A criterion of several ideas is counted once, in the first of these columns that is true of it.
    """

    in_: int
    shown: int
    merged: int
    single: int
    set_aside: tuple[tuple[str, str], ...]

    @property
    def closes(self) -> bool:
        """Whether what came in is what was accounted for."""
        return self.in_ == self.shown + self.merged + self.single + len(self.set_aside)

    @property
    def reasons(self) -> dict[str, int]:
        """How many were set aside for each reason, in the reasons' order."""
        return dict(_tally(reason for _, reason in self.set_aside))


@dataclass(frozen=True, slots=True)
class StandingIdea:
    """An idea that people have decided: its members and words stay; criteria may join, none leaves."""

    id: str
    members: tuple[str, ...]
    wording: str = ""


@dataclass(frozen=True, slots=True)
class Edits:
    """What people decided, which a grouping keeps.

    - `together`, `apart`: pairs of criteria that must be, or must not be, in one idea, and all that follows from them;
    - `wordings`: (criterion's id, wording): the idea that holds this criterion is worded so, the last given winning.
      Two wordings keep two ideas, unless people joined them.

    Pairs of two questions or signs, which no idea proposed ever joins, and criteria that are not there change nothing.
    What people did in the order they did it becomes edits by `edits_of`, which never contradict one another.
    Ideas that people have decided as a whole are not proposed again: see `place_arrivals`.
    """

    together: tuple[tuple[str, str], ...] = ()
    apart: tuple[tuple[str, str], ...] = ()
    wordings: tuple[tuple[str, str], ...] = ()


NO_EDITS: Final = Edits()


@dataclass(frozen=True, slots=True)
class Proposal:
    """Ideas proposed for some criteria, with what is needed to make them again.

    `ideas` is in reading order: question by question, an idea that holds others just before them; first what most
    groups said, then what was said in most ways. Singles are ideas with one member (`Idea.single`).
    `inputs` is the digest of the criteria, whatever their order.
    """

    ideas: tuple[Idea, ...]
    set_aside: tuple[tuple[str, str], ...]
    ledger: Ledger
    engine: str
    seed: int
    inputs: str


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Where criteria that came later go, the ideas that stand being unchanged.

    - `placements`: (criterion's id, id of the standing idea it joins, likeness from -1 to 1);
    - `ideas`: new ideas and singles made of arrivals that are like none that stands;
    - `set_aside`: (criterion's id, reason).
    """

    placements: tuple[tuple[str, str, float], ...]
    ideas: tuple[Idea, ...]
    set_aside: tuple[tuple[str, str], ...]


def account(criteria: Iterable[str], ideas: Iterable[Idea], set_aside: Iterable[tuple[str, str]]) -> Ledger:
    """Draw up the ledger; a criterion in no idea and not set aside is in no column, so that it does not close."""
    everyone = list(criteria)
    aside = tuple(set_aside)
    held = [(idea.members, idea.wording_from) for idea in ideas if not idea.height]
    return ledger_of(len(everyone), columns_of(held, aside), aside)


def columns_of(ideas: Iterable[tuple[Sequence[str], str]], set_aside: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Give the column of each criterion, from the ideas that hold criteria (members, criterion that words them)."""
    found = {identifier: "set_aside" for identifier, _ in set_aside}

    def enter(identifier: str, column: str) -> None:
        found[identifier] = min(found.get(identifier, column), column, key=COLUMNS.index)

    for members, wording_from in ideas:
        for member in members:
            if len(members) == 1:
                enter(member, "single")
            else:
                enter(member, "shown" if member == wording_from else "merged")
    return found


def ledger_of(count: int, columns: Mapping[str, str], set_aside: Iterable[tuple[str, str]]) -> Ledger:
    """Count the columns of `count` criteria."""
    sums = dict.fromkeys(COLUMNS, 0)
    for column in columns.values():
        sums[column] += 1
    return Ledger(
        in_=count,
        shown=sums["shown"],
        merged=sums["merged"],
        single=sums["single"],
        set_aside=tuple(sorted(pair for pair in set_aside if columns.get(pair[0]) == "set_aside")),
    )


def digest_of_inputs(said: Iterable[Said]) -> str:
    """Give the SHA-256 of the criteria a grouping starts from, whatever their order.

    Code, day and territory count as far as they are told.
    """

    def told(one: Said) -> list[str]:
        told = [one.code, one.on, one.territory]
        while told and not told[-1]:
            del told[-1]
        return told

    return digest_of(sorted([one.id, one.text, one.group, one.question, one.sign, *told(one)] for one in said))


def count_by(said: Sequence[Said]) -> Counts:
    """Count criteria by group, sign, question and territory."""
    return Counts(
        by_group=_tally(one.group for one in said),
        by_sign=_tally(one.sign for one in said),
        by_question=_tally(one.question for one in said),
        by_territory=_tally(one.territory for one in said if one.territory),
    )


def _tally(values: Iterable[Value]) -> tuple[tuple[Value, int], ...]:
    return tuple(sorted(Counter(values).items()))
