"""The tables of this room, by what they tell."""

from spirale.action.models.commitments import Commitment, Door
from spirale.action.models.covenants import Covenant, CovenantSignature, CovenantVersion
from spirale.action.models.matching import Ability, MatchAnswer, ShownDoor
from spirale.action.models.photos import Photo
from spirale.action.models.plans import Plan, PlanSchedule, Task, TaskDependency, TaskVersion
from spirale.action.models.reminders import Letterbox
from spirale.action.models.spread import ActionReview, ExtensionOffer, ReviewVersion

__all__ = [
    "Ability",
    "ActionReview",
    "Commitment",
    "Covenant",
    "CovenantSignature",
    "CovenantVersion",
    "Door",
    "ExtensionOffer",
    "Letterbox",
    "MatchAnswer",
    "Photo",
    "Plan",
    "PlanSchedule",
    "ReviewVersion",
    "ShownDoor",
    "Task",
    "TaskDependency",
    "TaskVersion",
]
