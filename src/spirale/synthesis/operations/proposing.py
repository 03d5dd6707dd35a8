"""Asking the engine: ideas for what nobody has decided, and places for what arrived since. What people did stays."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID, uuid4

import numpy as np
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from spirale.coding.models import Criterion
from spirale.engines import engine_at
from spirale.journal import operations as journal
from spirale.method import ideas as method
from spirale.method.encoders import Encoder, encoder_named
from spirale.method.engine import Engine
from spirale.method.kept_vectors import CachedEncoder, FolderStore
from spirale.method.problems import Problem
from spirale.people.models import Account
from spirale.synthesis import rules as _rules  # noqa: F401  permissions of this room
from spirale.synthesis.models import Computation, Idea, Placement, SetAside, Synthesis
from spirale.synthesis.operations.beginning import lay_out_slips, take_criteria_of
from spirale.synthesis.operations.grouping import APART
from spirale.synthesis.queries.criteria import arrivals_of, codes_decided, criteria_of, members_by_idea
from spirale.synthesis.queries.decided import ideas_decided_by_people
from spirale.synthesis.queries.parted import parted_by_people
from spirale.territories.rules import require

Progress = Callable[[str, int, int], None]


@transaction.atomic
def ask_engine(*, synthesis: Synthesis, kind: str, by: Account, computation_id: UUID) -> tuple[Computation, bool]:
    """Note that work is asked of the engine; give it, and whether it is new.

    While one is under way, a second asking gives the first.
    """
    require("synthesis.edit", by, synthesis)
    Synthesis.objects.select_for_update().get(pk=synthesis.pk)
    now = timezone.now()
    under_way = Computation.objects.filter(synthesis=synthesis, ended_at=None).first()
    if under_way and under_way.pk != computation_id and under_way.is_stale(now):
        under_way.ended_at, under_way.problem = now, "the work stopped"
        under_way.save(update_fields=["ended_at", "problem"])
        under_way = None
    if under_way:
        return under_way, False
    asked, is_new = Computation.objects.get_or_create(
        id=computation_id,
        defaults={"synthesis": synthesis, "kind": kind, "asked_by": by, "asked_at": now, "told_at": now},
    )
    if is_new:
        journal.append("engine asked", space=synthesis.territory_id, on=synthesis, by=by, kind=kind)
    return asked, is_new


def propose_ideas_for(
    *, synthesis: Synthesis, by: Account, computation_id: UUID | None = None, cluster: str = ""
) -> Computation:
    """Have the engine group what nobody has decided; ideas that people touched stay as they are.

    What is long is done outside of any transaction, with the help of a cluster at an address if one is given; the
    ideas come in at once, or not at all.
    """
    return _compute(synthesis, Computation.Kind.PROPOSE, by, computation_id, cluster)


def gather_arrivals(
    *, synthesis: Synthesis, by: Account, computation_id: UUID | None = None, cluster: str = ""
) -> Computation:
    """Have each criterion that arrived since join an idea, or make one; every edit of people stays.

    What arrived is marked as new until a person has looked at it. Grouped freely, it arrives as slips by themselves.
    """
    return _compute(synthesis, Computation.Kind.GATHER, by, computation_id, cluster)


def _compute(synthesis: Synthesis, kind: str, by: Account, computation_id: UUID | None, cluster: str) -> Computation:
    computation, _ = ask_engine(synthesis=synthesis, kind=kind, by=by, computation_id=computation_id or uuid4())

    def work() -> None:
        with transaction.atomic():
            take_criteria_of(synthesis, by=by)
        if synthesis.origin == Synthesis.Origin.FREE:
            _finish(computation, synthesis, by, partial(lay_out_slips, synthesis, by=by, are_new=True))
        else:
            with engine_at(cluster) as engine:
                found = _group(synthesis, computation, engine)
            _finish(computation, synthesis, by, partial(_keep, synthesis, found, kind))

    return carry_out(computation, work)


def carry_out(computation: Computation, work: Callable[[], None]) -> Computation:
    """Do what was asked, unless it was done before; if it stops on its way, keep what went wrong and say so."""
    if computation.ended_at:
        return computation
    try:
        work()
    except Exception as error:
        computation.problem = error.code if isinstance(error, Problem) else "the work stopped"
        computation.ended_at = timezone.now()
        computation.save(update_fields=["problem", "ended_at"])
        raise
    return computation


@dataclass(frozen=True, slots=True)
class _Found:
    """What the engine found: criteria that join ideas, new ideas, what it could not read."""

    placements: tuple[tuple[str, str, float], ...]
    ideas: tuple[method.Idea, ...]
    set_aside: tuple[tuple[str, str], ...]
    loose: frozenset[UUID]
    engine: str


def _group(synthesis: Synthesis, computation: Computation, hands: Engine) -> _Found:
    """Ask the engine about the criteria that it may place: those in no idea that people decided."""
    everyone = {criterion.pk: criterion for criterion in with_notes(synthesis)}
    members = members_by_idea(synthesis)
    decided = ideas_decided_by_people(synthesis)
    if computation.kind == Computation.Kind.PROPOSE:
        standing = {idea: held for idea, held in members.items() if idea in decided}
        held = {pk for criteria in standing.values() for pk in criteria}
        aside = set(
            SetAside.objects.filter(synthesis=synthesis, retired_at=None, by__isnull=False).values_list(
                "criterion_id", flat=True
            )
        )
        loose = [pk for pk in everyone if pk not in held and pk not in aside]
    else:
        standing = members
        loose = list(arrivals_of(synthesis).values_list("pk", flat=True))
        loose = [pk for pk in everyone if pk in set(loose)]
    held = {pk for criteria in standing.values() for pk in criteria if pk in everyone}
    codes = codes_decided(synthesis)
    known = [_said(everyone[pk], codes) for pk in everyone if pk in held]
    coming = [_said(everyone[pk], codes) for pk in loose]
    tell = teller(computation)
    encoder = encoder_in_use(lambda done, total: tell("reading", done, total), hands)
    vectors = encoder.encode([one.text for one in (*known, *coming)])
    engine = f"{method.ENGINE_VERSION} {encoder.name}"
    edits = parted_by_people(synthesis, loose, members)
    if known:
        arrived = method.place_arrivals(
            [method.StandingIdea(str(idea), tuple(str(pk) for pk in held)) for idea, held in standing.items()],
            known,
            coming,
            np.asarray(vectors),
            seed=synthesis.seed,
            edits=edits,
            engine=hands,
            progress=tell,
        )
        return _Found(arrived.placements, arrived.ideas, arrived.set_aside, frozenset(loose), engine)
    proposal = method.propose_ideas(
        coming, np.asarray(vectors), seed=synthesis.seed, edits=edits, engine=hands, progress=tell
    )
    return _Found((), proposal.ideas, proposal.set_aside, frozenset(loose), engine)


def _keep(synthesis: Synthesis, found: _Found, kind: str) -> int:
    """Write what the engine found, but for what people decided while it was thinking."""
    at = timezone.now()
    decided = ideas_decided_by_people(synthesis)
    if kind == Computation.Kind.PROPOSE:
        untouched = Idea.objects.filter(synthesis=synthesis, retired_at=None).exclude(pk__in=decided)
        Placement.objects.filter(idea__in=untouched, retired_at=None, criterion__in=found.loose).update(retired_at=at)
        SetAside.objects.filter(synthesis=synthesis, retired_at=None, by=None).update(retired_at=at)
        holding = Placement.objects.filter(idea__synthesis=synthesis, retired_at=None).values("idea_id")
        untouched.exclude(pk__in=holding).update(retired_at=at)
    free = set(arrivals_of(synthesis).values_list("pk", flat=True)) & found.loose
    standing = set(Idea.objects.filter(synthesis=synthesis, retired_at=None).values_list("pk", flat=True))
    is_new = kind == Computation.Kind.GATHER
    placements = []
    left_out: list[UUID] = []
    for criterion, idea, _likeness in found.placements:
        if UUID(criterion) in free:
            if UUID(idea) in standing:
                placements.append((UUID(idea), UUID(criterion)))
            else:
                left_out.append(UUID(criterion))
    ideas = _new_ideas(synthesis, found.ideas, free, placements)
    ideas += _new_singles(synthesis, left_out, placements, len(ideas))
    Idea.objects.bulk_create(ideas, batch_size=500)
    Placement.objects.bulk_create(
        [
            Placement(idea_id=idea, criterion_id=criterion, engine=found.engine, at=at, is_new=is_new)
            for idea, criterion in dict.fromkeys(placements)
        ],
        batch_size=500,
    )
    SetAside.objects.bulk_create(
        [
            SetAside(synthesis=synthesis, criterion_id=criterion, reason=reason, engine=found.engine, at=at)
            for criterion, reason in found.set_aside
            if UUID(criterion) in free
        ],
        batch_size=500,
    )
    Synthesis.objects.filter(pk=synthesis.pk).update(engine=found.engine[:80])
    synthesis.engine = found.engine[:80]
    return len({criterion for _, criterion in placements})


def _new_ideas(
    synthesis: Synthesis, proposed: Sequence[method.Idea], free: set[UUID], placements: list[tuple[UUID, UUID]]
) -> list[Idea]:
    """The engine's ideas as rows, general ones before those they hold; nothing that would hold nothing."""
    questions = {str(pk): pk for pk in synthesis.questions.values_list("pk", flat=True)}
    last = _last_position(synthesis)
    rows: dict[str, Idea] = {}
    for place, idea in enumerate(proposed, 1):
        members = [UUID(member) for member in idea.members if UUID(member) in free]
        if not members:
            continue
        parent = rows.get(idea.parent or "")
        rows[idea.id] = Idea(
            id=uuid4(),
            synthesis=synthesis,
            question_id=questions.get(idea.by_question[0][0]),
            wording=idea.wording,
            position=last + APART * place,
            parent=parent,
        )
        if not idea.height:
            placements.extend((rows[idea.id].pk, member) for member in members)
    return list(rows.values())


