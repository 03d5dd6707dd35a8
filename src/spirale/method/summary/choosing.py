"""Which ideas stand for all on one page: ideas are elected by the groups that said them, each group weighing the same.

A group approves the ideas that hold at least one of its criteria, however many it wrote: its copies and paraphrases
add nothing. Copies and paraphrases of others neither.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Final

import numpy as np

from spirale.method.ideas.space import key_of
from spirale.method.ideas.values import Idea, Said
from spirale.method.problems import Problem
from spirale.method.summary.checking import Claim, claims_against, representatives_of
from spirale.method.summary.electing import Ballots, Whole, elect
from spirale.method.summary.values import ENGINE_VERSION, Broken, Counted, Kind, Place, Reason, Summary, Without
from spirale.method.synthesis import Document, criteria_by_idea, said_of
from spirale.method.text import digest_of

# How many of the ideas that could as well have had a place are named.
_NAMED: Final = 12
# After all days: of two ideas of the same groups, the one said first has the place, and what comes later takes none.
_NO_DAY: Final = "9999-12-31"


def summarise(said: Sequence[Said], ideas: Iterable[Idea], *, places: int) -> Summary:
    """Choose `places` ideas for one page, of those that hold criteria, singles included.

    The same criteria and ideas give the same summary in any order. General ideas are left out: their words are those
    of a few of the voters under them. Raises Problem `summary.no_place` when `places` is less than 1.
    """
    return _chosen(said, {idea.id: idea.members for idea in ideas if not idea.height}, places)


def summarise_document(document: Document, *, places: int) -> Summary:
    """Choose `places` ideas of a synthesis, as people left it; see `summarise`."""
    return _chosen(said_of(document.notes, document.criteria), criteria_by_idea(document.placements), places)


def _chosen(said: Sequence[Said], members: Mapping[str, Sequence[str]], places: int) -> Summary:
    if places < 1:
        raise Problem("summary.no_place", places=places)
    election = _Election(said, members)
    ballots, names = election.ballots, election.names
    bought = elect(ballots, places)
    chosen = [one.candidate for one in bought]
    inside = np.zeros(ballots.candidates, dtype=bool)
    inside[chosen] = True
    representatives = representatives_of(ballots, inside)
    shown = []
    for one in bought:
        entries = ballots.supporters(one.candidate)
        shown.append(
            Place(
                idea=election.ideas[one.candidate],
                voters=names(entries),
                only=names(entries[representatives[entries] == 1]),
                step=one.step,
                amount=one.amount,
                tied=len(one.tied),
                tied_with=tuple(election.ideas[other] for other in one.tied[:_NAMED]),
            )
        )
    return Summary(
        engine=ENGINE_VERSION,
        kind=election.kind,
        voters=ballots.voters,
        silent=election.silent,
        asked=places,
        places=tuple(shown),
        without=tuple(election.without(representatives, places)),
        broken=election.broken(claims_against(ballots, chosen, places)),
        most_counted=election.most_counted(places),
    )


class _Election:
    """The voters, the ideas and who approves what; ideas are in the order in which they win ties."""

    def __init__(self, said: Sequence[Said], members: Mapping[str, Sequence[str]]) -> None:
        groups = {one.group for one in said}
        self.kind: Kind = "groups" if len(groups) > 1 else "ways"
        voter_of = {one.id: one.group for one in said} if self.kind == "groups" else _ways(said)
        self._members = {idea: held for idea, held in members.items() if held}
        voters_of = {idea: sorted({voter_of[member] for member in held}) for idea, held in self._members.items()}
        day_of = {one.id: one.on or _NO_DAY for one in said}
        first = {idea: min(day_of[member] for member in held) for idea, held in self._members.items()}
        self.ideas = sorted(
            voters_of, key=lambda idea: (-len(voters_of[idea]), self._lot(voters_of[idea]), first[idea], idea)
        )
        self._voters = sorted({voter for voters in voters_of.values() for voter in voters})
        self.silent = tuple(sorted(groups - set(self._voters))) if self.kind == "groups" else ()
        place = {voter: number for number, voter in enumerate(self._voters)}
        approved: list[list[int]] = [[] for _ in self._voters]
        for number, idea in enumerate(self.ideas):
            for voter in voters_of[idea]:
                approved[place[voter]].append(number)
        self.ballots = Ballots(approved, len(self.ideas))

    def _lot(self, voters: Sequence[str]) -> str:
        """Settle ties between ideas of as many groups by who said them, which no copy or paraphrase of theirs changes.

        A digest rather than the names, for which the first of the alphabet would always win.
        """
        return digest_of(voters) if self.kind == "groups" else ""

    @cached_property
    def _of_entry(self) -> list[list[str]]:
        held: list[list[str]] = [[] for _ in self.ballots.weights]
        for voter, entry in zip(self._voters, self.ballots.entry_of, strict=True):
            held[entry].append(voter)
        return held

    def names(self, entries: Iterable[int]) -> tuple[str, ...]:
        """The voters of some entries, in order."""
        return tuple(sorted(voter for entry in entries for voter in self._of_entry[entry]))

    def without(self, representatives: Whole, places: int) -> list[Without]:
        """The voters without any idea, each with its idea that came nearest to a place, and why it has none."""
        ballots = self.ballots
        alone = representatives == 0
        waiting = np.zeros(ballots.candidates, dtype=np.intp)
        unheard = alone[ballots.owners]
        np.add.at(waiting, ballots.choices[unheard], ballots.weights[ballots.owners[unheard]])
        found: list[Without] = []
        for entry in np.flatnonzero(alone).tolist():
            own = ballots.approved_by(entry).tolist()
            nearest = min(own, key=lambda one: (-waiting[one], -ballots.support[one], one))
            enough = any(int(ballots.support[one]) * places >= ballots.voters for one in own)
            reason: Reason = "others have another" if enough else "too few"
            sharing, left = int(ballots.support[nearest]), int(waiting[nearest])
            found += [Without(voter, reason, self.ideas[nearest], sharing, left) for voter in self._of_entry[entry]]
        return sorted(found, key=lambda one: one.voter)

    def broken(self, claims: Iterable[Claim]) -> tuple[Broken, ...]:
        """Claims in the words of the ideas and the voters."""
        return tuple(Broken(self.ideas[one.candidate], one.seats, self.names(one.entries)) for one in claims)

    def most_counted(self, places: int) -> Counted:
        """What the ideas with the most criteria would have given."""
        counted = sorted(range(len(self.ideas)), key=lambda one: (-len(self._members[self.ideas[one]]), one))[:places]
        inside = np.zeros(self.ballots.candidates, dtype=bool)
        inside[counted] = True
        left = np.flatnonzero(representatives_of(self.ballots, inside) == 0)
        return Counted(
            ideas=tuple(self.ideas[one] for one in counted),
            without=self.names(left.tolist()),
            broken=self.broken(claims_against(self.ballots, counted, places)),
        )


def _ways(said: Sequence[Said]) -> dict[str, str]:
    """Name the way of saying of each criterion after the first criterion that says it so, by number then by name."""
    first: dict[str, str] = {}
    keys = {text: key_of(text) for text in {one.text for one in said}}
    for one in sorted(said, key=lambda one: (len(one.id), one.id)):
        first.setdefault(keys[one.text], one.id)
    return {one.id: first[keys[one.text]] for one in said}
