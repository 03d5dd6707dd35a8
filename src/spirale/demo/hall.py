"""The meeting of the demonstration that is under way: a hall that is open, where people write in silence."""

import random
from typing import Any
from uuid import UUID, uuid5

from spirale.cycles.models import Campaign, Question
from spirale.mobilisation import operations as mobilisation
from spirale.mobilisation.models import Group
from spirale.offline.keys import LENGTH, SIGNS, spaced
from spirale.people.models import Account
from spirale.workshops import operations as workshops
from spirale.workshops.agendas import agenda_from
from spirale.workshops.models import Participant, Step, Workshop
from spirale.workshops.operations.agenda import start_step
from spirale.workshops.operations.participants import join
from spirale.workshops.operations.writing import write_note


def open_live_workshop(
    *, scene: dict[str, Any], group_id: UUID, workshop_id: UUID, campaign: Campaign, by: Account
) -> Workshop:
    """Open the hall of the scene, let its people in, go to its step, and let them write the first question's notes."""
    group = mobilisation.form_group(
        group_id=group_id,
        territory=campaign.territory,
        by=by,
        name=scene["name"],
        kind=Group.Kind.HOMOGENEOUS,
        profile=scene["profile"],
        size=scene["size"],
    )
    workshop = workshops.open_workshop(
        workshop_id=workshop_id,
        group=group,
        campaign=campaign,
        title=scene["workshop"],
        held_on=scene["held_on"],
        place=scene["place"],
        by=by,
    )
    questions = list(Question.objects.filter(campaign=campaign))
    workshops.open_hall(
        workshop=workshop,
        steps=agenda_from(scene["agenda"], questions, campaign.territory.language),
        template=scene["agenda"],
        by=by,
    )
    people = [_let_in(workshop, number, person) for number, person in enumerate(scene["people"])]
    before = None
    for step in Step.objects.filter(workshop=workshop)[: scene["step"]]:
        start_step(step=step, instead_of=before, by=by)
        before = step.pk
    for participant, person in zip(people, scene["people"], strict=True):
        for number, text in enumerate(person["notes"]):
            write_note(
                note_id=uuid5(participant.pk, str(number)),
                workshop=workshop,
                participant=participant,
                question_id=questions[0].pk,
                text=text,
            )
    return workshop


def _let_in(workshop: Workshop, number: int, person: dict[str, Any]) -> Participant:
    return join(
        participant_id=uuid5(workshop.pk, f"participant {number}"),
        workshop=workshop,
        key=key_of(workshop.pk, number),
        first_name=person["name"],
        kind=person["kind"],
        table=person["table"],
    )


def key_of(workshop_id: UUID, number: int) -> str:
    """The recovery code of one of its people: the same on every machine, for these are nobody's notes."""
    chance = random.Random(f"{workshop_id} {number}")  # noqa: S311 - an invented person keeps no secret
    return spaced("".join(chance.choice(SIGNS) for _ in range(LENGTH)))
