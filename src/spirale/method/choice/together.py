"""Which actions go together, and which cannot be done beside each other."""

from collections.abc import Collection, Iterable

from spirale.method.choice.values import Action


class Together:
    """What actions require, at once or through others, and what they exclude, whichever of the two says so.

    Names of actions that are not there are passed over.
    """

    def __init__(self, actions: Iterable[Action]) -> None:
        listed = tuple(actions)
        known = {one.id for one in listed}
        self.requires = {one.id: tuple(sorted(set(one.requires) & known)) for one in listed}
        beside: dict[str, set[str]] = {one.id: set() for one in listed}
        for one in listed:
            for other in set(one.excludes) & known:
                beside[one.id].add(other)
                beside[other].add(one.id)
        self.excludes = {name: tuple(sorted(others)) for name, others in beside.items()}

    def with_required(self, action: str) -> frozenset[str]:
        """The action and all it requires, at once or through others."""
        found, waiting = {action}, [action]
        while waiting:
            new = set(self.requires[waiting.pop()]) - found
            found |= new
            waiting += new
        return frozenset(found)

    def clash_within(self, actions: Collection[str]) -> tuple[str, str] | None:
        """The first two of these actions that exclude each other, if any do."""
        held = set(actions)
        for one in sorted(held):
            for other in self.excludes[one]:
                if other in held:
                    return one, other
        return None
