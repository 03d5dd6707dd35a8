"""Similar criteria under one wording with counts: the machine proposes, people decide, every voice is accounted for."""

from spirale.method.ideas.arriving import place_arrivals
from spirale.method.ideas.edits import Act, Parted, Put, Worded, edits_of
from spirale.method.ideas.proposing import propose_ideas
from spirale.method.ideas.values import (
    ENGINE_VERSION,
    NO_EDITS,
    NOTHING_WRITTEN,
    Arrivals,
    Edits,
    Idea,
    Ledger,
    Progress,
    Proposal,
    Said,
    StandingIdea,
    account,
)

__all__ = [
    "ENGINE_VERSION",
    "NOTHING_WRITTEN",
    "NO_EDITS",
    "Act",
    "Arrivals",
    "Edits",
    "Idea",
    "Ledger",
    "Parted",
    "Progress",
    "Proposal",
    "Put",
    "Said",
    "StandingIdea",
    "Worded",
    "account",
    "edits_of",
    "place_arrivals",
    "propose_ideas",
]
