"""Components that coders take one for the other."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spirale.method.confusion import Habit, ReadTogether, confusions
from spirale.method.problems import Problem


def read(*codings, texts=(), coders=("ana", "ben", "cléo")):
    """Criteria and, for each, the codes of the coders in their order."""
    texts = texts or [""] * len(codings)
    return [
        ReadTogether(f"{place:03}", text, dict(zip(coders, codes, strict=False)))
        for place, (codes, text) in enumerate(zip(codings, texts, strict=True))
    ]


FAR_APART = [("B01", "B01"), ("C01", "C01"), ("D01", "D01"), ("E01", "E01")] * 6
EITHER_WAY = [("A01", "A02"), ("A02", "A01")] * 6 + [("A01", "A01"), ("A02", "A02")] * 3


def the_pair(found, one="A01", other="A02"):
    return next(pair for pair in found if (pair.one, pair.other) == (one, other))


def test_what_chance_would_give_is_the_product_of_how_often_each_is_given():
    found = confusions(read(("A01", "A02"), ("A01", "A01"), ("A02", "B01"), ("B01", "B01")))
    pair = the_pair(found)
    # 3 of 8 readings are A01, 2 are A02, 3 are B01: 6 of the 21 ways to differ, for 2 criteria that divide coders.
    assert pair.times == 1
    assert pair.expected == pytest.approx(2 * 6 / 21, abs=0.0005)
    # At least one of two draws, the one itself counting half; three pairs are possible.
    exactly, both = 2 * (6 / 21) * (15 / 21), (6 / 21) ** 2
    assert pair.p == pytest.approx(min(3 * (both + exactly / 2), 1.0))
    assert pair.proposal == ""


def test_two_components_used_alike_are_proposed_to_be_one():
    pair = the_pair(confusions(read(*FAR_APART, *EITHER_WAY)))
    assert (pair.proposal, pair.because, pair.into) == ("merge", "used alike", "A")
    assert pair.p <= 0.05
    assert pair.alpha is not None
    assert pair.alpha <= 0.2
    assert len(pair.criteria) == pair.times == 12


def test_a_coder_with_a_habit_is_a_word_to_clarify_and_not_a_component_too_many():
    codings = [*FAR_APART, *[("A01", "A02")] * 10, ("A01", "A01"), ("A02", "A02")]
    pair = the_pair(confusions(read(*codings)))
    assert (pair.proposal, pair.because) == ("clarify", "one coder")
    assert pair.habits == (Habit("ana", "A01", "A02", 10, 10), Habit("ben", "A02", "A01", 10, 10))


def test_a_coder_who_goes_both_ways_has_no_habit():
    codings = [(code, code, code) for code, _ in FAR_APART] + [("A02", "A01", "A01"), ("A02", "A02", "A01")] * 6
    habits = the_pair(confusions(read(*codings))).habits
    assert [habit.coder for habit in habits] == ["ana", "cléo"]


def test_a_word_that_marks_what_divides_coders_is_what_to_clarify():
    texts = ["forêt", "train", "loyer", "école"] * 6 + ["un jardin partagé"] * 12 + ["le pain", "l’eau"] * 3
    pair = the_pair(confusions(read(*FAR_APART, *EITHER_WAY, texts=texts)))
    assert (pair.proposal, pair.because) == ("clarify", "some words")
    assert pair.words[:2] == ("jardin", "partage")
    assert pair.words_of_one == ("pain",)
    assert pair.words_of_other == ("eau",)


def test_components_that_coders_often_tell_apart_are_not_merged():
    codings = [*FAR_APART, *[("A01", "A02"), ("A02", "A01")] * 4, *[("A01", "A01"), ("A02", "A02")] * 12]
    pair = the_pair(confusions(read(*codings)))
    assert (pair.proposal, pair.because) == ("clarify", "often told apart")


def test_a_general_code_is_never_merged_with_one_it_covers():
    codings = [*FAR_APART, *[("A", "A01"), ("A01", "A")] * 6]
    pair = the_pair(confusions(read(*codings)), "A", "A01")
    assert (pair.proposal, pair.because, pair.into) == ("clarify", "one covers the other", "A")


def test_components_of_two_dimensions_have_no_code_that_covers_both():
    codings = [*FAR_APART, *[("A01", "F01"), ("F01", "A01")] * 6]
    assert the_pair(confusions(read(*codings)), "A01", "F01").into == ""


def test_codes_are_compared_as_components_and_criteria_read_once_are_left_out():
    found = confusions(read(("A01/P15", "A01-11"), ("A01", "A02/P"), ("B01",)))
    assert [(pair.one, pair.other, pair.times) for pair in found] == [("A01", "A02", 1)]


def test_coders_who_never_differ_confuse_nothing():
    assert confusions(read(*FAR_APART)) == ()
    assert confusions([]) == ()


def test_coders_who_differ_blindly_seldom_have_a_pair_proposed():
    chance = random.Random(7)  # noqa: S311 - nothing to keep secret
    codes = [f"{letter}0{number}" for letter in "ABC" for number in range(1, 5)]
    weights = range(1, len(codes) + 1)
    proposed = 0
    for _ in range(200):
        codings = []
        for _ in range(60):
            first = chance.choices(codes, weights)[0]
            second = chance.choices(codes, weights)[0] if chance.random() < 0.4 else first
            codings.append((first, second))
        proposed += any(pair.proposal for pair in confusions(read(*codings)))
    assert proposed <= 0.06 * 200


CODINGS = st.lists(
    st.tuples(
        st.dictionaries(st.sampled_from("xyz"), st.sampled_from(["A01", "A02", "A", "B01/P"]), max_size=3),
        st.sampled_from(["le bus du soir", "des arbres", "le bus et les arbres", ""]),
    ),
    max_size=25,
)


@given(CODINGS, st.randoms())
def test_neither_the_order_of_criteria_nor_that_of_coders_matters(codings, chance):
    units = [ReadTogether(str(place), text, codes) for place, (codes, text) in enumerate(codings)]
    turned = [
        ReadTogether(unit.id, unit.text, dict(chance.sample(sorted(unit.given.items()), len(unit.given))))
        for unit in chance.sample(units, len(units))
    ]
    assert confusions(turned) == confusions(units)


@given(CODINGS)
def test_every_criterion_that_divides_coders_is_in_its_pairs_and_chance_shares_out_as_many(codings):
    units = [ReadTogether(str(place), text, codes) for place, (codes, text) in enumerate(codings)]
    found = confusions(units)
    assert all(pair.times == len(pair.criteria) for pair in found)
    assert all(0 <= pair.p <= 1 for pair in found)
    assert sum(pair.expected for pair in found) <= sum(pair.times for pair in found) + 0.001 * len(found)


def test_a_code_that_cannot_be_read_is_a_problem():
    with pytest.raises(Problem) as caught:
        confusions(read(("A01", "A1")))
    assert caught.value.code == "code malformed"
