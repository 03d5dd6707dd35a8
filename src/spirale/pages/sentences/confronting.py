"""What is said of holding ideas against what exists, and of the axes that come of it."""

from typing import Final

from spirale.pages.sentences.marking import Sentences
from spirale.pages.sentences.marking import mark as _

SENTENCES: Final[Sentences] = {
    "not one of the three columns": (_("This is none of the three columns."), _("Load the page again.")),
    "verdict unknown": (_("Say whether it confirms or contradicts the idea."), ""),
    "name is missing": (_("The name is missing."), _("Write who acts, or which tool or public policy it is.")),
    "words are too long": (_("This is longer than {longest} characters."), _("Say it shorter.")),
    "existing is there already": (
        _("“{name}” stands in this column already."),
        _("Take that one, or find another name."),
    ),
    "existing changed meanwhile": (
        _("Somebody said “{name}” otherwise meanwhile."),
        _("Nothing was changed: read it as it stands, then change it."),
    ),
    "existing is in use": (
        _("“{name}” still answers ideas ({ideas}) or carries axes ({axes})."),
        _("Withdraw that first, then put it away."),
    ),
    "existing is gone": (
        _("One of these was put away meanwhile."),
        _("Nothing was changed: look at the page as it stands."),
    ),
    "idea is not in this version": (_("This idea is not in this version of the synthesis."), _("Load the page again.")),
    "something is found here": (
        _("Something is found in this column: it is not lacking."),
        _("Withdraw what is found, if it is wrong."),
    ),
    "confronted already": (_("“{name}” is already held against this idea."), _("Change what is said of it instead.")),
    "confrontation changed meanwhile": (
        _("Somebody said this otherwise, or withdrew it, meanwhile."),
        _("Nothing was changed: look at it as it stands."),
    ),
    "title of axis is missing": (_("The axis has no title."), _("Write the direction in a few words.")),
    "cycle not of this territory": (_("This cycle belongs to another territory."), _("Choose one of this territory.")),
    "axis changed meanwhile": (
        _("Somebody worded this axis otherwise meanwhile."),
        _("Both wordings are on this page: keep one, or write a third."),
    ),
    "axis is retired": (_("“{title}” was put away."), _("Bring it back first.")),
    "axes changed meanwhile": (
        _("An axis was added or put away meanwhile."),
        _("Nothing was moved: look at the list again."),
    ),
    "axis changed since": (_("Something else was changed since."), _("Nothing was undone: look at the history.")),
    "group is no working group": (_("“{name}” is not a working group, or was put away."), _("Choose another group.")),
}
