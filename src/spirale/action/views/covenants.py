"""Charters and contracts: read, write together, sign, print."""

from uuid import UUID, uuid4

import rules
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spirale.action import operations
from spirale.action.forms import CovenantForm, NewCovenantForm, SignCovenantForm
from spirale.action.models import Covenant, CovenantSignature, CovenantVersion, Door
from spirale.action.queries import covenants as queries
from spirale.action.queries.commitments import chosen_sheets
from spirale.action.views.acting import done
from spirale.action.views.commitments import show_door, turn_door
from spirale.pages.problems import Problem
from spirale.pages.sentences import sentence
from spirale.territories.access import account_of, reach
from spirale.territories.models import Territory


def _covenant(request: HttpRequest, permission: str, covenant_id: UUID) -> Covenant:
    covenants = Covenant.objects.filter(retired_at=None).select_related("territory", "sheet")
    return reach(request, permission, covenants, pk=covenant_id)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, slug: str) -> HttpResponse:
    territory = reach(request, "action.write_text", Territory.objects.all(), slug=slug)
    form = NewCovenantForm(request.POST or None, initial={"kind": request.GET.get("kind", Covenant.Kind.CHARTER)})
    form.fields["sheet"].queryset = chosen_sheets(territory)  # type: ignore[attr-defined]
    if form.is_valid():
        made = operations.begin_covenant(territory=territory, by=account_of(request), **form.cleaned_data)
        return redirect("action:edit_covenant", made.pk)
    shown = {"territory": territory, "form": form}
    return render(request, "action/new_covenant.html", shown, status=422 if form.is_bound else 200)


@require_safe
def covenant(request: HttpRequest, covenant_id: UUID) -> HttpResponse:
    """The text as it stands, its versions, and who signed; `?version=` shows another."""
    one = _covenant(request, "action.read_text", covenant_id)
    inside = rules.has_perm("action.view_inside", request.user, one)
    number = request.GET.get("version", "")
    asked = queries.version_numbered(one, int(number)) if inside and number.isascii() and number.isdigit() else None
    version = asked or (queries.latest(one) if inside else _offered(one))
    return render(request, "action/covenant.html", {**_shown(one, version), "inside": inside})


def _offered(one: Covenant) -> CovenantVersion:
    return queries.version_numbered(one, one.signing) or queries.latest(one)


def _shown(one: Covenant, version: CovenantVersion) -> dict[str, object]:
    return {
        "territory": one.territory,
        "covenant": one,
        "version": version,
        "fundamental": queries.laid_out(version.fundamental),
        "practical": queries.laid_out(version.practical),
        "signatures": queries.signatures_of(version),
        "versions": queries.versions_of(one),
        "is_charter": one.kind == Covenant.Kind.CHARTER,
    }


@require_safe
def printed(request: HttpRequest, covenant_id: UUID) -> HttpResponse:
    """The text with its signatures, for paper: with empty lines for those who sign by hand."""
    one = _covenant(request, "action.read_text", covenant_id)
    shown = {**_shown(one, _offered(one)), "lines": range(8)}
    return render(request, "action/printed.html", shown)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, covenant_id: UUID) -> HttpResponse:
    """Write in the text. When somebody saved meanwhile, both are shown and nothing is lost."""
    one = _covenant(request, "action.write_text", covenant_id)
    last = queries.latest(one)
    initial = {
        "version_id": uuid4(),
        "based_on": last.number,
        "fundamental": last.fundamental,
        "practical": last.practical,
    }
    form = CovenantForm(request.POST or None, initial=initial)
    theirs = None
    if form.is_valid():
        try:
            version = operations.save_covenant(covenant=one, by=account_of(request), **form.cleaned_data)
        except operations.TextChanged as changed:
            theirs = changed.theirs
            sent = form.cleaned_data
            form = CovenantForm(initial={**sent, "based_on": theirs.number, "version_id": uuid4()})
        except Problem as found:
            form.add_error(None, sentence(found))
        else:
            messages.success(request, _("Version %(number)s is kept.") % {"number": version.number})
            return redirect("action:covenant", one.pk)
    if one.kind == Covenant.Kind.CONTRACT:
        form.fields["fundamental"].label = _("What we want together")
        form.fields["practical"].label = _("What each party does")
    shown = {"territory": one.territory, "covenant": one, "form": form, "theirs": theirs}
    status = 409 if theirs else 422 if form.is_bound else 200
    return render(request, "action/edit_covenant.html", shown, status=status)


