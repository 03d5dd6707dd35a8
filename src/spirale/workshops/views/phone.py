"""The participant's page, the door that leads to it, and the worker that keeps it without network."""

from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_GET

from spirale.pages.moment import of_the_moment
from spirale.workshops import queries
from spirale.workshops.models import Participant, Workshop
from spirale.workshops.queries.elsewhere import elsewhere_of, verbs_of_elsewhere

MODULES = ["workshops/phone_people.js", "workshops/phone_write.js", "offline/outbox.js", "offline/keys.js"]
"""What the page's script asks for next: named in the page, so that a slow phone asks for all at once."""


@require_GET
@cache_control(no_cache=True)
def phone_door(request: HttpRequest) -> HttpResponse:
    """Where one types the code of the room."""
    code = request.GET.get("code", "")
    if code:
        workshop = queries.hall_with_code(code)
        if workshop:
            return redirect("workshops:phone", workshop.hall.code)
        return _no_hall(request, code)
    return render(request, "workshops/door.html")


@require_GET
@cache_control(no_cache=True)
def phone(request: HttpRequest, code: str) -> HttpResponse:
    """The page on which a participant writes. It is the same for all: who writes is known to the device alone."""
    workshop = queries.hall_with_code(code)
    if workshop is None:
        return _no_hall(request, code)
    if workshop.hall.code != code:
        return redirect("workshops:phone", workshop.hall.code)
    page = of_the_moment(("phone", workshop.pk, get_language()), lambda: _page(request, workshop))
    return HttpResponse(page)


def _page(request: HttpRequest, workshop: Workshop) -> str:
    shown = {
        "workshop": workshop,
        "hall_address": f"/hall/{workshop.pk}/",
        "modules": MODULES,
        "kinds": Participant.Kind.choices,
        "follow_address": _address("synthesis:follow"),
        "other_languages": [each for each in settings.LANGUAGES if each[0] != get_language()],
        "language_cookie": settings.LANGUAGE_COOKIE_NAME,
        "elsewhere_follows": verbs_of_elsewhere(),
        "state": queries.first_state(workshop),
    }
    return render_to_string("workshops/phone.html", shown, request)


@require_GET
@never_cache
def elsewhere(request: HttpRequest, code: str) -> HttpResponse:
    """What is open on other pages for those in this hall, asked for after news of it; the same for all."""
    workshop = queries.hall_with_code(code)
    if workshop is None:
        raise Http404
    told = of_the_moment(("elsewhere", workshop.pk, get_language()), lambda: elsewhere_of(workshop))
    return JsonResponse({"elsewhere": told})


@require_GET
@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """The worker, from the address whose folder it may serve."""
    path = finders.find("workshops/sw.js")
    return HttpResponse(Path(str(path)).read_text(), content_type="text/javascript; charset=utf-8")


def _no_hall(request: HttpRequest, code: str) -> HttpResponse:
    said = _("No workshop has the code %(code)s now. Look at it again on the screen of the hall.")
    shown = {"code": code[:8], "problem": said % {"code": code[:8].upper()}}
    return render(request, "workshops/door.html", shown, status=404)


def _address(name: str) -> str:
    """An address of a later room, if this site has it."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
