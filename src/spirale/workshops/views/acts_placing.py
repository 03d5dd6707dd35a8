"""What phones send about placing: a note placed, a pile made or named."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from spirale.cycles.models import Question
from spirale.offline.sending import AGAIN, id_of, instant_of, text_of
from spirale.pages.problems import Problem
from spirale.workshops import operations
from spirale.workshops.models import Move, Note, Participant, Pile, Workshop

Sent = Mapping[Any, Any]


def place(workshop: Workshop, participant: Participant, act: Sent) -> bool:
    """Place a note; the act's id is the move's. False when it was made before."""
    is_known = AGAIN in act and Move.objects.filter(pk=id_of(act, "id")).exists()
    operations.move_note(
        may_be_here=AGAIN in act,
        move_id=id_of(act, "id"),
        note=Note(pk=id_of(act, "note"), workshop=workshop),
        code=text_of(act, "code") if act.get("code") else "",
        pile=_pile(workshop, act) if act.get("pile") else None,
        seen=_seen(act),
        participant=participant,
        moved_at=instant_of(act, "at") if act.get("at") else None,
    )
    return not is_known


def make_pile(workshop: Workshop, participant: Participant, act: Sent) -> bool:
    """Make a pile; False when it was made before."""
    is_known = Pile.objects.filter(pk=id_of(act, "pile")).exists()
    question = Question.objects.filter(pk=id_of(act, "question"), campaign=workshop.campaign_id).first()
    if question is None:
        raise Problem("question of another campaign")
    operations.make_pile(
        pile_id=id_of(act, "pile"),
        workshop=workshop,
        question=question,
        name=text_of(act, "name"),
        participant=participant,
    )
    return not is_known


def rename_pile(workshop: Workshop, participant: Participant, act: Sent) -> None:
    """Name a pile anew."""
    operations.rename_pile(
        renaming_id=id_of(act, "id"), pile=_pile(workshop, act), name=text_of(act, "name"), participant=participant
    )


def _pile(workshop: Workshop, act: Sent) -> Pile:
    pile = Pile.objects.filter(pk=id_of(act, "pile"), workshop=workshop).first()
    if pile is None:
        raise Problem("pile not here")
    return pile


def _seen(act: Sent) -> UUID | None:
    return id_of(act, "seen") if act.get("seen") else None


ACTS: dict[str, Callable[[Workshop, Participant, Sent], bool | None]] = {
    "place": place,
    "make_pile": make_pile,
    "rename_pile": rename_pile,
}
