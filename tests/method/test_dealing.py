"""Every note is dealt once, hands are even, and nobody reads out what they wrote themselves if it can be helped."""

from collections import Counter
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from spirale.method.dealing import deal
from spirale.method.problems import Problem


@some.composite
def meetings(draw, most_notes=40, most_hands=9):
    hands = [f"hand {number}" for number in range(draw(some.integers(1, most_hands)))]
    authors = draw(some.lists(some.sampled_from([*hands, "", "absent"]), max_size=most_notes))
    return [(f"note {number}", author) for number, author in enumerate(authors)], hands


def own(notes, dealt):
    return sum(dealt[note] == author for note, author in notes)


@given(meetings(), some.integers(0, 2**40))
def test_every_note_is_dealt_once_and_to_somebody_who_is_there(meeting, seed):
    notes, hands = meeting
    dealt = deal(notes, hands, seed=seed)
    assert set(dealt) == {note for note, _ in notes}
    assert set(dealt.values()) <= set(hands)


@given(meetings(), some.integers(0, 2**40))
def test_hands_differ_by_one_note_at_most(meeting, seed):
    notes, hands = meeting
    sizes = Counter(deal(notes, hands, seed=seed).values())
    assert max(sizes[hand] for hand in hands) - min(sizes[hand] for hand in hands) <= 1


@given(meetings(), some.integers(0, 2**40))
def test_nobody_gets_their_own_note_unless_they_wrote_more_than_the_others_can_take(meeting, seed):
    notes, hands = meeting
    wrote = Counter(author for _, author in notes)
    least = len(notes) // len(hands)
    has_extra = len(notes) % len(hands)
    smallest = {hand: least + (has_extra == len(hands)) for hand in hands}
    unavoidable = sum(max(0, wrote[hand] + smallest[hand] - len(notes)) for hand in hands)
    assert own(notes, deal(notes, hands, seed=seed)) == unavoidable


@given(meetings(most_notes=6, most_hands=3), some.integers(0, 2**20))
def test_no_other_deal_does_better(meeting, seed):
    notes, hands = meeting
    dealt = deal(notes, hands, seed=seed)
    seats = list(dealt.values())
    orders = permutations(seats)
    others = (sum(author == seat for (_, author), seat in zip(notes, order, strict=True)) for order in orders)
    assert own(notes, dealt) == min(others)


@given(meetings(), some.integers(0, 2**40), some.randoms())
def test_the_same_seed_deals_the_same_whatever_the_order_they_come_in(meeting, seed, chance):
    notes, hands = meeting
    again, same_hands = list(notes), list(hands)
    chance.shuffle(again)
    chance.shuffle(same_hands)
    assert deal(again, same_hands, seed=seed) == deal(notes, hands, seed=seed)


@given(meetings(), some.integers(0, 2**40), some.data())
def test_what_comes_later_fills_the_emptiest_hands_first(meeting, seed, data):
    notes, hands = meeting
    holding = {hand: data.draw(some.integers(0, 12)) for hand in hands}
    received = Counter(deal(notes, hands, seed=seed, holding=holding).values())
    sizes = {hand: holding[hand] + received[hand] for hand in hands}
    for hand in hands:
        if received[hand]:
            assert sizes[hand] <= min(sizes.values()) + 1


def test_another_seed_deals_otherwise():
    notes = [(f"note {number}", "") for number in range(60)]
    hands = [f"hand {number}" for number in range(6)]
    assert deal(notes, hands, seed=1) != deal(notes, hands, seed=2)


def test_the_shuffle_leaves_no_trace_of_the_order_of_writing():
    notes = [(f"note {number:03}", "") for number in range(200)]
    falls = [deal(notes, ["left", "right"], seed=seed)["note 000"] for seed in range(400)]
    assert 150 < falls.count("left") < 250


def test_one_who_is_alone_reads_their_own_notes():
    assert deal([("note", "Ann")], ["Ann"], seed=3) == {"note": "Ann"}


def test_without_notes_there_is_nothing_to_deal():
    assert deal([], [], seed=1) == {}


def test_notes_without_anybody_are_not_dealt():
    with pytest.raises(Problem, match="nobody to deal to"):
        deal([("note", "")], [], seed=1)


def test_a_note_given_twice_is_an_error():
    with pytest.raises(Problem, match="note dealt twice"):
        deal([("note", ""), ("note", "Ann")], ["Ann"], seed=1)


def test_a_full_hall_is_dealt_without_their_own_notes():
    hands = [f"hand {number}" for number in range(300)]
    notes = [(f"note {number}", hands[number % 300]) for number in range(6_000)]
    dealt = deal(notes, hands, seed=11)
    assert own(notes, dealt) == 0
    assert set(Counter(dealt.values()).values()) == {20}
