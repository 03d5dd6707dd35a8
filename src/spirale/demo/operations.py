"""Making the demonstration, by the same acts as people do: nothing is written around the operations."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from django.db import connection, transaction

from spirale.coding import operations as coding
from spirale.coding.models import Criterion, GridVersion
from spirale.coding.operations.criteria import Piece
from spirale.cycles import operations as cycles
from spirale.cycles.models import Campaign, Cycle, Question
from spirale.demo import content
from spirale.demo.deciding import Follow, decide_together
from spirale.demo.hall import open_live_workshop
from spirale.mobilisation import operations as mobilisation
from spirale.mobilisation.models import Group
from spirale.people import operations as people
from spirale.people.models import Account
from spirale.synthesis import operations as synthesis_room
from spirale.synthesis.models import FrozenSynthesis, Idea, Synthesis
from spirale.synthesis.queries.criteria import members_by_idea
from spirale.synthesis.queries.documents import read_document
from spirale.territories import operations as territories
from spirale.territories.models import Territory
from spirale.workshops import operations as workshops
from spirale.workshops.models import Note, Workshop

NAMESPACE = UUID("6f0f8f5e-52a7-5d0e-9f0a-0d1a3b6f2c11")
ADJUDICATED = 4
"""How many of the criteria that the two coders read differently somebody has settled; the others wait."""


def id_of(*names: object) -> UUID:
    """The id of a thing of the demonstration, the same on every machine."""
    return uuid5(NAMESPACE, "/".join(str(name) for name in names))


@dataclass(slots=True)
class Valley:
    """The demonstration while it is made: what the next acts need to name."""

    people: dict[str, Account]
    territory: Territory
    campaign: Campaign
    questions: dict[str, Question]
    workshops: dict[str, Workshop] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    parts: list[tuple[content.WrittenNote, content.Part, UUID]] = field(default_factory=list)

    @property
    def facilitator(self) -> Account:
        return self.people["facilitator"]


Progress = Callable[[str], None]


def _say_nothing(_act: str) -> None:
    pass


@transaction.atomic
def build_demonstration(*, progress: Progress = _say_nothing) -> Territory:
    """Make the demonstration valley, whole or not at all; where it is already, change nothing."""
    there = Territory.objects.filter(id=id_of("territory")).first()
    if there:
        return there
    progress("territory")
    valley = _open_valley()
    progress("notes")
    _gather_notes(valley)
    progress("codes")
    _code(valley)
    _let_the_database_count()
    progress("syntheses")
    frozen, ideas = _write_finished_synthesis(valley)
    _begin_draft(valley)
    _begin_free_grouping(valley)
    progress("actions")
    decide_together(
        Follow(
            scene=content.strategy(),
            id_of=id_of,
            by=valley.facilitator,
            territory=valley.territory,
            cycle=Cycle.objects.get(pk=id_of("cycle")),
            campaign=valley.campaign,
            frozen=frozen,
            ideas=ideas,
        )
    )
    progress("hall")
    live = content.scene()["hall"]
    open_live_workshop(
        scene=live,
        group_id=id_of("group", live["key"]),
        workshop_id=id_of("workshop", live["key"]),
        campaign=valley.campaign,
        by=valley.facilitator,
    )
    return valley.territory


def _let_the_database_count() -> None:
    """Tell PostgreSQL how many rows this transaction wrote; it plans for empty tables until then."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def facilitator_of_demonstration() -> Account:
    """Who leads the demonstration's groups."""
    return Account.objects.get(email=_person("facilitator")["email"])


def _person(key: str) -> dict[str, Any]:
    found: dict[str, Any] = next(person for person in content.scene()["people"] if person["key"] == key)
    return found


