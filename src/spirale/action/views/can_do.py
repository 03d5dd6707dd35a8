"""What can I do? The public page: what the chosen actions still lack, and whom to ask; nothing is kept of who asks."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from spirale.action.exports import FORMATS, export_can_do
from spirale.action.matching_forms import WishForm
from spirale.action.queries.can_do import CanDo, Wish, can_do
from spirale.pages.ids import ids_in
from spirale.territories.access import reach
from spirale.territories.models import Territory


def _found(request: HttpRequest, slug: str) -> tuple[Territory, Wish, CanDo]:
    territory = reach(request, "action.view", Territory.objects.all(), slug=slug)
    given = request.GET
    days = WishForm(given)
    days.is_valid()
    wish = Wish(
        resources=frozenset(ids_in(given.getlist("what")[:100])),
        from_on=days.cleaned_data.get("from_on"),
        to_on=days.cleaned_data.get("to_on"),
        place=" ".join(given.get("place", "").split())[:120],
    )
    return territory, wish, can_do(territory, wish, on=timezone.localdate())


@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """Pick what one could bring, when and where; see which actions lack it."""
    territory, wish, found = _found(request, slug)
    form = WishForm(request.GET if wish.is_told else None)
    form.offer(found.offered, found.places)
    shown = {
        "territory": territory,
        "wish": wish,
        "found": found,
        "form": form,
        "asked": request.GET.urlencode(),
        "today": timezone.localdate(),
        "formats": list(FORMATS),
    }
    return render(request, "action/can_do.html", shown)


@require_safe
def export(request: HttpRequest, slug: str, form: str) -> HttpResponseBase:
    """What is lacking as a table, narrowed as the page is."""
    if form not in FORMATS:
        raise Http404
    territory, _wish, found = _found(request, slug)
    return export_can_do(found, territory.slug, form)
