"""The territory's page: where we are, what to do next, what was said and done."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from spirale.cycles.models import Cycle, Phase
from spirale.cycles.queries import Turn, runs
from spirale.pages.spiral import Sector, spiral_of
from spirale.synthesis.models import FrozenSynthesis, Synthesis
from spirale.synthesis.queries.overview import NextStep, Overview, overview
from spirale.territories.access import reach
from spirale.territories.models import Territory
from spirale.territories.sections import sections_of

STEPS = {
    "open_cycle": (
        gettext_lazy("No cycle is under way. Open one, so that everyone knows where you are on the spiral."),
        gettext_lazy("Open a cycle"),
    ),
    "ask": (
        gettext_lazy("Prepare the open questions that the groups will answer; the method’s own are ready."),
        gettext_lazy("Prepare the questions"),
    ),
    "ask_questions": (
        gettext_lazy("The campaign “%(thing)s” asks nothing yet. Write its questions."),
        gettext_lazy("Write the questions"),
    ),
    "form_group": (
        gettext_lazy("Form a first group of people alike in situation, so that everyone dares to speak."),
        gettext_lazy("Form a group"),
    ),
    "meet_group": (
        gettext_lazy("The group “%(thing)s” has not met yet. Set its first workshop."),
        gettext_lazy("Add a workshop"),
    ),
    "type_notes": (
        gettext_lazy("The notes of “%(thing)s” are still on paper. Type them in, or bring a file."),
        gettext_lazy("Type in the notes"),
    ),
    "code": (
        gettext_lazy("Criteria of “%(thing)s” wait for their code. The machine proposes, you decide."),
        gettext_lazy("Code the criteria"),
    ),
    "propose": (
        gettext_lazy("Every criterion has its code. Bring together those that say the same."),
        gettext_lazy("Begin a synthesis"),
    ),
    "go_on": (
        gettext_lazy("The synthesis “%(thing)s” is under way: read its ideas, write its sentences, freeze a version."),
        gettext_lazy("Go on with the synthesis"),
    ),
    "publish": (
        gettext_lazy(
            "“%(thing)s” is frozen, and only the people of the territory see it. Reread it, then show it to all."
        ),
        gettext_lazy("Reread the synthesis"),
    ),
    "share": (
        gettext_lazy("“%(thing)s” is open to all. Read it with the groups, then prepare the next phase."),
        gettext_lazy("Prepare the next phase"),
    ),
    "read": (
        gettext_lazy("The synthesis “%(thing)s” can be read, and checked down to each note."),
        gettext_lazy("Read the synthesis"),
    ),
    "meet": (
        gettext_lazy("The groups are at work; no synthesis is frozen yet. See what they have said so far."),
        gettext_lazy("See the groups"),
    ),
    "wait": (
        gettext_lazy("The facilitators are preparing the questions and the groups. Nothing is asked of you for now."),
        "",
    ),
}


@dataclass(frozen=True, slots=True)
class ShownSector:
    """A sector of the spiral as it is drawn for this territory."""

    shape: Sector
    state: str
    name: str = ""
    address: str = ""


@require_GET
def territory(request: HttpRequest, slug: str) -> HttpResponse:
    territory = reach(request, "territories.view", Territory.objects.all(), slug=slug)
    today = timezone.localdate()
    seen = overview(territory, request.user, on=today)
    shown = {
        "territory": territory,
        "seen": seen,
        "spiral": sectors(seen, reverse("cycles:plan", args=[territory.slug]), on=today),
        "phases": phases_now(seen, on=today),
        "step": step_in_words(seen.next_step, territory),
        "sections": sections_of(territory, request.user),
    }
    return render(request, "synthesis/territory.html", shown)


def step_in_words(step: NextStep | None, territory: Territory) -> dict[str, str] | None:
    """The next step as a sentence, a button and where it leads."""
    if step is None:
        return None
    sentence, act = STEPS[step.kind]
    on = step.on.synthesis if isinstance(step.on, FrozenSynthesis) else step.on
    return {
        "sentence": str(sentence) % {"thing": on},
        "act": str(act),
        "address": _address_of(step, territory) if act else "",
    }


def _address_of(step: NextStep, territory: Territory) -> str:
    if step.kind in {"read", "publish"} and isinstance(step.on, FrozenSynthesis):
        return reverse("synthesis:public", args=[step.on.synthesis_id, step.on.version])
    of_territory = {
        "open_cycle": "cycles:plan",
        "ask": "cycles:new_campaign",
        "form_group": "mobilisation:new_group",
        "propose": "synthesis:new",
        "share": "cycles:plan",
        "meet": "mobilisation:groups",
    }
    if step.kind in of_territory:
        return reverse(of_territory[step.kind], args=[territory.slug])
    of_thing = {
        "ask_questions": "cycles:campaign",
        "meet_group": "workshops:new",
        "type_notes": "coding:entry",
        "code": "coding:criteria",
        "go_on": "synthesis:board" if _is_free(step.on) else "synthesis:editor",
    }
    return reverse(of_thing[step.kind], args=[getattr(step.on, "pk", None)])


def _is_free(thing: object) -> bool:
    return isinstance(thing, Synthesis) and thing.origin == Synthesis.Origin.FREE


def sectors(seen: Overview, plan: str, *, on: date) -> list[ShownSector]:
    """The spiral of a territory: a turn for each cycle it opened, then the turns still ahead, as outlines."""
    last = max((turn.number for turn in seen.turns), default=Cycle.Number.TASTER)
    ahead = max(Cycle.Number.INTEGRATION - last, 0)
    drawn = []
    for sector in spiral_of(len(seen.turns) + ahead):
        if sector.turn >= len(seen.turns):
            drawn.append(ShownSector(sector, state="ahead"))
            continue
        turn = seen.turns[sector.turn]
        alike = [phase for phase in turn.phases if phase.type == sector.phase]
        state = state_of(alike, turn, seen.phase, kind=sector.phase, on=on)
        anchor = f"{plan}#phase-{alike[0].pk}" if alike else plan
        name = _("Cycle %(cycle)d, phase %(number)d: %(phase)s (%(state)s)") % {
            "cycle": turn.number,
            "number": sector.phase,
            "phase": Phase.Type(sector.phase).label,
            "state": {"now": _("now"), "lived": _("lived"), "ahead": _("ahead")}[state],
        }
        drawn.append(ShownSector(sector, state, name=name, address=anchor))
    return drawn


def state_of(alike: list[Phase], turn: Turn, current: Phase | None, *, kind: int, on: date) -> str:
    """How far a phase of a turn is: lived, now or ahead. Undated phases before the current one are lived."""
    if turn.state == "now" and any(runs(phase, on=on) for phase in alike):
        return "now"
    if turn.state == "lived" or any(phase.ends_on and phase.ends_on < on for phase in alike):
        return "lived"
    undated = all(phase.starts_on is None for phase in alike)
    is_before = current is not None and current.cycle_id == turn.cycle.pk and kind < current.type
    return "lived" if turn.state == "now" and undated and is_before else "ahead"


def phases_now(seen: Overview, *, on: date) -> list[dict[str, object]]:
    """The eight phases of the cycle under way, in words, for those who do not see the drawing."""
    turn = seen.turn
    if turn is None:
        return []
    lines = []
    for phase in turn.phases:
        state = state_of([phase], turn, seen.phase, kind=phase.type, on=on)
        lines.append({"phase": phase, "state": state, "when": _when(phase)})
    return lines


def _when(phase: Phase) -> str:
    said = {
        "from": date_format(phase.starts_on) if phase.starts_on else "",
        "to": date_format(phase.ends_on) if phase.ends_on else "",
    }
    if phase.starts_on and phase.ends_on:
        return _("from %(from)s to %(to)s") % said
    if phase.starts_on:
        return _("from %(from)s on") % said
    return _("until %(to)s") % said if phase.ends_on else ""
