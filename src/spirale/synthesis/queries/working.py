"""The whole state of a working synthesis: its ideas with what stands under them, its sentences, its account."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from uuid import UUID

from spirale.cycles.models import Question
from spirale.method.ideas import Idea as GroupedIdea
from spirale.method.ideas import Ledger, account
from spirale.method.ideas.values import count_by
from spirale.method.text import normalise
from spirale.synthesis.models import Idea, Sentence, Synthesis
from spirale.synthesis.queries.criteria import criteria_of, placements_of, set_aside_of, waiting_count
from spirale.synthesis.queries.wordings import ModelShare, shares_of

INLINE = 8
"""Notes shown under an idea at once; the idea's own page shows them all."""


@dataclass(frozen=True, slots=True)
class Slip:
    """A criterion under an idea, as it was said."""

    criterion: UUID
    idea: UUID
    text: str
    sign: int
    group: str
    question: str
    is_new: bool
    note_text: str = ""

    @property
    def is_part(self) -> bool:
        """Whether the note says more than this criterion."""
        return bool(self.note_text) and normalise(self.note_text) != normalise(self.text)


@dataclass(slots=True)
class IdeaCard:
    """An idea with what stands under it."""

    id: UUID
    wording: str
    question: UUID | None
    is_worded_by_person: bool
    slips: list[Slip] = field(default_factory=list)
    general: "IdeaCard | None" = None
    parts: int = 0
    sentences: tuple[int, ...] = ()
    worded_with: str = ""

    @property
    def count(self) -> int:
        return len(self.slips)

    @property
    def is_single(self) -> bool:
        """One voice alone, in its own words: shown as it is."""
        return len(self.slips) == 1 and not self.parts and normalise(self.wording) == normalise(self.slips[0].text)

    @property
    def stands_alone(self) -> bool:
        """A single under no general idea."""
        return self.general is None and self.is_single

    @property
    def shown(self) -> list[Slip]:
        return self.slips[:INLINE]

    @property
    def more(self) -> int:
        return max(0, len(self.slips) - INLINE)

    @property
    def new(self) -> int:
        return sum(slip.is_new for slip in self.slips)

    @property
    def by_group(self) -> list[tuple[str, int]]:
        return sorted(Counter(slip.group for slip in self.slips).items())

    @property
    def by_sign(self) -> list[tuple[str, int]]:
        counts = Counter(slip.sign for slip in self.slips)
        return [(mark, counts[sign]) for sign, mark in ((1, "+"), (-1, "−")) if counts[sign]]


@dataclass(frozen=True, slots=True)
class SentenceLine:
    """A sentence of the text, with the ideas it says."""

    id: UUID
    number: int
    text: str
    version: int
    ideas: tuple[IdeaCard, ...]
    worded_with: str = ""

    @property
    def count(self) -> int:
        """How many criteria it rests on, each counted once."""
        return len({slip.criterion for idea in self.ideas for slip in idea.slips})


