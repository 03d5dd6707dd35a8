"""A participant who asks to be erased: their name and how to reach them leave the bank and the scores."""

from datetime import datetime

from django.db.models.functions import Coalesce

from spirale.decision.models import BankPledge, PledgeReturn, Scorer
from spirale.decision.queries.meeting import space_of
from spirale.journal import operations as journal
from spirale.workshops.models import Participant


def erase_from_bank(participant: Participant, at: datetime) -> None:
    """Withdraw what they promised, without name, words or contact; their scores stay, and nobody's name is on them.

    How much of what was promised stays: a choice may have been decided on it.
    """
    own = BankPledge.objects.filter(participant=participant)
    standing = list(own.filter(withdrawn_at=None).select_related("choice"))
    own.update(
        owner="",
        contact="",
        said="",
        place="",
        withdrawn_reason="",
        withdrawn_at=Coalesce("withdrawn_at", at),
    )
    PledgeReturn.objects.filter(pledge__participant=participant).update(withdrawn_reason="")
    Scorer.objects.filter(participant=participant).update(name="")
    for pledge in standing:
        told = {"resource": str(pledge.resource_id)}
        journal.append("bank pledge withdrawn", space=space_of(pledge.choice), on=pledge, by=None, at=at, told=told)
