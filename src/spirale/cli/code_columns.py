"""Columns that `spirale code` adds when they are asked for: the order in which decisions teach most, and the side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import click

from spirale.method.coding import Example, Reason, Suggestion
from spirale.method.coding.ordering import teaching_order
from spirale.method.coding.several import Decided, SeveralSuggestion
from spirale.method.coding.sides import side
from spirale.method.encoders import Encoder
from spirale.method.signs import sign_written
from spirale.method.text import fold
from spirale.tables import Row

SEPARATOR: Final = ";"
"""Between several labels in one cell."""


@dataclass(frozen=True, slots=True)
class Told:
    """What is suggested for one row, as its cells say it; `first` is its likeliest label, to weigh its doubt."""

    labels: str
    confidences: str
    first: Suggestion


def told_of(suggestion: Suggestion | SeveralSuggestion) -> Told:
    """Put a suggestion of one label or of several into cells."""
    if isinstance(suggestion, Suggestion):
        return Told(suggestion.label, f"{suggestion.confidence:.4f}", suggestion)
    between = f"{SEPARATOR} "
    ranked = (*suggestion.labels, *suggestion.alternatives)
    label, confidence = ranked[0] if ranked else ("", 0.0)
    return Told(
        between.join(label for label, _ in suggestion.labels),
        between.join(f"{chance:.4f}" for _, chance in suggestion.labels) or f"{0:.4f}",
        Suggestion(label, confidence, Reason((), ()), ranked[1:]),
    )


def each_label(decided: Iterable[Decided]) -> list[Example]:
    """Give examples of one label each."""
    return [Example(one.text, label, one.id) for one in decided for label in one.labels]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which columns are added beside code and confidence, and from which ones."""

    is_ordered: bool
    language: str | None
    question: str | None
    question_signs: Mapping[str, int]
    stated: str | None

    @classmethod
    def read(
        cls, *, is_ordered: bool, language: str | None, question: str | None, question_signs: str, stated: str | None
    ) -> Asked:
        """Read what was asked on the command line. Raises click.UsageError for what does not go together."""
        if (question or stated) and not language:
            raise click.UsageError("--question and --sign go with --sides.")
        signs = {}
        for each in filter(None, question_signs.split(",")):
            name, _, written = each.partition("=")
            sign = sign_written(written)
            if sign is None:
                raise click.UsageError("--question-signs reads like Q1=+,Q2=-.")
            signs[fold(name)] = sign
        return cls(is_ordered, language, question, signs, stated)

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns added."""
        return (("order",) if self.is_ordered else ()) + (("side", "side_from") if self.language else ())

    @property
    def needed(self) -> tuple[str, ...]:
        """Names of the columns that must be there."""
        return tuple(column for column in (self.question, self.stated) if column)

    def cells(
        self,
        rows: Sequence[Row],
        texts: Sequence[str],
        suggestions: Sequence[Suggestion],
        encoder: Encoder,
        decided: Sequence[str],
    ) -> list[list[str]]:
        """Give the cells added to each row."""
        found: list[list[str]] = [[] for _ in rows]
        if self.is_ordered:
            for rank, place in enumerate(teaching_order(texts, suggestions, encoder, decided), 1):
                found[place].append(str(rank))
        if self.language:
            for cells, row, text in zip(found, rows, texts, strict=True):
                told = side(
                    text,
                    language=self.language,
                    question=self.question_signs.get(fold(row.cells[self.question]), 0) if self.question else 0,
                    stated=row.cells[self.stated] if self.stated else "",
                )
                cells += [str(told.sign), told.rule]
        return found
