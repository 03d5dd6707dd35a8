"""Revealing, dealing and placing notes. Moves are only ever added: where two people differ, both moves are kept."""

import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from spirale.cycles.models import Question
from spirale.journal import operations as journal
from spirale.journal.models import Event
from spirale.journal.statements import Change, Reading, an_id, insert
from spirale.method.dealing import deal
from spirale.method.grid import parse_code
from spirale.method.problems import Problem
from spirale.people.models import Account
from spirale.territories.rules import require
from spirale.workshops import rules  # noqa: F401 - its permissions
from spirale.workshops.models import Dealt, Move, Note, Participant, Pile, Place, QuestionSheet, Workshop, standing
from spirale.workshops.operations.halls import reveal
from spirale.workshops.queries.key import grid_of
from spirale.workshops.queries.placing import move_told

TOLD_TEXT: Final = 140
"""Signs of a note that the news of its move carry: enough to recognise it."""

TO_PEOPLE: Final = "people"
TO_TABLES: Final = "tables"
NAME_LIMIT: Final = 160
_BATCH: Final = 500


@dataclass(frozen=True, slots=True)
class Deal:
    """How many notes were dealt, and to how many hands."""

    notes: int
    hands: int


def _ask(workshop: Workshop, participant: Participant | None, by: Account | None) -> None:
    """Participants act in their own workshop alone; accounts, where they lead; nobody is whoever holds this machine."""
    if participant is not None:
        if participant.workshop_id != workshop.pk or participant.set_aside_at or participant.erased_at:
            raise Problem("not of this hall")
    elif by:
        require("workshops.lead", by, workshop)


def _who(participant: Participant | None) -> dict[str, Any]:
    return {"participant": str(participant.pk)} if participant else {}


@transaction.atomic
def reveal_question(*, workshop: Workshop, question: Question, by: Account | None) -> QuestionSheet:
    """Show everybody what was written to a question; from now on nobody changes it. Asking again changes nothing.

    Raises Problem("question of another campaign").
    """
    _ask(workshop, None, by)
    sheet = _sheet(workshop, question)
    reveal(workshop=workshop, questions=[question], by=by, at=timezone.now())
    sheet.refresh_from_db()
    return sheet


@transaction.atomic
def deal_question(
    *, workshop: Workshop, question: Question, to: str = TO_PEOPLE, by: Account | None, seed: int | None = None
) -> Deal:
    """Deal the notes of a revealed question to those who are here, or to their tables.

    Dealing again deals what came since, what nobody who is here holds, and what was dealt to people rather than to
    tables or the other way; a note that was placed stays with whoever it was dealt to.
    Raises Problem("question not revealed") and ("nobody to deal to").
    """
    _ask(workshop, None, by)
    _sheet(workshop, question)
    sheet = QuestionSheet.objects.select_for_update().get(workshop=workshop, question=question)
    if not sheet.revealed_at:
        raise Problem("question not revealed", question=question.code)
    hands = _hands(workshop, to)
    if not hands:
        raise Problem("nobody to deal to")
    to_tables = to == TO_TABLES
    authors = {str(pk): str(table) if to_tables else str(pk) for pk, table in _present(workshop)}
    holding: dict[str, int] = {}
    loose = []
    lying = ~Q(place__move__code="") | Q(place__move__pile__isnull=False)
    to_place = Note.objects.filter(standing(), workshop=workshop, question=question).exclude(lying, place__isnull=False)
    for pk, author, holder, table in to_place.values_list("pk", "author_id", "dealt__participant", "dealt__table"):
        hand = str((table if to_tables else holder) or "")
        if hand in hands:
            holding[hand] = holding.get(hand, 0) + 1
        else:
            loose.append((str(pk), authors.get(str(author), "")))
    if seed is None:
        seed = secrets.randbits(40)
    dealt = deal(loose, sorted(hands), seed=seed, holding=holding)
    if dealt:
        at = timezone.now()
        Dealt.objects.bulk_create(
            [
                Dealt(
                    note_id=UUID(note),
                    participant_id=None if to_tables else UUID(hand),
                    table=int(hand) if to_tables else None,
                    at=at,
                )
                for note, hand in dealt.items()
            ],
            batch_size=_BATCH,
            update_conflicts=True,
            unique_fields=["note"],
            update_fields=["participant", "table", "at"],
        )
        sheet.dealt_at, sheet.deal_seed = at, seed
        sheet.save(update_fields=["dealt_at", "deal_seed"])
        journal.append(
            "question dealt",
            space=workshop.pk,
            on=question,
            by=by,
            told={"question": str(question.pk)},
            to=to,
            notes=len(dealt),
            hands=len(hands),
            seed=seed,
        )
    return Deal(len(dealt), len(hands))


