"""What phones send about the floor: a hand raised or lowered, one's own turn ended."""

from collections.abc import Callable, Mapping
from typing import Any

from spirale.offline.sending import id_of
from spirale.workshops import operations
from spirale.workshops.models import FloorRequest, Participant, Workshop

Sent = Mapping[str, Any]


def ask_floor(workshop: Workshop, participant: Participant, act: Sent) -> bool:
    """Raise one's hand, now: a device's clock gives nobody a better place. The act's id is the request's."""
    is_known = FloorRequest.objects.filter(pk=id_of(act, "id")).exists()
    operations.ask_floor(request_id=id_of(act, "id"), workshop=workshop, participant=participant)
    return not is_known


def leave_floor(_workshop: Workshop, participant: Participant, act: Sent) -> None:
    """Lower one's hand (`request`), or end one's turn (`turn`)."""
    operations.leave_floor(
        participant=participant,
        request_id=id_of(act, "request") if act.get("request") else None,
        turn_id=id_of(act, "turn") if act.get("turn") else None,
    )


ACTS: dict[str, Callable[[Workshop, Participant, Sent], bool | None]] = {
    "ask_floor": ask_floor,
    "leave_floor": leave_floor,
}
