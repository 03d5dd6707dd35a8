"""The tables of this room, by what they tell."""

from spirale.action.models.commitments import Commitment, Door
from spirale.action.models.covenants import Covenant, CovenantSignature, CovenantVersion
from spirale.action.models.matching import Ability, MatchAnswer, ShownDoor
from spirale.action.models.plans import Plan, PlanSchedule, Task, TaskDependency, TaskVersion

__all__ = [
    "Ability",
    "Commitment",
    "Covenant",
    "CovenantSignature",
    "CovenantVersion",
    "Door",
    "MatchAnswer",
    "Plan",
    "PlanSchedule",
    "ShownDoor",
    "Task",
    "TaskDependency",
    "TaskVersion",
]
