"""Commitments: the facilitator's list, an action's own page, and the page of phones in the room."""

from functools import partial
from uuid import UUID, uuid4

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from spirale.action import operations
from spirale.action.forms import PromiseAtDoorForm, PromiseForm, SigningForm
from spirale.action.models import Commitment, Door, ShownDoor
from spirale.action.queries import commitments as queries
from spirale.action.queries.covenants import covenants_of
from spirale.action.views.acting import code_of, done
from spirale.decision.models import ActionSheet, BankPledge
from spirale.pages.addresses import address_for_phones
from spirale.pages.problems import Problem
from spirale.pages.sentences import sentence
from spirale.territories.access import account_of, reach
from spirale.territories.models import Territory


@require_safe
def commitments(request: HttpRequest, slug: str) -> HttpResponse:
    """Every chosen action with who promises what; the charter and the contracts."""
    territory = reach(request, "action.view_inside", Territory.objects.all(), slug=slug)
    shown = {
        "territory": territory,
        "partnerships": queries.partnerships(territory, on=timezone.localdate()),
        "covenants": covenants_of(territory),
        "doors": queries.open_doors(territory),
    }
    return render(request, "action/commitments.html", shown)


def _sheet(request: HttpRequest, permission: str, sheet_id: UUID) -> ActionSheet:
    return reach(request, permission, ActionSheet.objects.select_related("territory"), pk=sheet_id)


@require_http_methods(["GET", "POST"])
def promise(request: HttpRequest, sheet_id: UUID) -> HttpResponse:
    """Write a commitment for an action, from a promise of the bank or anew, and have it signed on this very screen."""
    sheet = _sheet(request, "action.carry", sheet_id)
    pledge = _pledge(request, sheet)
    form = PromiseForm(request.POST or None, initial=_from_pledge(pledge))
    if form.is_valid():
        try:
            made = operations.promise(sheet=sheet, pledge=pledge, by=account_of(request), **form.cleaned_data)
        except Problem as found:
            form.add_error(None, sentence(found))
        else:
            said = (
                _("Signed: %(who)s commits.") if made.signed_at else _("%(who)s’s commitment waits for its signature.")
            )
            messages.success(request, said % {"who": made.who})
            return redirect(f"{reverse('action:commitments', args=[sheet.territory.slug])}#action-{sheet.pk}")
    shown = {"territory": sheet.territory, "sheet": sheet, "form": form, "pledge": pledge}
    return render(request, "action/promise.html", shown, status=422 if form.is_bound else 200)


def _pledge(request: HttpRequest, sheet: ActionSheet) -> BankPledge | None:
    said = request.POST.get("pledge") or request.GET.get("pledge") or ""
    try:
        wanted = UUID(said)
    except ValueError:
        return None
    pledges = BankPledge.objects.select_related("resource")
    return pledges.filter(pk=wanted, choice__territory=sheet.territory, withdrawn_at=None).first()


def _from_pledge(pledge: BankPledge | None) -> dict[str, object]:
    if pledge is None:
        return {"commitment_id": uuid4()}
    amount = f"{pledge.amount / 100:g} {pledge.resource.unit}, {pledge.resource.name}"
    return {
        "commitment_id": uuid4(),
        "who": pledge.owner,
        "kind": pledge.kind,
        "what": pledge.said or amount,
        "due_on": pledge.to_on,
    }


@require_http_methods(["GET", "POST"])
def sign(request: HttpRequest, commitment_id: UUID) -> HttpResponse:
    """Sign on this very screen, which is passed around."""
    one = reach(request, "action.carry", _commitments(), pk=commitment_id)
    form = SigningForm(request.POST or None, initial={"signed_as": one.who})
    if form.is_valid():
        try:
            operations.sign_commitment(commitment=one, by=account_of(request), **form.cleaned_data)
        except Problem as found:
            form.add_error(None, sentence(found))
        else:
            messages.success(request, _("Signed: %(who)s commits.") % {"who": one.who})
            return redirect(f"{reverse('action:commitments', args=[one.territory.slug])}#action-{one.sheet_id}")
    shown = {"territory": one.territory, "one": one, "form": form}
    return render(request, "action/sign.html", shown, status=422 if form.is_bound else 200)


def _commitments() -> QuerySet[Commitment]:
    return Commitment.objects.select_related("sheet__territory")


