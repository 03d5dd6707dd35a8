"""What a plan is made of, and what planning gives back: tasks and hours; days, slack and conflicts.

Hours are whole numbers of hundredths (an hour and a half is 150), days ISO dates, "" when none is told; both ends
count. A task fills whole days. A milestone lasts no day: it is reached in the evening of its day.
"""

from dataclasses import dataclass
from typing import Final, Literal

ENGINE_VERSION: Final = "planning-2"

FULL_WEEK: Final = 3500
"""The pace, in hundredths of hours a week, of those who told none: the legal week in France."""


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do, by somebody, in so many days.

    `work` is drawn from the pool of `skill` where one is named, otherwise from the `owners` in equal parts, and spread
    evenly over `days`. Without `days`, a task lasts as long as its work does at the usual pace of those who do it.
    `from_on` is the earliest first day and `due_on` the latest last day. `start_on` is a first day that a person set:
    nothing moves it. `done` is in hundredths of the whole.
    """

    id: str
    action: str = ""
    owners: tuple[str, ...] = ()
    skill: str = ""
    work: int = 0
    days: int = 0
    from_on: str = ""
    due_on: str = ""
    start_on: str = ""
    done: int = 0
    is_milestone: bool = False


@dataclass(frozen=True, slots=True)
class Dependency:
    """`task` begins `lag` days at least after the end of the task that comes `before` it; 0 is the next day."""

    before: str
    task: str
    lag: int = 0


@dataclass(frozen=True, slots=True)
class Capacity:
    """Hours a week that somebody (`of` is an owner), or all who have a skill, pledged between two days.

    Hours that somebody pledged of a `skill` are there for the tasks that name them and for those that ask for the
    skill, and count once: what a task draws by their name is no longer there for the skill.
    """

    of: str
    weekly: int
    from_on: str = ""
    to_on: str = ""
    skill: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """Tasks from a first day on, what waits for what, and the hours there are.

    Who has no line of capacity is not held to any: `Schedule.unlimited` names them.
    """

    start_on: str
    tasks: tuple[Task, ...]
    dependencies: tuple[Dependency, ...] = ()
    capacities: tuple[Capacity, ...] = ()


@dataclass(frozen=True, slots=True)
class Timing:
    """When a task may be done as far as what it waits for goes, whoever does it.

    `start_on` and `end_on` are its earliest days; `latest_start_on` and `latest_end_on` the latest that move neither
    the end of the plan nor a day that was promised. `slack` is the days between, less than 0 where a day that was
    promised cannot be kept; `free_slack` the days it may slip and move nothing at all.
    """

    task: str
    start_on: str
    end_on: str
    latest_start_on: str
    latest_end_on: str
    slack: int
    free_slack: int


@dataclass(frozen=True, slots=True)
class CriticalPath:
    """Timings by task, in alphabetical order; `path`, the longest chain of tasks, first to last; days of the whole."""

    timings: tuple[Timing, ...]
    path: tuple[str, ...]
    days: int


@dataclass(frozen=True, slots=True)
class Placed:
    """The days of one task. It may slip by up to `slack` days without moving another nor breaking a promise."""

    task: str
    start_on: str
    end_on: str
    slack: int
    is_fixed: bool


# What a schedule cannot honour: a day a person set that is before what the task waits for, or before its earliest day,
# or beyond the hours pledged that week; a promised day that passes; a task for which no time is long enough.
Matter = Literal[
    "before what it waits for", "before its day", "beyond capacity", "late", "no time", "waits for no time"
]


@dataclass(frozen=True, slots=True)
class Conflict:
    """What does not hold together, for people to settle.

    - "before what it waits for": `other` is the task it waits for, `amount` the days between;
    - "before its day", "late": `amount` days;
    - "beyond capacity": `other` has `amount` hundredths of hours too few in the week of `on`, this task's among them;
    - "no time": `other` has not the hours; "waits for no time": `other` is the task it waits for, which has no day.
    """

    matter: Matter
    task: str
    other: str = ""
    on: str = ""
    amount: int = 0


# What keeps the plan from being shorter: the chain of what waits for what, the hours of one owner or skill, both ends
# counted, or an exact search that found nothing shorter.
Because = Literal["critical path", "capacity", "exact search"]


@dataclass(frozen=True, slots=True)
class Schedule:
    """A plan's days under the hours that were pledged.

    No plan that respects all can be shorter than `least_days`, because of `because` (`because_of` names the owner or
    skill). `days_late` is how much promised days pass, in total. `is_best` says that none has fewer days late nor,
    with as many, fewer days in all.
    """

    placed: tuple[Placed, ...]
    days: int
    days_late: int
    least_days: int
    because: Because
    because_of: str
    is_best: bool
    conflicts: tuple[Conflict, ...]
    unlimited: tuple[str, ...]
    version: str = ENGINE_VERSION


# Why a task is late on a day: it should be over, it should have begun, or it is less advanced than its days are.
Lateness = Literal["not ended", "not begun", "behind"]


@dataclass(frozen=True, slots=True)
class Late:
    """A task that is late on a day, by how many days."""

    task: str
    why: Lateness
    days: int


@dataclass(frozen=True, slots=True)
class Moved:
    """A task whose days move: from what to what, and by how many days its end goes."""

    task: str
    start_on: str
    end_on: str
    new_start_on: str
    new_end_on: str
    days: int


@dataclass(frozen=True, slots=True)
class Moves:
    """What delays move, tasks in the order of their new days, and what then no longer holds."""

    moved: tuple[Moved, ...]
    conflicts: tuple[Conflict, ...]
    end_on: str
    days: int
