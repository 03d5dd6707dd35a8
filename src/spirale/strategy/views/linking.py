"""What an axis answers, what it builds on, and who carries it: ticked on pages of their own."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from spirale.mobilisation.operations import NameTaken
from spirale.offline.sending import in_words
from spirale.pages.ids import ids_in
from spirale.pages.problems import Problem
from spirale.strategy import operations
from spirale.strategy.forms import GroupForm
from spirale.strategy.queries.axes import axis_shown
from spirale.strategy.queries.existing import columns_of
from spirale.strategy.queries.refs import ideas_to_confront, latest_versions
from spirale.strategy.views.axes import axis_reached
from spirale.strategy.views.reading import refs_in
from spirale.territories.access import account_of


@require_http_methods(["GET", "POST"])
def ideas(request: HttpRequest, axis_id: UUID) -> HttpResponse:
    """Tick the ideas that an axis answers; what others ticked meanwhile stays."""
    axis = axis_reached(request, "strategy.edit", axis_id)
    if request.method == "POST":
        ticked, were = refs_in(request.POST.getlist("idea")), refs_in(request.POST.getlist("was"))
        try:
            by = account_of(request)
            operations.link_ideas(axis=axis, ideas=[ref for ref in ticked if ref not in were], by=by)
            operations.unlink_ideas(axis=axis, ideas=[ref for ref in were if ref not in ticked], by=by)
            messages.success(request, _("The ideas of this axis are kept."))
        except Problem as problem:
            messages.error(request, in_words(problem))
        return redirect("strategy:axis", axis.pk)
    shown = axis_shown(axis)
    ticked_ideas = {(version.frozen.pk, one.idea.id) for version in shown.versions for one in version.ideas}
    versions = {frozen.pk: frozen for frozen in latest_versions(axis.territory.pk)}
    versions |= {version.frozen.pk: version.frozen for version in shown.versions}
    offered = [
        (
            frozen,
            [
                (f"{frozen.pk}:{idea.id}", idea, (frozen.pk, idea.id) in ticked_ideas)
                for idea in ideas_to_confront(frozen)
            ],
        )
        for frozen in versions.values()
    ]
    context = {"axis": axis, "territory": axis.territory, "offered": offered}
    return render(request, "strategy/axis_ideas.html", context)


@require_http_methods(["GET", "POST"])
def built_on(request: HttpRequest, axis_id: UUID) -> HttpResponse:
    """Tick what an axis builds on among what exists."""
    axis = axis_reached(request, "strategy.edit", axis_id)
    if request.method == "POST":
        ticked, were = ids_in(request.POST.getlist("existing")), ids_in(request.POST.getlist("was"))
        try:
            by = account_of(request)
            operations.link_existing(axis=axis, existing_ids=[pk for pk in ticked if pk not in were], by=by)
            operations.unlink_existing(axis=axis, existing_ids=[pk for pk in were if pk not in ticked], by=by)
            messages.success(request, _("What this axis builds on is kept."))
        except Problem as problem:
            messages.error(request, in_words(problem))
        return redirect("strategy:axis", axis.pk)
    shown = axis_shown(axis)
    standing = {each.pk for column in shown.columns for each in column.standing}
    context = {
        "axis": axis,
        "territory": axis.territory,
        "columns": columns_of(axis.territory),
        "standing": standing,
        "found": {
            finding.name
            for version in shown.versions
            for one in version.ideas
            for cell in one.cells
            for finding in cell.found
        },
    }
    return render(request, "strategy/axis_existing.html", context)


@require_http_methods(["GET", "POST"])
def group(request: HttpRequest, axis_id: UUID) -> HttpResponse:
    """Choose the working group of an axis, or form it."""
    axis = axis_reached(request, "strategy.edit", axis_id)
    form = GroupForm(request.POST or None, axis=axis, initial={"group": axis.group_id, "new_id": uuid4()})
    if request.method == "POST" and form.is_valid():
        given, by = form.cleaned_data, account_of(request)
        try:
            if given["new_name"].strip():
                operations.form_group_for_axis(
                    axis=axis, group_id=given["new_id"], name=given["new_name"], profile=axis.title, by=by
                )
            else:
                operations.set_group(axis=axis, group=given["group"], by=by)
        except NameTaken:
            form.add_error(
                "new_name", _("Another group of this territory has this name. Choose it above, or find another.")
            )
        except Problem as problem:
            form.add_error(None, in_words(problem))
        else:
            messages.success(request, _("The working group of this axis is kept."))
            return redirect("strategy:axis", axis.pk)
    context = {"axis": axis, "territory": axis.territory, "form": form}
    return render(request, "strategy/axis_group.html", context, status=422 if form.errors else 200)
