"""What a synthesis is made of: notes, criteria, ideas as they are worded, sentences, and how they hang together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from spirale.method.ideas import Ledger, Said

BY_ENGINE: Final = "engine"


@dataclass(frozen=True, slots=True)
class Note:
    """A note as it was written; `sign` is that of its question or of its author, 0 when not told.

    `on` is the day it was said, "" when not known; `territory` is where, "" where all was said in one.
    """

    id: str
    text: str
    group: str = ""
    question: str = ""
    sign: int = 0
    on: str = ""
    territory: str = ""


@dataclass(frozen=True, slots=True)
class Criterion:
    """One unit of meaning of a note, with the code it was given and its own sign."""

    id: str
    note: str
    text: str
    code: str = ""
    sign: int = 0


@dataclass(frozen=True, slots=True)
class WordedIdea:
    """An idea of a synthesis; `worded_by` is "engine" or a person's public name, counts are of criteria.

    `model` names the language model whose words that person took, "" where there was none.
    """

    id: str
    wording: str
    worded_by: str
    wording_from: str
    parent: str | None
    count: int
    by_group: tuple[tuple[str, int], ...]
    by_question: tuple[tuple[str, int], ...]
    by_sign: tuple[tuple[int, int], ...]
    by_territory: tuple[tuple[str, int], ...] = ()
    model: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a synthesis and the ideas it links.

    `frame` is the engine and the relation of the frame that it was written in, `model` the language model whose words
    its writer took; "" where there was none.
    """

    id: str
    text: str
    ideas: tuple[str, ...]
    worded_by: str = ""
    frame: str = ""
    model: str = ""


@dataclass(frozen=True, slots=True)
class Placement:
    """A criterion stands in an idea; `by` is "engine" or the public name of the person who put it there."""

    criterion: str
    idea: str
    by: str = BY_ENGINE


@dataclass(frozen=True, slots=True)
class Document:
    """A synthesis as it is frozen: everything one needs to read it, to walk it both ways and to check it.

    `set_aside` holds (criterion's id, reason) and `notes_set_aside` (note's id, reason) for notes without a criterion.
    `ledger` counts criteria and `ledger_of_notes` notes; a note stands in the first column true of one of its criteria.
    """

    title: str
    level: str
    language: str
    questions: tuple[str, ...]
    ideas: tuple[WordedIdea, ...]
    sentences: tuple[Sentence, ...]
    notes: tuple[Note, ...]
    criteria: tuple[Criterion, ...]
    placements: tuple[Placement, ...]
    set_aside: tuple[tuple[str, str], ...]
    notes_set_aside: tuple[tuple[str, str], ...]
    ledger: Ledger
    ledger_of_notes: Ledger
    engine: str
    encoder: str
    seed: int
    inputs: str
    made_at: str


def said_of(notes: Sequence[Note], criteria: Sequence[Criterion]) -> list[Said]:
    """Give criteria as a grouping reads them, with what is told of their notes; a note that is not there tells none."""
    by_id = {note.id: note for note in notes}
    nobody = Note("", "")
    return [
        Said(one.id, one.text, note.group, note.question, one.sign, one.code, note.on, note.territory)
        for one in criteria
        for note in [by_id.get(one.note, nobody)]
    ]


def criteria_by_idea(placements: Iterable[Placement]) -> dict[str, list[str]]:
    """Give the criteria placed in each idea that holds some, in the order of their placements."""
    held: dict[str, list[str]] = {}
    for one in placements:
        held.setdefault(one.idea, []).append(one.criterion)
    return held
