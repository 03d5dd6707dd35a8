"""The groups of a territory."""

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from spirale.mobilisation import operations, queries
from spirale.mobilisation.forms import GroupForm, NewGroupForm
from spirale.mobilisation.models import Group
from spirale.people.access import signed_in
from spirale.territories.access import reach
from spirale.territories.models import Territory


def _groups() -> QuerySet[Group]:
    return Group.objects.select_related("territory")


@require_GET
def groups(request: HttpRequest, slug: str) -> HttpResponse:
    territory = reach(request, "mobilisation.view", Territory.objects.all(), slug=slug)
    shown = {
        "territory": territory,
        "groups": queries.groups_of(territory),
        "archived": queries.archived_groups_of(territory),
    }
    return render(request, "mobilisation/groups.html", shown)


@require_http_methods(["GET", "POST"])
def new_group(request: HttpRequest, slug: str) -> HttpResponse:
    territory = reach(request, "mobilisation.change", Territory.objects.all(), slug=slug)
    form = NewGroupForm(request.POST or None)
    if form.is_valid():
        try:
            group = operations.form_group(territory=territory, by=signed_in(request), **form.cleaned_data)
        except operations.NameTaken:
            form.add_error("name", _name_taken())
        else:
            messages.success(request, _("The group is formed."))
            return redirect("mobilisation:group", group.pk)
    shown = {"territory": territory, "form": form}
    return render(request, "mobilisation/new_group.html", shown, status=422 if form.is_bound else 200)


@require_GET
def group(request: HttpRequest, group_id: UUID) -> HttpResponse:
    group = reach(request, "mobilisation.view", _groups(), id=group_id)
    shown = {"group": group, "territory": group.territory, "workshops": queries.workshops_of(group)}
    return render(request, "mobilisation/group.html", shown)


@require_http_methods(["GET", "POST"])
def change_group(request: HttpRequest, group_id: UUID) -> HttpResponse:
    group = reach(request, "mobilisation.change", _groups(), id=group_id)
    name = group.name
    form = GroupForm(request.POST or None, instance=group)
    if form.is_valid():
        try:
            operations.change_group(group=group, by=signed_in(request), **form.cleaned_data)
        except operations.NameTaken:
            form.add_error("name", _name_taken())
        else:
            messages.success(request, _("The group is kept as you changed it."))
            return redirect("mobilisation:group", group.pk)
    shown = {"group": group, "name": name, "territory": group.territory, "form": form}
    return render(request, "mobilisation/change_group.html", shown, status=422 if form.is_bound else 200)


@require_POST
def archive(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """Put a group away, or take it up again."""
    group = reach(request, "mobilisation.change", _groups(), id=group_id)
    if request.POST.get("back"):
        operations.bring_group_back(group=group, by=signed_in(request))
        messages.success(request, _("The group is taken up again."))
    else:
        operations.archive_group(group=group, by=signed_in(request))
        messages.success(request, _("The group is put away. You can take it up again at any time."))
    return redirect("mobilisation:group", group.pk)


def _name_taken() -> str:
    return _("Another group of this territory has this name, perhaps one that was put away. Choose another.")
