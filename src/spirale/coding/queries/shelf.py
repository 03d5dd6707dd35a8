"""Where what was learnt stays in the process: one place a key, the one asked for longest ago given up first."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar
from uuid import UUID

Held = TypeVar("Held")

REST = 9
"""Times as long as making something took, before making it anew: a tenth of one core at most."""


class Shelf(Generic[Held]):
    """Places by the id of what they are about, and the digest of a grid; for several threads at once."""

    def __init__(self, make: Callable[[], Held], *, kept: int) -> None:
        self._make, self._kept = make, kept
        self._places: OrderedDict[tuple[UUID, str], Held] = OrderedDict()
        self._turn = threading.Lock()

    def place(self, about: UUID, digest: str) -> Held:
        """The place of this key, empty at first."""
        with self._turn:
            if (about, digest) not in self._places:
                self._places[about, digest] = self._make()
            self._places.move_to_end((about, digest))
            while len(self._places) > self._kept:
                self._places.popitem(last=False)
            return self._places[about, digest]

    def clear(self) -> None:
        """Empty every place, as when the process starts."""
        with self._turn:
            self._places.clear()
