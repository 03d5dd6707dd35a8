"""What is said at the meeting where actions are chosen: pledges to the bank, scores, and what people decide."""

from typing import Final

from spirale.pages.sentences.marking import Sentences
from spirale.pages.sentences.marking import mark as _

_RELOAD: Final = _("Load the page again to see where things stand.")

SENTENCES: Final[Sentences] = {
    "action not of this choice": (_("This action is not, or no longer, put to this choice."), _RELOAD),
    "amount is nothing": (_("An amount of {value} is nothing."), _("Write an amount above zero.")),
    "amount not readable": (
        _("“{value}” is not an amount."),
        _("Write a number with two decimals at most, such as 20 or 1,5."),
    ),
    "bank closed": (
        _("The resource bank is closed: no pledge comes in or changes now."),
        _("Ask the facilitator to open it. A pledge can be withdrawn at any time."),
    ),
    "choice unknown": (_("This choice is not held at this meeting."), _RELOAD),
    "condition in a circle": (
        _("These pledges would wait for each other without end."),
        _("Take away one of the conditions."),
    ),
    "criterion not of this choice": (_("This criterion is not one of the criteria of this choice."), _RELOAD),
    "decider missing": (_("Nobody is named who decides."), _("Say who decided: the enlarged meeting, the group.")),
    "decision incomplete": (
        _("A decision says of each of the {actions} actions whether it is in or out."),
        _RELOAD,
    ),
    "pledge condition unknown": (
        _("This pledge hangs on another that is not there, or was withdrawn."),
        _("Choose a pledge that stands, or take the condition away."),
    ),
    "pledge day past": (_("{day} has passed."), _("Choose a day to come.")),
    "pledge days reversed": (_("These days end on {to_on}, before they begin on {from_on}."), _("Swap the two days.")),
    "pledge withdrawn": (_("This pledge was withdrawn."), _("Make a new one.")),
    "pledge without owner": (_("Nobody is named who makes this pledge."), _("Write who promises it.")),
    "reason to differ missing": (
        _("For “{action}” you decide otherwise than the set that you took as a start, and no reason is given."),
        _("Write your reason: it stays on the page."),
    ),
    "resource unknown": (
        _("This resource is not, or no longer, one of this territory."),
        _("Choose one of the list."),
    ),
    "score off the scale": (
        _("{value} is not on the scale, which goes from {lowest} to {highest}."),
        _("Choose a score of the scale."),
    ),
    "scorer without name": (
        _("Nobody is named whose scores are typed."),
        _("Name the table, the group or the person."),
    ),
    "scoring closed": (_("Scoring is closed."), _("Ask the facilitator to open it.")),
    "the work stopped": (_("The work stopped before its end."), _("Ask for it again.")),
    "start unknown": (_("The set that was taken as a start is not there any more."), _RELOAD),
}
