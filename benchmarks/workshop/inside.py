"""What the benchmark asks of the site's own code, in a process of its own: `prepare ROOMS`, or `kept`."""

import json
import sys
from datetime import date
from uuid import uuid4

import django

QUESTIONS = ("Q1", "Q2", "Q3")
PLACES = ("A", "A01", "A02", "B", "B01", "C", "D", "E", "F", "G")


def prepare(rooms: int) -> dict:
    """A territory with one group, one workshop and one open hall a room, each with its agenda."""
    from django.conf import settings
    from django.core.management import call_command
    from django.urls import reverse

    from spirale.coding.operations import choose_grid, ensure_shipped_grid
    from spirale.cycles.operations import ask_question, open_campaign
    from spirale.cycles.usual import USUAL_QUESTIONS
    from spirale.mobilisation.operations import form_group
    from spirale.people.operations import make_account
    from spirale.territories.operations import open_territory
    from spirale.workshops.agendas import agenda_from
    from spirale.workshops.models import Step
    from spirale.workshops.operations import open_workshop
    from spirale.workshops.operations.halls import open_hall

    call_command("migrate", verbosity=0)
    by = make_account(email="facilitator@example.org", name="Facilitator")
    territory = open_territory(territory_id=uuid4(), by=by, name="Val", slug="val", description="", is_public=False)
    choose_grid(territory=territory, grid=ensure_shipped_grid(), by=by)
    campaign = open_campaign(
        campaign_id=uuid4(), territory=territory, cycle=None, by=by, name="Bien-être", opened_on=date(2026, 1, 1)
    )
    questions = [
        ask_question(
            question_id=uuid4(),
            campaign=campaign,
            by=by,
            code=usual.code,
            wordings=usual.wordings,
            sign=usual.sign,
            grouping=usual.grouping,
        )
        for usual in USUAL_QUESTIONS
        if usual.code in QUESTIONS
    ]
    cookies, csrf = _signed_in(by, settings)
    halls = []
    for number in range(rooms):
        group = form_group(group_id=uuid4(), territory=territory, by=by, name=f"Groupe {number + 1}")
        workshop = open_workshop(
            workshop_id=uuid4(),
            group=group,
            campaign=campaign,
            title="Première rencontre",
            held_on=date(2026, 3, 14),
            by=by,
        )
        steps = agenda_from("first_meeting", questions, "fr")
        hall = open_hall(workshop=workshop, steps=steps, template="first_meeting", by=by)
        acts = {}
        before = ""
        for question in questions:
            for act, kind in (("write", Step.Kind.WRITE), ("place", Step.Kind.PLACE)):
                step = Step.objects.get(workshop=workshop, question=question, kind=kind)
                onward = {"step": str(step.pk), "instead_of": before}
                acts[f"{act} {question.code}"] = (reverse("workshops:go", args=[workshop.pk]), onward)
                before = str(step.pk)
            asked = {"question": str(question.pk), "to": "people"}
            acts[f"reveal {question.code}"] = (reverse("workshops:reveal", args=[workshop.pk]), asked)
            acts[f"deal {question.code}"] = (reverse("workshops:deal", args=[workshop.pk]), asked)
        halls.append(
            {
                "id": str(workshop.pk),
                "code": hall.code,
                "rooms": rooms,
                "questions": {question.code: str(question.pk) for question in questions},
                "places": PLACES,
                "acts": acts,
                "cookies": cookies,
                "csrf": csrf,
            }
        )
    return {"halls": halls}


def _signed_in(account, settings) -> tuple[str, str]:
    """The cookies of a browser in which this account signed in, and its proof against forged forms."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.middleware.csrf import _get_new_csrf_string

    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.create()
    csrf = _get_new_csrf_string()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}; {settings.CSRF_COOKIE_NAME}={csrf}", csrf


def kept() -> dict:
    """Every note and every move that the database holds, with who wrote them checked to be somebody."""
    from spirale.journal.models import Space
    from spirale.journal.queries import first_broken_line
    from spirale.workshops.models import Move, Note, Workshop

    spaces = Space.objects.filter(id__in=Workshop.objects.values("pk")).values_list("id", flat=True)
    return {
        "notes": [
            str(pk) for pk in Note.objects.filter(author__isnull=False, withdrawn_at=None).values_list("pk", flat=True)
        ],
        "moves": [str(pk) for pk in Move.objects.values_list("pk", flat=True)],
        "broken": [str(space) for space in spaces if first_broken_line(space) is not None],
    }


if __name__ == "__main__":
    django.setup()
    said = prepare(int(sys.argv[2])) if sys.argv[1] == "prepare" else kept()
    print(json.dumps(said))
