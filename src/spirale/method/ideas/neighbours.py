"""Which ways of saying are alike: every pair looked at while they are few, those of one neighbourhood when many.

Everything is computed from whole numbers (see `space`), so that neither threads, machines nor the order of the texts
change a pair.
"""

import hashlib
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spirale.method.engine import Engine, Shared
from spirale.method.ideas.space import SCALE, Rows

Places = NDArray[np.int64]
Pairs = tuple[Places, Places]
Progress = Callable[[int, int], None]

# As many as are compared each with each: about a second of work.
EACH_WITH_EACH: Final = 8192
# About how many a neighbourhood is drawn for beyond that; one that is much larger is divided again.
_OF_ONE: Final = 512
_LARGEST: Final = 16 * _OF_ONE
# In how many neighbourhoods a row stands, and how many of its nearest it keeps in each: enough to find its group.
_STANDS_IN: Final = 2
_NEAREST: Final = 16
# How many rows are drawn for each neighbourhood to find where its middle is, and how often it is moved there.
_DRAWN: Final = 16
_MOVES: Final = 2
_BAND: Final = 1024
_SORTED_AT_ONCE: Final = 8192


def alike_pairs(
    rows: Rows,
    least: float,
    *,
    names: Sequence[str],
    seed: int,
    engine: Engine,
    stands_in: int = _STANDS_IN,
    progress: Progress | None = None,
) -> Pairs:
    """Give the places of the pairs of rows whose likeness is at least `least`, each pair once, left before right.

    Up to 8,192 rows these are all such pairs. Beyond, rows are sorted into neighbourhoods around rows drawn, one for
    512, by the digest of their name and the seed, so that a few rows more or less hardly change which. Each row stands
    in the two (`stands_in`) it is most like; pairs are those of one neighbourhood, each row bringing its 16 nearest. A
    pair that is missed is found again where groups are alike.
    """
    shared = engine.share(rows)
    if len(rows) <= EACH_WITH_EACH:
        parts: Sequence[object] = range(0, len(rows), _BAND)
        work = partial(_pairs_of_band, shared, least)
    else:
        parts = _divided(rows, _order_of_drawing(names, seed), stands_in, engine)
        work = partial(_pairs_of_neighbourhood, shared, least)
    found = engine.map(work, parts, progress=lambda done: progress and progress(done, len(parts)))
    keys = np.concatenate([np.zeros(0, dtype=np.int64), *(left * len(rows) + right for left, right in found)])
    left, right = np.divmod(np.unique(keys), max(1, len(rows)))
    return left, right


def _order_of_drawing(names: Sequence[str], seed: int) -> Places:
    """Give the places of rows in an order that is that of chance, and depends on each name alone."""
    salt = seed.to_bytes(8, "big", signed=True)
    digests = [
        hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8, salt=salt).digest() for name in names
    ]
    return np.argsort(np.array([int.from_bytes(digest, "big") for digest in digests], dtype=np.uint64), kind="stable")


def _divided(rows: Rows, drawn: Places, stands_in: int, engine: Engine) -> list[Places]:
    """Sort places, given in the order of drawing, into neighbourhoods, and those that are too large again."""
    places = np.sort(drawn)
    shared = engine.share(rows[places] if len(places) < len(rows) else rows)
    middles = engine.share(_middles(rows, drawn, -(-len(places) // _OF_ONE)))
    starts = range(0, len(places), _SORTED_AT_ONCE)
    chosen = np.concatenate(engine.map(partial(_most_like, shared, middles, stands_in), starts))
    stands = np.repeat(places, chosen.shape[1])
    order = np.argsort(chosen.ravel(), kind="stable")
    ends = np.cumsum(np.bincount(chosen.ravel(), minlength=len(middles.value)))
    found: list[Places] = []
    for part in np.split(stands[order], ends[:-1]):
        if _LARGEST < len(part) < len(places):
            found += _divided(rows, drawn[np.isin(drawn, part)], stands_in, engine)
        elif len(part) > 1:
            found.append(part)
    return found


def _middles(rows: Rows, drawn: Places, count: int) -> Rows:
    """Find the middles of neighbourhoods among the first rows drawn, moved to where their nearest are.

    Source: Lloyd (1982), on a sample; rows stay of whole numbers and of the norm of the others.
    """
    sample = rows[drawn[: count * _DRAWN]]
    middles = rows[drawn[:count]]
    for _ in range(_MOVES):
        nearest = np.argmax(sample @ middles.T, axis=1)
        sums = np.zeros(middles.shape)
        np.add.at(sums, nearest, sample)
        lengths = np.sqrt(np.square(sums).sum(axis=1, keepdims=True))
        middles = np.where(lengths > 0, np.trunc(sums / np.maximum(lengths, 1.0) * SCALE), middles).astype(np.float32)
    return middles


def _most_like(rows: Shared[Rows], middles: Shared[Rows], stands_in: int, start: int) -> NDArray[np.int64]:
    """Give the neighbourhoods in which some rows stand, the nearest first."""
    products = rows.value[start : start + _SORTED_AT_ONCE] @ middles.value.T
    chosen = np.empty((len(products), min(stands_in, products.shape[1])), dtype=np.int64)
    for turn in range(chosen.shape[1]):
        chosen[:, turn] = np.argmax(products, axis=1)
        products[np.arange(len(products)), chosen[:, turn]] = -np.inf
    return chosen


def _pairs_of_band(rows: Shared[Rows], least: float, start: int) -> Pairs:
    """Give the alike pairs of a band of rows with themselves and all rows after them."""
    products = rows.value[start : start + _BAND] @ rows.value[start:].T
    left, right = np.nonzero(products >= np.float32(least * SCALE**2))
    ahead = left < right
    return left[ahead] + start, right[ahead] + start


def _pairs_of_neighbourhood(rows: Shared[Rows], least: float, places: Places) -> Pairs:
    """Give for each row of a neighbourhood the pairs with its nearest there, the earliest of those equally near."""
    inside = rows.value[places]
    lefts, rights = [], []
    floor = np.float32(least * SCALE**2)
    for start in range(0, len(places), _BAND):
        products = inside[start : start + _BAND] @ inside.T
        mine = np.arange(len(products))
        products[mine, start + mine] = -np.inf
        kept = products >= floor
        for crowded in np.flatnonzero(kept.sum(axis=1) > _NEAREST):
            alike = np.flatnonzero(kept[crowded])
            order = np.argsort(-products[crowded, alike], kind="stable")
            kept[crowded, alike[order[_NEAREST:]]] = False
        left, right = np.nonzero(kept)
        lefts.append(places[start + left])
        rights.append(places[right])
    left, right = np.concatenate(lefts), np.concatenate(rights)
    return np.minimum(left, right), np.maximum(left, right)
