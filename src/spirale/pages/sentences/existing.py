"""What is said of a table of what exists: creators, tools, public policies."""

from typing import Final

from spirale.pages.sentences.marking import Sentences
from spirale.pages.sentences.marking import mark as _

SENTENCES: Final[Sentences] = {
    "existing column missing": (
        _("No column says which of the three columns each row belongs to. Found: {found}."),
        _("Name one “column”, and write creator, tool or policy in it; or say that the whole file is one of them."),
    ),
    "existing column unknown": (
        _("“{value}” is neither a creator, nor a tool, nor a public policy."),
        _("Write creator, tool or policy."),
    ),
    "existing name column missing": (
        _("No column holds names. Found: {found}."),
        _("Name it “name”, in the first row."),
    ),
    "existing name missing": (
        _("This row has no name."),
        _("Write who acts, or which tool or public policy it is, or take the row away."),
    ),
    "existing sheet of another territory": (
        _("This file was brought into another territory."),
        _("Send it again."),
    ),
    "existing table empty": (
        _("Nothing stands under the names of the columns."),
        _("Write one creator, tool or public policy a row."),
    ),
    "existing twice": (
        _("“{name}” is in row {first_row} already."),
        _("Keep one of these rows."),
    ),
}
