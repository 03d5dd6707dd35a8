"""What follows from what people joined, parted and worded: who may still meet once others have joined."""

from collections.abc import Hashable, Iterable, Iterator, Mapping

from spirale.method.ideas.values import Edits
from spirale.method.problems import Problem

Pairs = tuple[tuple[int, int], ...]


class Bonds:
    """Criteria that people decided on, in groups that only ever grow; each is named by the first of its criteria.

    Who joins a group is kept apart from all that any of the group is kept apart from. Groups that people worded
    differently are apart: an idea has one wording. Of several wordings that people put together, the last given stays.
    """

    def __init__(self, edits: Edits, among: Mapping[str, Hashable]) -> None:
        """Take the edits on the criteria of `among`, which tells what each answers: only those of one may ever meet.

        Raises Problem `ideas.joined_and_parted` when a pair is apart that other pairs lead to be together.
        """
        self._above: dict[str, str] = {}
        self._apart: dict[str, set[str]] = {}
        self._worded: dict[str, tuple[int, str]] = {}
        for left, right in edits.together:
            if left in among and right in among and among[left] == among[right]:
                self._unite(self._enter(left), self._enter(right))
        for given, (criterion, wording) in enumerate(edits.wordings):
            if criterion in among:
                self._worded[self._enter(criterion)] = (given, wording)
        for left, right in edits.apart:
            if left in among and right in among and among[left] == among[right]:
                one, other = self._enter(left), self._enter(right)
                if one == other:
                    raise Problem("ideas.joined_and_parted", left=left, right=right)
                self._apart.setdefault(one, set()).add(other)
                self._apart.setdefault(other, set()).add(one)

    def group_of(self, criterion: str) -> str | None:
        """Give the name of the group of a criterion, None when people decided nothing about it."""
        return self._name(criterion) if criterion in self._above else None

    def wording_of(self, criterion: str) -> str | None:
        """Give the wording that people gave to the group of a criterion."""
        worded = self._worded.get(self.group_of(criterion) or "")
        return worded[1] if worded else None

    def are_apart(self, left: str, right: str) -> bool:
        """Say whether something keeps two criteria, or any that each of them is with, from meeting."""
        one, other = self.group_of(left), self.group_of(right)
        if one is None or other is None or one == other:
            return False
        first, second = self._worded.get(one), self._worded.get(other)
        return other in self._apart.get(one, ()) or (first is not None and second is not None and first[1] != second[1])

    def join(self, left: str, right: str) -> bool:
        """Join two criteria unless something keeps them apart; say whether they may be together."""
        if self.are_apart(left, right):
            return False
        one, other = self.group_of(left), self.group_of(right)
        if one is not None and other is not None:
            self._unite(one, other)
        return True

    def pairs(self, places: Mapping[str, int]) -> tuple[Pairs, Pairs]:
        """Give the pairs of places that must be together, and those that must not, from the place of each criterion."""
        first: dict[str, int] = {}
        together: set[tuple[int, int]] = set()
        for criterion in sorted(places):
            group, place = self.group_of(criterion), places[criterion]
            if group is not None and first.setdefault(group, place) != place:
                together.add((first[group], place))
        apart = {tuple(sorted((first[one], first[other]))) for one, other in self._all_apart(first)}
        return tuple(sorted(together)), tuple(sorted((left, right) for left, right in apart))

    def _all_apart(self, groups: Iterable[str]) -> Iterator[tuple[str, str]]:
        known = set(groups)
        for one in sorted(known):
            yield from ((one, other) for other in sorted(self._apart.get(one, set()) & known))
        worded = sorted(known & self._worded.keys())
        for one in worded:
            yield from ((one, other) for other in worded if self._worded[one][1] != self._worded[other][1])

    def _enter(self, criterion: str) -> str:
        self._above.setdefault(criterion, criterion)
        return self._name(criterion)

    def _name(self, criterion: str) -> str:
        while self._above[criterion] != criterion:
            self._above[criterion] = self._above[self._above[criterion]]
            criterion = self._above[criterion]
        return criterion

    def _unite(self, one: str, other: str) -> None:
        if one == other:
            return
        first, second = min(one, other), max(one, other)
        self._above[second] = first
        for enemy in self._apart.pop(second, set()):
            self._apart[enemy].discard(second)
            self._apart[enemy].add(first)
            self._apart.setdefault(first, set()).add(enemy)
        if second in self._worded:
            self._worded[first] = max(self._worded.pop(second), self._worded.get(first, (-1, "")))