def _open_valley() -> Valley:
    scene = content.scene()
    accounts = {
        person["key"]: people.make_account(email=person["email"], name=person["name"]) for person in scene["people"]
    }
    administrator = accounts["administrator"]
    territory = territories.open_territory(
        territory_id=id_of("territory"),
        by=administrator,
        name=scene["territory"]["name"],
        slug=scene["territory"]["slug"],
        description=scene["territory"]["description"],
        is_public=True,
    )
    for person in scene["people"]:
        if person["role"] and person["key"] != "administrator":
            territories.add_member(
                territory=territory,
                by=administrator,
                email=person["email"],
                role=person["role"],
                sends_letter=False,
            )
    facilitator = accounts["facilitator"]
    cycle = cycles.open_cycle(cycle_id=id_of("cycle"), territory=territory, by=facilitator, **scene["cycle"])
    dates = {phase["type"]: (phase.get("starts_on"), phase.get("ends_on")) for phase in scene["phases"]}
    cycles.set_phase_dates(
        cycle=cycle, by=facilitator, dates={phase.pk: dates[phase.type] for phase in cycle.phases.all()}
    )
    campaign = cycles.open_campaign(
        campaign_id=id_of("campaign"), territory=territory, cycle=cycle, by=facilitator, **scene["campaign"]
    )
    questions = {
        question["code"]: cycles.ask_question(
            question_id=id_of("question", question["code"]),
            campaign=campaign,
            by=facilitator,
            code=question["code"],
            wordings={"fr": question["fr"], "en": question["en"]},
            sign=question["sign"],
            grouping=question["grouping"],
        )
        for question in scene["questions"]
    }
    return Valley(accounts, territory, campaign, questions)


def _gather_notes(valley: Valley) -> None:
    """Open each group's workshop and keep its notes, written one after another in the hall."""
    for group in content.scene()["groups"]:
        kept = mobilisation.form_group(
            group_id=id_of("group", group["key"]),
            territory=valley.territory,
            by=valley.facilitator,
            name=group["name"],
            kind=Group.Kind.HOMOGENEOUS,
            profile=group["profile"],
            size=group["size"],
        )
        valley.groups[group["key"]] = kept
        workshop = workshops.open_workshop(
            workshop_id=id_of("workshop", group["key"]),
            group=kept,
            campaign=valley.campaign,
            title=group["workshop"],
            held_on=group["held_at"].date(),
            place=group["place"],
            participants=group["size"],
            by=valley.facilitator,
        )
        valley.workshops[group["key"]] = workshop
        written = [note for note in content.notes() if note.group == group["key"]]
        ids = _ids_of(written)
        workshops.gather_notes(
            workshop=workshop,
            drafts=[
                workshops.NoteDraft(
                    id=note_id,
                    question=valley.questions[note.question],
                    text=note.text,
                    sign=note.sign,
                    written_at=_minutes_after(group["held_at"], number),
                )
                for number, (note, note_id) in enumerate(zip(written, ids, strict=True))
            ],
            source=Note.Source.PAPER,
            by=valley.facilitator,
        )
        coding.take_criteria(workshop=workshop, by=valley.facilitator, at=_days_after(group["held_at"], 1))
        _read_criteria(valley, written, ids, _days_after(group["held_at"], 2))


def _read_criteria(valley: Valley, written: Sequence[content.WrittenNote], ids: Sequence[UUID], at: datetime) -> None:
    """Split the notes that say several things, and remember which criterion is which part."""
    whole = dict(Criterion.objects.filter(note__in=ids, retired_at=None).values_list("note_id", "id"))
    several = Note.objects.in_bulk([pk for note, pk in zip(written, ids, strict=True) if len(note.parts) > 1])
    for note, note_id in zip(written, ids, strict=True):
        criteria = [whole[note_id]]
        if len(note.parts) > 1:
            pieces = [
                Piece(id_of("part", note_id, number), part.text, note.sign) for number, part in enumerate(note.parts)
            ]
            coding.split_note(note=several[note_id], pieces=pieces, by=valley.facilitator, at=at)
            criteria = [piece.id for piece in pieces]
        valley.parts += [(note, part, criterion) for part, criterion in zip(note.parts, criteria, strict=True)]


def _ids_of(written: Sequence[content.WrittenNote]) -> list[UUID]:
    seen: Counter[tuple[str, str, str]] = Counter()
    ids = []
    for note in written:
        same = (note.group, note.question, note.text)
        ids.append(id_of("note", *same, seen[same]))
        seen[same] += 1
    return ids


