"""A choice while an act of its meeting lasts: who acts there, and opening and closing what comes in."""

from datetime import datetime
from typing import Literal

from spirale.decision import rules as _rules  # noqa: F401  permissions of this room
from spirale.decision.models import Choice
from spirale.decision.operations.choices import locked_choice
from spirale.decision.queries.meeting import space_of
from spirale.journal import operations as journal
from spirale.method.problems import Problem
from spirale.people.models import Account
from spirale.territories.rules import require
from spirale.workshops.models import Participant


def held(choice: Choice, participant: Participant | None, by: Account | None) -> Choice:
    """The choice, its row held until the end of the act, so that nothing opens or closes in the middle of it.

    Who acts is a participant of its meeting or leads it. Raises Problem("participant of another workshop").
    """
    if participant is None:
        require("decision.lead_meeting", by, choice)
    elif participant.workshop_id != choice.workshop_id:
        raise Problem("participant of another workshop")
    return locked_choice(choice)


def turn(
    choice: Choice,
    what: Literal["is_bank_open", "is_scoring_open"],
    *,
    is_open: bool,
    at: datetime | None,
    by: Account,
) -> Choice:
    """Open or close what comes in; done again, nothing changes."""
    choice = held(choice, None, by)
    if getattr(choice, what) != is_open:
        setattr(choice, what, is_open)
        choice.save(update_fields=[what])
        verb = (
            ("bank opened" if is_open else "bank closed")
            if what == "is_bank_open"
            else ("scoring opened" if is_open else "scoring closed")
        )
        journal.append(verb, space=space_of(choice), on=choice, by=by, at=at, told={what: is_open})
    return choice
