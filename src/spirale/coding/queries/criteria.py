"""Criteria and what was decided on them."""

from django.db.models import QuerySet

from spirale.coding.models import Coding, Criterion, GridVersion


def current_criteria() -> QuerySet[Criterion]:
    """Criteria that stand: not retired by a split, and whose note is not withdrawn."""
    return Criterion.objects.filter(retired_at=None, note__withdrawn_at=None)


def retained_codings(grid: GridVersion) -> QuerySet[Coding]:
    """The code retained for each criterion that stands, in one version of the grid."""
    return Coding.objects.filter(
        grid=grid,
        retired_at=None,
        is_retained=True,
        criterion__retired_at=None,
        criterion__note__withdrawn_at=None,
    ).order_by("made_at", "id")
