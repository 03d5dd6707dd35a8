"""Pages of action sheets: the list, one sheet, its history, and taking away."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from spirale.decision import exports
from spirale.decision.models import ActionSheet
from spirale.decision.operations import sheets as operations
from spirale.decision.queries import sheets as queries
from spirale.decision.queries.content import carried_needs, content_of
from spirale.offline.sending import in_words
from spirale.pages.ids import as_id
from spirale.pages.problems import Problem
from spirale.strategy.models import Axis
from spirale.strategy.queries.axes import public_axes_of
from spirale.territories.access import account_of, reach
from spirale.territories.models import Territory
from spirale.territories.rules import is_reader


def get_sheet(request: HttpRequest, permission: str, sheet_id: UUID) -> ActionSheet:
    """The sheet, for who may."""
    things = ActionSheet.objects.select_related("territory", "axis", "cycle", "model__territory")
    return reach(request, permission, things, id=sheet_id)


@require_safe
def sheets(request: HttpRequest, slug: str) -> HttpResponse:
    """The action sheets of a territory; who is not of it sees those on which people decided."""
    territory = reach(request, "territories.view", Territory.objects.all(), slug=slug)
    inside = is_reader(request.user, territory)
    asked = _asked(request)
    shown = {
        "territory": territory,
        "inside": inside,
        "asked": asked,
        "page": queries.listed(territory, asked, inside=inside),
        "axes": Axis.objects.filter(territory=territory, retired_at=None) if inside else _public_axes(territory),
        "reaches": ActionSheet.Reach.choices,
        "formats": list(exports.FORMATS),
    }
    return render(request, "decision/sheets.html", shown)


def _public_axes(territory: Territory) -> list[Axis]:
    return [shown.axis for shown in public_axes_of(territory)]


def _asked(request: HttpRequest) -> queries.Asked:
    given = request.GET
    axis, page = given.get("axis", ""), given.get("page", "1")
    return queries.Asked(
        axis=axis if axis == "none" or as_id(axis) else "",
        reach=given.get("reach", "") if given.get("reach") in ActionSheet.Reach.values else "",
        words=" ".join(given.get("words", "").split())[:200],
        retired=given.get("retired") == "1",
        page=int(page) if page.isascii() and page.isdigit() and len(page) < 7 else 1,
    )


@require_safe
def sheet(request: HttpRequest, sheet_id: UUID) -> HttpResponse:
    """One sheet as it stands."""
    found = get_sheet(request, "decision.read_sheet", sheet_id)
    return render(request, "decision/sheet.html", _shown(request, found))


@require_safe
def print_sheet(request: HttpRequest, sheet_id: UUID) -> HttpResponse:
    """One sheet on paper."""
    found = get_sheet(request, "decision.read_sheet", sheet_id)
    return render(request, "decision/print_one.html", _shown(request, found))


def _shown(request: HttpRequest, found: ActionSheet) -> dict[str, object]:
    inside = is_reader(request.user, found.territory)
    links = queries.links_of(found)
    ideas = queries.ideas_served(found)
    return {
        "territory": found.territory,
        "inside": inside,
        "sheet": found,
        "needs": queries.standing_needs(found),
        "ideas": ideas if inside else [one for one in ideas if one.frozen.is_public],
        "codes": queries.codes_named(found.territory, found.codes),
        "links": links if inside else None,
        "choices": [one for one in queries.choices_of(found) if inside or one.decided_at],
        "reaches": sorted(found.reaches.items()),
        "latest": found.versions.select_related("saved_by").first() if inside else None,
    }


@require_safe
def print_all(request: HttpRequest, slug: str) -> HttpResponse:
    """All sheets that stand, on paper."""
    territory = reach(request, "territories.view", Territory.objects.all(), slug=slug)
    inside = is_reader(request.user, territory)
    shown = {"territory": territory, "sheets": queries.printed(territory, inside=inside)}
    return render(request, "decision/print_all.html", shown)


@require_safe
def history(request: HttpRequest, sheet_id: UUID) -> HttpResponse:
    """What each save changed, who joined and why."""
    found = get_sheet(request, "decision.view", sheet_id)
    shown = {"sheet": found, "territory": found.territory, "turns": queries.history_of(found), "save_id": uuid4()}
    return render(request, "decision/history.html", shown)


@require_POST
def restore(request: HttpRequest, sheet_id: UUID, number: int) -> HttpResponse:
    """Say again what an earlier version said, as a new version."""
    found = get_sheet(request, "decision.write_sheet", sheet_id)
    save_id = as_id(request.POST.get("save_id", "")) or uuid4()
    try:
        operations.restore_version(sheet=found, number=number, save_id=save_id, by=account_of(request))
    except Problem as problem:
        messages.error(request, in_words(problem))
    else:
        messages.success(request, _("The sheet says again what version %(number)s said.") % {"number": number})
    return redirect("decision:sheet", found.pk)


@require_POST
def retire(request: HttpRequest, sheet_id: UUID) -> HttpResponse:
    """Take a sheet off the list, or put it back."""
    found = get_sheet(request, "decision.write_sheet", sheet_id)
    if "back" in request.POST:
        operations.bring_back_sheet(sheet=found, by=account_of(request))
        messages.success(request, _("The sheet is on the list again."))
    else:
        operations.retire_sheet(sheet=found, by=account_of(request))
        messages.success(request, _("The sheet is off the list. It can be brought back from its page."))
    return redirect("decision:sheet", found.pk)


@require_safe
def export(request: HttpRequest, slug: str, form: str) -> HttpResponseBase:
    """All sheets that stand, as a table or as JSON."""
    territory = reach(request, "decision.view", Territory.objects.all(), slug=slug)
    if form not in exports.FORMATS:
        raise Http404
    return exports.export(territory, form)


def start_from(model: ActionSheet, territory: Territory) -> tuple[dict[str, object], list[str]]:
    """What a sheet that extends another begins with, and what of it the territory's bank has not."""
    content = content_of(model)
    if model.territory_id == territory.pk:
        needs = [need | {"id": str(uuid4())} for need in content["needs"]]
        return content | {"needs": needs, "cycle": None}, []
    needs, lacking = carried_needs(model, territory)
    empty: dict[str, object] = {"axis": None, "cycle": None, "ideas": [], "requires": [], "excludes": []}
    return content | empty | {"needs": needs}, lacking
