"""Asking a language model for words: on the click of a person, who accepts, edits or refuses what it proposes."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from spirale.journal import operations as journal
from spirale.method.problems import Problem
from spirale.method.text import normalise
from spirale.people.models import Account
from spirale.synthesis.language_model import LONGEST_TEXT, MOST_TEXTS, Request, ask, chosen_model
from spirale.synthesis.models import Computation, Frame, Idea, ModelWording, Synthesis
from spirale.synthesis.operations.proposing import ask_engine, carry_out, teller
from spirale.synthesis.operations.recording import acting
from spirale.synthesis.queries.criteria import placements_of
from spirale.synthesis.queries.frames import connective_of, empty_words
from spirale.territories.rules import require


@transaction.atomic
def ask_wording(
    *,
    synthesis: Synthesis,
    idea_id: UUID | None = None,
    frame_id: UUID | None = None,
    by: Account,
    wording_id: UUID,
) -> tuple[ModelWording, bool]:
    """Note that a person asks the model for words, for an idea or for a frame; give this, and whether it is new.

    `write_wording_for` then asks the model. Raises Problem("no language model") where none is plugged in, ("engine is
    busy"), ("idea is gone") or ("frame is gone").
    """
    require("synthesis.edit", by, synthesis)
    Synthesis.objects.select_for_update().get(pk=synthesis.pk)
    asked = ModelWording.objects.filter(pk=wording_id, computation__synthesis=synthesis).first()
    if asked:
        return asked, False
    model = chosen_model()
    if model is None:
        raise Problem("no language model")
    idea = synthesis.ideas.filter(pk=idea_id, retired_at=None).first() if idea_id else None
    frame = synthesis.frames.filter(pk=frame_id, retired_at=None).first() if frame_id else None
    if idea is None and frame is None:
        raise Problem("frame is gone" if frame_id else "idea is gone")
    computation, is_new = ask_engine(synthesis=synthesis, kind=Computation.Kind.WORD, by=by, computation_id=wording_id)
    if not is_new:
        raise Problem("engine is busy")
    asked = ModelWording.objects.create(
        id=wording_id, computation=computation, idea=idea, frame=frame, model=model.name, host=model.host[:200]
    )
    journal.append(
        "wording asked of a model",
        space=synthesis.territory_id,
        on=synthesis,
        by=by,
        model=model.name,
        host=model.host,
        about=idea_id or frame_id,
    )
    return asked, True


def write_wording_for(*, synthesis: Synthesis, by: Account, computation_id: UUID) -> Computation:
    """Ask the model, outside of any transaction, and keep what it proposes for a person to accept or not."""
    wording = ModelWording.objects.select_related("computation", "idea", "frame").get(pk=computation_id)

    def work() -> None:
        model = chosen_model()
        if model is None or (model.name, model.host[:200]) != (wording.model, wording.host):
            raise Problem("no language model")  # the person agreed to that model there, and to no other
        teller(wording.computation)("writing", 0, 1)
        text = ask(model, _request(synthesis, wording))
        _keep(synthesis, wording, by, text)

    return carry_out(wording.computation, work)


def refuse_wording(*, synthesis: Synthesis, wording_id: UUID, by: Account, edit_id: UUID) -> None:
    """Say that the words of the model are not wanted."""
    with acting("wording refused", synthesis=synthesis, by=by, edit_id=edit_id) as act:
        if act.done_before:
            return
        wording = ModelWording.objects.filter(pk=wording_id, computation__synthesis=synthesis).first()
        if wording is None:
            raise Problem("wording is gone")
        act.change([wording], answer=ModelWording.Answer.REFUSED)
        act.told = {"wording": wording.pk, "model": wording.model}


def _request(synthesis: Synthesis, wording: ModelWording) -> Request:
    """The words concerned, and nothing that says whose they are."""
    language = synthesis.territory.language
    if wording.idea:
        return Request("Give one common wording for all of these.", [_said_under(wording.idea)], language)
    frame = wording.frame
    assert frame is not None  # noqa: S101  the table holds one or the other
    between = connective_of(empty_words(frame, language))
    return Request(
        f"Join these two ideas in one sentence, the first before “{between}”, the second after it. Each list begins "
        "with the wording of the idea.",
        [[idea.wording, *_said_under(idea)[: MOST_TEXTS // 4]] for idea in (frame.first, frame.second)],
        language,
    )


def _said_under(idea: Idea) -> list[str]:
    """What was said under an idea, each way once, the first ones where they are many."""
    rows = placements_of(idea.synthesis).filter(idea=idea).values_list("criterion__text", flat=True)
    return list(dict.fromkeys(normalise(text)[:LONGEST_TEXT] for text in rows[: 10 * MOST_TEXTS]))[:MOST_TEXTS]


@transaction.atomic
def _keep(synthesis: Synthesis, wording: ModelWording, by: Account, text: str) -> None:
    require("synthesis.edit", by, synthesis)
    wording.text = text
    wording.save(update_fields=["text"])
    computation = wording.computation
    computation.placed, computation.ended_at = 1, timezone.now()
    computation.save(update_fields=["placed", "ended_at"])


def forget_wordings(notes: set[UUID]) -> None:
    """Blank what a model proposed of ideas that hold these notes, where nobody took it: it may repeat their words."""
    ideas = set(Idea.objects.filter(placements__criterion__note__in=notes).values_list("pk", flat=True))
    frames = Frame.objects.filter(first__in=ideas) | Frame.objects.filter(second__in=ideas)
    proposed = ModelWording.objects.exclude(
        answer__in=(ModelWording.Answer.ACCEPTED, ModelWording.Answer.EDITED)
    ).exclude(text="")
    proposed.filter(idea__in=ideas).update(text="")
    proposed.filter(frame__in=frames.values("pk")).update(text="")
