"""The drawn spiral: one turn a cycle, eight sectors a turn, from the middle outward and clockwise."""

from dataclasses import dataclass
from functools import cache
from math import cos, pi, sin, tau

SECTORS = 8
SIZE = 400
_MIDDLE = SIZE / 2
_INNER = 24.0
_OUTER = _MIDDLE - 3
_BAND = 0.93
"""How much of the way to the next turn a sector fills: the rest is the paper between."""
_SLIT = 0.018
"""Half the angle left open between two sectors, in radians."""


@dataclass(frozen=True, slots=True)
class Sector:
    """One phase of one turn: its outline, and where its number stands."""

    turn: int
    phase: int
    outline: str
    x: float
    y: float


@cache
def spiral_of(turns: int) -> tuple[Sector, ...]:
    """The sectors of a spiral of so many turns, in a square of SIZE; turns count from 0, phases from 1."""
    step = (_OUTER - _INNER) / (turns + 1)
    return tuple(_sector(turn, phase, step) for turn in range(turns) for phase in range(1, SECTORS + 1))


def _sector(turn: int, phase: int, step: float) -> Sector:
    begin = tau * (turn + (phase - 1) / SECTORS) + _SLIT
    end = tau * (turn + phase / SECTORS) - _SLIT
    inner, outer = _INNER, _INNER + step * _BAND
    outline = (
        f"M{_at(begin, inner, step)}L{_at(begin, outer, step)}{_curve(begin, end, outer, step)}"
        f"L{_at(end, inner, step)}{_curve(end, begin, inner, step)}Z"
    )
    x, y = _point((begin + end) / 2, (inner + outer) / 2, step)
    return Sector(turn=turn, phase=phase, outline=outline, x=round(x, 1), y=round(y, 1))


def _point(angle: float, base: float, step: float) -> tuple[float, float]:
    radius = base + step * angle / tau
    return _MIDDLE + radius * cos(angle - pi / 2), _MIDDLE + radius * sin(angle - pi / 2)


def _slope(angle: float, base: float, step: float) -> tuple[float, float]:
    radius, growth = base + step * angle / tau, step / tau
    turned = angle - pi / 2
    return growth * cos(turned) - radius * sin(turned), growth * sin(turned) + radius * cos(turned)


def _at(angle: float, base: float, step: float) -> str:
    x, y = _point(angle, base, step)
    return f"{x:.1f} {y:.1f}"


def _curve(begin: float, end: float, base: float, step: float) -> str:
    """The piece of spiral between two angles as one cubic curve: within a tenth of a unit for an eighth of a turn."""
    third = (end - begin) / 3
    (x0, y0), (x3, y3) = _point(begin, base, step), _point(end, base, step)
    (u0, v0), (u3, v3) = _slope(begin, base, step), _slope(end, base, step)
    return f"C{x0 + third * u0:.1f} {y0 + third * v0:.1f} {x3 - third * u3:.1f} {y3 - third * v3:.1f} {x3:.1f} {y3:.1f}"
