"""The confrontation of a frozen synthesis with what exists."""

import json
from typing import Final
from urllib.parse import urlencode
from uuid import UUID, uuid5

import rules
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from spirale.offline.sending import in_words
from spirale.pages.ids import as_id
from spirale.pages.problems import Problem
from spirale.strategy import exports, operations
from spirale.strategy.models import Confrontation
from spirale.strategy.queries import confrontation as queries
from spirale.strategy.queries.carrying import has_earlier
from spirale.strategy.queries.existing import columns_of
from spirale.strategy.views.reading import fresh_id, number_asked
from spirale.synthesis.models import FrozenSynthesis
from spirale.tables.leaving import FORMATS
from spirale.territories.access import account_of, reach

FILTERS: Final = {
    "all": gettext_lazy("All ideas"),
    "nothing": gettext_lazy("Nothing found yet"),
    "open": gettext_lazy("A column not looked at"),
    "contradicted": gettext_lazy("Contradicted"),
    "no_axis": gettext_lazy("In no axis"),
}


def _version(request: HttpRequest, permission: str, frozen_id: UUID) -> FrozenSynthesis:
    things = FrozenSynthesis.objects.select_related("synthesis__territory", "synthesis__group")
    return reach(request, permission, things, pk=frozen_id)


def _context(frozen: FrozenSynthesis) -> dict[str, object]:
    return {"frozen": frozen, "synthesis": frozen.synthesis, "territory": frozen.territory}


@require_safe
def confrontation(request: HttpRequest, frozen_id: UUID) -> HttpResponse:
    """Ideas in rows, creators, tools and public policies in columns; adding in place for facilitators."""
    frozen = _version(request, "strategy.view", frozen_id)
    show = request.GET.get("show", "all")
    may_edit = rules.has_perm("strategy.edit", request.user, frozen)
    page = queries.confrontation_page(
        frozen, show=show if show in queries.SHOWN else "all", page=number_asked(request.GET.get("page", ""))
    )
    context = _context(frozen) | {
        "page": page,
        "filters": FILTERS.items(),
        "columns": columns_of(frozen.territory),
        "may_edit": may_edit,
        "fresh": fresh_id(),
        "may_carry": may_edit and has_earlier(frozen),
        "newer": frozen.synthesis.versions.filter(version__gt=frozen.version).defer("document").first(),
    }
    return render(request, "strategy/confrontation.html", context)


@require_POST
def act(request: HttpRequest, frozen_id: UUID) -> HttpResponse:
    """One act on an idea in a column; the page comes back at that idea."""
    frozen = _version(request, "strategy.edit", frozen_id)
    sent = request.POST
    try:
        if sent.get("do") == "withdraw":
            operations.withdraw_confrontation(confrontation=_standing(frozen, sent.get("of")), by=account_of(request))
            messages.success(request, _("It is withdrawn; the journal keeps that it was said."))
        else:
            fresh = as_id(sent.get("fresh", "")) or fresh_id()
            words = json.dumps([sent.get(key, "") for key in ("idea", "column", "of", "verdict", "name", "comment")])
            operations.confront(
                confrontation_id=uuid5(fresh, words),  # sent twice, it is said once
                frozen=frozen,
                idea_id=sent.get("idea", ""),
                column=sent.get("column", ""),
                verdict=sent.get("verdict", ""),
                name=sent.get("name", ""),
                comment=sent.get("comment", ""),
                instead_of=_standing(frozen, sent["of"]) if sent.get("of") else None,
                by=account_of(request),
            )
            messages.success(request, _("It is kept."))
    except Problem as problem:
        messages.error(request, in_words(problem))
    kept = {key: sent[key] for key in ("show", "page") if sent.get(key)}
    asked = f"?{urlencode(kept)}" if kept else ""
    idea = as_id(sent.get("idea", ""))
    return redirect(reverse("strategy:confrontation", args=[frozen.pk]) + asked + (f"#idea-{idea}" if idea else ""))


@require_safe
def printed(request: HttpRequest, frozen_id: UUID) -> HttpResponse:
    """The whole confrontation on paper."""
    frozen = _version(request, "strategy.view", frozen_id)
    rows = queries.confronted_ideas(frozen)
    context = _context(frozen) | {"rows": rows, "sums": queries.sums_of(rows), "total": len(rows)}
    return render(request, "strategy/printed_confrontation.html", context)


@require_safe
def export(request: HttpRequest, frozen_id: UUID, form: str) -> HttpResponseBase:
    """The whole confrontation as a table to take away."""
    frozen = _version(request, "strategy.view", frozen_id)
    if form not in FORMATS:
        raise Http404
    return exports.export_confrontation(frozen, queries.confronted_ideas(frozen), form)


def _standing(frozen: FrozenSynthesis, sent: str | None) -> Confrontation:
    key = as_id(sent or "")
    found = frozen.confrontations.filter(pk=key).first() if key else None
    if found is None:
        raise Problem("confrontation changed meanwhile")
    return found
