"""A thousand copies of one note weigh in its count, and nowhere else."""

from uuid import UUID, uuid5

import pytest

from spirale.coding.operations import take_criteria
from spirale.demo.operations import facilitator_of_demonstration, id_of
from spirale.synthesis.models import Idea, Synthesis
from spirale.synthesis.operations import begin_synthesis, gather_arrivals, propose_ideas_for
from spirale.synthesis.queries.criteria import members_by_idea
from spirale.territories.models import Territory
from spirale.workshops.models import Note
from spirale.workshops.operations import NoteDraft, gather_notes

pytestmark = pytest.mark.database

FLOOD = 1000


def test_a_thousand_copies_of_one_note_change_its_count_and_no_other_idea(valley):
    before_proposed = _ideas(_proposed(valley, "before"))
    finished = Synthesis.objects.get(id=id_of("synthesis", "finished"))
    before_finished = _ideas(finished)
    note = Note.objects.get(text="un café ouvert toute l'année")

    _flood_with(note)
    gather_arrivals(synthesis=finished, by=facilitator_of_demonstration())

    assert _difference(before_finished, _ideas(finished)) == {"Des lieux ouverts, où l’on se croise": FLOOD}
    after_proposed = _ideas(_proposed(valley, "after"))
    assert [wording for wording, _ in after_proposed] == [wording for wording, _ in before_proposed]
    changed = [now - then for (_, then), (_, now) in zip(before_proposed, after_proposed, strict=True) if now != then]
    assert changed == [FLOOD]


def _flood_with(note: Note) -> None:
    by = facilitator_of_demonstration()
    gather_notes(
        workshop=note.workshop,
        drafts=[NoteDraft(uuid5(note.pk, str(copy)), note.question, note.text, note.sign) for copy in range(FLOOD)],
        by=by,
    )
    take_criteria(workshop=note.workshop, by=by)


def _proposed(territory: Territory, name: str) -> Synthesis:
    finished = Synthesis.objects.get(id=id_of("synthesis", "finished"))
    synthesis = begin_synthesis(
        synthesis_id=uuid5(territory.pk, name),
        territory=territory,
        campaign=finished.campaign,
        questions=list(finished.questions.all()),
        title=name,
        seed=7,
        by=facilitator_of_demonstration(),
    )
    propose_ideas_for(synthesis=synthesis, by=facilitator_of_demonstration())
    return synthesis


def _ideas(synthesis: Synthesis) -> list[tuple[str, int]]:
    """Every idea that holds something, by its wording, with its count."""
    members: dict[UUID, list[UUID]] = members_by_idea(synthesis)
    wordings = dict(Idea.objects.filter(pk__in=members).values_list("pk", "wording"))
    return sorted((wordings[idea], len(held)) for idea, held in members.items())


def _difference(before: list[tuple[str, int]], after: list[tuple[str, int]]) -> dict[str, int]:
    assert [wording for wording, _ in before] == [wording for wording, _ in after]
    return {wording: now - then for (wording, then), (_, now) in zip(before, after, strict=True) if now != then}
