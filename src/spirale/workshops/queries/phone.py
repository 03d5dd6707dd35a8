"""What the participant's page is made of before the phone has asked for anything."""

from typing import Any

from django.db.models import F

from spirale.workshops.models import Workshop
from spirale.workshops.queries.halls import hall_to_enter
from spirale.workshops.queries.state import state_of

BEFORE_ASKING = ("number", "now", "live", "workshop", "participants", "step", "questions")
"""What everybody in the hall is told of the workshop itself: no name, no word that anybody wrote."""


def hall_with_code(code: str) -> Workshop | None:
    """The workshop whose hall has this code: the open one, else the one that closed last, for phones that come late."""
    halls = hall_to_enter().filter(hall__code=code.strip().upper()[:8])
    return halls.order_by(F("hall__closed_at").desc(nulls_first=True)).first()


def first_state(workshop: Workshop) -> dict[str, Any]:
    """What a phone shows at once, so that the first note need not wait for a second question to the site."""
    state = state_of(workshop)
    return {**{name: state[name] for name in BEFORE_ASKING}, "placing": None, "voice": None, "actions": [], "me": None}