@require_http_methods(["GET", "POST"])
def tell(request: HttpRequest, commitment_id: UUID) -> HttpResponse:
    """Tell whether a commitment was kept; withdraw it with a reason, or bring it back."""
    one = reach(request, "action.carry", _commitments(), pk=commitment_id)
    back = f"{reverse('action:commitments', args=[one.territory.slug])}#commitment-{one.pk}"
    if request.method != "POST":
        lines = (queries.line_of(one, on=timezone.localdate()),)
        shown = {"territory": one.territory, "one": one, "lines": lines, "back": back}
        return render(request, "action/tell.html", shown)
    me, act = account_of(request), request.POST.get("act", "")
    if act == "withdraw":
        reason = request.POST.get("said", "")
        done(request, lambda: operations.withdraw_commitment(commitment=one, reason=reason, by=me), _("Withdrawn."))
    elif act == "bring_back":
        done(request, lambda: operations.bring_back(commitment=one, by=me), _("It stands again."))
    else:
        state, said = request.POST.get("state", ""), request.POST.get("said", "")
        told = partial(operations.tell_state, commitment=one, state=state, said=said, by=me)
        done(request, told, _("It is written."))
    return redirect(back)


@require_http_methods(["GET", "POST"])
def door_of_action(request: HttpRequest, sheet_id: UUID) -> HttpResponse:
    """The code that phones in the room scan to promise for an action; opened and closed here."""
    sheet = _sheet(request, "action.carry", sheet_id)
    door = sheet.doors.filter(closed_at=None).first()
    if request.method == "POST":
        return turn_door(request, door, reverse("action:door_of_action", args=[sheet.pk]), sheet=sheet)
    return show_door(request, door, sheet.title, sheet.territory)


def turn_door(request: HttpRequest, door: Door | None, back: str, **thing: object) -> HttpResponse:
    me = account_of(request)
    if request.POST.get("act") == "close" and door:
        done(request, lambda: operations.close_door(door=door, by=me), _("The address is closed."))
    elif request.POST.get("act") != "close":
        done(request, lambda: operations.open_door(door_id=uuid4(), by=me, **thing), "")  # type: ignore[arg-type]
    return redirect(back)


def show_door(request: HttpRequest, door: Door | None, title: str, territory: Territory) -> HttpResponse:
    """The page on which the code stands, or the button that opens it."""
    address = address_for_phones(request, reverse("action:at_door", args=[door.key])) if door else ""
    shown = {"territory": territory, "title": title, "door": door, "address": address}
    return render(request, "action/door.html", {**shown, "code": code_of(address) if address else ""})


@never_cache
@require_http_methods(["GET", "POST"])
def at_door(request: HttpRequest, key: str) -> HttpResponse:
    """On a phone in the room: sign what one promised, or promise and sign; without account."""
    door = queries.door_by_key(key)
    if door is None:
        raise Http404
    if door.covenant_id:
        from spirale.action.views.covenants import at_door_of_text

        return at_door_of_text(request, door)
    assert door.sheet is not None  # noqa: S101 - by constraint of the table
    # An address that was shown to all is known outside the room, even hidden again: it tells nobody else’s promise.
    was_public = ShownDoor.objects.filter(pk=door.pk).exists()
    waiting = Commitment.objects.none() if was_public else queries.to_sign(door.sheet)
    form = PromiseAtDoorForm(initial={"commitment_id": uuid4()})
    shown = {"door": door, "sheet": door.sheet, "waiting": waiting, "signed": request.GET.get("signed") == "yes"}
    if request.method == "POST" and "commitment" not in request.POST:
        form = PromiseAtDoorForm(request.POST)
        if form.is_valid():
            try:
                operations.promise(sheet=door.sheet, door=door, **form.cleaned_data)
            except Problem as found:
                form.add_error(None, sentence(found))
            else:
                return redirect(f"{reverse('action:at_door', args=[key])}?signed=yes")
    elif request.method == "POST" and was_public:
        raise Http404
    elif request.method == "POST":
        problem = _signed_at_door(request, door)
        if not problem:
            return redirect(f"{reverse('action:at_door', args=[key])}?signed=yes")
        shown["problem"] = problem
    status = 422 if form.is_bound or "problem" in shown else 200
    return render(
        request, "action/at_door.html", {**shown, "form": form, "signing": SigningForm(auto_id=False)}, status=status
    )


def _signed_at_door(request: HttpRequest, door: Door) -> str:
    """Sign a commitment that waits; the sentence of what is the matter, if anything is."""
    form = SigningForm(request.POST)
    try:
        one = _commitments().filter(sheet=door.sheet_id, pk=UUID(request.POST["commitment"])).first()
    except ValueError:
        one = None
    if one is None:
        raise Http404
    if not form.is_valid():
        return sentence(Problem("signature without name"))
    try:
        operations.sign_commitment(commitment=one, door=door, **form.cleaned_data)
    except Problem as found:
        return sentence(found)
    return ""
