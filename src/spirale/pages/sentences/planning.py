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
    "plan is full": (_("The plan holds {limit} tasks: it takes no more."), _("Take out those that nobody needs.")),
    "task without title": (_("The task has no name."), _("Say what is to be done.")),
    "task is elsewhere": (_("The task “{task}” is in another action."), _("Load the page again.")),
    "task changed meanwhile": (
        _("Somebody changed “{task}” meanwhile: nothing was moved."),
        _("Look at it as it is now, then move it again."),
    ),
    # What a schedule cannot honour
    "conflict.before what it waits for": (
        _("“{task}” begins before “{other}” is over (days too soon: {amount})."),
        _("Let it begin later, or take the link away."),
    ),
    "conflict.before its day": (
        _("“{task}” begins before {on}, its earliest day (days too soon: {amount})."),
        _("Change its first day, or the earliest."),
    ),
    "conflict.beyond capacity": (
        _("“{task}” asks “{other}” for more hours than were pledged in the week of {on} (hours lacking: {amount})."),
        _("Move it, share it, or find more hours for that week."),
    ),
    "conflict.hours in all": (
        _("The tasks ask {asked} hours of “{skill}” in all, and {pledged} were pledged."),
        _("Find more hours, or make the tasks shorter."),
    ),
    "conflict.late": (
        _("“{task}” will end after {on}, the day promised (days late: {amount})."),
        _("Begin sooner, share the work, or tell those who wait for it that the day moves."),
    ),
    "conflict.no time": (
        _("“{task}” has no day: “{other}” has not hours enough at any time."),
        _("Find more hours, or make the task smaller."),
    ),
    "conflict.waits for no time": (
        _("“{task}” has no day: it waits for “{other}”, which has none."),
        _("Give that one its hours first."),
    ),
    # What is late on a day
    "late.not ended": (
        _("“{task}” should be over (days ago: {days})."),
        _("Tell how far it is and what hinders it, or move its day."),
    ),
    "late.not begun": (
        _("“{task}” should have begun (days ago: {days})."),
        _("Begin it, or move its first day."),
    ),
    "late.behind": (
        _("“{task}” is less advanced than its days are (days of work missing: {days})."),
        _("See with those who do it what hinders them."),
    ),
    # Why a plan is no shorter
    "because.critical path": (
        _("The plan takes {days} days. It cannot be shorter: its longest chain of tasks lasts as long."),
        "",
    ),
    "because.capacity": (
        _("The plan takes {days} days. It cannot be shorter with the hours that “{of}” pledged."),
        "",
    ),
    "because.exact search": (
        _("The plan takes {days} days. All other orders were searched: none is shorter and as punctual."),
        "",
    ),
    "because.not proved": (
        _("The plan takes {days} days; no plan can take fewer than {least}. A shorter one may exist in between."),
        "",
    ),
}
