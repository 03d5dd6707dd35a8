"""What goes into a suggestion and what comes out of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Example:
    """One thing people have decided: this text has this label (a code of a grid, or any name)."""

    text: str
    label: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a label is suggested.

    `nearest` are decided examples with their likeness (0 to 1), those that bear the label first; `words` are the
    words of the text that speak most for the label, as they are written in it.
    """

    nearest: tuple[tuple[Example, float], ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A label for one text: a proposal, never a decision.

    `confidence` (0 to 1) is how often such a suggestion is right: among suggestions at 0.8, four in five. A text with
    nothing to read gets no label (empty) at confidence 0. `alternatives` are the next labels, the likeliest first.
    """

    label: str
    confidence: float
    because: Reason
    alternatives: tuple[tuple[str, float], ...]
