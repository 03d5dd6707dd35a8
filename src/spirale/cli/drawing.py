"""How pages that hold everything in one file are drawn: one style for all of them, no network and no script."""

from __future__ import annotations

from importlib import resources
from string import Template


def draw(name: str, language: str, **parts: str) -> str:
    """Fill a template of this folder in; the parts are markup, already escaped."""
    template = _read(name).replace('lang="fr"', f'lang="{language}"', 1)
    return Template(template).substitute(style=_read("page.css"), **parts)


def _read(name: str) -> str:
    return resources.files("spirale.cli").joinpath(f"templates/{name}").read_text("utf-8")


def cut(text: str, longest: int) -> str:
    """Give a text, or its first `longest` characters and an ellipsis."""
    return text if len(text) <= longest else f"{text[:longest].rstrip()}…"


def number(count: int, language: str) -> str:
    """Give a whole number with its thousands apart."""
    return f"{count:,}".replace(",", "\u202f" if language == "fr" else ",")
