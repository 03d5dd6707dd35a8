"""Average linkage over the pairs that are alike: whoever are nearest to one another join, all at once, again and again.

Two groups that are each other's nearest would be joined sooner or later whatever else is joined before, for the average
likeness of a union lies between those of its parts. So all such pairs of a round are joined together, and the result
is that of joining one pair at a time. Sources: Sokal and Michener (1958), UPGMA; Bruynooghe (1977), reducibility;
Sumengen et al. (2021), reciprocal agglomerative clustering.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spirale.method.engine import Engine, Here
from spirale.method.ideas.background import nearly_the_same
from spirale.method.ideas.space import SCALE, Rows

Places = NDArray[np.int64]
Likenesses = NDArray[np.float64]

_AT_ONCE: Final = 4096


def link(
    rows: Rows,
    pairs: tuple[Places, Places],
    threshold: float,
    *,
    together: Sequence[tuple[int, int]] = (),
    apart: Sequence[tuple[int, int]] = (),
    dimensions: Mapping[int, str] | None = None,
    engine: Engine | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> list[list[int]]:
    """Join groups as long as two of them are at least `threshold` alike on average; give places by group.

    `pairs` are the places of rows that may be alike, each once, left before right: two groups without any such pair
    never meet. Groups come in the order of their first place.

    `together` and `apart` are what people joined and parted; `dimensions` is the dimension of the codes they decided,
    for the places that have one: places of two dimensions never meet, unless their words are nearly the same or
    people joined them. Sums stay in this process: of an engine that is elsewhere, nothing is asked.
    """
    groups = _Groups(rows, apart, dimensions or {}, engine if isinstance(engine, Here) else Here())
    for left, right in together:
        groups.join_by_hand(left, right)
    groups.shorten()
    edges = _Edges(groups, threshold, *pairs)
    begun = max(1, len(edges.left))
    while len(edges.left):
        merged, refused = groups.join(*edges.nearest_to_one_another())
        edges.follow(merged, refused)
        if progress:
            progress(begun - len(edges.left), begun)
    return groups.in_order()


class _Groups:
    """Groups named by their first place, with the sums of their rows and what keeps them apart."""

    def __init__(
        self, rows: Rows, apart: Sequence[tuple[int, int]], dimensions: Mapping[int, str], engine: Here
    ) -> None:
        self._engine = engine
        self._rows = rows
        self._sums = rows.copy()
        self._sizes = np.ones(len(rows), dtype=np.int64)
        self.name = np.arange(len(rows))
        self._coded = {place: {dimension: [place]} for place, dimension in dimensions.items()}
        self._apart: dict[int, set[int]] = {}
        for left, right in apart:
            self._apart.setdefault(left, set()).add(right)
            self._apart.setdefault(right, set()).add(left)

    def join_by_hand(self, left: int, right: int) -> None:
        """Join two groups because people said so, whatever keeps others apart."""
        first, second = sorted((self.called(left), self.called(right)))
        if first != second:
            self._merge(np.array([first]), np.array([second]))
            if len(self._coded.get(first, ())) > 1:
                del self._coded[first]

    def join(self, firsts: Places, seconds: Places) -> tuple[Places, Places]:
        """Join pairs that share no group, unless something keeps them apart; give the groups that grew and the others.

        A pair refused is given as first × number of places + second.
        """
        refused = np.array(
            [self._kept_apart(*pair) for pair in zip(firsts.tolist(), seconds.tolist(), strict=True)], dtype=bool
        )
        keys = firsts[refused] * len(self.name) + seconds[refused]
        firsts = firsts[~refused]
        self._merge(firsts, seconds[~refused])
        return firsts, keys

    def likeness(self, left: Places, right: Places) -> Likenesses:
        """Give the average likeness of groups, pair by pair: exact, for sums of whole numbers are."""
        sizes = self._sizes[left] * self._sizes[right]

        def products(start: int) -> Likenesses:
            part = slice(start, start + _AT_ONCE)
            ones, others = self._sums[left[part]], self._sums[right[part]]
            if sizes[part].max() > 1:  # single precision is exact for two rows, not for sums of them
                ones, others = ones.astype(np.float64), others.astype(np.float64)
            return np.asarray(np.einsum("ij,ij->i", ones, others), dtype=np.float64)

        found = self._engine.map(products, range(0, len(left), _AT_ONCE))
        alike = np.concatenate([np.zeros(0), *found]) / (sizes * SCALE**2)
        return np.asarray(np.round(alike, 6), dtype=np.float64)

    def called(self, place: int) -> int:
        """Give the name of the group a place is in."""
        while self.name[place] != place:
            self.name[place] = self.name[self.name[place]]
            place = int(self.name[place])
        return place

    def shorten(self) -> None:
        """Give every place the name of its group, so that one step leads there."""
        self.name = np.array([self.called(place) for place in range(len(self.name))], dtype=np.int64)

    def in_order(self) -> list[list[int]]:
        """Give the places of each group."""
        members: dict[int, list[int]] = {}
        for place in range(len(self.name)):
            members.setdefault(self.called(place), []).append(place)
        return sorted(members.values())

    def _merge(self, firsts: Places, seconds: Places) -> None:
        self.name[seconds] = firsts
        self._sums[firsts] += self._sums[seconds]
        self._sizes[firsts] += self._sizes[seconds]
        for first, second in zip(firsts.tolist(), seconds.tolist(), strict=True):
            self._inherit(first, second)

    def _inherit(self, first: int, second: int) -> None:
        for dimension, places in self._coded.pop(second, {}).items():
            self._coded.setdefault(first, {}).setdefault(dimension, []).extend(places)
        if second in self._apart:
            self._apart.setdefault(first, set()).update(self._apart.pop(second))

    def _kept_apart(self, first: int, second: int) -> bool:
        if any(self.called(place) == second for place in self._apart.get(first, ())):
            return True
        if any(self.called(place) == first for place in self._apart.get(second, ())):
            return True
        return any(
            not nearly_the_same(self._rows[left], self._rows[right])
            for one, left in self._coded.get(first, {}).items()
            for other, right in self._coded.get(second, {}).items()
            if one != other
        )


class _Edges:
    """Pairs of groups that may be joined, each once, the smaller name on the left, with how alike they are."""

    def __init__(self, groups: _Groups, threshold: float, left: Places, right: Places) -> None:
        self._groups = groups
        self._threshold = threshold
        self.left = self.right = np.zeros(0, dtype=np.int64)
        self._alike = np.zeros(0)
        self._best = np.empty(len(groups.name))
        self._partner = np.empty(len(groups.name), dtype=np.int64)
        self._add(left, right)

    def nearest_to_one_another(self) -> tuple[Places, Places]:
        """Give the pairs whose two groups have no nearer one; of two equally near, a group prefers the smaller name.

        There is always one: the first by likeness, then by names, among all pairs.
        """
        left, right, alike = self.left, self.right, self._alike
        best, partner = self._best, self._partner
        best[left] = best[right] = -np.inf
        np.maximum.at(best, left, alike)
        np.maximum.at(best, right, alike)
        from_left, from_right = alike == best[left], alike == best[right]
        partner[left] = partner[right] = len(best)
        np.minimum.at(partner, left[from_left], right[from_left])
        np.minimum.at(partner, right[from_right], left[from_right])
        mutual = (partner[left] == right) & (partner[right] == left)
        return left[mutual], right[mutual]

    def follow(self, grown: Places, refused: Places) -> None:
        """Let the pairs of groups that grew lead to what they have become, and forget those refused."""
        name = self._groups.name
        if len(refused):
            self._keep(~np.isin(self.left * len(name) + self.right, refused))
        has_grown = np.zeros(len(name), dtype=bool)
        has_grown[grown] = True
        left, right = name[self.left], name[self.right]
        moved = has_grown[left] | has_grown[right]
        self._keep(~moved)
        self._add(left[moved], right[moved])

    def _keep(self, kept: NDArray[np.bool_]) -> None:
        self.left, self.right, self._alike = self.left[kept], self.right[kept], self._alike[kept]

    def _add(self, left: Places, right: Places) -> None:
        """Take pairs of groups in, each once, that are alike enough."""
        name = self._groups.name
        left, right = name[left], name[right]
        keys = np.unique(np.minimum(left, right) * len(name) + np.maximum(left, right))
        left, right = np.divmod(keys, len(name))
        different = left != right
        left, right = left[different], right[different]
        alike = self._groups.likeness(left, right)
        enough = alike >= self._threshold
        self.left = np.concatenate([self.left, left[enough]])
        self.right = np.concatenate([self.right, right[enough]])
        self._alike = np.concatenate([self._alike, alike[enough]])
