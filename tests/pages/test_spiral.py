"""The drawn spiral."""

import re
from math import atan2, hypot, pi, tau

import pytest

from spirale.pages.spiral import SECTORS, SIZE, spiral_of


def place(sector) -> tuple[float, float]:
    """Angle from the top, clockwise, and distance from the middle, of a sector's number."""
    x, y = sector.x - SIZE / 2, sector.y - SIZE / 2
    return (atan2(y, x) + pi / 2) % tau, hypot(x, y)


@pytest.mark.parametrize("turns", [1, 2, 3, 4, 6])
def test_a_turn_has_eight_sectors_clockwise_from_the_top_each_further_out(turns):
    sectors = spiral_of(turns)
    assert [(sector.turn, sector.phase) for sector in sectors] == [
        (turn, phase) for turn in range(turns) for phase in range(1, SECTORS + 1)
    ]
    angles = [place(sector)[0] for sector in sectors]
    for sector, angle in zip(sectors, angles, strict=True):
        assert angle == pytest.approx(tau * (sector.phase - 0.5) / SECTORS, abs=0.02)
    distances = [place(sector)[1] for sector in sectors]
    assert distances == sorted(distances)


@pytest.mark.parametrize("turns", [1, 3, 6])
def test_the_drawing_stays_within_its_square(turns):
    for sector in spiral_of(turns):
        numbers = [float(number) for number in re.findall(r"-?[\d.]+", sector.outline)]
        assert all(0 <= number <= SIZE for number in numbers)


def test_no_turn_draws_nothing():
    assert spiral_of(0) == ()
