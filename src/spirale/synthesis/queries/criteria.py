"""The criteria that a synthesis must account for, and where each stands."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from spirale.coding.models import Coding, Criterion
from spirale.coding.queries.grids import chosen_grid
from spirale.synthesis.models import Placement, SetAside, Synthesis
from spirale.workshops.models import Note, standing


def _current(synthesis: Synthesis, of: str = "") -> dict[str, Any]:
    """The conditions a current criterion of a synthesis meets, seen from a row that names it by `of`.

    Written out rather than nested as a list of criteria: PostgreSQL joins each table once, and stays quick also in
    the transaction that wrote the rows, when it knows nothing yet of how many they are.
    """
    conditions: dict[str, Any] = {
        f"{of}retired_at": None,
        f"{of}note__withdrawn_at": None,
        f"{of}note__is_sealed": False,
        f"{of}note__question__in": synthesis.questions.all(),
        f"{of}note__workshop__group__territory_id": synthesis.territory_id,
    }
    if synthesis.group_id:
        conditions[f"{of}note__workshop__group_id"] = synthesis.group_id
    return conditions


def criteria_of(synthesis: Synthesis) -> QuerySet[Criterion]:
    """The current criteria of its questions, from its group or from all groups of its territory."""
    return Criterion.objects.filter(**_current(synthesis))


def arrivals_of(synthesis: Synthesis) -> QuerySet[Criterion]:
    """Criteria that stand nowhere yet in this synthesis."""
    placed = Placement.objects.filter(
        criterion=OuterRef("pk"), idea__synthesis=synthesis, retired_at=None, idea__retired_at=None
    )
    aside = SetAside.objects.filter(criterion=OuterRef("pk"), synthesis=synthesis, retired_at=None)
    return criteria_of(synthesis).filter(~Exists(placed), ~Exists(aside))


def codes_decided(synthesis: Synthesis) -> dict[UUID, str]:
    """The code that people retained for each of its criteria, in the version of the grid its territory chose."""
    grid = chosen_grid(synthesis.territory)
    if grid is None:
        return {}
    retained = Coding.objects.filter(retired_at=None, is_retained=True, grid=grid, **_current(synthesis, "criterion__"))
    return dict(retained.values_list("criterion_id", "code"))


def set_aside_of(synthesis: Synthesis) -> QuerySet[SetAside]:
    """Every current criterion that this synthesis leaves out, in the order they were set aside."""
    return SetAside.objects.filter(synthesis=synthesis, retired_at=None, **_current(synthesis, "criterion__")).order_by(
        "at", "id"
    )


def waiting_count(synthesis: Synthesis) -> int:
    """How much came in that stands nowhere yet: criteria, and notes nobody took a criterion from."""
    notes = Note.objects.filter(
        standing(),
        criteria=None,
        question__in=synthesis.questions.all(),
        workshop__group__territory_id=synthesis.territory_id,
    )
    if synthesis.group_id:
        notes = notes.filter(workshop__group_id=synthesis.group_id)
    return arrivals_of(synthesis).count() + notes.count()


def placements_of(synthesis: Synthesis) -> QuerySet[Placement]:
    """Every current criterion under an idea of this synthesis, in the order they came."""
    return Placement.objects.filter(
        idea__synthesis=synthesis, retired_at=None, idea__retired_at=None, **_current(synthesis, "criterion__")
    ).order_by("idea__position", "idea_id", "criterion__note__written_at", "criterion__position", "criterion_id")


def members_by_idea(synthesis: Synthesis) -> dict[UUID, list[UUID]]:
    """The criteria under each idea."""
    members: dict[UUID, list[UUID]] = {}
    for idea, criterion in placements_of(synthesis).values_list("idea_id", "criterion_id"):
        members.setdefault(idea, []).append(criterion)
    return members


def not_of(synthesis: Synthesis, criteria: Iterable[UUID]) -> set[UUID]:
    """Those of these criteria that this synthesis does not hold."""
    asked = set(criteria)
    return asked - set(criteria_of(synthesis).filter(pk__in=asked).values_list("pk", flat=True))
