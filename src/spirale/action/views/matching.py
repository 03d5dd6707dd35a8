"""Pledges matched to needs, for those who carry the actions: proposals to accept, change or refuse; gaps; who could."""

from datetime import date
from uuid import UUID, uuid4, uuid5

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spirale.action import operations
from spirale.action.exports import FORMATS, export_matching
from spirale.action.matching_forms import AbilityForm, MatchForm, RefuseForm
from spirale.action.models import Ability, Commitment, Door, MatchAnswer, ShownDoor
from spirale.action.queries.able import creators_of
from spirale.action.queries.commitments import open_doors
from spirale.action.queries.matching import ActionMatched, Matched, matching_of
from spirale.action.views.acting import done
from spirale.decision.models import ActionSheet, BankPledge, Need, Resource
from spirale.pages.amounts import amount_shown
from spirale.pages.ids import as_id
from spirale.territories.access import account_of, reach
from spirale.territories.models import Territory


@require_safe
def matching(request: HttpRequest, slug: str) -> HttpResponse:
    """Every chosen action with its needs: what was accepted, what is proposed, what lacks, who could fill it."""
    territory = reach(request, "action.view_inside", Territory.objects.all(), slug=slug)
    form = AbilityForm(initial={"ability_id": uuid4()})
    form.of_territory(creators_of(territory), _resources(territory))
    matched, doors = matching_of(territory, on=timezone.localdate()), open_doors(territory)
    shown_doors = ShownDoor.objects.filter(door__sheet__territory=territory, hidden_at=None)
    is_shown = set(shown_doors.values_list("pk", flat=True))
    parts = [(part, door, door is not None and door.pk in is_shown) for part, door in _with_doors(matched, doors)]
    shown = {
        "territory": territory,
        "matched": matched,
        "parts": parts,
        "form": form,
        "page_id": uuid4(),
        "formats": list(FORMATS),
        "today": timezone.localdate(),
    }
    return render(request, "action/matching.html", shown)


def _with_doors(matched: Matched, doors: dict[UUID, Door]) -> list[tuple[ActionMatched, Door | None]]:
    return [(part, doors.get(part.sheet.pk)) for part in matched.parts]


def _resources(territory: Territory) -> QuerySet[Resource]:
    return Resource.objects.filter(territory=territory, retired_at=None).order_by("position", "name", "pk")


def _sides(territory: Territory, need_id: str, pledge_id: str) -> tuple[Need, BankPledge] | None:
    """The need and the pledge that are named, both of this territory; nothing when one is not there."""
    try:
        wanted, offered = UUID(need_id), UUID(pledge_id)
    except ValueError:
        return None
    need = Need.objects.select_related("sheet__territory", "resource").filter(pk=wanted, sheet__territory=territory)
    pledges = BankPledge.objects.select_related("resource").filter(pk=offered, choice__territory=territory)
    found = need.first(), pledges.first()
    return (found[0], found[1]) if found[0] and found[1] else None


def _again(request: HttpRequest, territory: Territory) -> HttpResponse:
    messages.error(request, _("Nothing was answered: load the page again."))
    return redirect("action:matching", territory.slug)


def words_of(pledge: BankPledge, amount: int) -> str:
    """What a commitment says that comes from so much of a pledge, beside their own words if they gave any."""
    plain = f"{amount_shown(amount)} {pledge.resource.unit}, {pledge.resource.name}"
    return f"{pledge.said} ({plain})" if pledge.said else plain


@require_POST
def accept(request: HttpRequest, slug: str) -> HttpResponse:
    """Accept a proposal as it stands: `match` names need, pledge and how much of it was shown."""
    territory = reach(request, "action.carry", Territory.objects.all(), slug=slug)
    me, parts = account_of(request), [*request.POST.get("match", "").split(":"), "", ""]
    sides, much = _sides(territory, parts[0], parts[1]), parts[2]
    page = as_id(request.POST.get("page_id", ""))
    if sides is None or page is None or not (much.isascii() and much.isdigit() and len(much) < 15):
        return _again(request, territory)
    (need, pledge), amount = sides, int(much)
    name = f"{need.pk} {pledge.pk}"
    done(
        request,
        lambda: operations.accept_match(
            answer_id=uuid5(page, name),
            commitment_id=uuid5(page, f"commitment {name}"),
            need=need,
            pledge=pledge,
            amount=amount,
            what=words_of(pledge, amount),
            due_on=_due(need, pledge),
            by=me,
        ),
        _("Accepted: %(who)s for “%(action)s”. The commitment waits for its signature.")
        % {"who": pledge.owner, "action": need.sheet.title},
    )
    return redirect(f"{reverse('action:matching', args=[territory.slug])}#need-{need.pk}")


