"""Error pages: what happened, and what to do."""

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "pages/error.html", {"kind": "bad_request"}, status=400)


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    return render(request, "pages/error.html", {"kind": "not_allowed"}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "pages/error.html", {"kind": "not_found"}, status=404)


def our_fault(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/error.html", {"kind": "our_fault"}, status=500)
