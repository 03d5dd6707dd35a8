"""Frames that the engine proposes for sentences, with what speaks for each."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID, uuid4

from spirale.method.relations import RELATIONS, empty_frame
from spirale.synthesis.models import Frame, ModelWording, Synthesis
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
        return connective_of(self.empty)


def empty_words(frame: Frame, language: str) -> str:
    """A frame before anybody writes in it: its connective between two gaps."""
    return empty_frame(next(each for each in RELATIONS if each == frame.relation), language)


def connective_of(empty: str) -> str:
    """The words of an empty frame, without its gaps."""
    return empty.strip("… ")


def frames_of(working: Working) -> list[FrameLine]:
    """The frames that wait for an answer, the first ones; none for ideas that a sentence joins already."""
    waiting = Frame.objects.filter(synthesis=working.synthesis, retired_at=None, answer="").order_by("position", "id")
    rows = [frame for frame in waiting if _is_open(frame, working)][:SHOWN]
    proposed = wordings_waiting(working.synthesis) if rows else {}
    return [replace(line, proposed=proposed.get(line.id)) for line in _lines(rows, working)]


def frame_line(working: Working, frame_id: UUID | None) -> FrameLine | None:
    """One frame to write in, also when others answered it meanwhile."""
    frame = Frame.objects.filter(synthesis=working.synthesis, pk=frame_id).first() if frame_id else None
    if frame is None or not {frame.first_id, frame.second_id} <= working.ideas.keys():
        return None
    return _lines([frame], working)[0]


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
    return FrameLine(
        id=row.pk,
        relation=row.relation,
        name=row.get_relation_display(),
        empty=empty_words(row, working.synthesis.territory.language),
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