def _due(need: Need, pledge: BankPledge) -> date | None:
    """The day by which it is promised: the first of the two last days, if it is not past."""
    days = [day for day in (need.to_on, pledge.to_on) if day]
    return min(days) if days and min(days) >= timezone.localdate() else None


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, slug: str) -> HttpResponse:
    """Change a proposal before accepting it, or refuse it with a reason."""
    territory = reach(request, "action.carry", Territory.objects.all(), slug=slug)
    given = request.POST if request.method == "POST" else request.GET
    sides = _sides(territory, given.get("need", ""), given.get("pledge", ""))
    if sides is None:
        return _again(request, territory)
    need, pledge = sides
    me, act = account_of(request), request.POST.get("act", "")
    amount = _asked_amount(request, pledge)
    form = MatchForm(
        request.POST if act == "accept" else None,
        initial={
            "answer_id": uuid4(),
            "commitment_id": uuid4(),
            "amount": amount_shown(amount),
            "what": words_of(pledge, amount),
            "due_on": _due(need, pledge),
            "adds_to": _same_person(need.sheet, pledge),
        },
    )
    form.for_action(need.sheet.commitments.filter(retired_at=None).order_by("made_at", "pk"))
    refusing = RefuseForm(
        request.POST if act == "refuse" else None, initial={"answer_id": uuid4()}, auto_id="refuse_%s"
    )
    back = f"{reverse('action:matching', args=[territory.slug])}#need-{need.pk}"
    if act == "accept" and form.is_valid():
        sent = form.cleaned_data
        told = _("Accepted: %(who)s for “%(action)s”.") % {"who": pledge.owner, "action": need.sheet.title}
        if done(request, lambda: operations.accept_match(need=need, pledge=pledge, by=me, **sent), told):
            return redirect(back)
    elif act == "refuse" and refusing.is_valid():
        sent = refusing.cleaned_data
        told = _("Refused: %(who)s is not proposed for “%(action)s” again.")
        told %= {"who": pledge.owner, "action": need.sheet.title}
        if done(request, lambda: operations.refuse_match(sheet=need.sheet, pledge=pledge, by=me, **sent), told):
            return redirect(back)
    shown = {"territory": territory, "need": need, "pledge": pledge, "form": form, "refusing": refusing}
    return render(request, "action/answer_match.html", shown, status=422 if request.method == "POST" else 200)


def _asked_amount(request: HttpRequest, pledge: BankPledge) -> int:
    said = request.GET.get("amount", "")
    amount = int(said) if said.isascii() and said.isdigit() and len(said) < 15 else pledge.amount
    return min(amount, pledge.amount) or pledge.amount


def _same_person(sheet: ActionSheet, pledge: BankPledge) -> Commitment | None:
    """A commitment of the same person that stands for this action already."""
    return sheet.commitments.filter(retired_at=None, who__iexact=pledge.owner).order_by("made_at", "pk").first()


@require_POST
def take_back(request: HttpRequest, answer_id: UUID) -> HttpResponse:
    """Undo an answer: it may be proposed again."""
    answers = MatchAnswer.objects.select_related("sheet__territory", "pledge")
    one = reach(request, "action.carry", answers, pk=answer_id)
    me = account_of(request)
    done(request, lambda: operations.take_back_answer(answer=one, by=me), _("Taken back: it is open again."))
    return redirect(f"{reverse('action:matching', args=[one.territory.slug])}#action-{one.sheet_id}")


@require_POST
def able(request: HttpRequest, slug: str) -> HttpResponse:
    """Note that somebody of the list of actors is able to bring something, or take this back."""
    territory = reach(request, "action.carry", Territory.objects.all(), slug=slug)
    me, back = account_of(request), f"{reverse('action:matching', args=[territory.slug])}#able"
    if "retire" in request.POST:
        standing = Ability.objects.filter(creator__territory=territory).select_related("creator__territory")
        one = next((each for each in standing if str(each.pk) == request.POST["retire"]), None)
        if one:
            done(request, lambda: operations.retire_ability(ability=one, by=me), _("Taken back."))
        return redirect(back)
    form = AbilityForm(request.POST)
    form.of_territory(creators_of(territory).select_related("territory"), _resources(territory))
    if form.is_valid():
        sent = form.cleaned_data
        told = _("Noted: %(who)s could bring %(what)s.") % {"who": sent["creator"], "what": sent["resource"]}
        done(request, lambda: operations.note_ability(by=me, **sent), told)
    else:
        messages.error(request, _("Pick somebody of the list, and what they could bring."))
    return redirect(back)


@require_POST
def show_door(request: HttpRequest, sheet_id: UUID) -> HttpResponse:
    """Show the open door of an action on the public page, or hide it."""
    sheet = reach(request, "action.carry", ActionSheet.objects.select_related("territory"), pk=sheet_id)
    door, me = sheet.doors.filter(closed_at=None).first(), account_of(request)
    is_shown = request.POST.get("act") != "hide"
    if door is None:
        messages.error(request, _("This action has no open address: open it first, under “Sign on phones”."))
    else:
        told = _("All may promise from the public page now.") if is_shown else _("The public page shows it no more.")
        done(request, lambda: operations.show_door(door=door, is_shown=is_shown, by=me), told)
    return redirect(f"{reverse('action:matching', args=[sheet.territory.slug])}#action-{sheet.pk}")


@require_safe
def export(request: HttpRequest, slug: str, form: str) -> HttpResponseBase:
    """The matching as a table."""
    territory = reach(request, "action.view_inside", Territory.objects.all(), slug=slug)
    if form not in FORMATS:
        raise Http404
    return export_matching(matching_of(territory, on=timezone.localdate()), territory.slug, form)
