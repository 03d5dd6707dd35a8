"""What was done on a working synthesis, and what was asked of the engine."""

from spirale.people.models import Account
from spirale.synthesis.models import Computation, Edit, Synthesis


def next_undo(synthesis: Synthesis, account: Account) -> Edit | None:
    """The act of this person that undoing would take back."""
    return Edit.objects.filter(synthesis=synthesis, by=account, undone_at=None).order_by("-number").first()


def next_redo(synthesis: Synthesis, account: Account) -> Edit | None:
    """The act of this person that could be done again."""
    undone = Edit.objects.filter(synthesis=synthesis, by=account, undone_at__isnull=False, is_lapsed=False)
    return undone.order_by("number").first()


def latest_computation(synthesis: Synthesis) -> Computation | None:
    """What was last asked of the engine for this synthesis."""
    return Computation.objects.filter(synthesis=synthesis).order_by("-asked_at", "id").first()
