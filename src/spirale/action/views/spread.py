"""Evaluating actions, proposing to carry them on, and finding those that other territories propose."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spirale.action import operations
from spirale.action.models import ActionReview
from spirale.action.queries import spread as queries
from spirale.action.spread_forms import OfferForm, ReviewForm
from spirale.action.views.acting import done
from spirale.decision.models import ActionSheet
from spirale.pages.problems import Problem
from spirale.pages.sentences import sentence
from spirale.territories.access import account_of, reach
from spirale.territories.models import Territory
from spirale.territories.queries import territories_to_write_in


@require_safe
def evaluations(request: HttpRequest, slug: str) -> HttpResponse:
    """The chosen actions of a territory: how far each is, whether it is evaluated and proposed to be carried on."""
    territory = reach(request, "action.view_inside", Territory.objects.all(), slug=slug)
    shown = {"territory": territory, "actions": queries.evaluated_of(territory)}
    return render(request, "action/evaluations.html", shown)


def _sheet(request: HttpRequest, permission: str, sheet_id: UUID) -> ActionSheet:
    return reach(request, permission, ActionSheet.objects.select_related("territory", "axis"), pk=sheet_id)


@require_safe
def evaluation(request: HttpRequest, sheet_id: UUID) -> HttpResponse:
    """What the people of an action say of it, the results expected beside those seen; what was begun from it."""
    sheet = _sheet(request, "action.read_review", sheet_id)
    review = ActionReview.objects.filter(sheet=sheet).select_related("saved_by").first()
    shown = {
        "territory": sheet.territory,
        "sheet": sheet,
        "review": review,
        "offer": queries.standing_offer(sheet),
        "form": OfferForm(),
        "models": queries.models_of(sheet, request.user),
        "begun": queries.begun_from(sheet, request.user),
        "versions": review.versions.select_related("saved_by").order_by("-number")[:20] if review else (),
    }
    return render(request, "action/evaluation.html", shown)


@require_http_methods(["GET", "POST"])
def evaluate(request: HttpRequest, sheet_id: UUID) -> HttpResponse:
    """Write what worked, what did not, what was seen, for whom, and what to tell those who will do it again."""
    sheet = _sheet(request, "action.evaluate", sheet_id)
    review = ActionReview.objects.filter(sheet=sheet).select_related("saved_by").first()
    before = operations.content_of_review(review) if review else {}
    initial = {**before, "seen": review.version if review else 0, "save_id": uuid4()}
    form, theirs = ReviewForm(request.POST or None, initial=initial), None
    if form.is_valid():
        said = {**form.cleaned_data}
        sent = {"save_id": said.pop("save_id"), "seen": said.pop("seen")}
        try:
            operations.save_review(sheet=sheet, said=said, by=account_of(request), **sent)
        except Problem as found:
            form.add_error(None, sentence(found))
            if isinstance(found, operations.ReviewChanged):
                theirs = found.theirs
                form.data = request.POST.copy()
                form.data["seen"] = str(theirs.version)
        else:
            messages.success(request, _("The evaluation is kept."))
            return redirect("action:evaluation", sheet.pk)
    shown = {"territory": sheet.territory, "sheet": sheet, "form": form, "review": review, "theirs": theirs}
    return render(request, "action/evaluate.html", shown, status=422 if form.is_bound else 200)


@require_POST
def again(request: HttpRequest, sheet_id: UUID, number: int) -> HttpResponse:
    """Say again what an earlier version of the evaluation said."""
    sheet = _sheet(request, "action.evaluate", sheet_id)
    review, me = (
        ActionReview.objects.filter(sheet=sheet).select_related("sheet__territory").first(),
        account_of(request),
    )
    if review:
        told = _("The evaluation says again what version %(number)s said.") % {"number": number}
        done(request, lambda: operations.say_again(save_id=uuid4(), review=review, number=number, by=me), told)
    return redirect("action:evaluation", sheet.pk)


@require_POST
def extension(request: HttpRequest, sheet_id: UUID) -> HttpResponse:
    """Propose that an action that worked is carried on, or withdraw this."""
    sheet, me = _sheet(request, "action.carry", sheet_id), account_of(request)
    if request.POST.get("act") == "withdraw":
        if offer := queries.standing_offer(sheet):
            reason = request.POST.get("reason", "")
            told = _("It is proposed no more. Sheets that were begun from it stay.")
            done(request, lambda: operations.withdraw_extension(offer=offer, reason=reason, by=me), told)
        return redirect("action:evaluation", sheet.pk)
    form = OfferForm(request.POST)
    if form.is_valid():
        told = _("“%(action)s” is proposed to be carried on.") % {"action": sheet.title}
        done(request, lambda: operations.propose_extension(sheet=sheet, by=me, **form.cleaned_data), told)
    else:
        messages.error(request, _("Say where it is carried on: in the next cycle, in other territories, or both."))
    return redirect(f"{reverse('action:evaluation', args=[sheet.pk])}#extension")


@require_safe
def extensions(request: HttpRequest) -> HttpResponse:
    """Actions that worked, which territories propose to carry on: begin a sheet from one, with its evaluation."""
    given = request.GET
    words, page = " ".join(given.get("words", "").split())[:200], given.get("page", "1")
    found = queries.offers_for(
        request.user, words=words, page=int(page) if page.isascii() and page.isdigit() and len(page) < 7 else 1
    )
    begun = queries.begun_counts([one.sheet_id for one in found])
    shown = {
        "page": found,
        "words": words,
        "rows": [(one, begun.get(one.sheet_id, 0)) for one in found],
        "may_begin": territories_to_write_in(request.user).exists(),
    }
    return render(request, "action/extensions.html", shown)
