"""Where the rooms that come after lead on from a page of this room: from a sheet, from the result of a choice."""

from collections.abc import Callable, Sequence

from spirale.decision.models import ActionSheet, Choice
from spirale.territories.sections import Line

Leading = Callable[[ActionSheet | Choice, object], Sequence[Line]]

_leadings: list[Leading] = []


def also_lead_on(leading: Leading) -> None:
    """Add what a room leads on to, for a thing and an account; called once when the site starts."""
    _leadings.append(leading)


def onward_from(thing: ActionSheet | Choice, account: object) -> list[Line]:
    """Where one may go on from a sheet or a choice, as far as this account may."""
    return [line for leading in _leadings for line in leading(thing, account)]
