"""What journeys do as the hall's facilitator, in the site's own folder, and what they read there: see `main`."""

import json
import sys
from typing import Any
from uuid import UUID

import django


def main(words: list[str]) -> object:
    """`open NAME N`, `step CODE N`, `reveal CODE Q1`, `close CODE`, `door CODE close|open`, `notes CODE`."""
    act, name, *more = words
    if act == "open":
        opened = open_one(name)
        start(hall_called(opened["code"]), int(more[0]))
        return opened
    workshop = hall_called(name)
    if act == "notes":
        return notes_of(workshop)
    if act == "step":
        return start(workshop, int(more[0]))
    return facilitate(act, workshop, *more)


def open_one(title: str) -> dict[str, Any]:
    """A hall of its own, with a step of writing for each of the three questions, a round and an end."""
    from datetime import date
    from uuid import uuid4

    from spirale.cycles.models import Campaign
    from spirale.mobilisation.models import Group
    from spirale.workshops.models import Step
    from spirale.workshops.operations import StepDraft, open_hall, open_workshop

    campaign = Campaign.objects.get()
    workshop = open_workshop(
        workshop_id=uuid4(),
        group=Group.objects.order_by("pk")[0],
        campaign=campaign,
        title=title,
        held_on=date(2026, 11, 22),
        place="Salle des fêtes",
        by=None,
    )
    welcome = StepDraft(kind="welcome", title="Accueil", aim="Se dire bonjour, et pourquoi nous sommes là.")
    writing = [
        StepDraft(kind=Step.Kind.WRITE, title=f"Chacun écrit, en silence : {question.code}", question=question)
        for question in campaign.questions.order_by("position")
    ]
    ends = [StepDraft(kind="read", title="Regarder la feuille ensemble"), StepDraft(kind="pause", title="Pause")]
    hall = open_hall(workshop=workshop, steps=[welcome, *writing, *ends], by=None)
    questions = {question.code: str(question.pk) for question in campaign.questions.all()}
    return {"code": hall.code, "workshop": str(workshop.pk), "questions": questions}


def hall_called(code: str) -> Any:
    from spirale.workshops.models import Workshop

    return Workshop.objects.get(hall__code=code)


def start(workshop: Any, place: int) -> str:
    from spirale.workshops.models import Hall
    from spirale.workshops.operations.agenda import start_step

    running = Hall.objects.get(workshop=workshop).run
    step = workshop.steps.order_by("position")[place - 1]
    start_step(step=step, instead_of=running.step_id if running else None, by=None)
    return str(step.title)


def facilitate(act: str, workshop: Any, *more: str) -> str:
    from spirale.workshops import operations

    if act == "reveal":
        question = workshop.campaign.questions.get(code=more[0])
        operations.reveal_question(workshop=workshop, question=question, by=None)
    elif act == "door":
        acting = operations.close_door if more[0] == "close" else operations.reopen_door
        acting(workshop=workshop, by=None)
    elif act == "close":
        operations.close_hall(workshop=workshop, by=None)
    else:
        raise LookupError(act)
    return act


def notes_of(workshop: Any) -> list[dict[str, Any]]:
    """Every note that was ever received here, in the order of its arrival."""
    from spirale.workshops.models import Note

    return [
        {
            "text": note.text,
            "question": note.question.code,
            "author": str(note.author_id) if note.author_id else None,
            "stands": note.withdrawn_at is None,
            "is_sealed": note.is_sealed,
        }
        for note in Note.objects.filter(workshop=UUID(str(workshop.pk)))
        .select_related("question")
        .order_by("received_at", "written_at")
    ]


if __name__ == "__main__":
    django.setup()
    print(json.dumps(main(sys.argv[1:])))  # noqa: T201 - this is its answer
