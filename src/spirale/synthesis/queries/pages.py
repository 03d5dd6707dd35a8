"""What the pages of working syntheses show: their list, the editor, what is ticked, the board."""

from dataclasses import dataclass
from uuid import UUID

from spirale.cycles.models import Question
from spirale.method.text import fold
from spirale.synthesis.models import Idea, SetAside, Synthesis
from spirale.synthesis.queries.working import IdeaCard, Slip, Target, Working, slips_in, working_state

PAGE = 40
"""Ideas that the editor shows at once."""
SHOWN = ("all", "shared", "single", "new", "unsaid", "empty")
"""Which ideas may be asked for."""
PILE = 120
"""Slips of the pile that the board lays out at once."""


def syntheses_of(territory_id: UUID) -> list[Synthesis]:
    """The syntheses of a territory, latest first, with their versions."""
    return list(
        Synthesis.objects.filter(territory=territory_id)
        .select_related("campaign", "group")
        .prefetch_related("versions", "questions")
        .order_by("-made_at", "id")
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person asked to see."""

    question: str = ""
    show: str = "all"
    group: str = ""
    words: str = ""
    page: int = 1

    @property
    def is_filtered(self) -> bool:
        return bool(self.show != "all" or self.group or self.words)


@dataclass(frozen=True, slots=True)
class EditorPage:
    """One look at a working synthesis: a question, filtered, a page of it."""

    working: Working
    question: Question | None
    ideas: list[IdeaCard]
    found: int
    page: int
    pages: int

    @property
    def new_question(self) -> str:
        """The first question in which something is to be looked at."""
        return next((tab.question.code for tab in self.working.tabs if tab.new), "")


def editor_page(synthesis: Synthesis, asked: Asked) -> EditorPage:
    """What the editor shows of a working synthesis."""
    working = working_state(synthesis)
    question = working.question_coded(asked.question)
    found = [card for card in working.of_question(question) if not card.parts and _is_asked(card, asked)]
    pages = max(1, -(-len(found) // PAGE))
    page = min(max(1, asked.page), pages)
    return EditorPage(working, question, found[(page - 1) * PAGE : page * PAGE], len(found), page, pages)


def _is_asked(card: IdeaCard, asked: Asked) -> bool:
    if asked.show == "shared" and (card.is_single or not card.slips):
        return False
    if asked.show == "single" and card.count != 1:
        return False
    if asked.show == "new" and not card.new:
        return False
    if asked.show == "unsaid" and (card.sentences or (card.general and card.general.sentences)):
        return False
    if asked.show == "empty" and card.slips:
        return False
    if asked.group and all(slip.group != asked.group for slip in card.slips):
        return False
    if asked.words:
        wanted = fold(asked.words)
        return wanted in fold(card.wording) or any(wanted in fold(slip.text) for slip in card.slips)
    return True


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
