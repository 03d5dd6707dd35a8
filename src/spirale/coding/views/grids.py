"""Grids: which one a territory codes with, loading another, carrying codes to the next."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spirale.coding.forms import GridForm, MappingForm
from spirale.coding.models import GridMapping, GridVersion
from spirale.coding.operations import (
    carry_codings,
    choose_grid,
    grid_in_use,
    load_grid_mapping,
    load_grid_version,
)
from spirale.coding.queries.grids import grid_page, grid_versions, mappings_of
from spirale.pages.problems import Problem, Problems
from spirale.pages.sentences import sentence
from spirale.territories.access import account_of, reach
from spirale.territories.models import Territory


@require_safe
def grid(request: HttpRequest, grid_id: UUID) -> HttpResponse:
    """One version of the grid, to read."""
    version = reach(request, "coding.view_grid", GridVersion.objects.select_related("territory"), id=grid_id)
    return render(request, "coding/grid.html", {"grid": version, "page": grid_page(version)})


@require_http_methods(["GET", "POST"])
def grids(request: HttpRequest, slug: str) -> HttpResponse:
    """The versions a territory may code with; an administrator loads others and chooses."""
    permission = "coding.view" if request.method == "GET" else "coding.load_grid"
    territory = reach(request, permission, Territory.objects.all(), slug=slug)
    way = request.POST.get("way", "")
    in_use = grid_in_use(territory)
    versions = list(grid_versions(territory))
    own = [version for version in versions if version.territory_id]
    grid_form = GridForm(**_sent(request, way == "grid"), initial={"grid_id": uuid4()}, prefix="grid")
    mapping_form = MappingForm(
        **_sent(request, way == "mapping"),
        initial={"mapping_id": uuid4()},
        prefix="mapping",
        versions=versions,
        own=own,
    )
    problems: list[str] = []
    try:
        if way == "grid" and grid_form.is_valid():
            loaded = load_grid_version(territory=territory, by=account_of(request), **grid_form.grid())
            messages.success(request, _("Grid loaded: %(grid)s. Choose it to code with it.") % {"grid": loaded})
            return redirect("coding:grids", slug=slug)
        if way == "mapping" and mapping_form.is_valid():
            load_grid_mapping(territory=territory, by=account_of(request), **mapping_form.mapping())
            messages.success(request, _("Mapping loaded. You can now carry the codes."))
            return redirect("coding:grids", slug=slug)
    except Problem as problem:
        problems = [sentence(problem)]
    except Problems as several:
        problems = [sentence(problem) for problem in several.problems]
    context = {
        "territory": territory,
        "in_use": in_use,
        "versions": versions,
        "mappings": mappings_of(territory),
        "grid_form": grid_form,
        "mapping_form": mapping_form if own and len(versions) > 1 else None,
        "problems": problems,
        "way": way,
    }
    return render(request, "coding/grids.html", context, status=422 if problems or (way and request.POST) else 200)


@require_POST
def choose(request: HttpRequest, slug: str, grid_id: UUID) -> HttpResponse:
    """Code with this version from now on."""
    territory = reach(request, "coding.load_grid", Territory.objects.all(), slug=slug)
    chosen = grid_versions(territory).filter(id=grid_id).first()
    if chosen is None:
        messages.error(request, _("This grid is not one of this territory’s."))
    else:
        choose_grid(territory=territory, grid=chosen, by=account_of(request))
        messages.success(request, _("From now on this territory codes with %(grid)s.") % {"grid": chosen})
    return redirect("coding:grids", slug=slug)


@require_POST
def carry(request: HttpRequest, slug: str, mapping_id: UUID) -> HttpResponse:
    """Carry the codes of one version to the next."""
    territory = reach(request, "coding.load_grid", Territory.objects.all(), slug=slug)
    mappings = GridMapping.objects.filter(target__territory=territory).select_related("source", "target__territory")
    mapping = reach(request, "coding.load_grid", mappings, id=mapping_id)
    carried = carry_codings(mapping=mapping, territory=territory, by=account_of(request))
    messages.success(
        request,
        _(
            "Of %(total)s codes: %(recorded)s carried, %(already)s already there, %(to_decide)s to decide between "
            "several codes, %(without)s without a counterpart. The last two wait among the criteria without code."
        )
        % {
            "total": carried.total,
            "recorded": carried.recorded,
            "already": carried.already_coded,
            "to_decide": carried.to_decide,
            "without": carried.without_counterpart,
        },
    )
    return redirect("coding:grids", slug=slug)


def _sent(request: HttpRequest, is_this_one: bool) -> dict[str, Any]:
    return {"data": request.POST, "files": request.FILES} if is_this_one else {}
