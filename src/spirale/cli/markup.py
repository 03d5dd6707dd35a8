"""Pieces of markup that pages of results are made of; whatever is given as text is escaped here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape


def paragraph(text: str, kind: str = "") -> str:
    """Give a paragraph."""
    named = f' class="{kind}"' if kind else ""
    return f"<p{named}>{escape(text)}</p>"


def names(items: Iterable[str]) -> str:
    """Give a list of items that are markup."""
    return f'<ul class="names">{"".join(f"<li>{item}</li>" for item in items)}</ul>'


def section(name: str, title: str, inside: str) -> str:
    """Give a section under its title; `inside` is markup."""
    return f'<section aria-labelledby="{name}">\n<h2 id="{name}">{escape(title)}</h2>\n{inside}\n</section>'


def table(caption: str, columns: Sequence[str], rows: Iterable[Sequence[str]], *, text_columns: int = 0) -> str:
    """Give a table that scrolls by itself where it is too wide; the first cell of a row is its head.

    The `text_columns` after it hold text, the others figures.
    """
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in columns)
    body = "".join(
        f'<tr><th scope="row" dir="auto">{escape(row[0])}</th>'
        + "".join(
            f'<td class="text" dir="auto">{escape(cell)}</td>' if place < text_columns else f"<td>{escape(cell)}</td>"
            for place, cell in enumerate(row[1:])
        )
        + "</tr>\n"
        for row in rows
    )
    return (
        f'<div class="wide" role="region" aria-label="{escape(caption)}" tabindex="0"><table>'
        f"<caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>\n{body}</tbody></table></div>"
    )


def digests(told: Iterable[tuple[str, str]]) -> str:
    """Give the rows of the files that a result came from, and of what made it."""
    return "".join(
        f'<tr><th scope="row">{escape(name)}</th><td class="text"><code>{escape(value)}</code></td></tr>'
        for name, value in told
    )
