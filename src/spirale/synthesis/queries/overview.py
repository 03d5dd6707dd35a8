"""What a territory's page tells: where it is on the spiral, what was said and done, and the one thing to do next."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Count, Exists, OuterRef

from spirale.coding.models import Coding
from spirale.coding.queries import current_criteria
from spirale.cycles import queries as cycles
from spirale.cycles.models import Campaign, Phase, Question
from spirale.mobilisation.models import Group
from spirale.synthesis.models import FrozenSynthesis, Idea, Synthesis
from spirale.territories.models import Role, Territory
from spirale.territories.rules import role_in
from spirale.workshops.models import Note, Workshop, standing


@dataclass(frozen=True, slots=True)
class NextStep:
    """The one thing to do next: what it is, and the thing it is done on, if there is one."""

    kind: str
    on: object = None


@dataclass(frozen=True, slots=True)
class QuestionCount:
    """How many notes of a group answer a question."""

    code: str
    sign: int
    notes: int


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A group with its workshops and how much it said to each question."""

    group: Group
    workshops: tuple[Workshop, ...]
    questions: tuple[QuestionCount, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """What was said and done, counted."""

    groups: int
    workshops: int
    notes: int
    criteria: int
    coded: int
    ideas: int
    frozen: int


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything a territory's page shows to one reader; a stranger is given the public face alone."""

    turns: list[cycles.Turn]
    phase: Phase | None
    published: list[FrozenSynthesis]
    next_step: NextStep | None
    is_inside: bool
    figures: Figures | None = None
    groups: list[GroupLine] = field(default_factory=list)
    drafts: list[Synthesis] = field(default_factory=list)
    to_code: Workshop | None = None

    @property
    def turn(self) -> cycles.Turn | None:
        """The turn that is lived now."""
        lived_now = [turn for turn in self.turns if turn.state == "now"]
        if self.phase:
            return next(turn for turn in lived_now if turn.cycle.pk == self.phase.cycle_id)
        return lived_now[-1] if lived_now else None


@dataclass(frozen=True, slots=True)
class _Inside:
    """What only the people of a territory see, read in a constant number of round trips."""

    campaigns: list[Campaign]
    groups: list[Group]
    workshops: list[Workshop]
    uncoded: dict[UUID, int]
    syntheses: list[Synthesis]


def overview(territory: Territory, account: object, *, on: date) -> Overview:
    """The page of a territory as this account may see it, on this day."""
    role = role_in(account, territory)
    turns = cycles.turns(territory, on=on)
    phase = cycles.current_phase_of(turns, on=on)
    versions = _latest_versions(territory, is_inside=role is not None)
    if role is None:
        step = NextStep("read", versions[0]) if versions else None
        return Overview(turns, phase, versions, step, is_inside=False)
    inside = _inside(territory, on)
    frozen_of = {frozen.synthesis_id: frozen for frozen in versions}
    return Overview(
        turns,
        phase,
        versions,
        _next_step(role, turns, inside, frozen_of),
        is_inside=True,
        figures=_figures(territory, inside, len(versions)),
        groups=_group_lines(territory, inside),
        drafts=[synthesis for synthesis in inside.syntheses if synthesis.pk not in frozen_of],
        to_code=_to_code(inside),
    )


def _latest_versions(territory: Territory, *, is_inside: bool) -> list[FrozenSynthesis]:
    """The last version of each synthesis that a reader may open, the latest first."""
    found = (
        FrozenSynthesis.objects.filter(synthesis__territory=territory)
        .select_related("synthesis__group")
        .defer("document")
        .order_by("-frozen_at", "-version")
    )
    latest: dict[UUID, FrozenSynthesis] = {}
    for frozen in found if is_inside else found.filter(is_public=True):
        latest.setdefault(frozen.synthesis_id, frozen)
    return list(latest.values())


def _inside(territory: Territory, on: date) -> _Inside:
    counted = Count("notes", filter=standing("notes__"))
    of_campaign = Count("questions")
    coded = Exists(Coding.objects.filter(criterion=OuterRef("pk"), retired_at=None))
    uncoded = (
        current_criteria()
        .filter(note__workshop__group__territory=territory, note__question__grouping=Question.Grouping.GRID)
        .exclude(coded)
        .order_by()
        .values_list("note__workshop")
        .annotate(Count("pk"))
    )
    return _Inside(
        campaigns=list(cycles.open_campaigns(territory, on=on).annotate(number_of_questions=of_campaign)),
        groups=list(territory.groups.filter(archived_at=None)),
        workshops=list(
            Workshop.objects.filter(group__territory=territory)
            .select_related("group")
            .annotate(number_of_notes=counted)
            .order_by("held_on", "created_at")
        ),
        uncoded=dict(uncoded),
        syntheses=list(territory.syntheses.select_related("group").order_by("-made_at")),
    )


def _figures(territory: Territory, inside: _Inside, frozen: int) -> Figures:
    criteria = current_criteria().filter(note__workshop__group__territory=territory)
    return Figures(
        groups=len(inside.groups),
        workshops=len(inside.workshops),
        notes=sum(workshop.number_of_notes for workshop in inside.workshops),  # type: ignore[attr-defined]
        criteria=criteria.count(),
        coded=Coding.objects.filter(retired_at=None, is_retained=True, criterion__in=criteria)
        .values("criterion")
        .distinct()
        .count(),
        ideas=Idea.objects.filter(synthesis__territory=territory, retired_at=None).count(),
        frozen=frozen,
    )


def _group_lines(territory: Territory, inside: _Inside) -> list[GroupLine]:
    counted = (
        Note.objects.filter(standing(), workshop__group__territory=territory)
        .order_by()
        .values_list("workshop__group", "question__code", "question__sign", "question__position")
        .annotate(Count("pk"))
    )
    said: dict[UUID, Counter[tuple[int, str, int]]] = defaultdict(Counter)
    for group, code, sign, position, notes in counted:
        said[group][(position, code, sign)] += notes
    workshops: dict[UUID, list[Workshop]] = defaultdict(list)
    for workshop in inside.workshops:
        workshops[workshop.group_id].append(workshop)
    return [
        GroupLine(
            group=group,
            workshops=tuple(workshops[group.pk]),
            questions=tuple(
                QuestionCount(code=code, sign=sign, notes=notes)
                for (_position, code, sign), notes in sorted(said[group.pk].items())
            ),
        )
        for group in inside.groups
    ]


def _to_code(inside: _Inside) -> Workshop | None:
    """The workshop where most criteria wait for a code."""
    waiting = [workshop for workshop in inside.workshops if inside.uncoded.get(workshop.pk)]
    return max(waiting, key=lambda workshop: inside.uncoded[workshop.pk], default=None)


def _next_step(
    role: str, turns: list[cycles.Turn], inside: _Inside, frozen_of: dict[UUID, FrozenSynthesis]
) -> NextStep:
    """What this role can best do now; the first thing of the chain that is still to be done."""
    if role in {Role.ADMINISTRATOR, Role.FACILITATOR}:
        return _facilitators_step(turns, inside, frozen_of)
    to_code = _to_code(inside)
    if role == Role.MEMBER and to_code:
        return NextStep("code", to_code)
    frozen = next(iter(frozen_of.values()), None)
    if frozen:
        return NextStep("read", frozen)
    return NextStep("meet" if inside.groups else "wait")


def _facilitators_step(turns: list[cycles.Turn], inside: _Inside, frozen_of: dict[UUID, FrozenSynthesis]) -> NextStep:
    if not any(turn.state == "now" for turn in turns):
        return NextStep("open_cycle")
    if not inside.campaigns:
        return NextStep("ask")
    silent = next((campaign for campaign in inside.campaigns if not campaign.number_of_questions), None)  # type: ignore[attr-defined]
    if silent:
        return NextStep("ask_questions", silent)
    if not inside.groups:
        return NextStep("form_group")
    at_work = {group.pk for group in inside.groups}
    met = {workshop.group_id for workshop in inside.workshops}
    if not met & at_work:
        return NextStep("meet_group", inside.groups[0])
    empty = [
        workshop
        for workshop in inside.workshops
        if not workshop.number_of_notes and workshop.group_id in at_work  # type: ignore[attr-defined]
    ]
    if empty:
        return NextStep("type_notes", empty[-1])
    to_code = _to_code(inside)
    if to_code:
        return NextStep("code", to_code)
    if not inside.syntheses:
        return NextStep("propose")
    draft = next((synthesis for synthesis in inside.syntheses if synthesis.pk not in frozen_of), None)
    if draft:
        return NextStep("go_on", draft)
    hidden = next((frozen for frozen in frozen_of.values() if not frozen.is_public), None)
    if hidden:
        return NextStep("publish", hidden)
    waiting = next((group for group in inside.groups if group.pk not in met), None)
    return NextStep("meet_group", waiting) if waiting else NextStep("share", next(iter(frozen_of.values())))
