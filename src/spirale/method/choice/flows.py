"""Sharing out whole amounts: what is pledged goes to what is needed, as far as it can."""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sharing:
    """How much goes from each source to each want, what the sources have left, and what the wants lack.

    `short` are sets of wants that together ask for more than all the sources that may serve any of them hold, the
    rest of what their sources give being asked for by them too: one set for each want that lacks something.
    """

    given: dict[tuple[int, int], int]
    left: tuple[int, ...]
    lack: tuple[int, ...]
    short: tuple[frozenset[int], ...]


def share_out(
    sources: Sequence[int],
    wants: Sequence[int],
    served_by: Sequence[Iterable[int]],
    start: Mapping[tuple[int, int], int] | None = None,
) -> Sharing:
    """Share out as much as can be; `served_by` gives the sources that may serve each want.

    Whole amounts in, whole amounts out, the most possible in all; the same input gives the same sharing. When a want
    still lacks something, nothing that the others hold can be moved to it. `start` is a sharing of less, as `given`,
    to go on from: what each then gets may differ, what all lack together does not.
    Source: Ford and Fulkerson (1956), by shortest augmenting paths (Edmonds and Karp, 1972).
    """
    left = list(sources)
    served = [tuple(sorted(set(options))) for options in served_by]
    holders: list[dict[int, int]] = [{} for _ in sources]
    lack, short = list(wants), []
    for (source, want), amount in (start or {}).items():
        holders[source][want] = amount
        left[source] -= amount
        lack[want] -= amount
    for want in range(len(wants)):
        while lack[want]:
            path, seen = _path(want, served, left, holders)
            if not path:
                short.append(frozenset(seen))
                break
            _move(path, lack, left, holders)
    given = {(source, want): amount for source, held in enumerate(holders) for want, amount in sorted(held.items())}
    return Sharing(given, tuple(left), tuple(lack), tuple(dict.fromkeys(short)))


_Path = list[tuple[int, int]]


def _path(
    want: int, served: Sequence[Sequence[int]], left: Sequence[int], holders: Sequence[dict[int, int]]
) -> tuple[_Path, set[int]]:
    """Find the pairs (want, source), the first being short, in which each takes from a source that the next gives up.

    Returns no pair when there is no way, with all the wants that were looked at.
    """
    taken_by: dict[int, int] = {}  # source: the want that would take from it
    gives_up: dict[int, int] = {}  # want: the source it would give up
    waiting = deque([want])
    seen = {want}
    while waiting:
        one = waiting.popleft()
        for source in served[one]:
            if source in taken_by:
                continue
            taken_by[source] = one
            if left[source]:
                path = [(one, source)]
                while one != want:
                    source = gives_up[one]
                    one = taken_by[source]
                    path.append((one, source))
                return path[::-1], seen
            for other in sorted(holders[source]):
                if other not in seen:
                    seen.add(other)
                    gives_up[other] = source
                    waiting.append(other)
    return [], seen


def _move(path: _Path, lack: list[int], left: list[int], holders: Sequence[dict[int, int]]) -> None:
    """Move along a path as much as can be."""
    first, last = path[0][0], path[-1][1]
    given_up = [(source, path[step + 1][0]) for step, (_want, source) in enumerate(path[:-1])]
    amount = min(lack[first], left[last], *(holders[source][want] for source, want in given_up))
    for source, want in given_up:
        holders[source][want] -= amount
        if not holders[source][want]:
            del holders[source][want]
    for want, source in path:
        holders[source][want] = holders[source].get(want, 0) + amount
    lack[first] -= amount
    left[last] -= amount
