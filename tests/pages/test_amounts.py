"""Amounts are read as people write them, and are whole hundredths inside."""

from decimal import Decimal

import pytest
from django.utils import translation
from django.utils.formats import number_format
from hypothesis import given
from hypothesis import strategies as st

from spirale.method.problems import Problem
from spirale.pages.amounts import MOST, amount_in_table, amount_plain, amount_shown, amount_written

LANGUAGES = st.sampled_from(["fr", "en"])


@pytest.mark.parametrize(
    ("language", "text", "hundredths"),
    [
        ("fr", "20", 2000),
        ("fr", "1,5", 150),
        ("fr", "1.5", 150),
        ("fr", "1 200,25", 120025),
        ("fr", "1\u202f200", 120000),
        ("fr", "1’200.05", 120005),
        ("fr", "0,05", 5),
        ("en", "0.1", 10),
        ("en", "1,500", 150000),
        ("en", "1,500.50", 150050),
        ("en", "1,5", 150),
    ],
)
def test_an_amount_is_read_in_the_language_it_is_written_in(language: str, text: str, hundredths: int) -> None:
    with translation.override(language):
        assert amount_written(text) == hundredths


@pytest.mark.parametrize(
    ("text", "code"),
    [
        *((text, "amount not readable") for text in ("", "beaucoup", "1,555", "1,500", "1.234", "1,2,3", "1 2,", "٣")),
        *((text, "amount not readable") for text in ("1e9", "9" * 14, "9" * 30)),
        *((text, "amount is nothing") for text in ("0", "0,00", "-3", "−3", "-0,5")),
    ],
)
def test_what_is_no_amount_is_refused_in_words(text: str, code: str) -> None:
    with translation.override("fr"), pytest.raises(Problem) as refused:
        amount_written(text)
    assert (refused.value.code, refused.value.parameters) == (code, {"value": text})


@given(hundredths=st.integers(-MOST, MOST), language=LANGUAGES)
def test_an_amount_of_a_table_is_read_back_as_it_was_whoever_reads(hundredths: int, language: str) -> None:
    with translation.override(language):
        assert amount_in_table(amount_plain(hundredths)) == hundredths
        assert amount_in_table(amount_plain(hundredths).replace(".", ",")) == hundredths


@given(hundredths=st.integers(1, MOST), language=LANGUAGES)
def test_an_amount_that_is_shown_is_read_back_as_it_was(hundredths: int, language: str) -> None:
    with translation.override(language):
        assert amount_written(amount_shown(hundredths)) == hundredths
        assert amount_written(amount_plain(hundredths)) == hundredths


@given(hundredths=st.integers(-MOST, MOST), language=LANGUAGES)
def test_an_amount_is_shown_with_the_signs_that_the_site_gives_every_number(hundredths: int, language: str) -> None:
    plain = amount_plain(hundredths)
    assert Decimal(plain) * 100 == hundredths
    decimals = len(plain.partition(".")[2])
    with translation.override(language):
        assert amount_shown(hundredths) == number_format(plain, decimals, force_grouping=True)
