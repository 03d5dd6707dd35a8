"""Equal voice: how time is shared, who is heard next, and when somebody takes more than their share."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spirale.method.voice import Hand, Reason, Spoken, distribution, gini, queue, takes_more, time_each

START = datetime(2026, 3, 14, 18, 30, tzinfo=UTC)
HALL = {"Ana": "citizen", "Basile": "citizen", "Chloé": "association", "Dov": "institution"}

amounts = st.lists(st.integers(0, 7200), min_size=1, max_size=40)


def hand(person: str, minute: int = 0) -> Hand:
    return Hand(id=f"hand of {person}", person=person, asked_at=START + timedelta(minutes=minute))


def names(waiting):
    return [each.hand.person for each in waiting]


# Gini


@pytest.mark.parametrize(
    ("spread", "expected"),
    [
        ([], 0),
        ([0, 0, 0], 0),
        ([60], 0),
        ([60, 60, 60, 60], 0),
        ([0, 0, 0, 60], 3 / 4),
        ([0] * 9 + [1], 9 / 10),
        ([1, 3], 1 / 4),
        ([1, 2, 3, 4], 1 / 4),
        ([0, 0, 30, 30], 1 / 2),
    ],
)
def test_gini_is_what_is_known(spread, expected):
    assert gini(spread) == pytest.approx(expected, abs=1e-12)


@given(amounts)
def test_gini_is_the_mean_difference_over_twice_the_mean(spread):
    n, total = len(spread), sum(spread)
    differences = sum(abs(one - other) for one in spread for other in spread)
    assert gini(spread) == pytest.approx(differences / (2 * n * total) if total else 0, abs=1e-9)


@given(amounts, st.randoms(use_true_random=False))
def test_the_order_of_people_does_not_matter(spread, chance):
    shuffled = list(spread)
    chance.shuffle(shuffled)
    assert gini(shuffled) == gini(spread)


@given(amounts, st.floats(0.01, 1000))
def test_the_unit_of_time_does_not_matter(spread, factor):
    assert gini([amount * factor for amount in spread]) == pytest.approx(gini(spread), abs=1e-9)


@given(amounts)
def test_gini_lies_between_all_equal_and_one_has_everything(spread):
    assert 0 <= gini(spread) <= (len(spread) - 1) / len(spread) + 1e-12


@given(st.lists(st.integers(0, 600), min_size=2, max_size=12), st.integers(1, 60))
def test_giving_of_ones_time_to_somebody_heard_less_makes_it_more_equal(spread, given_away):
    most, least = spread.index(max(spread)), spread.index(min(spread))
    given_away = min(given_away, (spread[most] - spread[least]) // 2)
    after = list(spread)
    after[most] -= given_away
    after[least] += given_away
    assert gini(after) <= gini(spread) + 1e-12


# Shares


def test_those_who_said_nothing_count():
    shares = distribution(HALL, [Spoken("Ana", 60)])
    assert (shares.people, shares.heard, shares.gini) == (4, 1, pytest.approx(3 / 4))


def test_time_is_shared_by_person_and_by_kind():
    shares = distribution(HALL, [Spoken("Dov", 50), Spoken("Ana", 20), Spoken("Dov", 20), Spoken("Chloé", 10)])
    assert {share.of: share.seconds for share in shares.persons} == {"Ana": 20, "Basile": 0, "Chloé": 10, "Dov": 70}
    by_kind = {share.of: share for share in shares.kinds}
    assert (by_kind["citizen"].seconds, by_kind["citizen"].share, by_kind["citizen"].equal) == (20, 0.2, 0.5)
    assert (by_kind["citizen"].people, by_kind["citizen"].heard) == (2, 1)
    assert (by_kind["institution"].share, by_kind["institution"].equal) == (0.7, 0.25)


def test_who_spoke_was_there():
    shares = distribution(HALL, [Spoken("Élise", 30)])
    assert shares.people == 5
    assert [share.of for share in shares.kinds if share.kind == ""] == [""]


def test_nobody_there_is_no_error():
    shares = distribution({}, [])
    assert (shares.people, shares.seconds, shares.gini, shares.persons, shares.kinds) == (0, 0, 0, (), ())


def test_a_turn_cannot_last_less_than_nothing():
    with pytest.raises(ValueError, match="at least nothing"):
        distribution(HALL, [Spoken("Ana", -1)])


turns = st.lists(st.builds(Spoken, st.sampled_from(["Ana", "Basile", "Chloé", "Dov", "Élise"]), st.floats(0, 900)))


@given(turns, st.randoms(use_true_random=False))
def test_shares_close_and_no_order_matters(said, chance):
    shares = distribution(HALL, said)
    shuffled, people = list(said), list(HALL.items())
    chance.shuffle(shuffled)
    chance.shuffle(people)
    assert distribution(dict(people), shuffled) == shares
    for several in (shares.persons, shares.kinds):
        assert sum(share.seconds for share in several) == pytest.approx(shares.seconds)
        assert sum(share.equal for share in several) == pytest.approx(1)
        assert sum(share.people for share in several) == shares.people
        assert sum(share.heard for share in several) == shares.heard
        assert sum(share.share for share in several) == pytest.approx(1 if shares.seconds else 0)


# The queue


def test_who_was_not_heard_comes_before_who_was_whenever_they_asked():
    shares = distribution(HALL, [Spoken("Ana", 60)])
    assert names(queue([hand("Ana", 0), hand("Basile", 9)], shares)) == ["Basile", "Ana"]


def test_among_those_heard_who_was_heard_least_comes_first():
    shares = distribution(HALL, [Spoken("Ana", 61), Spoken("Basile", 60)])
    assert names(queue([hand("Ana", 0), hand("Basile", 1)], shares)) == ["Basile", "Ana"]


def test_a_kind_that_nobody_has_heard_comes_before_then_who_asked_first():
    shares = distribution(HALL | {"Élise": "citizen"}, [Spoken("Ana", 60)])
    waiting = queue([hand("Élise", 1), hand("Basile", 0), hand("Dov", 3), hand("Chloé", 2)], shares)
    assert names(waiting) == ["Chloé", "Dov", "Basile", "Élise"]
    assert [each.reason for each in waiting] == [Reason.NEW_KIND, Reason.NEW_KIND, Reason.NOT_HEARD, Reason.NOT_HEARD]


def test_people_who_said_no_kind_are_not_a_kind():
    shares = distribution(HALL | {"Élise": ""}, [Spoken("Ana", 60)])
    assert names(queue([hand("Élise", 1), hand("Basile", 0)], shares)) == ["Basile", "Élise"]


def test_a_floor_given_by_mistake_is_not_being_heard():
    shares = distribution(HALL, [Spoken("Ana", 4), Spoken("Basile", 5)])
    waiting = queue([hand("Basile", 0), hand("Ana", 1)], shares)
    assert [(each.hand.person, each.reason) for each in waiting] == [
        ("Ana", Reason.NOT_HEARD),
        ("Basile", Reason.HEARD),
    ]


def test_a_part_of_a_second_overtakes_nobody():
    shares = distribution(HALL, [Spoken("Ana", 60.9), Spoken("Basile", 60.1)])
    assert names(queue([hand("Ana", 0), hand("Basile", 1)], shares)) == ["Ana", "Basile"]


def test_hands_raised_in_one_instant_have_one_order():
    shares = distribution(HALL, [])
    hands = [hand("Ana"), hand("Basile"), hand("Dov")]
    assert len({tuple(names(queue(order, shares))) for order in permutations(hands)}) == 1


@given(turns, st.permutations(sorted(HALL)))
def test_no_hand_is_lost_and_nobody_heard_stands_before_somebody_who_was_not(said, asking):
    shares = distribution(HALL, said)
    waiting = queue([hand(person, minute) for minute, person in enumerate(asking)], shares)
    assert sorted(names(waiting)) == sorted(HALL)
    heard = [each.reason is Reason.HEARD for each in waiting]
    assert heard == sorted(heard)


# The time foreseen, and the gentle sign


@pytest.mark.parametrize(
    ("minutes", "people", "seconds"),
    [(20, 10, 120), (20, 12, 90), (10, 12, 60), (30, 300, 60), (60, 4, 300), (15, 0, 300), (5, 1, 300)],
)
def test_time_foreseen_is_a_plain_part_of_the_step(minutes, people, seconds):
    assert time_each(minutes * 60, people) == seconds


@given(st.permutations(sorted(HALL)), st.integers(0, 4), st.floats(1, 90))
def test_nobody_who_keeps_to_their_time_is_told_they_take_much(order, already, seconds):
    said = [Spoken(person, seconds) for person in order[:already]]
    assert takes_more(distribution(HALL, said), each=90) == ()


def test_more_than_twice_the_time_foreseen_is_too_much_at_the_start():
    def taken(seconds):
        return [share.of for share in takes_more(distribution(HALL, [Spoken("Dov", seconds)]), each=60)]

    assert taken(119) == taken(120) == []
    assert taken(121) == ["Dov", "institution"]


def test_later_it_is_more_than_twice_an_equal_part():
    def said(by_dov):
        return distribution(HALL, [Spoken("Ana", 200), Spoken("Basile", 200), Spoken("Dov", by_dov)])

    assert takes_more(said(399), each=60) == ()
    assert [share.of for share in takes_more(said(401), each=60)] == ["Dov", "institution"]


def test_a_kind_that_is_most_of_the_room_may_not_leave_the_others_less_than_half_of_theirs():
    hall = {str(number): "citizen" if number < 6 else "association" for number in range(10)}

    def said(by_others):
        citizens = [Spoken(str(number), 200) for number in range(6)]
        return takes_more(distribution(hall, [*citizens, Spoken("6", by_others)]), each=60)

    assert said(300) == ()  # a fifth of the time, half of their two fifths
    assert [share.of for share in said(290)] == ["citizen"]


def test_a_room_of_one_kind_or_of_one_person_hears_no_sign_about_it():
    assert takes_more(distribution({"Ana": "citizen"}, [Spoken("Ana", 6000)]), each=60) == ()
    one_kind = takes_more(distribution({"Ana": "citizen", "Basile": "citizen"}, [Spoken("Ana", 600)]), each=60)
    assert [share.of for share in one_kind] == ["Ana"]


def test_people_who_said_no_kind_are_told_apart_but_not_together():
    hall = {"Ana": "", "Basile": "", "Chloé": "firm", "Dov": "firm", "Élise": "firm", "Farid": "firm"}
    shares = distribution(hall, [Spoken("Ana", 200), Spoken("Basile", 100)])
    assert [share.of for share in takes_more(shares, each=10)] == ["Ana"]


def test_the_largest_excess_is_told_first():
    hall = dict.fromkeys("abcdefgh", "")
    shares = distribution(hall, [Spoken("a", 300), Spoken("b", 400), Spoken("c", 20)])
    assert [share.of for share in takes_more(shares, each=60)] == ["b", "a"]
