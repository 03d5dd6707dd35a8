"""What is said of actions that people evaluate, and propose to carry on."""

from typing import Final

from spirale.pages.sentences.marking import Sentences
from spirale.pages.sentences.marking import mark as _

SENTENCES: Final[Sentences] = {
    "review says nothing": (
        _("The evaluation says nothing yet."),
        _("Write at least one line: what worked, what did not, or what was seen."),
    ),
    "review changed meanwhile": (
        _("Somebody saved this evaluation meanwhile: it is version {version} now."),
        _("Your words are still here. Look at theirs below, then save again."),
    ),
    "action not followed up": (
        _("“{action}” has no task in the plan: nobody can see that it worked."),
        _("Write its tasks in the plan, and tell what is done."),
    ),
    "steps are not done": (
        _("“{action}” is not done yet: tasks that are not finished: {left}."),
        _("Tell in the plan what is done, or take out what will not be done."),
    ),
    "action not evaluated": (
        _("“{action}” is not evaluated yet."),
        _("Its people first say what worked and what did not: others begin from that."),
    ),
    "toward unknown": (
        _("“{toward}” says nothing of where the action is carried on."),
        _("Say the next cycle, other territories, or both."),
    ),
}
