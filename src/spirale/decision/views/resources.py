"""The page of what a territory's bank counts."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from spirale.decision.forms import ResourceForm
from spirale.decision.models import Resource
from spirale.decision.operations import resources as operations
from spirale.decision.queries.resources import is_used, resources_of, starting_list
from spirale.offline.sending import in_words
from spirale.pages.problems import Problem
from spirale.territories.access import account_of, reach
from spirale.territories.models import Territory


@require_http_methods(["GET", "POST"])
def resources(request: HttpRequest, slug: str) -> HttpResponse:
    """What the bank counts, and adding to it."""
    permission = "decision.edit" if request.method == "POST" else "decision.view"
    territory = reach(request, permission, Territory.objects.all(), slug=slug)
    form = ResourceForm(request.POST or None, initial={"id": uuid4()})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            operations.add_resource(
                resource_id=given["id"],
                territory=territory,
                kind=given["kind"],
                name=given["name"],
                unit=given["unit"],
                is_shared=given["is_shared"],
                by=account_of(request),
            )
        except Problem as problem:
            form.add_error(None, in_words(problem))
        else:
            messages.success(request, _("“%(name)s” is on the list.") % {"name": given["name"]})
            return redirect("decision:resources", territory.slug)
    shown = {
        "territory": territory,
        "resources": resources_of(territory),
        "retired": Resource.objects.filter(territory=territory).exclude(retired_at=None),
        "usual": starting_list(territory.language),
        "form": form,
    }
    return render(request, "decision/resources.html", shown, status=422 if form.errors else 200)


@require_POST
def take_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Take the list that is offered as a start."""
    territory = reach(request, "decision.edit", Territory.objects.all(), slug=slug)
    count = operations.take_starting_list(territory=territory, by=account_of(request))
    said = ngettext("%(count)s resource added.", "%(count)s resources added.", count)
    messages.success(request, said % {"count": count})
    return redirect("decision:resources", territory.slug)


@require_http_methods(["GET", "POST"])
def resource(request: HttpRequest, resource_id: UUID) -> HttpResponse:
    """Name a resource otherwise, take it off the list or put it back."""
    found = reach(request, "decision.edit", Resource.objects.select_related("territory"), id=resource_id)
    told = {"id": found.pk, "kind": found.kind, "name": found.name, "unit": found.unit, "is_shared": found.is_shared}
    form = ResourceForm(request.POST if "name" in request.POST else None, initial=told)
    by = account_of(request)
    if request.method == "POST":
        try:
            if "retire" in request.POST:
                operations.retire_resource(resource=found, by=by)
            elif "back" in request.POST:
                operations.bring_back_resource(resource=found, by=by)
            elif form.is_valid():
                given = form.cleaned_data
                operations.change_resource(
                    resource=found,
                    kind=given["kind"],
                    name=given["name"],
                    unit=given["unit"],
                    is_shared=given["is_shared"],
                    by=by,
                )
        except Problem as problem:
            if form.is_bound:
                form.add_error(None, in_words(problem))
            else:
                messages.error(request, in_words(problem))
                return redirect("decision:resource", found.pk)
        if not form.errors:
            return redirect("decision:resources", found.territory.slug)
    shown = {"territory": found.territory, "resource": found, "form": form, "used": is_used(found)}
    return render(request, "decision/resource.html", shown, status=422 if form.errors else 200)
