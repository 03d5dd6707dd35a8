"""What is said of commitments, of texts that people sign, and of what a schedule cannot honour."""

from typing import Final

from spirale.pages.sentences.marking import Sentences
from spirale.pages.sentences.marking import mark as _

SENTENCES: Final[Sentences] = {
    "action not chosen": (
        _("“{action}” is not among the actions that were chosen."),
        _("Commitments are made for chosen actions: choose it first, with its reason."),
    ),
    "commitment says nothing": (
        _("A commitment needs somebody, what they come as, and what they promise."),
        _("Fill in these three, then send it again."),
    ),
    "day is past": (_("The day {day} is past."), _("Say a day from today on, or leave it out.")),
    "pledge is taken": (
        _("The promise of {who} to the bank is a commitment to this action already."),
        _("Look for it in the list."),
    ),
    "pledge is spent": (
        _("What {who} promised to the bank serves something else meanwhile."),
        _("Take one of its accepted matches back first, or write another commitment."),
    ),
    "commitments are full": (
        _("This action has {limit} commitments: it takes no more."),
        _("Close its address for phones, and withdraw those that nobody meant."),
    ),
    "commitment is withdrawn": (_("This commitment was withdrawn."), _("Bring it back first.")),
    "commitment is not signed": (
        _("This commitment is not signed yet."),
        _("Have it signed: then one can tell whether it was kept."),
    ),
    "commitment is signed": (
        _("{who} has signed this commitment: it keeps one signature."),
        _("If somebody else promises it too, write another commitment for them."),
    ),
    "state unknown": (_("“{state}” says nothing of a commitment."), _("Say kept, kept in part, or not kept.")),
    "signature without name": (
        _("A signature needs a name, and what one comes as."),
        _("Type your name; drawing it is not needed."),
    ),
    "signature not readable": (
        _("The drawing of the signature could not be read."),
        _("Draw it again, or leave it out: the name typed signs as well."),
    ),
    "door is closed": (
        _("This address is closed: nothing more is signed here."),
        _("Ask whoever leads the meeting for the new code."),
    ),
    "text is too long": (_("A part of the text is longer than {limit} signs."), _("Shorten it, then save again.")),
    "version unknown": (_("There is no version {number} of this text."), _("Load the page again.")),
    "text not open for signing": (
        _("This version is not open for signing any more."),
        _("Load the page again, read the version that is offered now, then sign."),
    ),
    "signatures are full": (
        _("This version has {limit} signatures: it takes no more."),
        _("Close its address for phones."),
    ),
}
