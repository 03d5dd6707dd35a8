"""Planning: which day for each task, who is short of hours, what is late, and what a delay moves."""

from spirale.method.planning.checking import check
from spirale.method.planning.critical import critical_path
from spirale.method.planning.following import late, moved_by
from spirale.method.planning.scheduling import schedule
from spirale.method.planning.values import (
    ENGINE_VERSION,
    FULL_WEEK,
    Capacity,
    Conflict,
    CriticalPath,
    Dependency,
    Late,
    Moved,
    Moves,
    Placed,
    Plan,
    Schedule,
    Task,
    Timing,
)

__all__ = [
    "ENGINE_VERSION",
    "FULL_WEEK",
    "Capacity",
    "Conflict",
    "CriticalPath",
    "Dependency",
    "Late",
    "Moved",
    "Moves",
    "Placed",
    "Plan",
    "Schedule",
    "Task",
    "Timing",
    "check",
    "critical_path",
    "late",
    "moved_by",
    "schedule",
]
