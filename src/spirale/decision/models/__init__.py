"""The tables of this room, by what they tell."""

from spirale.decision.models.bank import BankPledge, PledgeReturn, Resource
from spirale.decision.models.choices import Choice, ChoiceCriterion, Decided, FrozenRules, Result
from spirale.decision.models.scores import Score, Scorer
from spirale.decision.models.sheets import ActionSheet, Need, Opposition, Requirement, SheetIdea, SheetVersion

__all__ = [
    "ActionSheet",
    "BankPledge",
    "Choice",
    "ChoiceCriterion",
    "Decided",
    "FrozenRules",
    "Need",
    "Opposition",
    "PledgeReturn",
    "Requirement",
    "Resource",
    "Result",
    "Score",
    "Scorer",
    "SheetIdea",
    "SheetVersion",
]
