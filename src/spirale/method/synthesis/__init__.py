"""A synthesis anyone can check: its ledger closes, each sentence leads to notes, same inputs give the same bytes."""

from spirale.method.synthesis.checking import check
from spirale.method.synthesis.composing import compose
from spirale.method.synthesis.document import (
    BY_ENGINE,
    Criterion,
    Document,
    Note,
    Placement,
    Sentence,
    WordedIdea,
    criteria_by_idea,
    said_of,
)
from spirale.method.synthesis.freezing import FORM, digest, freeze, freeze_proposal, replay, thaw
from spirale.method.synthesis.tracing import trace_of

__all__ = [
    "BY_ENGINE",
    "FORM",
    "Criterion",
    "Document",
    "Note",
    "Placement",
    "Sentence",
    "WordedIdea",
    "check",
    "compose",
    "criteria_by_idea",
    "digest",
    "freeze",
    "freeze_proposal",
    "replay",
    "said_of",
    "thaw",
    "trace_of",
]
