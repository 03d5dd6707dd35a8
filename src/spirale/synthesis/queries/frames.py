"""Frames that the engine proposes for sentences, with what speaks for each."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID, uuid4

from spirale.method.relations import RELATIONS, empty_frame
from spirale.synthesis.models import Frame, Idea, ModelWording, SentenceIdea, Synthesis
from spirale.synthesis.queries.criteria import criteria_of
from spirale.synthesis.queries.wordings import wordings_waiting
from spirale.synthesis.queries.working import IdeaCard, Working

ACTING = ("Q3",)
"""Questions on what people do or can do, by the short names that the method gives them."""
SHOWN = 6
"""Frames shown at once: the next ones come when these are answered."""
QUOTED = 2
"""Notes shown with a frame; the others are under its ideas."""


@dataclass(frozen=True, slots=True)
class FrameLine:
    """A frame with its two ideas, the words between them, and what speaks for it."""

    id: UUID
    relation: str
    name: str
    empty: str
    first: IdeaCard
    second: IdeaCard
    notes: int
    groups: int
    connectives: tuple[tuple[str, int], ...]
    likeness: int
    code: str
    quoted: tuple[str, ...]
    proposed: ModelWording | None = None
    sentence_id: UUID = field(default_factory=uuid4)

    @property
    def between(self) -> str:
        """The connective alone."""
        return self.empty.strip("… ")


def frames_of(working: Working) -> list[FrameLine]:
    """The frames that wait for an answer, the first ones; none for ideas that a sentence joins already."""
    rows = [
        frame
        for frame in Frame.objects.filter(synthesis=working.synthesis, retired_at=None, answer="").order_by(
            "position", "id"
        )
        if _is_open(frame, working)
    ][:SHOWN]
    proposed = wordings_waiting(working.synthesis) if rows else {}
    return [replace(line, proposed=proposed.get(line.id)) for line in _lines(rows, working)]


def frame_line(working: Working, frame_id: UUID | None) -> FrameLine | None:
    """One frame to write in, also when others answered it meanwhile."""
    if frame_id is None:
        return None
    rows = Frame.objects.filter(synthesis=working.synthesis, pk=frame_id)
    return next(
        iter(
            _lines([row for row in rows if row.first_id in working.ideas and row.second_id in working.ideas], working)
        ),
        None,
    )


def _is_open(frame: Frame, working: Working) -> bool:
    first, second = working.ideas.get(frame.first_id), working.ideas.get(frame.second_id)
    return bool(first and second and first.slips and second.slips and not set(first.sentences) & set(second.sentences))


def _lines(rows: Sequence[Frame], working: Working) -> list[FrameLine]:
    quoted = {row.pk: [reason["note"] for reason in row.reasons if reason["kind"] == "told"][:QUOTED] for row in rows}
    asked = {UUID(note) for notes in quoted.values() for note in notes}
    texts = {}
    if asked:
        found = criteria_of(working.synthesis).filter(note__in=asked).order_by()
        texts = {str(pk): text for pk, text in found.values_list("note_id", "note__text").distinct()}
    return [_line(row, working, [texts[note] for note in quoted[row.pk] if note in texts]) for row in rows]


def _line(row: Frame, working: Working, quoted: Sequence[str]) -> FrameLine:
    said = Counter(reason["said"] for reason in row.reasons if reason["kind"] == "told")
    relation = next(each for each in RELATIONS if each == row.relation)
    return FrameLine(
        id=row.pk,
        relation=row.relation,
        name=row.get_relation_display(),
        empty=empty_frame(relation, working.synthesis.territory.language),
        first=working.ideas[row.first_id],
        second=working.ideas[row.second_id],
        notes=row.notes,
        groups=row.groups,
        connectives=tuple(sorted(said.items(), key=lambda each: (-each[1], each[0]))),
        likeness=max((reason["likeness"] for reason in row.reasons), default=0),
        code=next((reason["said"] for reason in row.reasons if reason["kind"] == "coded"), ""),
        quoted=tuple(quoted),
    )


def questions_of_acting(synthesis: Synthesis) -> set[str]:
    """The questions of a synthesis that ask what people do or can do."""
    return {str(pk) for pk in synthesis.questions.filter(code__in=ACTING).values_list("pk", flat=True)}


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