def _new_singles(
    synthesis: Synthesis, criteria: Sequence[UUID], placements: list[tuple[UUID, UUID]], after: int
) -> list[Idea]:
    """Criteria whose idea went away while the engine was thinking, each by itself."""
    last = _last_position(synthesis) + APART * after
    rows = []
    for place, criterion in enumerate(criteria_of(synthesis).filter(pk__in=criteria).select_related("note"), 1):
        rows.append(
            Idea(
                id=uuid4(),
                synthesis=synthesis,
                question_id=criterion.note.question_id,
                wording=criterion.text,
                position=last + APART * place,
            )
        )
        placements.append((rows[-1].pk, criterion.pk))
    return rows


def _last_position(synthesis: Synthesis) -> int:
    ideas = Idea.objects.filter(synthesis=synthesis).order_by("-position")
    return ideas.values_list("position", flat=True).first() or 0


def with_notes(synthesis: Synthesis) -> list[Criterion]:
    """The criteria of a synthesis with the notes and the groups they come from."""
    return list(
        criteria_of(synthesis).select_related("note__workshop__group").order_by("note__written_at", "position", "id")
    )


def _said(criterion: Criterion, codes: Mapping[UUID, str]) -> method.Said:
    note = criterion.note
    return method.Said(
        str(criterion.pk),
        criterion.text,
        str(note.workshop.group_id),
        str(note.question_id),
        criterion.sign,
        codes.get(criterion.pk, ""),
        note.workshop.held_on.isoformat(),
    )


