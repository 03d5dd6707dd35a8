"""Strategic axes: their list, one of them, making and wording them."""

from uuid import UUID, uuid4

import rules
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spirale.cycles.queries import current_cycle
from spirale.offline.sending import in_words
from spirale.pages.ids import ids_in
from spirale.pages.problems import Problem
from spirale.strategy import exports, operations
from spirale.strategy.forms import ChangeAxisForm, NewAxisForm
from spirale.strategy.models import Axis
from spirale.strategy.queries import axes as queries
from spirale.strategy.queries.carrying import rests_on_older
from spirale.strategy.queries.history import history_of, last_undoable
from spirale.strategy.queries.refs import latest_versions, versions_named
from spirale.strategy.views.reading import number_asked, refs_in
from spirale.strategy.views.saying import told
from spirale.synthesis.queries.frozen import version_page
from spirale.tables.leaving import FORMATS
from spirale.territories.access import account_of, reach
from spirale.territories.models import Territory
from spirale.territories.rules import is_reader


def _territory(request: HttpRequest, permission: str, slug: str) -> Territory:
    return reach(request, permission, Territory.objects.all(), slug=slug)


def _readable(request: HttpRequest, territory: Territory) -> list[queries.AxisShown]:
    """The axes of a territory that this visitor may read."""
    return queries.axes_of(territory) if is_reader(request.user, territory) else queries.public_axes_of(territory)


def axis_reached(request: HttpRequest, permission: str, axis_id: UUID) -> Axis:
    """An axis, for those who may do this with it."""
    return reach(request, permission, Axis.objects.select_related("territory", "group", "cycle"), pk=axis_id)


@require_safe
def axes(request: HttpRequest, slug: str) -> HttpResponse:
    """The axes of a territory; those who are not of it read the ones that rest on versions shown to all."""
    territory = _territory(request, "territories.view", slug)
    inside = is_reader(request.user, territory)
    shown = _readable(request, territory)
    context = {
        "territory": territory,
        "inside": inside,
        "axes": _with_orders(shown),
        "versions": latest_versions(territory.pk) if inside else [],
        "retired": queries.retired_axes_of(territory) if inside else [],
    }
    return render(request, "strategy/axes.html", context)


def _with_orders(shown: list[queries.AxisShown]) -> list[dict[str, object]]:
    """Each axis with the order that moving it up, or down, would give."""
    keys = [str(each.axis.pk) for each in shown]

    def swapped(first: int) -> str:
        if not 0 <= first < len(keys) - 1:
            return ""
        return " ".join([*keys[:first], keys[first + 1], keys[first], *keys[first + 2 :]])

    return [{"shown": each, "up": swapped(place - 1), "down": swapped(place)} for place, each in enumerate(shown)]


@require_POST
def order(request: HttpRequest, slug: str) -> HttpResponse:
    """Put the axes in another order."""
    territory = _territory(request, "strategy.edit", slug)
    try:
        operations.order_axes(
            territory=territory, axis_ids=ids_in(request.POST.get("order", "").split()), by=account_of(request)
        )
        messages.success(request, _("The axes are in this order now."))
    except Problem as problem:
        messages.error(request, in_words(problem))
    return redirect("strategy:axes", territory.slug)


@require_safe
def printed(request: HttpRequest, slug: str) -> HttpResponse:
    """The axes on paper, with all that they rest on."""
    territory = _territory(request, "territories.view", slug)
    context = {"territory": territory, "axes": _readable(request, territory)}
    return render(request, "strategy/printed_axes.html", context)


@require_safe
def export(request: HttpRequest, slug: str, form: str) -> HttpResponseBase:
    """The axes as a table to take away."""
    territory = _territory(request, "territories.view", slug)
    if form not in FORMATS:
        raise Http404
    return exports.export_axes(territory.slug, _readable(request, territory), form)


