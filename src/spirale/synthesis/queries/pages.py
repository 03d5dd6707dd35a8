"""What the smaller pages of a working synthesis show: what is ticked, one sentence, one idea, the board."""

from dataclasses import dataclass
from uuid import UUID

from spirale.cycles.models import Question
from spirale.synthesis.models import Idea, SetAside, Synthesis
from spirale.synthesis.queries.working import IdeaCard, Slip, Target, Working, slips_in, working_state

PILE = 120
"""Slips of the pile that the board lays out at once."""


@dataclass(frozen=True, slots=True)
class ChosenPage:
    """What a person ticked, and where it can go."""

    slips: list[Slip]
    ideas: list[IdeaCard]
    question: Question | None
    is_mixed: bool
    targets: list[Target]
    only_idea: IdeaCard | None
    stands_elsewhere: bool
    reasons: list[str]

    to_say: list[IdeaCard]

    @property
    def likely_target(self) -> UUID | None:
        """The idea ticked beside the notes: they probably go there."""
        return self.ideas[0].id if len(self.ideas) == 1 else None

    @property
    def may_merge(self) -> bool:
        """Whether all that is ticked are ideas, singles counting as such, and there is something to merge."""
        idea_ids = {idea.id for idea in self.to_say}
        return (len(idea_ids) > 1 or any(idea.parts for idea in self.to_say)) and all(
            slip.idea in idea_ids for slip in self.slips
        )


def chosen_page(synthesis: Synthesis, places: list[tuple[UUID, UUID | None]], idea_ids: list[UUID]) -> ChosenPage:
    """The notes and ideas that are ticked, and what can be done with them."""
    working = working_state(synthesis)
    slips = slips_in(working, places)
    ideas = [working.ideas[pk] for pk in idea_ids if pk in working.ideas]
    held = dict.fromkeys(slip.idea for slip in slips)
    asked = {working.ideas[pk].question for pk in held} | {idea.question for idea in ideas}
    question = next((each for each in working.questions if each.pk in asked), None) if len(asked) == 1 else None
    stood: dict[UUID, set[UUID]] = {}
    for card in working.ideas.values():
        for each in card.slips:
            stood.setdefault(each.criterion, set()).add(each.idea)
    reasons = SetAside.objects.filter(synthesis=synthesis, retired_at=None, by__isnull=False).order_by("reason")
    alone = [working.ideas[pk] for pk in held if working.ideas[pk].is_single]
    return ChosenPage(
        to_say=list({card.id: card for card in (*ideas, *alone)}.values()),
        slips=slips,
        ideas=ideas,
        question=question,
        is_mixed=len(asked) > 1,
        targets=[target for target in working.targets(question) if len(held) != 1 or target.id not in held]
        if question
        else [],
        only_idea=working.ideas[next(iter(held))] if len(held) == 1 else None,
        stands_elsewhere=len(held) == 1 and all(len(stood[slip.criterion]) > 1 for slip in slips),
        reasons=list(reasons.values_list("reason", flat=True).distinct()[:20]),
    )


def neighbours(synthesis: Synthesis, idea_id: UUID) -> tuple[UUID | None, UUID | None]:
    """The ideas just before and after one, among those of its question under the same general idea."""
    idea = Idea.objects.filter(synthesis=synthesis, pk=idea_id, retired_at=None).first()
    if idea is None:
        return None, None
    beside = list(
        Idea.objects.filter(synthesis=synthesis, retired_at=None, question=idea.question_id, parent=idea.parent_id)
        .order_by("position", "id")
        .values_list("pk", flat=True)
    )
    place = beside.index(idea.pk)
    return beside[place - 1] if place else None, beside[place + 1] if place + 1 < len(beside) else None


@dataclass(frozen=True, slots=True)
class BoardPage:
    """Notes lying on a board: those nobody grouped yet, and groups as columns."""

    working: Working
    question: Question | None
    pile: list[IdeaCard]
    pile_count: int
    page: int
    pages: int
    groups: list[IdeaCard]


def board_page(synthesis: Synthesis, question_code: str, page: int) -> BoardPage:
    """One question of a synthesis as a board."""
    working = working_state(synthesis)
    question = working.question_coded(question_code)
    cards = [card for card in working.of_question(question) if not card.parts]
    pile = [card for card in cards if card.is_single]
    pages = max(1, -(-len(pile) // PILE))
    page = min(max(1, page), pages)
    return BoardPage(
        working=working,
        question=question,
        pile=pile[(page - 1) * PILE : page * PILE],
        pile_count=len(pile),
        page=page,
        pages=pages,
        groups=[card for card in cards if not card.is_single],
    )
