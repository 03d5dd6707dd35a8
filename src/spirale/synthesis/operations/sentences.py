"""Sentences over ideas: written, linked, ordered, removed. A stale save loses nothing."""

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from spirale.method.problems import Problem
from spirale.method.text import normalise
from spirale.people.models import Account
from spirale.synthesis.models import Frame, Idea, Sentence, Synthesis
from spirale.synthesis.operations.frames import written_frame
from spirale.synthesis.operations.grouping import APART, put_in_order
from spirale.synthesis.operations.recording import acting
from spirale.synthesis.operations.taking import label_after, take_wording


def write_sentence(
    *,
    synthesis: Synthesis,
    sentence_id: UUID,
    text: str,
    idea_ids: Sequence[UUID] | None = None,
    version: int | None = None,
    frame_id: UUID | None = None,
    proposed_id: UUID | None = None,
    by: Account,
    edit_id: UUID,
) -> Sentence:
    """Write a sentence, or word it anew; `version` is the one that its writer had before their eyes.

    With `idea_ids` it speaks of these ideas and no other. A new sentence may come from a frame of the engine
    (`frame_id`), which is then written in, and from words that a language model proposed (`proposed_id`). Raises
    Problem("frame is empty") when nothing was written in it, and Problem("sentence changed meanwhile") with the words
    of both when another person saved the sentence since: nothing is overwritten.
    """
    with acting("sentence written", synthesis=synthesis, by=by, edit_id=edit_id) as act:
        sentence = Sentence.objects.filter(pk=sentence_id).first()
        if act.done_before and sentence:
            return sentence
        text = normalise(text)
        if not text:
            raise Problem("sentence is empty")
        if sentence is None:
            frame = written_frame(synthesis, frame_id, text) if frame_id else None
            last = synthesis.sentences.order_by("-position").values_list("position", flat=True).first()
            [sentence] = act.make(
                [
                    Sentence(
                        id=sentence_id,
                        synthesis=synthesis,
                        text=text,
                        position=(last or 0) + APART,
                        frame=frame,
                        worded_with=take_wording(act, proposed_id, text),
                        written_by=by,
                        written_at=act.at,
                    )
                ]
            )
            if frame:
                act.change([frame], answer=Frame.Answer.WRITTEN)
        else:
            if sentence.synthesis_id != synthesis.pk or sentence.retired_at:
                raise Problem("sentence is gone", text=text)
            if sentence.text != text:
                if version != sentence.version:
                    raise Problem(
                        "sentence changed meanwhile",
                        theirs=sentence.text,
                        by=sentence.written_by.name if sentence.written_by else _("Somebody"),
                        yours=text,
                        version=sentence.version,
                    )
                model = label_after(text, [(sentence.text, sentence.worded_with)])
                act.change(
                    [sentence],
                    text=text,
                    worded_with=model,
                    version=sentence.version + 1,
                    written_by=by,
                    written_at=act.at,
                )
        if idea_ids is not None:
            ideas = _ideas(synthesis, idea_ids)
            asked = {idea.pk for idea in ideas}
            act.unlink(sentence, [idea for idea in sentence.ideas.all() if idea.pk not in asked])
            act.link(sentence, ideas)
        act.told["sentence"] = sentence.pk
        return sentence


def link_ideas(
    *, synthesis: Synthesis, sentence_id: UUID, idea_ids: Sequence[UUID], by: Account, edit_id: UUID
) -> None:
    """Say that a sentence speaks of these ideas too."""
    with acting("ideas linked", synthesis=synthesis, by=by, edit_id=edit_id) as act:
        if act.done_before:
            return
        sentence = standing_sentence(synthesis, sentence_id)
        ideas = _ideas(synthesis, idea_ids)
        act.link(sentence, ideas)
        act.told = {"sentence": sentence.pk, "ideas": [idea.pk for idea in ideas]}


def unlink_ideas(
    *, synthesis: Synthesis, sentence_id: UUID, idea_ids: Sequence[UUID], by: Account, edit_id: UUID
) -> None:
    """Say that a sentence does not speak of these ideas."""
    with acting("ideas unlinked", synthesis=synthesis, by=by, edit_id=edit_id) as act:
        if act.done_before:
            return
        sentence = standing_sentence(synthesis, sentence_id)
        ideas = list(sentence.ideas.filter(pk__in=idea_ids))
        act.unlink(sentence, ideas)
        act.told = {"sentence": sentence.pk, "ideas": [idea.pk for idea in ideas]}


def order_sentences(*, synthesis: Synthesis, sentence_ids: Sequence[UUID], by: Account, edit_id: UUID) -> None:
    """Put these sentences in this order, in the places they hold among the others."""
    with acting("sentences ordered", synthesis=synthesis, by=by, edit_id=edit_id) as act:
        if act.done_before:
            return
        found = {row.pk: row for row in synthesis.sentences.filter(retired_at=None, pk__in=sentence_ids)}
        if len(found) != len(set(sentence_ids)):
            raise Problem("sentence is gone")
        put_in_order(act, [found[pk] for pk in dict.fromkeys(sentence_ids)])


def remove_sentence(*, synthesis: Synthesis, sentence_id: UUID, by: Account, edit_id: UUID) -> None:
    """Take a sentence out of the text; its ideas stay."""
    with acting("sentence removed", synthesis=synthesis, by=by, edit_id=edit_id) as act:
        if act.done_before:
            return
        sentence = standing_sentence(synthesis, sentence_id)
        act.retire([sentence])
        act.told = {"sentence": sentence.pk}


def standing_sentence(synthesis: Synthesis, sentence_id: UUID) -> Sentence:
    """A sentence of this synthesis that nobody removed meanwhile."""
    sentence = synthesis.sentences.filter(pk=sentence_id, retired_at=None).first()
    if sentence is None:
        raise Problem("sentence is gone")
    return sentence


def _ideas(synthesis: Synthesis, idea_ids: Sequence[UUID]) -> list[Idea]:
    ideas = list(Idea.objects.filter(synthesis=synthesis, retired_at=None, pk__in=set(idea_ids)))
    if len(ideas) != len(set(idea_ids)):
        raise Problem("idea is gone")
    return ideas
