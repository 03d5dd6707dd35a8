"""Agreement between coders, and adjudication of what they differ on."""

from uuid import UUID

import rules
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from spirale.coding.exports import KINDS
from spirale.coding.models import Coding
from spirale.coding.operations import adjudicate as settle
from spirale.coding.operations import grid_in_use, withdraw_coding
from spirale.coding.queries.agreement import agreement_page
from spirale.coding.queries.grids import code_options, words_in
from spirale.coding.views.criteria import CRITERIA, WORKSHOPS
from spirale.offline.sending import id_of, in_words, read, text_of
from spirale.pages.problems import Problem
from spirale.territories.access import account_of, reach


@require_safe
def agreement(request: HttpRequest, workshop_id: UUID) -> HttpResponse:
    """How far coders agree, and what waits for a decision."""
    workshop = reach(request, "coding.view", WORKSHOPS, id=workshop_id)
    grid = grid_in_use(workshop.territory)
    sees_all = rules.has_perm("coding.adjudicate", request.user, workshop)
    context = {
        "workshop": workshop,
        "grid": grid,
        "page": agreement_page(workshop, grid, account_of(request), sees_all=sees_all),
        "options": code_options(grid),
        "export_kinds": KINDS,
    }
    return render(request, "coding/agreement.html", context)


@require_POST
def adjudicate(request: HttpRequest, criterion_id: UUID) -> HttpResponse:
    """Decide the code of a criterion on which coders differ."""
    criterion = reach(request, "coding.adjudicate", CRITERIA, id=criterion_id)
    grid = grid_in_use(criterion.territory)
    try:
        sent = read(request)
        coding = settle(
            coding_id=id_of(sent, "coding"),
            criterion=criterion,
            grid=grid,
            code=text_of(sent, "other").strip() or text_of(sent, "code"),  # what is typed counts before any button
            by=account_of(request),
        )
    except Problem as problem:
        messages.error(request, in_words(problem))
    else:
        words = words_in(grid, coding.code)
        messages.success(request, _("Decided: %(code)s %(label)s.") % {"code": words.code, "label": words.label})
    return redirect(reverse("coding:agreement", args=[criterion.note.workshop_id]) + "#disputed")


@require_POST
def reopen(request: HttpRequest, coding_id: UUID) -> HttpResponse:
    """Take an adjudication back."""
    adjudications = Coding.objects.filter(is_adjudication=True).select_related("criterion__note__workshop", "grid")
    coding = reach(request, "coding.adjudicate", adjudications, id=coding_id)
    withdraw_coding(coding=coding, by=account_of(request))
    messages.success(request, _("Decision taken back: the criterion is open again."))
    return redirect(reverse("coding:agreement", args=[coding.criterion.note.workshop_id]) + "#disputed")
