"""What phones send about pledges: one made, one withdrawn. The act's id is the pledge's."""

from collections.abc import Callable, Mapping
from typing import Any

from spirale.offline.sending import id_of, text_of
from spirale.pages.problems import Problem
from spirale.workshops import operations
from spirale.workshops.models import Participant, Pledge, ShortlistedAction, Workshop

Sent = Mapping[str, Any]


def pledge(workshop: Workshop, participant: Participant, act: Sent) -> bool:
    """Pledge something to an action of the short list; False when it was done before."""
    is_known = Pledge.objects.filter(pk=id_of(act, "id")).exists()
    actions = ShortlistedAction.objects.select_related("workshop")
    action = actions.filter(workshop=workshop, pk=id_of(act, "action")).first()
    if action is None:
        raise Problem("action unknown")
    operations.make_pledge(
        pledge_id=id_of(act, "id"),
        action=action,
        brings=text_of(act, "brings"),
        contact=text_of(act, "contact"),
        name=text_of(act, "name"),
        participant=participant,
    )
    return not is_known


def withdraw_pledge(_workshop: Workshop, participant: Participant, act: Sent) -> None:
    """Take one's own pledge back, and with it how to be reached."""
    found = Pledge.objects.filter(pk=id_of(act, "pledge"), participant=participant).first()
    if found is None:
        raise Problem("pledge of somebody else")
    operations.withdraw_pledge(pledge=found, participant=participant)


ACTS: dict[str, Callable[[Workshop, Participant, Sent], bool | None]] = {
    "pledge": pledge,
    "withdraw_pledge": withdraw_pledge,
}
