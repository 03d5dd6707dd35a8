"""Frames for sentences: the engine proposes them empty, people write in them or refuse."""

from collections.abc import Sequence
from dataclasses import asdict
from functools import partial
from uuid import UUID, uuid4

import numpy as np
from django.db import transaction
from django.utils import timezone

from spirale.coding.models import Criterion
from spirale.engines import engine_at
from spirale.journal import operations as journal
from spirale.method import relations as method
from spirale.method.engine import Engine
from spirale.method.ideas import StandingIdea
from spirale.method.problems import Problem
from spirale.method.synthesis import Criterion as Unit
from spirale.method.synthesis import Note
from spirale.method.text import normalise
from spirale.people.models import Account
from spirale.synthesis.models import Computation, Frame, Idea, Synthesis
from spirale.synthesis.operations.proposing import ask_engine, carry_out, encoder_in_use, teller, with_notes
from spirale.synthesis.operations.recording import acting
from spirale.synthesis.queries.criteria import codes_decided, members_by_idea
from spirale.synthesis.queries.decided import closed_pairs
from spirale.synthesis.queries.frames import empty_words, questions_of_acting
from spirale.territories.rules import require


def propose_frames_for(
    *, synthesis: Synthesis, by: Account, computation_id: UUID | None = None, cluster: str = ""
) -> Computation:
    """Have the engine propose frames in the place of those nobody answered; the answered ones stay for good.

    What is long is done outside of any transaction, with the help of a cluster at an address if one is given; the
    frames come in at once, or not at all.
    """
    computation, _ = ask_engine(
        synthesis=synthesis, kind=Computation.Kind.RELATE, by=by, computation_id=computation_id or uuid4()
    )

    def work() -> None:
        with engine_at(cluster) as hands:
            found, engine = _find(synthesis, computation, hands)
        _keep(synthesis, computation, by, found, engine)

    return carry_out(computation, work)


def refuse_frame(*, synthesis: Synthesis, frame_id: UUID, by: Account, edit_id: UUID) -> None:
    """Say that these two ideas do not hold together so: the engine never proposes a frame for them again."""
    with acting("frame refused", synthesis=synthesis, by=by, edit_id=edit_id) as act:
        if act.done_before:
            return
        frame = standing_frame(synthesis, frame_id)
        act.change([frame], answer=Frame.Answer.REFUSED)
        act.told = {"frame": frame.pk, "ideas": [frame.first_id, frame.second_id]}


def standing_frame(synthesis: Synthesis, frame_id: UUID) -> Frame:
    """A frame of this synthesis that the engine did not take back."""
    frame = synthesis.frames.filter(pk=frame_id, retired_at=None).first()
    if frame is None:
        raise Problem("frame is gone")
    return frame


def written_frame(synthesis: Synthesis, frame_id: UUID, text: str) -> Frame:
    """The frame that a person wrote in; a frame that others answered meanwhile is no reason to lose a sentence."""
    frame = synthesis.frames.filter(pk=frame_id).first()
    if frame is None:
        raise Problem("frame is gone")
    if normalise(text) == empty_words(frame, synthesis.territory.language):
        raise Problem("frame is empty")
    return frame


def _find(synthesis: Synthesis, computation: Computation, hands: Engine) -> tuple[Sequence[method.Frame], str]:
    criteria = {criterion.pk: criterion for criterion in with_notes(synthesis)}
    members = {idea: [pk for pk in held if pk in criteria] for idea, held in members_by_idea(synthesis).items()}
    notes = {str(one.note_id): _note(one) for one in criteria.values()}
    codes = codes_decided(synthesis)
    encoder = encoder_in_use(partial(teller(computation), "reading"), hands)
    vectors = encoder.encode([one.text for one in criteria.values()])
    found = method.propose_frames(
        [StandingIdea(str(idea), tuple(str(pk) for pk in held)) for idea, held in members.items()],
        list(notes.values()),
        [Unit(str(pk), str(one.note_id), one.text, codes.get(pk, ""), one.sign) for pk, one in criteria.items()],
        np.asarray(vectors),
        acting=questions_of_acting(synthesis),
        decided=closed_pairs(synthesis),
        language=synthesis.territory.language,
    )
    return found, f"{method.FRAMES_VERSION} {encoder.name}"[:80]


def _note(criterion: Criterion) -> Note:
    note = criterion.note
    return Note(str(note.pk), note.text, str(note.workshop.group_id), str(note.question_id), note.sign)


@transaction.atomic
def _keep(
    synthesis: Synthesis, computation: Computation, by: Account, found: Sequence[method.Frame], engine: str
) -> None:
    """Write what the engine found, but for what people decided while it was thinking."""
    require("synthesis.edit", by, synthesis)
    kept = Synthesis.objects.select_for_update().get(pk=synthesis.pk)
    at = timezone.now()
    kept.frames.filter(retired_at=None, answer="").update(retired_at=at)
    closed = {frozenset(pair) for pair in closed_pairs(kept)}
    standing = {str(pk) for pk in Idea.objects.filter(synthesis=kept, retired_at=None).values_list("pk", flat=True)}
    fresh = [
        Frame(
            synthesis=kept,
            relation=frame.relation,
            first_id=UUID(frame.first),
            second_id=UUID(frame.second),
            position=place,
            notes=frame.notes,
            groups=frame.groups,
            score=frame.score,
            reasons=[asdict(reason) for reason in frame.reasons],
            engine=engine,
            at=at,
        )
        for place, frame in enumerate(found)
        if {frame.first, frame.second} <= standing and frozenset((frame.first, frame.second)) not in closed
    ]
    Frame.objects.bulk_create(fresh)
    computation.placed, computation.ended_at = len(fresh), at
    computation.save(update_fields=["placed", "ended_at"])
    journal.append("frames proposed", space=kept.territory_id, on=kept, by=by, count=len(fresh), engine=engine)
