"""What people answered to proposed matches, as far as it still counts."""

from django.db.models import Q, QuerySet

from spirale.action.models import MatchAnswer

COUNTS = Q(verdict="accepted", retired_at=None, commitment__retired_at=None, pledge__withdrawn_at=None)
"""An accepted match counts as long as its commitment stands, and the pledge that it comes from."""


def counting(answers: "QuerySet[MatchAnswer]") -> "QuerySet[MatchAnswer]":
    """The accepted matches that count."""
    return answers.filter(COUNTS)