@require_POST
def signing(request: HttpRequest, covenant_id: UUID) -> HttpResponse:
    """Offer a version for signing, or none."""
    one = _covenant(request, "action.carry", covenant_id)
    me, number = account_of(request), request.POST.get("number", "")
    if request.POST.get("act") == "close":
        done(request, lambda: operations.close_signing(covenant=one, by=me), _("No version is offered any more."))
    else:
        wanted = int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 0
        said = _("Version %(number)s is offered for signing.") % {"number": wanted}
        done(request, lambda: operations.open_signing(covenant=one, number=wanted, by=me), said)
    return redirect("action:covenant", one.pk)


@require_http_methods(["GET", "POST"])
def sign(request: HttpRequest, covenant_id: UUID) -> HttpResponse:
    """Sign on this very screen, which is passed around."""
    one = _covenant(request, "action.carry", covenant_id)
    if one.signing is None:
        return redirect("action:covenant", one.pk)
    form = SignCovenantForm(request.POST or None, initial={"signature_id": uuid4(), "number": one.signing})
    if form.is_valid():
        told = _sign(form, one, by=account_of(request))
        if told:
            messages.success(request, told)
            return redirect("action:covenant", one.pk)
    shown = {**_shown(one, _offered(one)), "form": form}
    return render(request, "action/sign_covenant.html", shown, status=422 if form.is_bound else 200)


def _sign(form: SignCovenantForm, one: Covenant, **door_or_by: object) -> str:
    """Sign; what was done in words, nothing if it was not, and the form then says why."""
    sent = {**form.cleaned_data}
    who = sent.pop("signed_as")
    try:
        made, is_new = operations.sign_covenant(covenant=one, who=who, **sent, **door_or_by)  # type: ignore[arg-type]
    except Problem as found:
        form.add_error(None, sentence(found))
        return ""
    said = _("%(who)s signed.") if is_new else _("%(who)s had signed already: a name signs once.")
    return said % {"who": made.who}


@require_POST
def withdraw(request: HttpRequest, signature_id: UUID) -> HttpResponse:
    signatures = CovenantSignature.objects.select_related("version__covenant__territory")
    one = reach(request, "action.carry", signatures, pk=signature_id)
    me = account_of(request)
    done(request, lambda: operations.withdraw_signature(signature=one, by=me), _("The signature is withdrawn."))
    return redirect("action:covenant", one.version.covenant_id)


@require_http_methods(["GET", "POST"])
def door_of_text(request: HttpRequest, covenant_id: UUID) -> HttpResponse:
    """The code that phones in the room scan to sign a text."""
    one = _covenant(request, "action.carry", covenant_id)
    door = one.doors.filter(closed_at=None).first()
    if request.method == "POST":
        return turn_door(request, door, reverse("action:door_of_text", args=[one.pk]), covenant=one)
    return show_door(request, door, one.title, one.territory)


def at_door_of_text(request: HttpRequest, door: Door) -> HttpResponse:
    """On a phone in the room: read the text and sign it."""
    one = door.covenant
    assert one is not None  # noqa: S101 - who calls knows it
    told = ""
    form = SignCovenantForm(request.POST or None, initial={"signature_id": uuid4(), "number": one.signing or 0})
    if form.is_valid() and (told := _sign(form, one, door=door)):
        messages.success(request, told)
        return redirect("action:at_door", door.key)
    shown = {**_shown(one, _offered(one)), "form": form, "door": door}
    return render(request, "action/at_door_of_text.html", shown, status=422 if form.is_bound else 200)