def encoder_in_use(progress: Callable[[int, int], None] | None = None, engine: Engine | None = None) -> Encoder:
    """The encoder that this installation chose, with the vectors it computed before."""
    encoder = encoder_named(settings.ENCODER)
    return CachedEncoder(encoder, FolderStore(settings.HOME / "vectors"), progress=progress, engine=engine)


def teller(computation: Computation) -> Progress:
    """Keep how far the work is, at most twice a second: a page may show it, and may be left."""
    last = [timezone.now()]

    def tell(stage: str, done: int, total: int) -> None:
        now = timezone.now()
        if stage != computation.stage or (now - last[0]).total_seconds() > 0.5:
            last[0] = now
            computation.stage, computation.done, computation.total, computation.told_at = stage, done, total, now
            computation.save(update_fields=["stage", "done", "total", "told_at"])

    return tell


@transaction.atomic
def _finish(computation: Computation, synthesis: Synthesis, by: Account, keep: Callable[[], int]) -> None:
    require("synthesis.edit", by, synthesis)
    Synthesis.objects.select_for_update().get(pk=synthesis.pk)
    computation.placed = keep()
    computation.ended_at = timezone.now()
    computation.save(update_fields=["placed", "ended_at"])
    verb = "ideas proposed" if computation.kind == Computation.Kind.PROPOSE else "arrivals gathered"
    journal.append(
        verb, space=synthesis.territory_id, on=synthesis, by=by, placed=computation.placed, engine=synthesis.engine
    )
