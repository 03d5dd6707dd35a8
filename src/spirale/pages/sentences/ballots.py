"""What is said of files of budgets put to the vote."""

from typing import Final

from spirale.pages.sentences.marking import Sentences
from spirale.pages.sentences.marking import mark as _

SENTENCES: Final[Sentences] = {
    "amount unreadable": (
        _("“{value}” is not an amount."),
        _("Write digits, with a point and two decimals at most, as in 1200 or 1200.50; nothing between thousands."),
    ),
    "character not of a text": (
        _("There is a NUL here, a character that no text has."),
        _("Take it away, or save the file again as plain text in UTF-8."),
    ),
    "comma in a name": (
        _("The name “{name}” holds a comma, which parts names in a vote."),
        _("Give the project another identifier, here and in the votes."),
    ),
    "count not as told": (
        _("“{name}” is said to be {told}, and the file has {found}."),
        _("See whether rows are missing, or correct the figure."),
    ),
    "name missing": (_("This row has no name."), _("Give it one that no other row has.")),
    "number not whole": (_("“{value}” is not a whole number."), _("Write digits alone.")),
    "part missing from the file": (
        _("The file has no part “{part}”."),
        _("A file of a budget has the parts {expected}, each under its name alone in a row."),
    ),
    "part out of order": (
        _("“{part}” is not where it belongs."),
        _("A file of a budget has the parts {expected}, in this order and each once."),
    ),
    "part without columns": (
        _("The part “{part}” does not name its columns."),
        _("Name them in the row under “{part}”, parted by semicolons."),
    ),
    "points of another number": (
        _("There are {points} points for {projects} projects."),
        _("Give each project of the vote its points, in the same order, parted by commas."),
    ),
    "project named twice": (_("The vote names “{name}” twice."), _("Take one away.")),
    "project twice": (_("The project “{name}” already stands in row {first_row}."), _("Take one away, or rename it.")),
    "project unknown": (
        _("The vote names “{name}”, which is no project of this file."),
        _("Correct it, or add the project."),
    ),
    "setting missing": (_("The part META does not tell “{name}”."), _("Add a row for it.")),
    "setting twice": (_("“{name}” is already told in row {first_row}."), _("Take one away.")),
    "vote outside the limits": (
        _("The vote has {found}, and {name} is {limit}."),
        _("Correct the vote, or the limit in the part META."),
    ),
    "vote type unknown": (_("“{value}” is not a way to vote that is known here."), _("There are: {expected}.")),
    "voter twice": (_("The voter “{name}” already stands in row {first_row}."), _("Take one away, or rename it.")),
}
