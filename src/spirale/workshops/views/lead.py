"""The lead page: what a facilitator holds in one hand while the workshop is lived.

It is made of panels. Each shows one thing and holds the forms that act on it; a script fetches it again when the
journal tells one of the verbs that it follows. An act is a plain form that answers through `answer`: the panel alone
to the script, the page to a browser without it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID, uuid4

import segno
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from spirale.live.tickets import address_of
from spirale.offline.sending import in_words
from spirale.pages.addresses import address_for_phones
from spirale.pages.problems import Problem, Problems
from spirale.territories.access import reach
from spirale.workshops import queries
from spirale.workshops.models import Participant, Workshop
from spirale.workshops.queries.agenda import agenda_of
from spirale.workshops.queries.halls import number_of
from spirale.workshops.queries.lead import hall_of
from spirale.workshops.queries.placing import notes_panel
from spirale.workshops.queries.pledges import notes_for_actions, pledge_map, question_of_actions
from spirale.workshops.queries.voice_panel import voice_panel

MORE_MINUTES: Final = 5
"""What one press gives a step that needs longer."""

SCRIPT: Final = "X-Panel"
"""The header by which the page's script says which panel an act was done in."""


class Fresh:
    """A new id each time a template writes it: a form that is sent twice does its act once."""

    def __str__(self) -> str:
        return str(uuid4())