def _code(valley: Valley) -> None:
    """Have one person code most criteria and another code some of them again; settle a few where they differ."""
    grid = coding.ensure_shipped_grid()
    coding.choose_grid(territory=valley.territory, grid=grid, by=valley.people["administrator"])
    criteria = Criterion.objects.select_related("note__workshop__group__territory").in_bulk(
        [criterion for _, _, criterion in valley.parts]
    )
    begun = datetime.fromisoformat("2026-03-30T09:00:00+02:00")
    settled = 0
    for number, (_, part, criterion_id) in enumerate(valley.parts):
        if not part.code:
            continue
        criterion = criteria[criterion_id]
        at = _minutes_after(begun, number)
        _give_code(criterion, grid, part.code, valley.facilitator, at)
        if part.second_code:
            _give_code(criterion, grid, part.second_code, valley.people["member"], _days_after(at, 1))
        if part.second_code and part.second_code != part.code and settled < ADJUDICATED:
            settled += 1
            coding.adjudicate(
                coding_id=id_of("adjudication", criterion_id),
                criterion=criterion,
                grid=grid,
                code=part.code,
                by=valley.facilitator,
                made_at=_days_after(at, 2),
            )


def _give_code(criterion: Criterion, grid: GridVersion, code: str, by: Account, at: datetime) -> None:
    coding.code_criterion(
        coding_id=id_of("coding", criterion.pk, by.email),
        criterion=criterion,
        grid=grid,
        code=code,
        by=by,
        made_at=at,
    )


def _write_finished_synthesis(valley: Valley) -> tuple[FrozenSynthesis, dict[str, UUID]]:
    """Take a synthesis from the engine's proposal to a frozen, public version, with another wording beside it.

    Gives the version, and its ideas by their keys.
    """
    synthesis = _begin(valley, "finished", Synthesis.Origin.PROPOSED)
    synthesis_room.propose_ideas_for(
        synthesis=synthesis, by=valley.facilitator, computation_id=id_of("computation", synthesis.pk)
    )
    ideas = _word_ideas(valley, synthesis, "Q1")
    _let_stand_alone(valley, synthesis, set(ideas.values()))
    synthesis_room.order_ideas(
        synthesis=synthesis, idea_ids=list(ideas.values()), by=valley.facilitator, edit_id=id_of("order", synthesis.pk)
    )
    _write_sentences(valley, synthesis, "Q1", ideas)
    frozen = synthesis_room.freeze_synthesis(
        synthesis=synthesis,
        validated_by=content.scene()["syntheses"]["finished"]["validated_by"],
        by=valley.facilitator,
        frozen_id=id_of("frozen", synthesis.pk),
    )
    frozen = synthesis_room.publish(frozen=frozen, by=valley.facilitator)
    _propose_rival_wording(valley, frozen)
    return frozen, ideas


def _begin_draft(valley: Valley) -> None:
    """Leave a second synthesis as one finds it after a first hour: proposed, with a little done by hand."""
    synthesis = _begin(valley, "draft", Synthesis.Origin.PROPOSED)
    synthesis_room.propose_ideas_for(
        synthesis=synthesis, by=valley.facilitator, computation_id=id_of("computation", synthesis.pk)
    )
    ideas = _word_ideas(valley, synthesis, "Q3")
    _write_sentences(valley, synthesis, "Q3", ideas)


def _begin_free_grouping(valley: Valley) -> None:
    """Leave a free grouping half done: some notes together, the others still lying about."""
    synthesis = _begin(valley, "free", Synthesis.Origin.FREE)
    _word_ideas(valley, synthesis, "Q4")


def _begin(valley: Valley, name: str, origin: str) -> Synthesis:
    scene = content.scene()["syntheses"][name]
    synthesis = synthesis_room.begin_synthesis(
        synthesis_id=id_of("synthesis", name),
        territory=valley.territory,
        campaign=valley.campaign,
        questions=[valley.questions[code] for code in scene["questions"]],
        title=scene["title"],
        origin=origin,
        seed=7,
        by=valley.facilitator,
    )
    _let_the_database_count()
    return synthesis


