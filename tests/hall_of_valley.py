"""One open hall in the demonstration, with something in every part of it, so that each page has what to show."""

from typing import Any
from uuid import UUID, uuid5

from django.db import transaction

from factories import key_number
from spirale.cycles.models import Question
from spirale.people.models import Account
from spirale.workshops.models import Hall, Note, Participant, Pile, Pledge, ShortlistedAction, Step, Workshop
from spirale.workshops.operations import (
    StepDraft,
    deal_question,
    join,
    make_pile,
    make_pledge,
    open_hall,
    place_note,
    reveal_question,
    shortlist_action,
    write_note,
)
from spirale.workshops.operations.agenda import start_step
from spirale.workshops.queries import hall_to_enter


@transaction.atomic
def open_the_hall(workshop: Workshop, by: Account) -> None:
    """An agenda at its second step, three people, notes sealed and shown, a pile, an action and what it is promised."""
    questions = list(Question.objects.filter(campaign=workshop.campaign_id))
    free = next(question for question in questions if question.grouping == Question.Grouping.FREE)
    steps = [
        StepDraft("welcome", "Accueil", 10, aim="Se connaître"),
        StepDraft("write", "Chacun écrit, en silence", 15, question=questions[0]),
        StepDraft("place", "Lire et placer", 20, question=free),
        StepDraft("round", "Tour de parole", 20),
        StepDraft("pledge", "Qui apporte quoi", 20),
    ]
    open_hall(workshop=workshop, steps=steps, template="first_meeting", by=by)
    workshop = hall_to_enter().get(pk=workshop.pk)
    welcome, writing, *_ = Step.objects.filter(workshop=workshop)
    start_step(step=welcome, instead_of=None, by=by)
    start_step(step=writing, instead_of=welcome.pk, by=by)
    lina, omar, _jo = people = [
        join(
            participant_id=uuid5(workshop.pk, f"participant {number}"),
            workshop=workshop,
            key=key_number(number),
            first_name=name,
            kind="citizen",
            table=1 + number % 2,
        )
        for number, name in enumerate(["Lina", "Omar", "Jo"])
    ]
    for somebody in people:
        for question in questions:
            write_note(
                note_id=uuid5(somebody.pk, question.code),
                workshop=workshop,
                participant=somebody,
                question_id=question.pk,
                text=f"ce que {somebody.first_name} écrit",
            )
    reveal_question(workshop=workshop, question=free, by=by)
    deal_question(workshop=workshop, question=free, by=by, seed=7)
    note = Note.objects.get(pk=uuid5(lina.pk, free.code))
    pile = make_pile(
        pile_id=uuid5(workshop.pk, "pile"), workshop=workshop, question=free, name="Un verger", participant=lina
    )
    place_note(move_id=uuid5(workshop.pk, "move"), note=note, pile=pile, participant=omar)
    action = shortlist_action(
        action_id=uuid5(workshop.pk, "action"), workshop=workshop, title="Planter un verger", by=by
    )
    make_pledge(
        pledge_id=uuid5(workshop.pk, "pledge"),
        action=action,
        brings="deux samedis",
        contact="06 00 00 00 00",
        participant=omar,
    )


def things_of_the_hall(workshop: Workshop) -> dict[str, Any]:
    """One thing of each kind in that hall, by the name that addresses give it."""

    def first(model: Any, **lookup: Any) -> UUID | None:
        return getattr(model.objects.filter(**lookup).first(), "pk", None)

    return {
        "code": getattr(Hall.objects.filter(workshop=workshop).first(), "code", None),
        "panel": "people",
        "step_id": first(Step, workshop=workshop),
        "step_act": "later",
        "door_act": "close",
        "participant_id": first(Participant, workshop=workshop),
        "pile_id": first(Pile, workshop=workshop),
        "action_id": first(ShortlistedAction, workshop=workshop),
        "pledge_id": first(Pledge, action__workshop=workshop),
    }
