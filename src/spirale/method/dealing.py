"""Dealing notes: a shuffle that fills hands evenly and, as far as can be, gives nobody what they wrote."""

from collections.abc import Iterator, Mapping, Sequence
from random import Random

from spirale.method.problems import Problem


def deal(
    notes: Sequence[tuple[str, str]],
    hands: Sequence[str],
    *,
    seed: int,
    holding: Mapping[str, int] | None = None,
) -> dict[str, str]:
    """Deal each note to one hand; the same notes, hands, holdings and seed always give the same deal.

    `notes` are pairs (note, key of its author); a key that is no hand's own, such as an empty one, may fall to anyone.
    `holding` says how many notes each hand holds already. The sizes of hands, with what they hold, differ by at most
    one (a hand that held more than its share receives nothing). Within these sizes, as few notes as possible fall to
    their own author: none, unless somebody wrote so many that the others' hands cannot take them.

    Returns the hand of each note. The cost is that of a shuffle, and at worst one reading of the notes per hand.
    Raises Problem("nobody to deal to") when there are notes and no hand, Problem("note dealt twice") when one is given
    twice.

    Why exchanging is enough: let an author who wrote n of the N notes hold c of them, k being their own. The notes
    that are neither theirs nor in their hand are N - n - c + k. Each can be exchanged for one of the k, and takes no
    other author's place. So k falls to max(0, n + c - N), below which no deal of these sizes can go.
    """
    if len({note for note, _ in notes}) != len(notes):
        raise Problem("note dealt twice")
    if not notes:
        return {}
    if not hands:
        raise Problem("nobody to deal to")
    chance = Random(seed)  # noqa: S311 - a shuffle of notes, not a secret
    order = sorted(notes)
    chance.shuffle(order)
    seats = _seats(order, sorted(set(hands)), dict(holding or {}), chance)
    authors = [author for _, author in order]
    _keep_from_authors(authors, seats)
    return {note: seat for (note, _), seat in zip(order, seats, strict=True)}


def _seats(notes: Sequence[tuple[str, str]], hands: list[str], holding: dict[str, int], chance: Random) -> list[str]:
    """One seat per note, shuffled; where one hand must be larger, it is rather not that of who wrote most."""
    wrote = dict.fromkeys(hands, 0)
    for _, author in notes:
        if author in wrote:
            wrote[author] += 1
    chance.shuffle(hands)
    level = _level(sorted(holding.get(hand, 0) for hand in hands), len(notes))
    rooms = {hand: max(0, level - holding.get(hand, 0)) for hand in hands}
    extra = len(notes) - sum(rooms.values())
    may_grow = [hand for hand in hands if holding.get(hand, 0) <= level]
    may_grow.sort(key=lambda hand: max(0, wrote[hand] + rooms[hand] + 1 - len(notes)))
    for hand in may_grow[:extra]:
        rooms[hand] += 1
    seats = [hand for hand in hands for _ in range(rooms[hand])]
    chance.shuffle(seats)
    return seats


def _level(held: Sequence[int], notes: int) -> int:
    """The size that all hands below it can be filled up to with so many notes; `held` goes from the least up."""
    total = 0
    for filled, size in enumerate(held, 1):
        total += size
        level = (total + notes) // filled
        if filled == len(held) or level < held[filled]:
            return level
    return 0


def _keep_from_authors(authors: Sequence[str], seats: list[str]) -> None:
    """Exchange seats until as few notes as possible sit with their author."""
    own: dict[str, list[int]] = {}
    for place, (author, seat) in enumerate(zip(authors, seats, strict=True)):
        if author == seat:
            own.setdefault(author, []).append(place)
    for author, places in own.items():
        strangers = _strangers_to(author, authors, seats, after=places[0])
        for place in places:
            if seats[place] != author:
                continue
            other = next(strangers, None)
            if other is None:
                break
            seats[place], seats[other] = seats[other], seats[place]


def _strangers_to(author: str, authors: Sequence[str], seats: Sequence[str], *, after: int) -> Iterator[int]:
    """Notes that this author neither wrote nor holds, all round the table from a place on."""
    for step in range(1, len(seats)):
        place = (after + step) % len(seats)
        if author not in (authors[place], seats[place]):
            yield place
