"""What people do with ideas: move, copy, merge, split, make, rename, order. Merging never deletes."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from spirale.method.problems import Problem
from spirale.method.text import normalise
from spirale.people.models import Account
from spirale.synthesis.models import Idea, Placement, Sentence, SentenceIdea, SetAside, Synthesis
from spirale.synthesis.operations.recording import Act, acting
from spirale.synthesis.operations.taking import label_after, take_wording
from spirale.synthesis.queries.criteria import criteria_of, not_of

APART = 1000
"""Room left between the places of two ideas, for those that people make between them."""


def move_criteria(
    *,
    synthesis: Synthesis,
    criterion_ids: Sequence[UUID],
    to_idea: UUID,
    from_idea: UUID | None = None,
    by: Account,
    edit_id: UUID,
) -> None:
    """Place criteria under another idea: out of the one named, or else out of all those where they stand."""
    with acting("criteria moved", synthesis=synthesis, by=by, edit_id=edit_id) as act:
        if act.done_before:
            return
        target = standing_idea(synthesis, to_idea)
        asked = chosen_criteria(synthesis, criterion_ids, question=target.question_id)
        emptied = lift(act, asked, out_of=[from_idea] if from_idea else None, but=target)
        act.place(target, asked)
        retire_emptied(act, emptied)
        act.told = {"criteria": asked, "to": target.pk}


def copy_criteria(
    *, synthesis: Synthesis, criterion_ids: Sequence[UUID], to_idea: UUID, by: Account, edit_id: UUID
) -> None:
    """Place criteria under a second idea as well: what says two things is heard twice, and counted once."""
    with acting("criteria copied", synthesis=synthesis, by=by, edit_id=edit_id) as act:
        if act.done_before:
            return
        target = standing_idea(synthesis, to_idea)
        asked = chosen_criteria(synthesis, criterion_ids, question=target.question_id)
        act.retire(SetAside.objects.filter(synthesis=synthesis, criterion__in=asked, retired_at=None))
        act.place(target, asked)
        act.told = {"criteria": asked, "to": target.pk}


def remove_copies(
    *, synthesis: Synthesis, criterion_ids: Sequence[UUID], from_idea: UUID, by: Account, edit_id: UUID
) -> None:
    """Take criteria out of one of the ideas they stand under; none may be left standing nowhere."""
    with acting("copies removed", synthesis=synthesis, by=by, edit_id=edit_id) as act:
        if act.done_before:
            return
        source = standing_idea(synthesis, from_idea)
        asked = chosen_criteria(synthesis, criterion_ids)
        elsewhere = set(
            _placements(synthesis, asked).exclude(idea=source).values_list("criterion_id", flat=True).distinct()
        )
        if set(asked) - elsewhere:
            raise Problem("criterion would stand nowhere", count=len(set(asked) - elsewhere))
        retire_emptied(act, lift(act, asked, out_of=[source.pk]))
        act.told = {"criteria": asked, "from": source.pk}


def make_idea(
    *,
    synthesis: Synthesis,
    question_id: UUID | None,
    wording: str,
    criterion_ids: Sequence[UUID] = (),
    by: Account,
    edit_id: UUID,
) -> UUID:
    """Make an idea in a person's words, of criteria lifted from where they stand, or empty for a start."""
    with acting("idea made", synthesis=synthesis, by=by, edit_id=edit_id) as act:
        made = act.new_id("idea")
        if act.done_before:
            return made
        asked = chosen_criteria(synthesis, criterion_ids, question=question_id) if criterion_ids else []
        if question_id is None or not synthesis.questions.filter(pk=question_id).exists():
            raise Problem("question not of this synthesis")
        wording = worded(wording, synthesis, asked)
        last = Idea.objects.filter(synthesis=synthesis).order_by("-position").values_list("position", flat=True).first()
        _make_of(act, asked, Idea(id=made, question_id=question_id, wording=wording, position=(last or 0) + APART))
        return made


