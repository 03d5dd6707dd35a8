"""Erasing words of notes from working syntheses. Versions frozen for good were validated by a group: they stay."""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from spirale.coding.models import Criterion
from spirale.synthesis.models import Edit, Idea, Placement
from spirale.synthesis.operations.wordings import forget_wordings

GONE: Final = "…"
"""What stands for an idea that is left without a word of its own."""


def erase_own_words(notes: Iterable[UUID]) -> None:
    """Where an idea speaks in the very words of these notes, let it speak in those of another of its criteria.

    An idea is worded at first by one of its criteria, word for word: erasing that person would leave their words there.
    What people wrote in their own words, ideas and sentences, is theirs and stays, whatever it was drawn from.
    """
    erased = set(notes)
    words = set(Criterion.objects.filter(note__in=erased).exclude(text="").values_list("text", flat=True))
    if not words:
        return
    forget_wordings(erased)
    ideas = list(
        Idea.objects.filter(wording__in=words, placements__criterion__note__in=erased)
        .select_related("synthesis")
        .distinct()
    )
    others = _words_of_others(ideas, erased)
    for idea in ideas:
        old, new = idea.wording, others.get(idea.pk, GONE)
        idea.wording = new
        idea.save(update_fields=["wording"])
        _reword_edits(idea, old, new)


def _words_of_others(ideas: list[Idea], erased: set[UUID]) -> dict[UUID, str]:
    placed = (
        Placement.objects.filter(idea__in=ideas, retired_at=None, criterion__retired_at=None)
        .exclude(criterion__note__in=erased)
        .exclude(criterion__text="")
        .order_by("-at", "-id")
    )
    return dict(placed.values_list("idea_id", "criterion__text"))  # the first placed is the last to be written here


def _reword_edits(idea: Idea, old: str, new: str) -> None:
    """What can be undone must not bring the words back."""
    key = f"idea:{idea.pk}"
    for edit in Edit.objects.filter(synthesis=idea.synthesis_id):
        states = [state[key] for state in (edit.before, edit.after) if state.get(key, {}).get("wording") == old]
        for state in states:
            state["wording"] = new
        if states:
            edit.save(update_fields=["before", "after"])