def move_note(
    *,
    move_id: UUID,
    note: Note,
    code: str = "",
    pile: Pile | None = None,
    seen: UUID | None = None,
    participant: Participant | None = None,
    by: Account | None = None,
    moved_at: datetime | None = None,
    may_be_here: bool = True,
) -> Place:
    """Place a note under a code, in a pile, or (neither) back among those to place, inside the act that does so.

    The same move twice is one.

    `seen` is the move that the mover saw standing. Where somebody else's stands by now, both are kept: this one
    stands, the other shows beside it until somebody who saw the last move settles them. A move into a pile that was
    taken away meanwhile brings the pile back. Where it is not asked first whether the move may be here already, the
    database refuses a second one.
    Raises Problem("not of this hall"), ("note withdrawn"), ("note not revealed"), ("move already made"), ("one place
    at a time"), ("pile of another question"), ("question grouped freely"), ("question grouped with the grid"),
    ("code malformed") or ("code unknown to the grid").
    """
    kept = _NOTE.first(note=note.pk)
    if kept is None or kept.workshop_id != note.workshop_id:
        raise Problem("note not here")
    kept.workshop, note = note.workshop, kept
    _ask(note.workshop, participant, by)
    code = str(parse_code(code)) if code else ""
    there = Move.objects.filter(pk=move_id).first() if may_be_here else None
    if there:
        if (there.note_id, there.code, there.pile_id) != (note.pk, code, pile.pk if pile else None):
            raise Problem("move already made")
        return Place.objects.select_related("move", "other").get(note=note)
    if note.withdrawn_at:
        raise Problem("note withdrawn", text=note.text[:80])
    if note.is_sealed:
        raise Problem("note not revealed", question=note.question.code)
    if pile and code:
        raise Problem("one place at a time")
    _check_code(note, code)
    pile = _pile_to_fill(note, pile, participant, by)
    place = _PLACE.first(note=note.pk)
    before = place.move if place else None
    move = Move(
        id=move_id,
        note=note,
        code=code,
        pile=pile,
        by=participant,
        by_account=by,
        seen_id=_known(seen, note, before),
        moved_at=moved_at or timezone.now(),
    )
    other = _other(place, move)
    told = {
        "note": str(note.pk),
        "question": str(note.question_id),
        "text": note.text[:TOLD_TEXT],
        "code": code,
        "pile": str(pile.pk) if pile else None,
        "move": str(move.pk),
        "before": _told_move(before),
        "other": _told_move(other),
    }
    event = journal.append(
        "note placed",
        space=note.workshop_id,
        on=note,
        by=by,
        told=told,
        seen=str(move.seen_id or "") or None,
        **_who(participant),
    )
    move.number = event.number
    insert(move)
    if place is None:
        place = Place(note=note, move=move)
        insert(place)
        return place
    place.move, place.other = move, other
    _MOVE_ON.run(note=note.pk, move=move.pk, other=other.pk if other else None)
    return place


place_note = transaction.atomic(move_note)
"""The same as an act of its own."""

_NOTE = Reading(
    lambda: (
        Note.objects.select_for_update(of=("self",), no_key=True)
        .select_related("question")
        .filter(pk=an_id("note"))
        .order_by()
    )
)
_PLACE = Reading(lambda: Place.objects.select_related("move", "other").filter(note=an_id("note")).order_by())


_MOVE_ON = Change(lambda: Place.objects.filter(note=an_id("note")), move=an_id("move"), other=an_id("other"))


def _known(seen: UUID | None, note: Note, before: Move | None) -> UUID | None:
    """The move that was seen, if it was kept: a phone may have seen one of its own that was refused."""
    if seen is None or (before and before.pk == seen):
        return seen
    return seen if Move.objects.filter(pk=seen, note=note).exists() else None


def _other(place: Place | None, move: Move) -> Move | None:
    """The move that this one leaves beside it: another's that its maker had not seen, and that went elsewhere."""
    if place is None or move.seen_id == place.move_id:
        return None
    stood = place.move
    if not _is_by_the_same(stood, move) and not _is_same_place(stood, move):
        return stood
    beside = place.other
    return beside if beside and not _is_by_the_same(beside, move) and not _is_same_place(beside, move) else None


def _is_by_the_same(one: Move, other: Move) -> bool:
    return (one.by_id, one.by_account_id) == (other.by_id, other.by_account_id)


def _is_same_place(one: Move, other: Move) -> bool:
    return (one.code, one.pile_id) == (other.code, other.pile_id)


def _told_move(move: Move | None) -> dict[str, Any] | None:
    return move_told(move.pk, move.code, move.pile_id) if move else None


@transaction.atomic
def make_pile(
    *,
    pile_id: UUID,
    workshop: Workshop,
    question: Question,
    name: str,
    participant: Participant | None = None,
    by: Account | None = None,
) -> Pile:
    """Make a free group of notes with a name; asking again gives the one that was made.

    Raises Problem("pile without a name"), ("pile already made"), ("question grouped with the grid") or ("question of
    another campaign").
    """
    _ask(workshop, participant, by)
    if question.campaign_id != workshop.campaign_id:
        raise Problem("question of another campaign", question=question.code)
    if question.grouping != Question.Grouping.FREE:
        raise Problem("question grouped with the grid", question=question.code)
    pile, is_new = Pile.objects.get_or_create(
        id=pile_id,
        defaults={
            "workshop": workshop,
            "question": question,
            "name": _named(name),
            "by": participant,
            "by_account": by,
            "made_at": timezone.now(),
        },
    )
    if not is_new:
        if (pile.workshop_id, pile.question_id) != (workshop.pk, question.pk):
            raise Problem("pile already made", name=pile.name)
        return pile
    _tell_pile("pile made", pile, participant, by)
    return pile