def split_idea(
    *,
    synthesis: Synthesis,
    idea_id: UUID,
    criterion_ids: Sequence[UUID],
    wording: str = "",
    by: Account,
    edit_id: UUID,
) -> UUID:
    """Make an idea of its own of some criteria of an idea, just after it; without a wording, in their own words."""
    with acting("idea split", synthesis=synthesis, by=by, edit_id=edit_id) as act:
        made = act.new_id("idea")
        if act.done_before:
            return made
        source = standing_idea(synthesis, idea_id)
        asked = chosen_criteria(synthesis, criterion_ids, question=source.question_id)
        there = set(_placements(synthesis, asked).filter(idea=source).values_list("criterion_id", flat=True))
        if set(asked) - there:
            raise Problem("criterion is not there any more", count=len(set(asked) - there))
        idea = Idea(
            id=made,
            question_id=source.question_id,
            wording=worded(wording, synthesis, asked),
            position=_place_after(source),
            parent_id=source.parent_id,
        )
        _make_of(act, asked, idea, out_of=[source.pk])
        act.told["from"] = source.pk
        return made


def merge_ideas(*, synthesis: Synthesis, idea_ids: Sequence[UUID], wording: str, by: Account, edit_id: UUID) -> UUID:
    """Put several ideas under one wording: the first in the order of the page stays and takes what the others hold."""
    with acting("ideas merged", synthesis=synthesis, by=by, edit_id=edit_id) as act:
        asked = list(Idea.objects.filter(synthesis=synthesis, pk__in=set(idea_ids)).order_by("position", "id"))
        if act.done_before:
            return next((idea.merged_into_id or idea.pk for idea in asked), idea_ids[0])
        if len(asked) != len(set(idea_ids)) or any(idea.retired_at for idea in asked):
            raise Problem("idea is gone")
        if len({idea.question_id for idea in asked}) > 1:
            raise Problem("ideas of different questions")
        wording = _wording(wording)
        target, others = asked[0], _with_parts(synthesis, asked)[1:]
        if not others:
            raise Problem("merge needs two ideas")
        held = list(Placement.objects.filter(idea__in=others, retired_at=None).order_by("at", "id"))
        act.retire(held)
        act.place(target, dict.fromkeys(placement.criterion_id for placement in held))
        for link in SentenceIdea.objects.filter(idea__in=others, sentence__retired_at=None).select_related("sentence"):
            act.link(link.sentence, [target])
            act.unlink(link.sentence, [idea for idea in others if idea.pk == link.idea_id])
        act.change(others, merged_into=target, retired_at=act.at)
        gone = {idea.pk: idea for idea in others}
        parent = target.parent_id
        while parent in gone:
            parent = gone[parent].parent_id
        model = label_after(wording, [(idea.wording, idea.worded_with) for idea in asked])
        act.change([target], wording=wording, is_worded_by_person=True, worded_with=model, parent_id=parent)
        retire_emptied(act, [])
        act.told = {"ideas": [idea.pk for idea in asked], "into": target.pk}
        return target.pk


def rename_idea(
    *,
    synthesis: Synthesis,
    idea_id: UUID,
    wording: str,
    proposed_id: UUID | None = None,
    by: Account,
    edit_id: UUID,
) -> None:
    """Word an idea anew, from one's own words or from those that a language model proposed (`proposed_id`).

    A machine never changes this wording afterwards.
    """
    with acting("idea renamed", synthesis=synthesis, by=by, edit_id=edit_id) as act:
        if act.done_before:
            return
        idea = standing_idea(synthesis, idea_id)
        act.told = {"idea": idea.pk}
        wording = _wording(wording)
        model = take_wording(act, proposed_id, wording) or label_after(wording, [(idea.wording, idea.worded_with)])
        act.change([idea], wording=wording, is_worded_by_person=True, worded_with=model)


