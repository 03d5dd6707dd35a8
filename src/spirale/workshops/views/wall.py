"""The wall of a workshop: what a projector shows, the same as a table to act on, and its sheets on paper."""

from urllib.parse import urlencode
from uuid import UUID

import rules
import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from spirale.cycles.models import Question
from spirale.live.tickets import address_of
from spirale.pages.addresses import address_for_phones
from spirale.territories.access import reach
from spirale.workshops import queries
from spirale.workshops.models import Workshop
from spirale.workshops.queries.placing import TableAsked, sheet_to_print, sheets_counted, wall_table
from spirale.workshops.queries.wall import CARDS, Wall, wall_of
from spirale.workshops.views.lead import FRESH


@require_safe
@never_cache
def wall(request: HttpRequest, workshop_id: UUID) -> HttpResponse:
    """The page for the projector: no control, nothing but what the hall looks at."""
    return render(request, "workshops/wall.html", _now(request, _reach(request, workshop_id)))


@require_safe
@never_cache
def wall_now(request: HttpRequest, workshop_id: UUID) -> HttpResponse:
    """What the wall shows at this moment."""
    return render(request, "workshops/wall/now.html", _now(request, _reach(request, workshop_id)))


@require_safe
@never_cache
def table(request: HttpRequest, workshop_id: UUID) -> HttpResponse:
    """Every note of the wall with its place, and for facilitators the form that moves it."""
    workshop = _reach(request, workshop_id)
    asked = TableAsked(
        question=request.GET.get("question", "")[:12],
        place=request.GET.get("place", "")[:45],
        page=_number(request, "page", 1),
    )
    number = queries.number_of(workshop)
    shown = {
        "workshop": workshop,
        "asked": asked,
        "table": wall_table(workshop, asked),
        "may_move": rules.has_perm("workshops.lead", request.user, workshop),
        "number": number,
        "live": address_of(workshop.pk),
        "fresh": FRESH,
        "query": urlencode({"question": asked.question, "place": asked.place}),
    }
    return render(request, "workshops/wall_table.html", shown)


@require_safe
@never_cache
def sheet(request: HttpRequest, workshop_id: UUID, question_id: UUID) -> HttpResponse:
    """The large sheet of one question, to print: every note where the group placed it."""
    workshop = _reach(request, workshop_id)
    question = get_object_or_404(Question, pk=question_id, campaign=workshop.campaign_id)
    shown = {
        "workshop": workshop,
        "question": question,
        "groups": sheet_to_print(workshop, question),
        "progress": next(each for each in sheets_counted(workshop) if each.question.pk == question.pk),
    }
    return render(request, "workshops/wall_sheet.html", shown)


def _reach(request: HttpRequest, workshop_id: UUID) -> Workshop:
    return reach(request, "workshops.view", queries.workshop_for_page(), id=workshop_id)


def _now(request: HttpRequest, workshop: Workshop) -> dict[str, object]:
    number = queries.number_of(workshop)  # before the rest: what happens meanwhile is told again rather than missed
    shown = wall_of(workshop, page=_number(request, "page", 1), cards=_number(request, "cards", CARDS))
    return {
        "workshop": workshop,
        "wall": shown,
        "number": number,
        "live": address_of(workshop.pk),
        "now": timezone.now(),
        **_door(request, shown),
    }


def _door(request: HttpRequest, shown: Wall) -> dict[str, object]:
    """How one joins: the address as a drawing and in words. Nothing once nobody comes in any more."""
    hall = shown.hall
    if hall is None or not hall.is_open or hall.door_closed_at:
        return {"door": ""}
    address = address_for_phones(request, reverse("workshops:phone", args=[hall.code]))
    short = address_for_phones(request, reverse("workshops:door")).split("://", 1)[1].rstrip("/")
    return {"door": short, "qr": _qr(address) if shown.face == "join" else ""}


def _qr(address: str) -> SafeString:
    drawn = segno.make(address, error="m").svg_inline(
        scale=4, border=3, dark="#1f2430", light="#ffffff", omitsize=True, svgclass="qr", lineclass=None
    )
    return mark_safe(drawn)  # noqa: S308 - drawn here, from an address of this site


def _number(request: HttpRequest, name: str, usual: int) -> int:
    said = request.GET.get(name, "")
    return int(said) if said.isdecimal() and len(said) < 6 and int(said) else usual
