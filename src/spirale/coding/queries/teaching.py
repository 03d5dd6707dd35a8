"""The order in which codes teach most, for the criteria of a workshop that nobody coded.

It is made beside the pages from what suggestions have learnt, and kept in the process. A page shows the last one made:
what was coded meanwhile has left the list, what is new comes at its end until the next.
"""

import threading
import time
from collections.abc import Mapping, Sequence
from uuid import UUID

from spirale.coding.models import GridVersion
from spirale.coding.queries.encoding import shared_encoder
from spirale.coding.queries.shelf import REST, Shelf
from spirale.coding.queries.suggestions import READING, suggester_of
from spirale.method.coding import Suggester
from spirale.method.coding.ordering import teaching_order
from spirale.workshops.models import Workshop


class _Order:
    """The order last made for one workshop in one grid, and what it was made from."""

    def __init__(self) -> None:
        self.turn = threading.Lock()
        self.ready = threading.Event()
        self.ranks: Mapping[UUID, int] = {}
        self.learnt_by: Suggester | None = None
        self.rests_until = 0.0
        self.is_being_made = False


_shelf = Shelf(_Order, kept=32)
"""The order of each workshop, in each grid."""


class Teaching:
    """Orders criteria of a workshop so that those whose code teaches most come first, as far as is known by now."""

    def __init__(self, workshop: Workshop, grid: GridVersion) -> None:
        self._workshop, self._grid = workshop, grid
        self.is_ready = True

    def __call__(self, texts: Mapping[UUID, str]) -> Sequence[UUID]:
        """Put criteria in order, from their texts; those not weighed yet come last, as they came."""
        order = _shelf.place(self._workshop.pk, self._grid.digest)
        suggester = suggester_of(self._workshop.territory, self._grid, patience=READING) if texts else None
        if suggester:
            self._renew(order, suggester, texts)
        self.is_ready = order.ready.is_set() or not texts
        last = len(order.ranks)
        return sorted(texts, key=lambda pk: order.ranks.get(pk, last))

    def _renew(self, order: _Order, suggester: Suggester, texts: Mapping[UUID, str]) -> None:
        is_current = order.learnt_by is suggester and texts.keys() <= order.ranks.keys()
        with order.turn:
            if is_current or order.is_being_made or time.monotonic() < order.rests_until:
                return
            order.is_being_made = True
        threading.Thread(target=_make, args=(order, suggester, dict(texts)), daemon=True).start()
        if not order.ready.is_set():
            order.ready.wait(READING)


def forget_orders() -> None:
    """Forget every order made, as when the process starts."""
    _shelf.clear()


def _make(order: _Order, suggester: Suggester, texts: Mapping[UUID, str]) -> None:
    """Weigh and order the criteria: those of one text in their own order, whoever asks."""
    started = time.monotonic()
    try:
        pks = list(texts)
        waiting = [texts[pk] for pk in pks]
        places = teaching_order(waiting, suggester.suggest(waiting), shared_encoder(), suggester.decided)
        order.ranks = {pks[place]: rank for rank, place in enumerate(places)}
        order.learnt_by = suggester
        order.ready.set()
    finally:
        ended = time.monotonic()
        order.rests_until = ended + REST * (ended - started)
        order.is_being_made = False