def _word_ideas(valley: Valley, synthesis: Synthesis, question: str) -> dict[str, UUID]:
    """Bring what was proposed to the ideas people settled on: rename, merge or make them, then move the rest."""
    kept: dict[str, UUID] = {}
    for idea in (idea for idea in content.ideas() if idea.question == question):
        wanted = [
            criterion for note, part, criterion in valley.parts if note.question == question and part.idea == idea.key
        ]
        kept[idea.key] = _word_idea(valley, synthesis, idea, wanted)
    return kept


def _word_idea(valley: Valley, synthesis: Synthesis, idea: content.WrittenIdea, wanted: list[UUID]) -> UUID:
    by, act = valley.facilitator, (synthesis.pk, idea.key)
    members = members_by_idea(synthesis)
    under_another = set(Idea.objects.filter(synthesis=synthesis).exclude(parent=None).values_list("pk", flat=True))
    near = [pk for pk, held in members.items() if set(held) <= set(wanted) and pk not in under_another]
    near = [pk for pk in near if len(members[pk]) > 1]
    if not near:
        return synthesis_room.make_idea(
            synthesis=synthesis,
            question_id=valley.questions[idea.question].pk,
            wording=idea.wording,
            criterion_ids=wanted,
            by=by,
            edit_id=id_of("make", *act),
        )
    target = near[0]
    if len(near) > 1:
        target = synthesis_room.merge_ideas(
            synthesis=synthesis, idea_ids=near, wording=idea.wording, by=by, edit_id=id_of("merge", *act)
        )
    else:
        synthesis_room.rename_idea(
            synthesis=synthesis, idea_id=target, wording=idea.wording, by=by, edit_id=id_of("rename", *act)
        )
    there = {criterion for pk in near for criterion in members[pk]}
    if elsewhere := [criterion for criterion in wanted if criterion not in there]:
        synthesis_room.move_criteria(
            synthesis=synthesis, criterion_ids=elsewhere, to_idea=target, by=by, edit_id=id_of("move", *act)
        )
    return target


def _let_stand_alone(valley: Valley, synthesis: Synthesis, worded: set[UUID]) -> None:
    """Show by itself, in its own words, each criterion that the engine had put with others and people did not."""
    alone = [pk for idea, held in members_by_idea(synthesis).items() if idea not in worded for pk in held]
    for criterion in Criterion.objects.filter(pk__in=alone).select_related("note"):
        synthesis_room.make_idea(
            synthesis=synthesis,
            question_id=criterion.note.question_id,
            wording=criterion.text,
            criterion_ids=[criterion.pk],
            by=valley.facilitator,
            edit_id=id_of("alone", synthesis.pk, criterion.pk),
        )


def _write_sentences(valley: Valley, synthesis: Synthesis, question: str, ideas: dict[str, UUID]) -> None:
    for number, sentence in enumerate(one for one in content.sentences() if one.question == question):
        synthesis_room.write_sentence(
            synthesis=synthesis,
            sentence_id=id_of("sentence", synthesis.pk, number),
            text=sentence.text,
            idea_ids=[ideas[key] for key in sentence.ideas],
            by=valley.facilitator,
            edit_id=id_of("write", synthesis.pk, number),
        )


def _propose_rival_wording(valley: Valley, frozen: FrozenSynthesis) -> None:
    rival = content.scene()["rival_wording"]
    sentence = read_document(frozen).sentences[rival["sentence"] - 1]
    synthesis_room.propose_rival_wording(
        wording_id=id_of("rival", frozen.pk),
        frozen=frozen,
        kind="sentence",
        object_id=sentence.id,
        text=rival["text"],
        reason=rival["reason"],
        by=valley.people["reader"],
    )


def _minutes_after(moment: datetime, minutes: int) -> datetime:
    return moment + timedelta(minutes=minutes)


def _days_after(moment: datetime, days: int) -> datetime:
    return moment + timedelta(days=days)