@transaction.atomic
def rename_pile(
    *, renaming_id: UUID, pile: Pile, name: str, participant: Participant | None = None, by: Account | None = None
) -> Pile:
    """Name a pile anew; of two names the last stands, and the journal keeps the one before.

    The same renaming sent again changes nothing, even when somebody else named the pile since.
    Raises Problem("pile without a name").
    """
    pile = (
        Pile.objects.select_for_update(of=("self",), no_key=True)
        .select_related("workshop__group__territory")
        .get(pk=pile.pk)
    )
    _ask(pile.workshop, participant, by)
    name = _named(name)
    before = pile.name
    if name == before or journal_knows("pile renamed", pile, renaming=str(renaming_id)):
        return pile
    pile.name = name
    pile.save(update_fields=["name"])
    _tell_pile("pile renamed", pile, participant, by, before=before, renaming=str(renaming_id))
    return pile


@transaction.atomic
def retire_pile(*, pile: Pile, participant: Participant | None = None, by: Account | None = None) -> Pile:
    """Take an empty pile off the sheet; a note that is put in it later brings it back. Asking again changes nothing.

    Raises Problem("pile not empty").
    """
    pile = (
        Pile.objects.select_for_update(of=("self",), no_key=True)
        .select_related("workshop__group__territory")
        .get(pk=pile.pk)
    )
    _ask(pile.workshop, participant, by)
    if pile.retired_at:
        return pile
    held = Place.objects.filter(standing("note__"), move__pile=pile).count()
    if held:
        raise Problem("pile not empty", name=pile.name, notes=held)
    pile.retired_at = timezone.now()
    pile.save(update_fields=["retired_at"])
    _tell_pile("pile emptied", pile, participant, by)
    return pile


def journal_knows(verb: str, thing: models.Model, **details: str) -> bool:
    """Whether the journal already tells this of a thing."""
    told = {f"details__{name}": value for name, value in details.items()}
    kind = str(thing._meta.model_name)  # noqa: SLF001 - Django documents _meta
    return Event.objects.filter(kind=kind, object_id=str(thing.pk), verb=verb, **told).exists()


def _tell_pile(verb: str, pile: Pile, participant: Participant | None, by: Account | None, **details: Any) -> None:
    told = {"pile": {"id": str(pile.pk), "question": str(pile.question_id), "name": pile.name}}
    journal.append(verb, space=pile.workshop_id, on=pile, by=by, told=told, **details, **_who(participant))


def _sheet(workshop: Workshop, question: Question) -> QuestionSheet:
    if question.campaign_id != workshop.campaign_id:
        raise Problem("question of another campaign", question=question.code)
    return QuestionSheet.objects.get_or_create(workshop=workshop, question=question)[0]


def _present(workshop: Workshop) -> list[tuple[UUID, int | None]]:
    here = Participant.objects.filter(
        workshop=workshop, joined_at__isnull=False, set_aside_at=None, erased_at=None
    ).order_by("joined_at", "id")
    return list(here.values_list("pk", "table"))


def _hands(workshop: Workshop, to: str) -> set[str]:
    """Those to whom notes can be dealt: people with a screen of their own, or tables at which somebody sits."""
    if to == TO_TABLES:
        return {str(table) for _, table in _present(workshop) if table is not None}
    on_paper = Q(via__in=[Participant.Via.PAPER, Participant.Via.ANOTHER])
    without = set(Participant.objects.filter(on_paper, workshop=workshop).values_list("pk", flat=True))
    return {str(pk) for pk, _ in _present(workshop) if pk not in without}


def _check_code(note: Note, code: str) -> None:
    if not code:
        return
    if note.question.grouping == Question.Grouping.FREE:
        raise Problem("question grouped freely", question=note.question.code)
    grid = grid_of(note.workshop.territory)
    if grid:
        grid.check(parse_code(code))


def _pile_to_fill(note: Note, pile: Pile | None, participant: Participant | None, by: Account | None) -> Pile | None:
    if pile is None:
        return None
    if (pile.workshop_id, pile.question_id) != (note.workshop_id, note.question_id):
        raise Problem("pile of another question", name=pile.name)
    pile = Pile.objects.select_for_update(no_key=True).get(pk=pile.pk)
    if pile.retired_at:
        pile.retired_at = None
        pile.save(update_fields=["retired_at"])
        _tell_pile("pile made", pile, participant, by)
    return pile


def _named(name: str) -> str:
    """One line of words, as it was written."""
    line = " ".join(name[:1_000].split())
    kept = "".join(sign for sign in line if unicodedata.category(sign) not in {"Cc", "Cs"})[:NAME_LIMIT].strip()
    if all(unicodedata.category(sign)[0] in "ZC" for sign in kept):
        raise Problem("pile without a name")
    return kept
