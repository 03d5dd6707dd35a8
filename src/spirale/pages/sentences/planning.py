"""What is said of a plan: its tasks, what they wait for, the hours there are; and of pledges that are matched."""

from typing import Final

from spirale.pages.sentences.marking import Sentences
from spirale.pages.sentences.marking import mark as _

SENTENCES: Final[Sentences] = {
    "task twice": (_("Two tasks are called “{task}”."), _("Give each its own name.")),
    "task of nobody": (
        _("Nobody has taken on the task “{task}”."),
        _("Name who does it, or the skill it asks for."),
    ),
    "task without length": (
        _("The task “{task}” has no length."),
        _("Say how many hours or how many days it takes, or make it a milestone."),
    ),
    "milestone with length": (
        _("The milestone “{task}” cannot last."),
        _("Take its hours and days away, or make it a task."),
    ),
    "task out of bounds": (
        _("The numbers of the task “{task}” cannot be."),
        _("Hours and days are 0 or more, at most {most} days; the part done goes from 0 to 100."),
    ),
    "task ends before it begins": (
        _("The task “{task}” should end on {due_on}, and may not begin before {from_on}."),
        _("Change one of the two days."),
    ),
    "task before the plan": (
        _("The task “{task}” has a day, {day}, before the plan begins on {start_on}."),
        _("Change that day, or let the plan begin sooner."),
    ),
    "task begun on no day": (
        _("The task “{task}” is done in part ({done} %), and no day is told on which it began."),
        _("Say on which day it began."),
    ),
    "dependency on nothing": (
        _("“{task}” waits for “{before}”, but “{missing}” is not in the plan."),
        _("Add this task, or take the link away."),
    ),
    "lag out of bounds": (
        _("“{task}” cannot wait {lag} days after “{before}”."),
        _("Say a number of days from 0 to {most}."),
    ),
    "dependencies in a circle": (
        _("These tasks wait for one another, the first for the last: {tasks}."),
        _("Take one of these links away."),
    ),
    "capacity less than nothing": (
        _("The hours a week of “{of}” are less than 0."),
        _("Say 0 or more."),
    ),
    "capacity ends before it begins": (
        _("The hours of “{of}” end on {to_on}, before they begin on {from_on}."),
        _("Change one of the two days."),
    ),
    "delay unknown": (
        _("“{task}” cannot be {days} days late."),
        _("Choose a task of the plan and a number of days, 0 or more."),
    ),
    "choice.less_than_nothing": (
        _("“{where}” tells an amount of “{resource}” less than 0."),
        _("Say 0 or more."),
    ),
}
