"""What the rooms that come after do about a note: each tells its own part to whoever asks what became of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from spirale.territories.models import Territory


@dataclass(frozen=True, slots=True)
class Answer:
    """A thing that answers a note: in a sentence that names it, how far it is, and where it is read.

    `is_open` says whether whoever asks may read it there; the author of a note is told of it in any case.
    """

    said: str
    address: str
    is_open: bool
    state: str = ""


Answering = Callable[[Territory, object, Sequence[UUID]], Mapping[UUID, Sequence[Answer]]]

_answerings: list[Answering] = []


def also_answer(answering: Answering) -> None:
    """Add answers after those added before: from a territory, an account and ids of notes, what answers each note.

    Called once when the site starts, by each room in its order.
    """
    _answerings.append(answering)


def answers_to(territory: Territory, account: object, notes: Sequence[UUID]) -> dict[UUID, list[Answer]]:
    """All that answers each of these notes, in the order of the rooms; nothing for a note that nothing answers."""
    found: dict[UUID, list[Answer]] = {}
    for answering in _answerings:
        for note, answers in answering(territory, account, notes).items():
            if answers:
                found.setdefault(note, []).extend(answers)
    return found
