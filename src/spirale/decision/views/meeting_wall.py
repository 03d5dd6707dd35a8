"""What the projector shows at the meeting: the bank as it fills, how far scoring is, then what was decided."""

from typing import Any
from uuid import UUID

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from spirale.decision.models import Choice
from spirale.decision.queries.balance import balances_of, shortfalls_of
from spirale.decision.queries.grounds import Grounds
from spirale.decision.queries.meeting import choice_for_meeting, number_of, space_of
from spirale.decision.queries.results import found_of
from spirale.decision.queries.scoring import board_of
from spirale.live.tickets import address_of
from spirale.pages.addresses import address_for_phones
from spirale.territories.access import reach


@require_safe
@never_cache
def wall(request: HttpRequest, choice_id: UUID) -> HttpResponse:
    """The page for the projector."""
    return render(request, "decision/meeting/wall.html", _now(request, choice_id))


@require_safe
@never_cache
def wall_now(request: HttpRequest, choice_id: UUID) -> HttpResponse:
    """What the wall shows at this moment."""
    return render(request, "decision/meeting/wall_now.html", _now(request, choice_id))


def _now(request: HttpRequest, choice_id: UUID) -> dict[str, Any]:
    choice = reach(request, "decision.view_meeting", choice_for_meeting(), id=choice_id)
    number = number_of(choice)  # before the rest: what happens meanwhile is told again rather than missed
    face = "result" if choice.decided_at else "scoring" if _is_scored(choice) else "bank"
    grounds = Grounds(choice)
    shown: dict[str, Any] = {"balances": balances_of(grounds)} if face == "bank" else {}
    if face == "scoring":
        shown = {"board": board_of(grounds)}
    if face == "result":
        shown = {"found": found_of(grounds), "shortfalls": shortfalls_of(grounds)}
    live = address_of(space_of(choice))
    return {"choice": choice, "face": face, "number": number, "live": live, "now": timezone.now(), **shown} | _door(
        request, choice, face
    )


def _is_scored(choice: Choice) -> bool:
    return choice.is_scoring_open and not choice.is_bank_open


def _door(request: HttpRequest, choice: Choice, face: str) -> dict[str, Any]:
    """How phones come to score and pledge: a drawing and words; nothing once it is decided."""
    hall = getattr(choice.workshop, "hall", None) if choice.workshop else None
    if hall is None or not hall.is_open or face == "result":
        return {"door": ""}
    address = address_for_phones(request, reverse("decision:meeting_door", args=[hall.code]))
    return {"door": address.split("://", 1)[1].rstrip("/"), "qr": _qr(address)}


def _qr(address: str) -> SafeString:
    """The address as a drawing that phones read, dark on light whatever the colours of the page."""
    drawn = segno.make(address, error="m").svg_inline(
        scale=4, border=3, dark="#1f2430", light="#ffffff", omitsize=True, svgclass="qr", lineclass=None
    )
    return mark_safe(drawn)  # noqa: S308 - drawn here, from an address of this site
