"""What exists already, in three columns."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from spirale.offline.sending import in_words
from spirale.pages.problems import Problem
from spirale.strategy import operations
from spirale.strategy.forms import ChangeExistingForm, NewExistingForm
from spirale.strategy.models import Existing
from spirale.strategy.queries.existing import columns_of, retired_existing
from spirale.strategy.queries.sheets import sheets_of
from spirale.territories.access import account_of, reach
from spirale.territories.models import Territory


@require_http_methods(["GET", "POST"])
def existing(request: HttpRequest, slug: str) -> HttpResponse:
    """The three columns; facilitators add to them."""
    permission = "strategy.edit" if request.method == "POST" else "strategy.view"
    territory = reach(request, permission, Territory.objects.all(), slug=slug)
    form = NewExistingForm(
        request.POST or None, initial={"id": uuid4(), "column": request.GET.get("column", Existing.Column.CREATOR)}
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            operations.add_existing(
                existing_id=given["id"],
                territory=territory,
                column=given["column"],
                name=given["name"],
                description=given["description"],
                by=account_of(request),
            )
        except Problem as problem:
            form.add_error("name", in_words(problem))
        else:
            messages.success(request, _("It is added."))
            return redirect("strategy:existing", territory.slug)
    context = {
        "territory": territory,
        "form": form,
        "columns": columns_of(territory),
        "retired": retired_existing(territory),
        "sheets": sheets_of(territory),
    }
    return render(request, "strategy/existing.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, existing_id: UUID) -> HttpResponse:
    """Say otherwise what exists."""
    thing = reach(request, "strategy.edit", Existing.objects.select_related("territory"), pk=existing_id)
    stands = {"name": thing.name, "description": thing.description, "version": thing.version}
    form = ChangeExistingForm(request.POST or None, initial=stands)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            operations.change_existing(
                existing=thing,
                name=given["name"],
                description=given["description"],
                based_on=given["version"],
                by=account_of(request),
            )
        except Problem as problem:
            form.add_error(None, in_words(problem))
            if problem.code == "existing changed meanwhile":
                # sent again, it was written knowing what stands
                form.data = {**request.POST.dict(), "version": str(thing.version)}
        else:
            messages.success(request, _("It is kept as you said it."))
            return redirect("strategy:existing", thing.territory.slug)
    context = {"thing": thing, "territory": thing.territory, "form": form}
    return render(request, "strategy/change_existing.html", context, status=422 if form.errors else 200)


@require_POST
def put_away(request: HttpRequest, existing_id: UUID) -> HttpResponse:
    """Put away what exists no more, or bring it back."""
    thing = reach(request, "strategy.edit", Existing.objects.select_related("territory"), pk=existing_id)
    try:
        if request.POST.get("back"):
            operations.bring_back_existing(existing=thing, by=account_of(request))
            messages.success(request, _("It is back in its column."))
        else:
            operations.retire_existing(existing=thing, by=account_of(request))
            messages.success(request, _("It is put away. You can bring it back at any time."))
    except Problem as problem:
        messages.error(request, in_words(problem))
    return redirect("strategy:existing", thing.territory.slug)
