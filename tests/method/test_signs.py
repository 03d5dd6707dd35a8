"""A sign as people write it."""

import pytest

from spirale.method.signs import sign_written


@pytest.mark.parametrize(
    ("written", "sign"),
    [
        *((plus, 1) for plus in ("+", "+1", "1", "1.0", " + ", "Plus", "Positif", "Bien-être", "WELL-BEING")),
        *((minus, -1) for minus in ("-", "−", "–", "—", "-1", "−1", "-1.0", "Négatif", "mal‑être", "ill being")),
        *((neither, 0) for neither in ("0", "0.0", "=", "neutre", "Ni l’un ni l’autre")),
        *((unknown, None) for unknown in ("", " ", "?", "2", "bus", "++")),
    ],
)
def test_a_sign_is_read_whatever_its_dash_case_and_accents(written, sign):
    assert sign_written(written) == sign