@require_http_methods(["GET", "POST"])
def new_axis(request: HttpRequest, slug: str) -> HttpResponse:
    """Make an axis, of the ideas that were ticked if some were."""
    territory = _territory(request, "strategy.edit", slug)
    refs = refs_in((request.POST if request.method == "POST" else request.GET).getlist("idea"))
    cycle = current_cycle(territory, on=timezone.localdate())
    form = NewAxisForm(request.POST or None, territory=territory, initial={"id": uuid4(), "cycle": cycle})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            axis = operations.make_axis(
                axis_id=given["id"],
                territory=territory,
                title=given["title"],
                text=given["text"],
                cycle=given["cycle"],
                ideas=refs,
                by=account_of(request),
            )
        except Problem as problem:
            form.add_error(None, in_words(problem))
        else:
            messages.success(request, _("The axis is made. Give it what it builds on, and its working group."))
            return redirect("strategy:axis", axis.pk)
    versions = versions_named(refs)
    ideas = [
        (f"{ref.frozen}:{ref.idea}", version_page(versions[ref.frozen]).ideas[ref.idea])
        for ref in refs
        if ref.frozen in versions
        and versions[ref.frozen].territory.pk == territory.pk
        and ref.idea in version_page(versions[ref.frozen]).ideas
    ]
    context = {"territory": territory, "form": form, "ideas": ideas}
    return render(request, "strategy/new_axis.html", context, status=422 if form.errors else 200)


@require_safe
def axis(request: HttpRequest, axis_id: UUID) -> HttpResponse:
    """One axis with all that it rests on; its history for those of the territory."""
    axis = axis_reached(request, "strategy.read_axis", axis_id)
    inside = is_reader(request.user, axis)
    history = history_of(axis) if inside else []
    may_edit = rules.has_perm("strategy.edit", request.user, axis)
    shown = queries.axis_shown(axis)
    context = {
        "axis": axis,
        "territory": axis.territory,
        "shown": shown,
        "rests_on_older": may_edit and rests_on_older(version.frozen for version in shown.versions),
        "inside": inside,
        "may_edit": may_edit,
        "history": told(history),
        "undoable": next(iter(told([last])), None) if may_edit and (last := last_undoable(history)) else None,
    }
    return render(request, "strategy/axis.html", context)


@require_http_methods(["GET", "POST"])
def change_axis(request: HttpRequest, axis_id: UUID) -> HttpResponse:
    """Word an axis otherwise; when somebody else did meanwhile, both wordings are shown."""
    axis = axis_reached(request, "strategy.edit", axis_id)
    stands = {"title": axis.title, "text": axis.text, "cycle": axis.cycle_id, "version": axis.version}
    form = ChangeAxisForm(request.POST or None, territory=axis.territory, initial=stands)
    theirs = None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            operations.change_axis(
                axis=axis,
                title=given["title"],
                text=given["text"],
                cycle=given["cycle"],
                based_on=given["version"],
                by=account_of(request),
            )
        except Problem as problem:
            form.add_error(None, in_words(problem))
            if problem.code == "axis changed meanwhile":
                theirs = axis
                # sent again, it was written knowing what stands
                form.data = {**request.POST.dict(), "version": str(axis.version)}
        else:
            messages.success(request, _("The axis is kept as you worded it."))
            return redirect("strategy:axis", axis.pk)
    context = {"axis": axis, "territory": axis.territory, "form": form, "theirs": theirs}
    return render(request, "strategy/change_axis.html", context, status=422 if form.errors else 200)


@require_POST
def act(request: HttpRequest, axis_id: UUID) -> HttpResponse:
    """Put an axis away, bring it back, or undo its last change."""
    axis = axis_reached(request, "strategy.edit", axis_id)
    asked, by = request.POST.get("do"), account_of(request)
    try:
        if asked == "retire":
            operations.retire_axis(axis=axis, by=by)
            messages.success(request, _("The axis is put away. You can bring it back at any time."))
        elif asked == "bring_back":
            operations.bring_back_axis(axis=axis, by=by)
            messages.success(request, _("The axis is back."))
        elif asked == "undo":
            operations.undo_axis_change(axis=axis, number=number_asked(request.POST.get("number", "")), by=by)
            messages.success(request, _("It is undone."))
    except Problem as problem:
        messages.error(request, in_words(problem))
    return redirect("strategy:axis", axis.pk)
