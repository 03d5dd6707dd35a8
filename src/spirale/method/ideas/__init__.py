"""Similar criteria under one wording with counts: the machine proposes, people decide, every voice is accounted for."""

from spirale.method.ideas.arriving import place_arrivals
from spirale.method.ideas.edits import Act, Parted, Put, Worded, edits_of
from spirale.method.ideas.firmness import DISSOLVED, FIRM, Firmness, firmness_of
from spirale.method.ideas.nearest import Neighbour, neighbours_of
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
    "DISSOLVED",
    "ENGINE_VERSION",
    "FIRM",
    "NOTHING_WRITTEN",
    "NO_EDITS",
    "Act",
    "Arrivals",
    "Edits",
    "Firmness",
    "Idea",
    "Ledger",
    "Neighbour",
    "Parted",
    "Progress",
    "Proposal",
    "Put",
    "Said",
    "StandingIdea",
    "Worded",
    "account",
    "edits_of",
    "firmness_of",
    "neighbours_of",
    "place_arrivals",
    "propose_ideas",
]
