"""The tables of this room, by what they tell."""

from spirale.action.models.commitments import Commitment, Door
from spirale.action.models.covenants import Covenant, CovenantSignature, CovenantVersion
from spirale.action.models.photos import Photo
from spirale.action.models.plans import Plan, PlanSchedule, Task, TaskDependency, TaskVersion
from spirale.action.models.reminders import Letterbox

__all__ = [
    "Commitment",
    "Covenant",
    "CovenantSignature",
    "CovenantVersion",
    "Door",
    "Letterbox",
    "Photo",
    "Plan",
    "PlanSchedule",
    "Task",
    "TaskDependency",
    "TaskVersion",
]
