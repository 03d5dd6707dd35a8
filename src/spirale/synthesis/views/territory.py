"""The territory's page: where we are, what to do next, what was said and done."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from spirale.territories.access import reach
from spirale.territories.models import Territory


@require_GET
def territory(request: HttpRequest, slug: str) -> HttpResponse:
    territory = reach(request, "territories.view", Territory.objects.all(), slug=slug)
    return render(request, "synthesis/territory.html", {"territory": territory})
