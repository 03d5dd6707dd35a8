"""Agreement between coders."""

import math

import krippendorff
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from spirale.method.agreement import NothingToCompare, agreement, agreement_by_dimension, agreement_by_level
from spirale.method.problems import Problem


def test_two_observers_and_two_values_as_krippendorff_published_them():
    first, second = "0100000010", "1110010000"
    found = agreement(list(zip(first, second, strict=True)))
    assert found.alpha == pytest.approx(0.095, abs=0.0005)
    assert found.percent == pytest.approx(0.6)
    assert found.confused == (("0", "1", 4),)


def test_two_observers_and_five_values_as_krippendorff_published_them():
    ben, gerry = "aabbdcccedda", "babbbccceddd"
    found = agreement(list(zip(ben, gerry, strict=True)))
    assert found.alpha == pytest.approx(0.692, abs=0.0005)


def test_four_observers_with_missing_readings_as_krippendorff_published_them():
    observers = ("123321412...", "1233224125.3", ".3332342251.", "12332441251.")
    readings = [[value for value in unit if value != "."] for unit in zip(*observers, strict=True)]
    found = agreement(readings)
    assert found.alpha == pytest.approx(0.743, abs=0.0005)
    assert found.units == 11


@given(
    st.lists(st.lists(st.sampled_from("ABCDE"), min_size=0, max_size=5), min_size=1, max_size=30),
)
def test_alpha_is_the_one_the_field_computes(codings):
    assume(any(len(codes) > 1 for codes in codings))
    values = sorted({code for codes in codings if len(codes) > 1 for code in codes})
    assume(len(values) > 1)
    table = np.full((5, len(codings)), np.nan)
    for unit, codes in enumerate(codings):
        for coder, code in enumerate(codes):
            table[coder, unit] = "ABCDE".index(code)
    expected = krippendorff.alpha(reliability_data=table, level_of_measurement="nominal", value_domain=list(range(5)))
    alpha = agreement(codings).alpha
    assert alpha is not None
    assert math.isclose(alpha, expected, abs_tol=1e-9)


@given(st.lists(st.lists(st.sampled_from(["A01", "B02", "C"]), min_size=2, max_size=4), min_size=1), st.randoms())
def test_neither_the_order_of_criteria_nor_that_of_coders_matters(codings, chance):
    before = agreement(codings)
    shuffled = [chance.sample(codes, len(codes)) for codes in chance.sample(codings, len(codings))]
    assert agreement(shuffled) == before


def test_coders_who_agree_on_everything_have_an_alpha_of_one():
    found = agreement([["A01", "A01"], ["B02", "B02", "B02"]])
    assert found.alpha == 1
    assert found.percent == 1
    assert found.confused == ()


def test_one_code_for_everything_is_agreement_of_which_alpha_says_nothing():
    found = agreement([["A01", "A01"], ["A01", "A01"]])
    assert found.alpha is None
    assert found.percent == 1


def test_criteria_read_once_are_left_out():
    assert agreement([["A01", "A01"], ["B02", "B02"], ["C03"]]) == agreement([["A01", "A01"], ["B02", "B02"]])


@pytest.mark.parametrize("codings", [[], [["A01"]], [[]]])
def test_nothing_read_twice_is_nothing_to_compare(codings):
    with pytest.raises(NothingToCompare):
        agreement(codings)


def test_the_most_confused_codes_come_first():
    found = agreement([["A01", "A02"], ["A02", "A01"], ["B01", "A01"], ["A02", "A01", "A01"]])
    assert found.confused == (("A01", "A02", 4), ("A01", "B01", 1))


def test_coders_who_differ_on_the_component_may_agree_on_the_dimension():
    found = agreement_by_level([["A01/P15", "A02"], ["B00", "B"], ["A01", "A01/P"]])
    assert found["dimension"].alpha == 1
    assert found["component"].confused == (("A01", "A02", 1),)
    assert found["code"].confused == (("A01", "A01/P", 1), ("A01/P15", "A02", 1))


def test_a_code_that_cannot_be_read_is_a_problem_that_says_where():
    with pytest.raises(Problem) as caught:
        agreement_by_level([["A01", "A1"]])
    assert caught.value.code == "code malformed"
    assert caught.value.parameters == {"code": "A1", "position": 3}


# Thirty patients, six psychiatrists, five diagnoses: Fleiss (1971), table 1.
FLEISS = (
    "00060 03003 01401 00006 03030 20400 00402 20310 20040 00006 10050 11040 03300 10050 02031 "
    "00501 30012 51000 02040 10203 00006 01050 02013 20040 10041 05010 40002 02040 10500 00006"
)


def test_categories_one_by_one_are_as_fleiss_published_them():
    patients = [
        [letter for letter, count in zip("ABCDE", row, strict=True) for _ in range(int(count))]
        for row in FLEISS.split()
    ]
    found = agreement_by_dimension(patients)
    readings = 6 * len(patients)

    def kappa(alpha):  # chance as Fleiss counts it, with replacement
        return 1 - (1 - alpha) * readings / (readings - 1)

    assert [round(kappa(each.alpha), 3) for each in found.values()] == [0.245, 0.245, 0.520, 0.471, 0.566]
    assert round(kappa(agreement(patients).alpha), 2) == 0.43


def test_a_dimension_counts_the_criteria_to_which_somebody_gave_it():
    found = agreement_by_dimension([["A01", "A02"], ["A", "B01"], ["C", "C"], ["A01"]])
    assert {name: each.units for name, each in found.items()} == {"A": 2, "B": 1, "C": 1}
    assert found["C"].alpha == 1


@given(st.lists(st.lists(st.sampled_from(["A01", "A02", "B", "C03"]), min_size=2, max_size=4), min_size=1))
def test_agreement_on_dimensions_is_the_mean_of_that_on_each(codings):
    whole = agreement_by_level(codings)["dimension"].alpha
    assume(whole is not None)
    given_of = {name: sum(code[0] == name for codes in codings for code in codes) for name in "ABC"}
    total = sum(given_of.values())
    weighed = [
        (given_of[name] * (total - given_of[name]), each.alpha)
        for name, each in agreement_by_dimension(codings).items()
    ]
    mean = sum(weight * alpha for weight, alpha in weighed) / sum(weight for weight, _ in weighed)
    assert math.isclose(whole, mean, abs_tol=1e-9)


@pytest.mark.parametrize("codings", [[], [["A01"]]])
def test_nothing_read_twice_has_no_dimension_to_compare(codings):
    with pytest.raises(NothingToCompare):
        agreement_by_dimension(codings)
