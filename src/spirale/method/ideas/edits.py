"""From all that people did, one thing after the other, to what a grouping must keep. What was done last wins."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from spirale.method.ideas.values import Edits


@dataclass(frozen=True, slots=True)
class Put:
    """People put criteria in one idea, with those in it (`beside`), and out of that where others stay (`leaving`).

    So is a criterion moved (`beside` what its new idea holds, `leaving` what its old one does), an idea split
    (`leaving` what stays), and are ideas merged (`beside` what one holds, or nothing when `criteria` are all).
    """

    criteria: Sequence[str]
    beside: Sequence[str] = ()
    leaving: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Parted:
    """People refused an idea: of the criteria it held, no two belong together."""

    criteria: Sequence[str]


@dataclass(frozen=True, slots=True)
class Worded:
    """People worded the idea that holds these criteria, and so said that they are one idea."""

    criteria: Sequence[str]
    wording: str


Act = Put | Parted | Worded


def edits_of(acts: Iterable[Act]) -> Edits:
    """Give what holds after all these acts, in the order they were done; the edits never contradict one another.

    - Criteria put together are no longer apart, whoever parted them before; criteria parted are no longer together.
    - A criterion is in the idea where it was put last; those it was with before stay together without it.
    - A wording stays with the criteria that were not moved from under it; of ideas merged, the last given stays.
    """
    history = _History()
    for act in acts:
        if isinstance(act, Put):
            history.put(act)
        elif isinstance(act, Parted):
            history.part(act.criteria)
        else:
            history.word(act)
    return history.edits()


class _History:
    """Criteria by the idea where people left them, ideas by a number that is never given again."""

    def __init__(self) -> None:
        self._count = 0
        self._idea: dict[str, int] = {}
        self._members: dict[int, set[str]] = {}
        self._apart: dict[str, set[str]] = {}
        self._wording: dict[int, tuple[int, str]] = {}

    def put(self, act: Put) -> None:
        for criterion in act.criteria:
            self._lift(criterion)
        placed = set(act.criteria)
        self._bring_together([other for other in act.leaving if other not in placed])
        self._bring_together([*act.beside, *act.criteria])
        for left in sorted(placed):
            for right in act.leaving:
                if right not in placed and self._idea[left] != self._idea[right]:
                    self._keep_apart(left, right)

    def part(self, criteria: Sequence[str]) -> None:
        for criterion in criteria:
            self._lift(criterion)
        for left in criteria:
            for right in criteria:
                if left != right:
                    self._keep_apart(left, right)

    def word(self, act: Worded) -> None:
        idea = self._bring_together(act.criteria)
        if idea is not None:
            self._wording[idea] = (self._next(), act.wording)

    def edits(self) -> Edits:
        members = [(min(held), idea, held) for idea, held in self._members.items() if held]
        together = [(first, other) for first, _, held in members for other in held if other != first]
        apart = {(min(pair), max(pair)) for one, others in self._apart.items() for pair in ((one, x) for x in others)}
        worded = sorted((*self._wording[idea], first) for first, idea, _ in members if idea in self._wording)
        return Edits(
            together=tuple(sorted(together)),
            apart=tuple(sorted(apart)),
            wordings=tuple((first, wording) for _, wording, first in worded),
        )

    def _next(self) -> int:
        self._count += 1
        return self._count

    def _lift(self, criterion: str) -> None:
        """Take a criterion from where people left it; an idea that holds nothing any more has no wording to keep."""
        idea = self._idea.pop(criterion, None)
        if idea is not None:
            self._members[idea].discard(criterion)

    def _bring_together(self, criteria: Sequence[str]) -> int | None:
        """Make one idea of those that hold these criteria, and let nothing be apart in it."""
        if not criteria:
            return None
        ideas = {self._idea[one] for one in criteria if one in self._idea}
        held = set(criteria).union(*(self._members[idea] for idea in ideas))
        made = self._next()
        self._members[made] = held
        self._idea.update(dict.fromkeys(held, made))
        worded = [self._wording[idea] for idea in ideas if idea in self._wording]
        if worded:
            self._wording[made] = max(worded)
        for idea in ideas:
            del self._members[idea]
            self._wording.pop(idea, None)
        for criterion in held:
            self._apart.get(criterion, set()).difference_update(held)
        return made

    def _keep_apart(self, left: str, right: str) -> None:
        self._apart.setdefault(left, set()).add(right)
        self._apart.setdefault(right, set()).add(left)
