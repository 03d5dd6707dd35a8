"""Pages that belong to no room: what Spirale is, the language, health, and what is said when something fails."""

from dataclasses import asdict

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from spirale.pages import queries

A_YEAR = 60 * 60 * 24 * 365


@require_GET
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/about.html")


@never_cache
@require_GET
def health(request: HttpRequest) -> JsonResponse:
    found = queries.health(at=timezone.now())
    return JsonResponse({**asdict(found), "well": found.is_well}, status=200 if found.is_well else 503)


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Keep the reader's language in a cookie and go back to where they were."""
    chosen = request.POST.get("language", "")
    if chosen not in dict(settings.LANGUAGES):
        return HttpResponseBadRequest("unknown language")
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    answer = HttpResponseRedirect(back)
    answer.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        chosen,
        max_age=A_YEAR,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
    )
    return answer


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "pages/error.html", {"kind": "bad_request", "on_its_own": True}, status=400)


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    return render(request, "pages/error.html", {"kind": "not_allowed"}, status=403)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose proof of origin is missing or old."""
    return render(request, "pages/error.html", {"kind": "stale_form", "on_its_own": True}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "pages/error.html", {"kind": "not_found"}, status=404)


def our_fault(request: HttpRequest) -> HttpResponse:
    """Drawn without the account or the messages: the database may be what failed."""
    return render(request, "pages/error.html", {"kind": "our_fault", "on_its_own": True}, status=500)