@dataclass(frozen=True, slots=True)
class Tab:
    """A question with what it holds."""

    question: Question
    ideas: int
    criteria: int
    new: int


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A criterion set aside, with the reason."""

    criterion: UUID
    text: str
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class Target:
    """An idea that criteria can be moved to."""

    id: UUID
    wording: str
    count: int
    is_single: bool


@dataclass(slots=True)
class Working:
    """The whole working state, read in a constant number of round trips."""

    synthesis: Synthesis
    questions: list[Question]
    ideas: dict[UUID, IdeaCard]
    sentences: list[SentenceLine]
    aside: list[LeftOut]
    ledger: Ledger
    waiting: int

    def of_question(self, question: Question | None) -> list[IdeaCard]:
        """The ideas of a question in reading order, general ones just before those they hold, singles at the end."""
        cards = [card for card in self.ideas.values() if question is None or card.question == question.pk]
        return sorted(cards, key=lambda card: card.stands_alone)

    @property
    def tabs(self) -> list[Tab]:
        held: dict[UUID | None, list[IdeaCard]] = {}
        for card in self.ideas.values():
            held.setdefault(card.question, []).append(card)
        return [
            Tab(
                question,
                sum(not card.parts for card in held.get(question.pk, ())),
                len({slip.criterion for card in held.get(question.pk, ()) for slip in card.slips}),
                sum(card.new for card in held.get(question.pk, ())),
            )
            for question in self.questions
        ]

    @property
    def groups(self) -> list[str]:
        return sorted({slip.group for card in self.ideas.values() for slip in card.slips})

    @property
    def shares(self) -> list[ModelShare]:
        """What language models had a hand in."""
        return shares_of(
            [card.worded_with for card in self.ideas.values()], [line.worded_with for line in self.sentences]
        )

    @property
    def new(self) -> int:
        return sum(card.new for card in self.ideas.values())

    def question_coded(self, code: str) -> Question | None:
        """The question asked for, else the first one that holds something."""
        found = next((question for question in self.questions if question.code == code), None)
        holding = {card.question for card in self.ideas.values()}
        return (
            found
            or next((question for question in self.questions if question.pk in holding), None)
            or (self.questions[0] if self.questions else None)
        )

    def targets(self, question: Question | None) -> list[Target]:
        """The ideas of a question that criteria can be moved to: shared ones first, then those that stand alone."""
        cards = [card for card in self.of_question(question) if not card.parts]
        targets = [Target(card.id, card.wording, card.count, card.is_single) for card in cards]
        return sorted(targets, key=lambda target: target.is_single)


def working_state(synthesis: Synthesis) -> Working:
    """Read a working synthesis."""
    questions = list(synthesis.questions.order_by("position", "code"))
    codes: dict[UUID | None, str] = {question.pk: question.code for question in questions}
    cards = _cards(synthesis)
    rows = placements_of(synthesis).values_list(
        "idea_id",
        "criterion_id",
        "criterion__text",
        "criterion__sign",
        "criterion__note__text",
        "criterion__note__workshop__group__name",
        "is_new",
    )
    for idea, criterion, text, sign, note_text, group, is_new in rows:
        if idea in cards:
            code = codes.get(cards[idea].question, "")
            cards[idea].slips.append(Slip(criterion, idea, text, sign, group, code, is_new, note_text))
    sentences = _sentences(synthesis, cards)
    aside = left_out(synthesis)
    return Working(
        synthesis,
        questions,
        cards,
        sentences,
        aside,
        _ledger(synthesis, cards.values(), aside),
        waiting_count(synthesis),
    )


def ledger_of(synthesis: Synthesis) -> Ledger:
    """The account of a working synthesis; what arrived since and stands nowhere yet keeps it from closing."""
    return working_state(synthesis).ledger


def left_out(synthesis: Synthesis) -> list[LeftOut]:
    """What a synthesis sets aside, and why, in the order it was done."""
    rows = set_aside_of(synthesis).values_list("criterion_id", "criterion__text", "reason", "by__name")
    return [LeftOut(criterion, text, reason, by or "") for criterion, text, reason, by in rows]


def slips_in(working: Working, wanted: Sequence[tuple[UUID, UUID | None]]) -> list[Slip]:
    """The slips asked for by criterion and idea; a criterion without an idea gives the first place where it stands."""
    by_place = {(slip.criterion, slip.idea): slip for card in working.ideas.values() for slip in card.slips}
    anywhere: dict[UUID, Slip] = {}
    for slip in by_place.values():
        anywhere.setdefault(slip.criterion, slip)
    found = [by_place.get((criterion, idea)) if idea else anywhere.get(criterion) for criterion, idea in wanted]
    return list(dict.fromkeys(slip for slip in found if slip))


def _cards(synthesis: Synthesis) -> dict[UUID, IdeaCard]:
    rows = list(
        Idea.objects.filter(synthesis=synthesis, retired_at=None)
        .order_by("question__position", "question__code", "position", "id")
        .values_list("pk", "wording", "question_id", "is_worded_by_person", "worded_with", "parent_id")
    )
    made = {
        pk: IdeaCard(pk, wording, question, by_person, worded_with=model)
        for pk, wording, question, by_person, model, _ in rows
    }
    below: dict[UUID | None, list[UUID]] = {}
    for pk, *_, parent in rows:
        above = parent if parent in made else None
        below.setdefault(above, []).append(pk)
        if above:
            made[pk].general = made[above]
            made[above].parts += 1
    ordered: dict[UUID, IdeaCard] = {}
    waiting = list(reversed(below.get(None, [])))
    while waiting:
        pk = waiting.pop()
        ordered[pk] = made[pk]
        waiting.extend(reversed(below.get(pk, [])))
    return ordered


def _sentences(synthesis: Synthesis, cards: dict[UUID, IdeaCard]) -> list[SentenceLine]:
    rows = Sentence.objects.filter(synthesis=synthesis, retired_at=None).prefetch_related("links")
    place = {pk: number for number, pk in enumerate(cards)}
    below: dict[UUID, list[IdeaCard]] = {}
    for card in cards.values():
        if card.general:
            below.setdefault(card.general.id, []).append(card)
    lines = []
    for number, row in enumerate(rows.order_by("position", "id"), 1):
        linked = sorted((link.idea_id for link in row.links.all() if link.idea_id in cards), key=place.__getitem__)
        for pk in linked:
            cards[pk].sentences = (*cards[pk].sentences, number)
        ideas = [each for pk in linked for each in (cards[pk], *below.get(pk, ()))]
        lines.append(SentenceLine(row.pk, number, row.text, row.version, tuple(ideas), row.worded_with))
    return lines


def _ledger(synthesis: Synthesis, cards: Iterable[IdeaCard], aside: Sequence[LeftOut]) -> Ledger:
    ideas = []
    for card in cards:
        wording = normalise(card.wording)
        own = next((str(slip.criterion) for slip in card.slips if normalise(slip.text) == wording), "")
        members = tuple(str(slip.criterion) for slip in card.slips)
        if members:
            ideas.append(GroupedIdea(str(card.id), wording, members, None, own, 0, **count_by(())))
    return account(
        repeat("", criteria_of(synthesis).order_by().count()),
        ideas,
        [(str(one.criterion), one.reason) for one in aside],
    )
