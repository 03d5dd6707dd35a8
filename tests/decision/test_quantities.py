"""Amounts are read as people write them, and are whole hundredths inside."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from spirale.decision.quantities import MOST, amount_plain, amount_shown, amount_written
from spirale.method.problems import Problem


@pytest.mark.parametrize(
    ("language", "text", "hundredths"),
    [
        ("fr", "1,5", 150),
        ("fr", "1.5", 150),
        ("fr", "1 200,25", 120025),
        ("fr", "1\u202f200", 120000),
        ("fr", "0,05", 5),
        ("en", "1,500", 150000),
        ("en", "1,500.50", 150050),
        ("en", "1,5", 150),
    ],
)
def test_an_amount_is_read_in_the_language_it_is_written_in(language: str, text: str, hundredths: int) -> None:
    with translation.override(language):
        assert amount_written(text) == hundredths


@pytest.mark.parametrize("text", ["", "beaucoup", "-3", "1,555", "1,2,3", "٣", "1e9", "9" * 30, "0", "0,00"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with translation.override("fr"), pytest.raises(Problem, match="amount"):
        amount_written(text)


@given(hundredths=st.integers(1, MOST), language=st.sampled_from(["fr", "en"]))
def test_an_amount_that_is_shown_is_read_back_as_it_was(hundredths: int, language: str) -> None:
    with translation.override(language):
        assert amount_written(amount_shown(hundredths)) == hundredths
        assert amount_written(amount_plain(hundredths)) == hundredths
