"""The few ideas that stand for all on the page of a frozen version, and what was checked about them."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from spirale.method import synthesis as method
from spirale.method.summary import Reason, Summary, summarise_document

PLACES = 7
"""How many ideas are shown in one page."""
NAMED = 12
"""Groups named at once; the others are counted."""


@dataclass(frozen=True, slots=True)
class Voices:
    """Some voices: how many, and the names of the first when they are groups. "" is notes without a group."""

    count: int
    named: tuple[str, ...]

    @property
    def more(self) -> int:
        return self.count - len(self.named)


@dataclass(frozen=True, slots=True)
class PlaceShown:
    """An idea of the page: who said it, who would have none without it, how many ideas could as well be there."""

    idea: str
    wording: str
    question: str
    voices: Voices
    only: Voices
    tied: int


@dataclass(frozen=True, slots=True)
class OnePage:
    """What the section says; `needed` voices that share an idea deserve one of the `asked` places."""

    are_groups: bool
    voices: int
    asked: int
    needed: int
    places: tuple[PlaceShown, ...]
    holds: bool
    too_few: Voices
    others_have_another: Voices
    most_counted_without: Voices


def one_page(document: method.Document) -> OnePage | None:
    """Choose the ideas of one page; None where all the ideas would be on it anyway."""
    if len({placement.idea for placement in document.placements}) <= PLACES:
        return None
    summary = summarise_document(document, places=PLACES)

    ideas = {idea.id: idea for idea in document.ideas}

    def voices(names: Sequence[str]) -> Voices:
        return Voices(len(names), tuple(names[:NAMED]) if summary.kind == "groups" else ())

    return OnePage(
        are_groups=summary.kind == "groups",
        voices=summary.voters,
        asked=summary.asked,
        needed=ceil(summary.deserved),
        places=tuple(
            PlaceShown(
                idea=place.idea,
                wording=ideas[place.idea].wording,
                question=ideas[place.idea].by_question[0][0].partition(" ")[0],
                voices=voices(place.voters),
                only=voices(place.only),
                tied=place.tied,
            )
            for place in summary.places
        ),
        holds=summary.holds,
        too_few=voices(_without(summary, "too few")),
        others_have_another=voices(_without(summary, "others have another")),
        most_counted_without=voices(summary.most_counted.without),
    )


def _without(summary: Summary, reason: Reason) -> list[str]:
    return [one.voter for one in summary.without if one.reason == reason]