def order_ideas(*, synthesis: Synthesis, idea_ids: Sequence[UUID], by: Account, edit_id: UUID) -> None:
    """Put these ideas in this order, in the places they hold among the others."""
    with acting("ideas ordered", synthesis=synthesis, by=by, edit_id=edit_id) as act:
        if act.done_before:
            return
        found = {idea.pk: idea for idea in Idea.objects.filter(synthesis=synthesis, retired_at=None, pk__in=idea_ids)}
        if len(found) != len(set(idea_ids)):
            raise Problem("idea is gone")
        put_in_order(act, [found[pk] for pk in dict.fromkeys(idea_ids)])


def remove_idea(*, synthesis: Synthesis, idea_id: UUID, by: Account, edit_id: UUID) -> None:
    """Take an idea away: what stood under it alone stands by itself again, and ideas it held move up."""
    with acting("idea removed", synthesis=synthesis, by=by, edit_id=edit_id) as act:
        if act.done_before:
            return
        idea = standing_idea(synthesis, idea_id)
        act.change(Idea.objects.filter(parent=idea, retired_at=None), parent_id=idea.parent_id)
        placements = Placement.objects.filter(idea=idea, retired_at=None).order_by("at", "id")
        held = list(placements.values_list("criterion_id", flat=True))
        act.retire(placements)
        for link in SentenceIdea.objects.filter(idea=idea, sentence__retired_at=None).select_related("sentence"):
            act.unlink(link.sentence, [idea])
        act.retire([idea])
        elsewhere = set(_placements(synthesis, held).values_list("criterion_id", flat=True))
        stand_alone(act, [pk for pk in dict.fromkeys(held) if pk not in elsewhere])
        retire_emptied(act, [])
        act.told = {"idea": idea.pk}


# What the acts above, and those on sentences and on what is set aside, are made of.


def standing_idea(synthesis: Synthesis, idea_id: UUID) -> Idea:
    """An idea of this synthesis that nobody merged or removed meanwhile."""
    idea = Idea.objects.filter(synthesis=synthesis, pk=idea_id, retired_at=None).first()
    if idea is None:
        raise Problem("idea is gone")
    return idea


def chosen_criteria(synthesis: Synthesis, criterion_ids: Iterable[UUID], *, question: UUID | None = None) -> list[UUID]:
    """The criteria asked for, once each; all must be of this synthesis, and of one question where it is told."""
    asked = list(dict.fromkeys(criterion_ids))
    if not asked:
        raise Problem("nothing chosen")
    if missing := not_of(synthesis, asked):
        raise Problem("criterion is not there any more", count=len(missing))
    if question and criteria_of(synthesis).filter(pk__in=asked).exclude(note__question_id=question).exists():
        raise Problem("ideas of different questions")
    return asked


def lift(
    act: Act, criteria: Sequence[UUID], *, out_of: Sequence[UUID] | None = None, but: Idea | None = None
) -> list[UUID]:
    """Take criteria from where they stand, set aside included; give the ideas they were under."""
    there = _placements(act.synthesis, criteria)
    if out_of is not None:
        there = there.filter(idea__in=out_of)
    if but is not None:
        there = there.exclude(idea=but)
    lifted = list(there)
    act.retire(lifted)
    act.retire(SetAside.objects.filter(synthesis=act.synthesis, criterion__in=criteria, retired_at=None))
    return list(dict.fromkeys(placement.idea_id for placement in lifted))


def retire_emptied(act: Act, ideas: Iterable[UUID]) -> None:
    """Take away the ideas that hold nothing now, unless a person worded them or a sentence speaks of them."""
    asked = set(ideas)
    linked = SentenceIdea.objects.filter(sentence__retired_at=None).values("idea_id")
    emptied = Idea.objects.filter(synthesis=act.synthesis, retired_at=None, is_worded_by_person=False).exclude(
        pk__in=linked
    )
    holding = Placement.objects.filter(idea__synthesis=act.synthesis, retired_at=None).values("idea_id")
    over = Idea.objects.filter(synthesis=act.synthesis, retired_at=None).exclude(parent=None).values("parent_id")
    act.retire(emptied.filter(pk__in=asked).exclude(pk__in=holding).exclude(pk__in=over))
    act.retire(emptied.filter(parts__isnull=False).distinct().exclude(pk__in=holding).exclude(pk__in=over))


