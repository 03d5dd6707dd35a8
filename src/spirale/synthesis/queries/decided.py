"""What people have decided in a synthesis, which no engine may touch."""

from uuid import UUID

from django.db.models import Q

from spirale.synthesis.models import Edit, Frame, Idea, Placement, SentenceIdea, Synthesis


def ideas_decided_by_people(synthesis: Synthesis) -> set[UUID]:
    """Ideas that a person worded, filled, emptied, ordered, or spoke of in a sentence, or whose frame they answered.

    And the ideas that hold them.
    """
    decided = set(
        Idea.objects.filter(synthesis=synthesis, retired_at=None)
        .filter(Q(is_worded_by_person=True) | Q(placements__by__isnull=False, placements__retired_at=None))
        .values_list("pk", flat=True)
    )
    decided |= set(
        SentenceIdea.objects.filter(sentence__synthesis=synthesis, sentence__retired_at=None).values_list(
            "idea_id", flat=True
        )
    )
    answered = Frame.objects.filter(synthesis=synthesis, retired_at=None).exclude(answer="")
    decided |= {idea for pair in answered.values_list("first_id", "second_id") for idea in pair}
    placements: set[str] = set()
    for touched in Edit.objects.filter(synthesis=synthesis, undone_at=None).values_list("after", flat=True):
        for key in touched:
            kind, _, identifier = key.partition(":")
            if kind == "idea":
                decided.add(UUID(identifier))
            elif kind == "placement":
                placements.add(identifier)
    asked = list(placements)
    for start in range(0, len(asked), 500):
        decided |= set(Placement.objects.filter(pk__in=asked[start : start + 500]).values_list("idea_id", flat=True))
    standing = dict(Idea.objects.filter(synthesis=synthesis, retired_at=None).values_list("pk", "parent_id"))
    waiting = [pk for pk in decided if pk in standing]
    kept: set[UUID] = set()
    while waiting:
        pk = waiting.pop()
        kept.add(pk)
        parent = standing.get(pk)
        if parent and parent in standing and parent not in kept:
            waiting.append(parent)
    return kept


def closed_pairs(synthesis: Synthesis) -> list[tuple[str, str]]:
    """Ideas that people joined in a sentence, or whose frame they answered; an idea merged since counts as the other.

    A sentence over many ideas joins each two of them.
    """
    pairs = set(
        Frame.objects.filter(synthesis=synthesis, retired_at=None)
        .exclude(answer="")
        .values_list("first_id", "second_id")
    )
    spoken: dict[UUID, list[UUID]] = {}
    links = SentenceIdea.objects.filter(sentence__synthesis=synthesis, sentence__retired_at=None)
    for sentence, idea in links.values_list("sentence_id", "idea_id"):
        spoken.setdefault(sentence, []).append(idea)
    pairs |= {(one, other) for ideas in spoken.values() for one in ideas for other in ideas if one.int < other.int}
    into = dict(Idea.objects.filter(synthesis=synthesis, merged_into__isnull=False).values_list("pk", "merged_into_id"))

    def now(idea: UUID) -> UUID:
        seen = {idea}
        while (following := into.get(idea)) and following not in seen:
            idea = following
            seen.add(idea)
        return idea

    kept = {(now(one), now(other)) for one, other in pairs}
    return sorted((str(one), str(other)) for one, other in kept if one != other)
