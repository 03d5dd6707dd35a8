"""What is said of a choice of actions that is brought as a folder of tables."""

from collections.abc import Mapping
from typing import Final

from spirale.pages.sentences.marking import Sentences
from spirale.pages.sentences.marking import mark as _

SENTENCES: Final[Sentences] = {
    "action excludes itself": (
        _("This action excludes itself."),
        _("Name here the actions that cannot be done beside it, or leave it empty."),
    ),
    "action not in the table": (
        _("“{value}” is not in the table of actions."),
        _("Add it there, or correct its name: the same letters, capitals and accents."),
    ),
    "column unknown": (
        _("The column “{column}” is not one that is read here. There are: {known}."),
        _("Correct its name, or take the column away, so that nothing is passed over unseen."),
    ),
    "neither yes nor no": (_("“{value}” is neither yes nor no."), _("Write yes, or leave it empty for no.")),
    "not a budget": (
        _("“{file}” is neither a folder nor a .pb file."),
        _("Give the folder that holds the tables of the choice, or the .pb file of a budget put to the vote."),
    ),
    "resource in another unit": (
        _("“{resource}” is counted in “{value}” here and in “{unit}” in the bank."),
        _("Count it in the same unit everywhere, or give it another name where it is another thing."),
    ),
    "resource shared or not": (
        _("“{resource}” is shared in one pledge and not in another."),
        _("Say the same in all of its pledges, or give it another name where it is another thing."),
    ),
    "score missing": (
        _("This row has no score."),
        _("Ask for it, or take the row away: nobody is given a score that they did not give."),
    ),
    "table missing": (
        _("The folder “{folder}” has no table “{file}”."),
        _("Put one there, as CSV, XLSX or ODS, with at least the columns {columns}; its rows may be none."),
    ),
    "table twice": (
        _("The folder “{folder}” has the same table several times: {files}."),
        _("Keep the one that is right."),
    ),
}

# Why an action is in a set chosen for the worst-off first, where its worth alone brings it in the best set.
REACHES: Final = _("It is among the actions that together reach most people, the most extreme situations first.")

# Why an action is in a set that everybody bought with an equal share of the bank, by how it entered.
PAID_FOR: Final[Mapping[str, str]] = {
    "share": _("Those who want it paid for it with their equal shares of the bank."),
    "raised": _("Those who want it paid for it once all shares were raised alike, as far as the bank goes."),
    "room": _("Nobody who scored wants it, and there is room for it beside the others."),
}