FRESH: Final = Fresh()


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of the lead page: its title, its template, what it shows, and the verbs after which it is fetched again.

    In the template, what `shows` gives stands under `shown`; `workshop`, `hall` and `now` are there too.
    """

    title: str | Promise
    template: str
    shows: Callable[[HttpRequest, Workshop], Mapping[str, Any]]
    follows: tuple[str, ...]


def _step(_request: HttpRequest, workshop: Workshop) -> Mapping[str, Any]:
    agenda = agenda_of(workshop, at=timezone.now())
    more = agenda.current.minutes + MORE_MINUTES if agenda.current else 0
    return {"agenda": agenda, "lengthened": more}


def _door(request: HttpRequest, workshop: Workshop) -> Mapping[str, Any]:
    hall = hall_of(workshop)
    if hall is None or not hall.is_open:
        return {}
    address = address_for_phones(request, reverse("workshops:phone", args=[hall.code]))
    return {"address": address, "said": address.split("://", 1)[1].rstrip("/"), "qr": _qr(address)}


def _notes(_request: HttpRequest, workshop: Workshop) -> Mapping[str, Any]:
    return {"notes": notes_panel(workshop)}


def _voice(_request: HttpRequest, workshop: Workshop) -> Mapping[str, Any]:
    return {"voice": voice_panel(workshop), "kinds": Participant.Kind.choices, "fresh": FRESH}


def _pledges(_request: HttpRequest, workshop: Workshop) -> Mapping[str, Any]:
    question = question_of_actions(workshop)
    candidates, found = notes_for_actions(workshop, question) if question else ((), 0)
    return {
        "actions": pledge_map(workshop, contacts=True),
        "question": question,
        "candidates": candidates,
        "more": found - len(candidates),
        "fresh": FRESH,
    }


def _people(_request: HttpRequest, workshop: Workshop) -> Mapping[str, Any]:
    return {"people": queries.people_here(workshop)}


# In the order of the page: step, notes, voice, pledges, people, door. One block each.
PANELS: Final[dict[str, Panel]] = {
    "step": Panel(
        title=_("The step now"),
        template="workshops/lead/step.html",
        shows=_step,
        follows=(
            "step started",
            "step paused",
            "step resumed",
            "step lengthened",
            "agenda changed",
            "hall opened",
            "hall closed",
        ),
    ),
    "notes": Panel(
        title=_("Notes"),
        template="workshops/lead/notes.html",
        shows=_notes,
        follows=(
            "note gathered",
            "note corrected",
            "note withdrawn",
            "note restored",
            "participant's notes set aside",
            "participant's notes brought back",
            "participant joined",
            "question revealed",
            "question dealt",
            "note placed",
        ),
    ),
    "voice": Panel(
        title=_("Voices"),
        template="workshops/lead/voice.html",
        shows=_voice,
        follows=(
            "floor asked",
            "floor request ended",
            "turn started",
            "turn ended",
            "turn corrected",
            "turn taken back",
            "turn brought back",
            "step started",
            "step lengthened",
            "participant joined",
            "participant's notes set aside",
            "participant's notes brought back",
            "participant erased",
            "hall closed",
        ),
    ),
    "pledges": Panel(
        title=_("Actions and pledges"),
        template="workshops/lead/pledges.html",
        shows=_pledges,
        follows=(
            "action shortlisted",
            "action renamed",
            "action dropped",
            "action brought back",
            "pledge made",
            "pledge withdrawn",
            "pledge brought back",
            "question revealed",
            "step started",
            "participant's notes set aside",
            "participant's notes brought back",
            "participant erased",
        ),
    ),
    "people": Panel(
        title=_("Who is here"),
        template="workshops/lead/people.html",
        shows=_people,
        follows=(
            "participant joined",
            "participant's notes set aside",
            "participant's notes brought back",
            "participant erased",
            "step started",
        ),
    ),
    "door": Panel(
        title=_("Coming in"),
        template="workshops/lead/door.html",
        shows=_door,
        follows=("hall opened", "hall closed", "door closed", "door opened again"),
    ),
}


@require_GET
@never_cache
def lead(request: HttpRequest, workshop_id: UUID) -> HttpResponse:
    """The page itself; a workshop whose hall was never opened goes to where one opens it."""
    workshop = to_lead(request, workshop_id)
    hall = hall_of(workshop)
    if hall is None:
        return redirect("workshops:open_hall", workshop.pk)
    number = number_of(workshop)  # before the panels: what happens meanwhile is told again rather than missed
    shown = {
        "workshop": workshop,
        "hall": hall,
        "number": number,
        "live": address_of(workshop.pk),
        "now": timezone.now(),
        "panels": [_shown(request, workshop, name) for name in PANELS],
    }
    return render(request, "workshops/lead.html", shown)


@require_GET
@never_cache
def lead_panel(request: HttpRequest, workshop_id: UUID, panel: str) -> HttpResponse:
    """One panel alone, as it stands now."""
    workshop = to_lead(request, workshop_id)
    if panel not in PANELS:
        raise Http404
    return _panel(request, workshop, panel)


def answer(
    request: HttpRequest, workshop: Workshop, panel: str, act: Callable[[], object], *, said: str = ""
) -> HttpResponse:
    """Do an act of a panel and show it again: the panel alone to the page's script, the page to a plain form.

    What the act refuses is told in words, and what was typed stays in the page where there is a script.
    """
    problem = ""
    try:
        act()
    except (Problem, Problems) as found:
        problem = in_words(found)
    if here := request.headers.get(SCRIPT):
        if problem:
            return HttpResponse(problem, status=422, content_type="text/plain; charset=utf-8")
        return _panel(request, workshop, here if here in PANELS else panel, said=said)
    if problem:
        messages.error(request, problem)
    elif said:
        messages.success(request, said)
    return redirect(f"{reverse('workshops:lead', args=[workshop.pk])}#panel-{panel}")


def to_lead(request: HttpRequest, workshop_id: UUID) -> Workshop:
    """The workshop, for whoever may lead it."""
    return reach(request, "workshops.lead", queries.workshop_for_page(), id=workshop_id)


def _shown(request: HttpRequest, workshop: Workshop, name: str) -> dict[str, Any]:
    panel = PANELS[name]
    return {"name": name, "panel": panel, "follows": ",".join(panel.follows), **panel.shows(request, workshop)}


def _panel(request: HttpRequest, workshop: Workshop, name: str, said: str = "") -> HttpResponse:
    shown = {"workshop": workshop, "hall": hall_of(workshop), "now": timezone.now(), "said": said}
    return render(request, "workshops/lead/_panel.html", {**shown, "shown": _shown(request, workshop, name)})


def _qr(address: str) -> SafeString:
    """The address as a drawing that phones read, dark on light whatever the colours of the page."""
    drawn = segno.make(address, error="m").svg_inline(
        scale=4, border=3, dark="#1f2430", light="#ffffff", omitsize=True, svgclass="qr", lineclass=None
    )
    return mark_safe(drawn)  # noqa: S308 - drawn here, from an address of this site
