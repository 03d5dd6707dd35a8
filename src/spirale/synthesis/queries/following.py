"""What became of the notes of one participant so far, from their arrival to frozen syntheses. For their eyes alone."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from spirale.coding.models import Coding, Criterion
from spirale.coding.queries.grids import CodeWords, read_grid, words_of
from spirale.method.grid import Grid
from spirale.synthesis.answers import Answer, answers_to
from spirale.synthesis.models import FrozenSynthesis, Placement, SetAside
from spirale.synthesis.queries.documents import read_document
from spirale.synthesis.queries.frozen import NotePath, note_path
from spirale.territories.models import Territory
from spirale.workshops.models import Note, Participant, Place, Pledge, QuestionSheet
from spirale.workshops.queries.key import grid_of
from spirale.workshops.queries.notes import CORRECTED, ERASED, IN_ORDER, SET_ASIDE, TAKEN_BACK, UNDONE


@dataclass(frozen=True, slots=True)
class Heard:
    """An idea of a working synthesis that a criterion stands under; `notes` counts all that stand there."""

    synthesis: str
    wording: str
    notes: int


@dataclass(frozen=True, slots=True)
class CriterionFate:
    """What was taken from a note: its words, the codes given, the ideas it stands under, why it was left out."""

    text: str
    codes: tuple[CodeWords, ...]
    ideas: tuple[Heard, ...]
    left_out: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class FrozenFate:
    """A frozen version that holds the note; those shown to all can be opened."""

    synthesis: UUID
    title: str
    version: int
    is_public: bool
    path: NotePath


@dataclass(frozen=True, slots=True)
class NoteFate:
    """A note and all that happened to it."""

    note: Note
    revealed_at: datetime | None
    places: tuple[str, ...]
    criteria: tuple[CriterionFate, ...] = ()
    frozen: tuple[FrozenFate, ...] = ()
    answers: tuple[Answer, ...] = ()

    @property
    def is_kept_back(self) -> bool:
        """Nobody else has read it: its question is still sealed."""
        return self.note.is_sealed and not self.note.withdrawn_at

    @property
    def taken_back(self) -> bool:
        return bool(self.note.withdrawn_at) and self.note.withdrawn_reason == TAKEN_BACK

    @property
    def too_many(self) -> bool:
        return bool(self.note.withdrawn_at) and self.note.withdrawn_reason == SET_ASIDE

    @property
    def reason(self) -> str:
        """Why somebody took it out of what is counted, in their words."""
        return "" if self.taken_back or self.too_many or not self.note.withdrawn_at else self.note.withdrawn_reason


@dataclass(slots=True)
class _Found:
    """What several questions to the database found of one criterion."""

    codes: list[str] = field(default_factory=list)
    retained: str = ""
    ideas: list[Heard] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)


def notes_followed(participant: Participant) -> QuerySet[Note]:
    """The notes of a participant, in the order they were written; those that were replaced or erased are no more."""
    return (
        Note.objects.filter(author=participant)
        .exclude(Q(withdrawn_at__isnull=False) & Q(withdrawn_reason__in=[CORRECTED, UNDONE, ERASED]))
        .select_related("question")
        .order_by(*IN_ORDER)
    )


def pledges_followed(participant: Participant) -> list[Pledge]:
    """What this participant pledged, with what they gave of themselves: it is theirs."""
    return list(participant.pledges.select_related("action").order_by("made_at", "id"))


def fates_of(participant: Participant, notes: Iterable[Note], account: object = None) -> list[NoteFate]:
    """What became of these notes of a participant so far; the round trips do not grow with the notes.

    `account` is that of the browser they look from, if it has one: some answers are read by the territory alone.
    """
    mine = list(notes)
    workshop = participant.workshop
    revealed = dict(QuestionSheet.objects.filter(workshop=workshop).values_list("question_id", "revealed_at"))
    places = _places(workshop.territory, mine)
    criteria = _criteria(participant, mine)
    frozen = _frozen(participant, mine)
    answers = answers_to(workshop.territory, account, [note.pk for note in mine])
    return [
        NoteFate(
            note=note,
            revealed_at=revealed.get(note.question_id),
            places=places.get(note.pk, ()),
            criteria=tuple(criteria.get(note.pk, ())),
            frozen=tuple(frozen.get(note.pk, ())),
            answers=tuple(answers.get(note.pk, ())),
        )
        for note in mine
    ]


def _places(territory: Territory, notes: list[Note]) -> dict[UUID, tuple[str, ...]]:
    """Where the group placed each note, in words; two places where two people placed it at once."""
    grid = grid_of(territory)

    def worded(code: str, pile: str | None) -> str:
        if not code:
            return pile or ""
        words = words_of(grid, code) if grid else None
        return f"{words.code} {words.label}".rstrip() if words else code

    rows = Place.objects.filter(note__in=[note.pk for note in notes]).values_list(
        "note_id", "move__code", "move__pile__name", "other__code", "other__pile__name"
    )
    return {
        note: tuple(filter(None, [worded(code, pile), worded(other_code or "", other_pile)]))
        for note, code, pile, other_code, other_pile in rows
    }


def _criteria(participant: Participant, notes: list[Note]) -> dict[UUID, list[CriterionFate]]:
    """What was taken from each note, and what became of that, in working syntheses."""
    criteria = list(
        Criterion.objects.filter(
            note__in=[note.pk for note in notes if not note.withdrawn_at], retired_at=None
        ).order_by("note_id", "position", "made_at", "id")
    )
    found: dict[UUID, _Found] = defaultdict(_Found)
    asked = [criterion.pk for criterion in criteria]
    grids: dict[UUID, Grid] = {}
    for coding in (
        Coding.objects.filter(criterion__in=asked, retired_at=None)
        .select_related("grid")
        .order_by("-grid__loaded_at", "made_at", "id")
    ):
        one = found[coding.criterion_id]
        grids.setdefault(coding.criterion_id, read_grid(coding.grid))
        if coding.is_retained and not one.retained:
            one.retained = coding.code
        elif coding.code not in one.codes:
            one.codes.append(coding.code)
    for placement in (
        Placement.objects.filter(criterion__in=asked, retired_at=None, idea__retired_at=None)
        .select_related("idea__synthesis")
        .annotate(beside=Count("idea__placements", filter=Q(idea__placements__retired_at=None)))
        .order_by("at", "id")
    ):
        idea = placement.idea
        found[placement.criterion_id].ideas.append(Heard(idea.synthesis.title, idea.wording, placement.beside))
    for left in SetAside.objects.filter(criterion__in=asked, retired_at=None).select_related("synthesis"):
        found[left.criterion_id].left_out.append((left.synthesis.title, left.reason))
    fates: dict[UUID, list[CriterionFate]] = {}
    for criterion in criteria:
        one = found[criterion.pk]
        given = [one.retained] if one.retained else one.codes
        fates.setdefault(criterion.note_id, []).append(
            CriterionFate(
                criterion.text,
                tuple(words_of(grids[criterion.pk], code) for code in given),
                tuple(one.ideas),
                tuple(one.left_out),
            )
        )
    return fates


def _frozen(participant: Participant, notes: list[Note]) -> dict[UUID, list[FrozenFate]]:
    """The last version of each synthesis that holds a note: the last one shown to all, else the last of all."""
    workshop = participant.workshop
    lines = (
        FrozenSynthesis.objects.filter(
            synthesis__territory=workshop.group.territory_id, synthesis__campaign=workshop.campaign_id
        )
        .filter(Q(synthesis__group=None) | Q(synthesis__group=workshop.group_id))
        .order_by("synthesis__made_at", "synthesis_id", "-is_public", "-version")
        .values_list("pk", "synthesis_id")
    )
    chosen: dict[UUID, UUID] = {}
    for pk, synthesis in lines:
        chosen.setdefault(synthesis, pk)
    fates: dict[UUID, list[FrozenFate]] = {}
    versions = FrozenSynthesis.objects.filter(pk__in=chosen.values()).select_related("synthesis")
    for frozen in versions.order_by(F("synthesis__made_at"), "synthesis_id"):
        held = {note.id for note in read_document(frozen).notes}
        for note in notes:
            if str(note.pk) in held and (path := note_path(frozen, note.pk)):
                fates.setdefault(note.pk, []).append(
                    FrozenFate(frozen.synthesis_id, frozen.synthesis.title, frozen.version, frozen.is_public, path)
                )
    return fates
