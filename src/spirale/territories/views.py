"""The first page, opening a territory, its settings and its people."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from spirale.people.access import signed_in
from spirale.people.models import Account
from spirale.territories import operations, queries
from spirale.territories.access import reach
from spirale.territories.forms import NewMemberForm, NewTerritoryForm, RoleForm, TerritoryForm
from spirale.territories.models import Membership, Territory


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    me = request.user if isinstance(request.user, Account) else None
    shown = {
        "memberships": queries.memberships_of(me) if me else [],
        "public_territories": queries.public_territories(besides=me),
    }
    return render(request, "territories/home.html", shown)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    form = NewTerritoryForm(request.POST or None)
    if form.is_valid():
        try:
            territory = operations.open_territory(by=signed_in(request), **form.cleaned_data)
        except operations.ContradictsWhatWasKept:
            form.add_error(
                None, _("You have already opened a territory from this page, under another name. Load the page anew.")
            )
        else:
            messages.success(request, _("The territory is open. You administer it."))
            return redirect("synthesis:territory", territory.slug)
    return render(request, "territories/new.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest, slug: str) -> HttpResponse:
    territory = reach(request, "territories.change", Territory.objects.all(), slug=slug)
    form = TerritoryForm(request.POST or None, instance=territory)
    if form.is_valid():
        kept = operations.change_territory(territory=territory, by=signed_in(request), **form.cleaned_data)
        messages.success(request, _("The territory is kept as you changed it."))
        return redirect("synthesis:territory", kept.slug)
    name = Territory.objects.get(pk=territory.pk).name if form.is_bound else territory.name
    shown = {"territory": territory, "name": name, "form": form}
    return render(request, "territories/settings.html", shown, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def members(request: HttpRequest, slug: str) -> HttpResponse:
    territory = reach(request, "territories.manage_members", Territory.objects.all(), slug=slug)
    form = NewMemberForm(request.POST or None)
    if form.is_valid():
        try:
            membership = operations.add_member(territory=territory, by=signed_in(request), **form.cleaned_data)
        except operations.LastAdministrator:
            form.add_error("role", _the_last())
        else:
            messages.success(
                request, _("%(who)s now has a place here. A link is on its way.") % {"who": membership.account}
            )
            return redirect("territories:members", territory.slug)
    people = [
        {"membership": membership, "form": RoleForm(instance=membership, auto_id=f"id_%s_{membership.pk}")}
        for membership in queries.members_of(territory)
    ]
    shown = {"territory": territory, "people": people, "form": form}
    return render(request, "territories/members.html", shown, status=422 if form.is_bound else 200)


@require_POST
def role(request: HttpRequest, membership_id: UUID) -> HttpResponse:
    membership = reach(
        request,
        "territories.manage_members",
        Membership.objects.select_related("territory", "account"),
        id=membership_id,
    )
    form = RoleForm(request.POST)
    if form.is_valid():
        try:
            kept = operations.change_role(membership=membership, role=form.cleaned_data["role"], by=signed_in(request))
        except operations.LastAdministrator:
            messages.error(request, _the_last())
        else:
            said = {"who": kept.account, "role": kept.get_role_display()}
            messages.success(request, _("%(who)s now has this role: %(role)s.") % said)
    return redirect("territories:members", membership.territory.slug)


@require_POST
def remove(request: HttpRequest, membership_id: UUID) -> HttpResponse:
    membership = reach(
        request,
        "territories.manage_members",
        Membership.objects.select_related("territory", "account"),
        id=membership_id,
    )
    try:
        operations.remove_member(membership=membership, by=signed_in(request))
    except operations.LastAdministrator:
        messages.error(request, _the_last())
    else:
        messages.success(
            request, _("%(who)s no longer has a role here. To undo, add them again.") % {"who": membership.account}
        )
        if membership.account_id == request.user.pk:
            return redirect("territories:home")
    return redirect("territories:members", membership.territory.slug)


def _the_last() -> str:
    return _("A territory keeps at least one administrator. Give this role to somebody else first.")
