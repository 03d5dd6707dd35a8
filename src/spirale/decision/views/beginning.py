"""Beginning a sheet from another: here for a later cycle, or in another territory where one may write."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from spirale.decision.views.sheets import get_sheet
from spirale.territories.access import account_of
from spirale.territories.queries import territories_to_write_in


@require_safe
def begin_another(request: HttpRequest, sheet_id: UUID) -> HttpResponse:
    """Pick where the new sheet is written: the territory of its model comes first."""
    model = get_sheet(request, "decision.begin_from", sheet_id)
    places = sorted(territories_to_write_in(account_of(request)), key=lambda one: one.pk != model.territory_id)
    shown = {"model": model, "territory": model.territory, "places": places}
    return render(request, "decision/begin_another.html", shown)
