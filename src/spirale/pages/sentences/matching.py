"""What is said of pledges matched to needs, and of who is able to bring what."""

from typing import Final

from spirale.pages.sentences.marking import Sentences
from spirale.pages.sentences.marking import mark as _

SENTENCES: Final[Sentences] = {
    "match does not fit": (
        _("This pledge does not go with this need any more."),
        _("Load the page again: it shows what the bank holds and what is needed now."),
    ),
    "pledge has less left": (
        _("What {who} promised does not hold this much any more."),
        _("Accept less, or take another accepted match of this pledge back first."),
    ),
    "match is signed": (
        _("{who} has signed what this match made."),
        _("Withdraw the commitment on its page, with the reason: the match falls with it."),
    ),
    "ability does not fit": (
        _("Only creators of this territory are noted here."),
        _("Add them first to what exists, as creators."),
    ),
}
