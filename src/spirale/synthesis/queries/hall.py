"""The free groups that were made in the hall, as proposals for a board: nothing moves until a person accepts one."""

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from spirale.cycles.models import Question
from spirale.synthesis.models import Placement, Synthesis
from spirale.synthesis.queries.criteria import criteria_of


@dataclass(frozen=True, slots=True)
class HallGroup:
    """A group that people made and named in a workshop, with its notes that still stand by themselves here."""

    pile: UUID
    name: str
    group: str
    question: UUID
    criteria: tuple[UUID, ...]

    @property
    def count(self) -> int:
        return len(self.criteria)


def groups_of_hall(synthesis: Synthesis, question: Question | None = None) -> list[HallGroup]:
    """Groups of the hall of which at least two notes stand by themselves, the largest first; two round trips."""
    placed = criteria_of(synthesis).filter(note__place__move__pile__isnull=False)
    if question is not None:
        placed = placed.filter(note__question=question)
    rows = list(
        placed.order_by("note__written_at", "position", "id").values_list(
            "pk",
            "note__place__move__pile_id",
            "note__place__move__pile__name",
            "note__workshop__group__name",
            "note__question_id",
        )
    )
    if not rows:
        return []
    standing = list(
        Placement.objects.filter(idea__synthesis=synthesis, retired_at=None, idea__retired_at=None).values_list(
            "idea_id", "criterion_id"
        )
    )
    held = Counter(idea for idea, _criterion in standing)
    grouped = {criterion for idea, criterion in standing if held[idea] > 1}
    known = {criterion for _idea, criterion in standing}
    found: dict[UUID, HallGroup] = {}
    for criterion, pile, name, group, asked in rows:
        if criterion in known and criterion not in grouped:
            before = found[pile].criteria if pile in found else ()
            found[pile] = HallGroup(pile, name, group, asked, (*before, criterion))
    return sorted((each for each in found.values() if each.count > 1), key=lambda each: (-each.count, each.name))
