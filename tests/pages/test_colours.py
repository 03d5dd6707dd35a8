"""Every pair of colours that meet on a page is told apart, in light and in dark."""

import re
from pathlib import Path

import pytest

import spirale.pages

SHEET = (Path(spirale.pages.__file__).parent / "static/pages/spirale.css").read_text()

TEXT = [
    *[(ink, paper) for ink in ("ink", "quiet", "accent") for paper in ("paper", "sheet", "sunken", "accent-wash")],
    ("accent-ink", "accent"),
    *[(tone, paper) for tone in ("warning", "error", "done") for paper in ("paper", "sheet", f"{tone}-wash")],
    *[("ink", f"{tone}-wash") for tone in ("warning", "error", "done")],
    *[("note-ink", note) for note in ("q1", "q2", "q3", "q4")],
]
SHAPES = [("edge", "paper"), ("edge", "sheet"), ("accent", "paper"), ("accent", "sheet"), ("accent", "accent-wash")]


def tokens(theme: str) -> dict[str, str]:
    layer = SHEET[SHEET.index("@layer tokens {") : SHEET.index("@layer base {")]
    light, dark = layer.split("@media (prefers-color-scheme: dark)")
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", light))
    if theme == "dark":
        found |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", dark))
    return found


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_black_on_white_is_as_far_as_colours_go():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "paper"), TEXT)
def test_words_are_read_on_their_ground(theme, ink, paper):
    colours = tokens(theme)
    assert contrast(colours[ink], colours[paper]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("shape", "ground"), SHAPES)
def test_edges_and_the_focus_ring_are_seen_on_their_ground(theme, shape, ground):
    colours = tokens(theme)
    assert contrast(colours[shape], colours[ground]) >= 3


@pytest.mark.parametrize("note", ["q1", "q2", "q3", "q4"])
def test_the_focus_ring_on_a_note_is_its_ink(note):
    assert contrast(tokens("dark")["note-ink"], tokens("dark")[note]) >= 3


def test_the_dark_theme_says_again_every_colour_that_changes():
    light, dark = tokens("light"), tokens("dark")
    assert light.keys() == dark.keys()
    kept = {name for name in light if light[name] == dark[name]}
    assert kept == {"note-ink"}
