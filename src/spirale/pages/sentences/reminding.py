"""What is said of letters of reminders that could not leave."""

from typing import Final

from spirale.pages.sentences.marking import Sentences
from spirale.pages.sentences.marking import mark as _

SENTENCES: Final[Sentences] = {
    "no mail server": (
        _("There is no mail server: letters would be printed, not sent."),
        _("Set SPIRALE_SMTP_HOST; or see with --dry-run who would get what."),
    ),
    "mail server out of reach": (
        _("The mail server {server} does not answer: {reason}. Letters that wait: {waiting}."),
        _("Mend SPIRALE_SMTP_HOST and what goes with it, then run this again: what was sent is not sent twice."),
    ),
    "letter refused": (
        _("The mail server refused the letter to {address}: {reason}."),
        _("Check the address with whoever has it. It is tried again the next time."),
    ),
    "letter in doubt": (
        _("The mail server’s answer to the letter to {address} was lost: {reason}. It may have left."),
        _("Nothing to do: its news are told again with the next letter, tomorrow at the earliest."),
    ),
    "address not one": (
        _("“{address}” is no e-mail address."),
        _("Correct it where it was given; nothing is sent there meanwhile."),
    ),
    "rhythm unknown": (_("“{rhythm}” does not say how often."), _("Choose each day, each week, or never.")),
}
