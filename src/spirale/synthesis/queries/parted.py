"""Out of which ideas people took criteria, so that no engine puts them back there."""

from collections.abc import Collection, Mapping
from uuid import UUID

from spirale.method.ideas import Edits
from spirale.synthesis.models import Edit, Idea, Placement, Synthesis


def parted_by_people(synthesis: Synthesis, loose: Collection[UUID], members: Mapping[UUID, Collection[UUID]]) -> Edits:
    """Keep each loose criterion apart from what is in the ideas that people took it out of, undone acts left aside.

    `members` are the criteria under each idea of the page. Criteria of an idea that people took away do not meet again
    by themselves, unless they are together under another that people left there.
    """
    left = _taken_out(synthesis)
    gone = Idea.objects.filter(synthesis=synthesis, retired_at__isnull=False, merged_into=None)
    removed = set(gone.values_list("pk", flat=True)) & left.keys()
    stands: dict[UUID, set[UUID]] = {}
    for idea, held in members.items():
        for criterion in held:
            stands.setdefault(criterion, set()).add(idea)

    def others(idea: UUID, criterion: UUID) -> set[UUID]:
        if idea not in removed:
            return set(members.get(idea, ())) if idea not in stands.get(criterion, ()) else set()
        here = stands.get(criterion, set())
        return {other for other in left[idea] if not here & stands.get(other, set())}

    pairs = (
        (str(criterion), str(other))
        for idea, criteria in left.items()
        for criterion in criteria & set(loose)
        for other in others(idea, criterion) - {criterion}
    )
    return Edits(apart=tuple(sorted({(min(pair), max(pair)) for pair in pairs})))


def _taken_out(synthesis: Synthesis) -> dict[UUID, set[UUID]]:
    """The criteria that people's acts took out of each idea, whether or not they came back since."""
    retired = [
        key.removeprefix("placement:")
        for after in Edit.objects.filter(synthesis=synthesis, undone_at=None).values_list("after", flat=True)
        for key, state in after.items()
        if key.startswith("placement:") and state["retired"]
    ]
    found: dict[UUID, set[UUID]] = {}
    for start in range(0, len(retired), 500):
        rows = Placement.objects.filter(pk__in=retired[start : start + 500]).values_list("idea_id", "criterion_id")
        for idea, criterion in rows:
            found.setdefault(idea, set()).add(criterion)
    return found
