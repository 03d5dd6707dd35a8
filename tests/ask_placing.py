"""What journeys do about placing as the hall's facilitator, in the site's own folder: `open TITLE`, then `MOVES`."""

import json
import sys
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import django

NOTES = {
    "Q1": ["un logement sec et clair", "manger à sa faim", "des voisins qui se parlent", "se sentir écouté"],
    "Q4": ["un lieu où se rencontrer", "un minibus partagé", "une salle ouverte le soir"],
}


def main(words: list[str]) -> object:
    """`open TITLE`, `deal WORKSHOP Q1 tables|people`, `step WORKSHOP N` (the n-th), `moves WORKSHOP`."""
    act, name, *more = words
    return {"open": open_one, "deal": deal, "step": start, "moves": moves}[act](name, *more)


def open_one(title: str) -> dict[str, Any]:
    """A hall whose notes are written and revealed, that is about to place them; then one writes, speaks and pledges."""
    from spirale.cycles.models import Campaign
    from spirale.mobilisation.models import Group
    from spirale.workshops.operations import (
        StepDraft,
        gather_note,
        open_hall,
        open_workshop,
        reveal_question,
        shortlist_action,
    )

    campaign = Campaign.objects.get()
    workshop = open_workshop(
        workshop_id=uuid4(),
        group=Group.objects.order_by("pk")[0],
        campaign=campaign,
        title=title,
        held_on=date(2026, 11, 22),
        by=None,
    )
    questions = {question.code: question for question in campaign.questions.all()}
    steps = [
        StepDraft(kind="place", title=f"Lire et placer les notes : {code}", question=questions[code]) for code in NOTES
    ]
    steps += [
        StepDraft(kind="write", title="Chacun écrit, en silence", question=questions["Q2"]),
        StepDraft(kind="round", title="Tour de parole"),
        StepDraft(kind="pledge", title="Qui apporte quoi"),
    ]
    hall = open_hall(workshop=workshop, steps=steps, by=None)
    shortlist_action(action_id=uuid4(), workshop=workshop, title="Un verger partagé", by=None)
    for code, texts in NOTES.items():
        for text in texts:
            gather_note(note_id=uuid4(), workshop=workshop, question=questions[code], text=text, sign=1, by=None)
        reveal_question(workshop=workshop, question=questions[code], by=None)
    start(str(workshop.pk), "1")
    return {"code": hall.code, "workshop": str(workshop.pk), "texts": NOTES}


def deal(name: str, code: str, to: str) -> int:
    from spirale.workshops.models import Workshop
    from spirale.workshops.operations import deal_question

    workshop = Workshop.objects.get(pk=UUID(name))
    question = workshop.campaign.questions.get(code=code)
    return deal_question(workshop=workshop, question=question, to=to, by=None, seed=7).notes


def start(name: str, place: str) -> str:
    from spirale.workshops.models import Hall, Workshop
    from spirale.workshops.operations.agenda import start_step

    workshop = Workshop.objects.get(pk=UUID(name))
    running = Hall.objects.get(workshop=workshop).run
    step = workshop.steps.order_by("position")[int(place) - 1]
    start_step(step=step, instead_of=running.step_id if running else None, by=None)
    return str(step.title)


def moves(name: str) -> list[dict[str, Any]]:
    """Every move that was made, in order, and whether it stands now."""
    from spirale.workshops.models import Move

    return [
        {
            "id": str(move.pk),
            "text": move.note.text,
            "code": move.code,
            "pile": move.pile.name if move.pile else "",
            "stands": move.note.place.move_id == move.pk,
            "contests": move.note.place.other_id == move.pk,
        }
        for move in Move.objects.filter(note__workshop=UUID(name)).select_related("note__place", "pile")
    ]


if __name__ == "__main__":
    django.setup()
    print(json.dumps(main(sys.argv[1:])))  # noqa: T201 - this is its answer
