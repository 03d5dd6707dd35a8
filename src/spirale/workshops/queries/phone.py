"""The hall whose page a phone opens."""

from django.db.models import F

from spirale.workshops.models import Workshop
from spirale.workshops.queries.halls import hall_to_enter


def hall_with_code(code: str) -> Workshop | None:
    """The workshop whose hall has this code: the open one, else the one that closed last, for phones that come late."""
    halls = hall_to_enter().filter(hall__code=code.strip().upper()[:8])
    return halls.order_by(F("hall__closed_at").desc(nulls_first=True)).first()