def stand_alone(act: Act, criteria: Sequence[UUID]) -> None:
    """Show each of these criteria by itself, in its own words."""
    kept = {
        criterion.pk: criterion
        for criterion in criteria_of(act.synthesis).filter(pk__in=criteria).select_related("note")
    }
    last = Idea.objects.filter(synthesis=act.synthesis).order_by("-position").values_list("position", flat=True).first()
    made = act.make(
        Idea(
            id=act.new_id(f"alone/{pk}"),
            synthesis=act.synthesis,
            question_id=kept[pk].note.question_id,
            wording=kept[pk].text,
            position=(last or 0) + APART * place,
        )
        for place, pk in enumerate((pk for pk in criteria if pk in kept), 1)
    )
    act.make(
        Placement(id=act.new_id(f"alone/{pk}/placement"), idea=idea, criterion_id=pk, by=act.by, at=act.at)
        for idea, pk in zip(made, (pk for pk in criteria if pk in kept), strict=True)
    )


def put_in_order(act: Act, rows: Sequence[Idea | Sentence]) -> None:
    """Give rows the places that they hold together, in the order given."""
    place = -1
    for row, kept in zip(rows, sorted(row.position for row in rows), strict=True):
        place = max(kept, place + 1)
        if row.position != place:
            act.change([row], position=place)


def worded(wording: str, synthesis: Synthesis, criteria: Sequence[UUID]) -> str:
    """The wording a person gave, else the shortest of the criteria's own words."""
    if normalise(wording) or not criteria:
        return _wording(wording)
    texts = criteria_of(synthesis).filter(pk__in=criteria).values_list("text", flat=True)
    return min(texts, key=lambda text: (len(text), text))


def _wording(wording: str) -> str:
    wording = normalise(wording)
    if not wording:
        raise Problem("wording is empty")
    return wording


def _placements(synthesis: Synthesis, criteria: Iterable[UUID]):  # type: ignore[no-untyped-def]
    return Placement.objects.filter(
        idea__synthesis=synthesis, idea__retired_at=None, retired_at=None, criterion__in=list(criteria)
    )


def _make_of(act: Act, criteria: Sequence[UUID], idea: Idea, *, out_of: Sequence[UUID] | None = None) -> None:
    idea.synthesis = act.synthesis
    idea.is_worded_by_person = True
    act.make([idea])
    emptied = lift(act, criteria, out_of=out_of) if criteria else []
    act.place(idea, criteria)
    retire_emptied(act, emptied)
    act.told = {"idea": idea.pk, "criteria": list(criteria)}


def _place_after(idea: Idea) -> int:
    following = (
        Idea.objects.filter(synthesis=idea.synthesis_id, retired_at=None, position__gt=idea.position)
        .order_by("position")
        .values_list("position", flat=True)
        .first()
    )
    return idea.position + APART if following is None else (idea.position + following + 1) // 2


def _with_parts(synthesis: Synthesis, ideas: Sequence[Idea]) -> list[Idea]:
    """These ideas and all that stand under them, the first one first."""
    below: dict[UUID | None, list[Idea]] = {}
    for idea in (
        Idea.objects.filter(synthesis=synthesis, retired_at=None).exclude(parent=None).order_by("position", "id")
    ):
        below.setdefault(idea.parent_id, []).append(idea)
    found: dict[UUID, Idea] = {idea.pk: idea for idea in ideas}
    waiting = list(ideas)
    while waiting:
        for part in below.get(waiting.pop(0).pk, ()):
            if part.pk not in found:
                found[part.pk] = part
                waiting.append(part)
    return list(found.values())
