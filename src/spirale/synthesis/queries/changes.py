"""What differs between two frozen versions of a synthesis."""

from collections import Counter
from dataclasses import dataclass

from spirale.synthesis.models import FrozenSynthesis
from spirale.synthesis.queries.documents import read_document


@dataclass(frozen=True, slots=True)
class Changes:
    """What differs between two versions."""

    older: int
    newer: int
    sentences_added: tuple[str, ...]
    sentences_removed: tuple[str, ...]
    sentences_reworded: tuple[tuple[str, str], ...]
    ideas_added: tuple[str, ...]
    ideas_removed: tuple[str, ...]
    ideas_reworded: tuple[tuple[str, str], ...]
    ideas_grown: tuple[tuple[str, int, int], ...]
    notes_added: int
    notes_removed: int

    @property
    def is_nothing(self) -> bool:
        return not any(
            (
                self.sentences_added,
                self.sentences_removed,
                self.sentences_reworded,
                self.ideas_added,
                self.ideas_removed,
                self.ideas_reworded,
                self.ideas_grown,
                self.notes_added,
                self.notes_removed,
            )
        )


def changes_between(older: FrozenSynthesis, newer: FrozenSynthesis) -> Changes:
    """What changed from one version to another: sentences, ideas, counts, notes."""
    before, after = read_document(older), read_document(newer)
    said_before = {one.id: one.text for one in before.sentences}
    said_after = {one.id: one.text for one in after.sentences}
    ideas_before = {idea.id: idea for idea in before.ideas}
    ideas_after = {idea.id: idea for idea in after.ideas}
    notes = Counter(note.id for note in after.notes)
    notes.subtract(note.id for note in before.notes)
    both = [name for name in ideas_after if name in ideas_before]
    return Changes(
        older=older.version,
        newer=newer.version,
        sentences_added=tuple(text for name, text in said_after.items() if name not in said_before),
        sentences_removed=tuple(text for name, text in said_before.items() if name not in said_after),
        sentences_reworded=tuple(
            (said_before[name], text)
            for name, text in said_after.items()
            if name in said_before and said_before[name] != text
        ),
        ideas_added=tuple(idea.wording for name, idea in ideas_after.items() if name not in ideas_before),
        ideas_removed=tuple(idea.wording for name, idea in ideas_before.items() if name not in ideas_after),
        ideas_reworded=tuple(
            (ideas_before[name].wording, ideas_after[name].wording)
            for name in both
            if ideas_before[name].wording != ideas_after[name].wording
        ),
        ideas_grown=tuple(
            (ideas_after[name].wording, ideas_before[name].count, ideas_after[name].count)
            for name in both
            if ideas_before[name].count != ideas_after[name].count
        ),
        notes_added=sum(count > 0 for count in notes.values()),
        notes_removed=sum(count < 0 for count in notes.values()),
    )
