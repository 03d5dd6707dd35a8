"""Carrying what was said of earlier versions to a newer one: proposals, which people accept, leave or put off."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from spirale.offline.sending import in_words
from spirale.pages.ids import ids_in
from spirale.pages.problems import Problem
from spirale.strategy import operations
from spirale.strategy.queries.carrying import axis_carrying, carrying_to
from spirale.strategy.views.axes import axis_reached
from spirale.strategy.views.reading import refs_in
from spirale.synthesis.models import FrozenSynthesis
from spirale.territories.access import account_of, reach


@require_http_methods(["GET", "POST"])
def carry(request: HttpRequest, frozen_id: UUID) -> HttpResponse:
    """What was said of the ideas of earlier versions, one answer each: carry it, leave it behind, or later."""
    things = FrozenSynthesis.objects.select_related("synthesis__territory", "synthesis__group")
    frozen = reach(request, "strategy.edit", things, pk=frozen_id)
    if request.method == "POST":
        answers = {key.removeprefix("of-"): answer for key, answer in request.POST.items() if key.startswith("of-")}
        done = operations.carry_confrontations(
            frozen=frozen,
            accepted=ids_in([key for key, answer in answers.items() if answer == "carry"]),
            refused=ids_in([key for key, answer in answers.items() if answer == "leave"]),
            replaces=ids_in(request.POST.getlist("replaces")),
            by=account_of(request),
        )
        said = ngettext("%(count)s finding was carried.", "%(count)s findings were carried.", done.carried)
        messages.success(request, said % {"count": done.carried})
        if done.left:
            said = ngettext(
                "%(count)s was left behind: it stays with its version.",
                "%(count)s were left behind: they stay with their version.",
                done.left,
            )
            messages.info(request, said % {"count": done.left})
        if done.overtaken:
            said = ngettext(
                "%(count)s was not carried: the group said otherwise meanwhile, and that is kept.",
                "%(count)s were not carried: the group said otherwise meanwhile, and that is kept.",
                done.overtaken,
            )
            messages.warning(request, said % {"count": done.overtaken})
        return redirect("strategy:confrontation", frozen.pk)
    context = {
        "frozen": frozen,
        "synthesis": frozen.synthesis,
        "territory": frozen.territory,
        "carrying": carrying_to(frozen),
    }
    return render(request, "strategy/carry.html", context)


@require_http_methods(["GET", "POST"])
def carry_axis(request: HttpRequest, axis_id: UUID) -> HttpResponse:
    """Let an axis answer its ideas as the newest version of their synthesis words them."""
    axis = axis_reached(request, "strategy.edit", axis_id)
    if request.method == "POST":
        try:
            moved = operations.carry_axis(
                axis=axis,
                ideas=refs_in(request.POST.getlist("idea")),
                with_confrontations=bool(request.POST.get("found")),
                by=account_of(request),
            )
        except Problem as problem:
            messages.error(request, in_words(problem))
        else:
            said = ngettext("%(count)s idea was carried.", "%(count)s ideas were carried.", moved)
            messages.success(request, said % {"count": moved})
        return redirect("strategy:axis", axis.pk)
    context = {"axis": axis, "territory": axis.territory, "parts": axis_carrying(axis)}
    return render(request, "strategy/carry_axis.html", context)
