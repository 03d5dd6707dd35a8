"""What a language model proposed and nobody answered yet, and what it had a hand in."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from spirale.synthesis.models import ModelWording, Synthesis


@dataclass(frozen=True, slots=True)
class ModelShare:
    """How many ideas and sentences a model had a hand in."""

    model: str
    ideas: int
    sentences: int


def wordings_waiting(synthesis: Synthesis) -> dict[UUID, ModelWording]:
    """The last wording proposed for each idea and each frame, by its id, where nobody answered it."""
    rows = ModelWording.objects.filter(computation__synthesis=synthesis, answer="").exclude(text="")
    return {
        row.idea_id or row.frame_id: row  # type: ignore[misc]  # the table holds one or the other
        for row in rows.order_by("computation__asked_at", "id")
    }


def wording_of(synthesis: Synthesis, wording_id: UUID | None) -> ModelWording | None:
    """One wording that a model proposed."""
    if wording_id is None:
        return None
    return ModelWording.objects.filter(computation__synthesis=synthesis, pk=wording_id).exclude(text="").first()


def shares_of(ideas: Iterable[str], sentences: Iterable[str]) -> list[ModelShare]:
    """Count by model, from the label of each idea and each sentence ("" for none)."""
    in_ideas, in_sentences = list(ideas), list(sentences)
    models = sorted({model for model in (*in_ideas, *in_sentences) if model})
    return [ModelShare(model, in_ideas.count(model), in_sentences.count(model)) for model in models]
