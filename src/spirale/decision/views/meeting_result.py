"""Deciding, and the page that says to all why each action is in or out."""

from typing import Any
from uuid import UUID

import rules
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from spirale.decision.models import Choice, Result
from spirale.decision.operations import choosing
from spirale.decision.queries.balance import balances_of, pledges_of, shortfalls_of
from spirale.decision.queries.firmness import FIRMNESS_COLUMNS, firm_of, shares_of, told_beside, with_firmness
from spirale.decision.queries.grounds import Grounds
from spirale.decision.queries.meeting import choice_for_meeting
from spirale.decision.queries.results import Found, found_of, result_columns, result_rows
from spirale.decision.queries.returns import returns_of
from spirale.decision.queries.scoring import board_of
from spirale.decision.views.meeting import to_lead
from spirale.offline.sending import in_words
from spirale.pages.problems import Problem, Problems
from spirale.tables.leaving import FORMATS, as_csv, as_json, as_xlsx
from spirale.territories.access import account_of, reach


@never_cache
@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, choice_id: UUID) -> HttpResponse:
    """Every action with a box to tick and a reason to give; the set taken as a start is ticked beforehand."""
    choice = to_lead(request, choice_id)
    grounds = Grounds(choice)
    found = found_of(grounds, start=request.GET.get("start", "")[:16], anew=True)
    problem = ""
    typed: dict[str, tuple[bool, str]] = {}
    if request.method == "POST":
        start = request.POST.get("start", "")[:16]
        found = found_of(grounds, start=start, anew=True)
        chosen, listed = set(request.POST.getlist("chosen")), set(request.POST.getlist("listed"))
        typed = {str(one.id): (str(one.id) in chosen, request.POST.get(f"reason-{one.id}", "")) for one in found.lines}
        given = [choosing.Verdict(one.id, *typed[str(one.id)]) for one in found.lines if str(one.id) in listed]
        try:
            choosing.decide(
                choice=choice,
                verdicts=given,
                decided_by=request.POST.get("decided_by", ""),
                result=_result(choice, request.POST.get("result", "")),
                start=start,
                by=account_of(request),
            )
        except (Problem, Problems) as refused:
            problem = in_words(refused)
        else:
            messages.success(request, _("It is decided. Decide again to change it: what was decided before is kept."))
            return redirect("decision:result", choice.pk)
    lines = [(one, *typed.get(str(one.id), (_ticked(one.is_in, one.in_start), one.reason))) for one in found.lines]
    shown = {
        "choice": choice,
        "found": found,
        "lines": lines,
        "problem": problem,
        "decided_by": request.POST.get("decided_by", choice.decided_by),
    }
    return render(request, "decision/meeting/decide.html", shown, status=422 if problem else 200)


def _ticked(is_in: bool | None, in_start: bool | None) -> bool:
    return bool(in_start if is_in is None else is_in)


def _result(choice: Choice, said: str) -> Result | None:
    if not said:
        return None
    try:
        return get_object_or_404(Result, pk=UUID(said), choice=choice)
    except ValueError:
        raise Problem("message not readable") from None


@require_safe
def result(request: HttpRequest, choice_id: UUID) -> HttpResponse:
    """For all, once it is decided: each action in plain words; names of who pledged for those of the territory."""
    choice = reach(request, "decision.read_result", choice_for_meeting(), id=choice_id)
    grounds = Grounds(choice)
    shown = {
        **_told(grounds),
        "board": board_of(grounds),
        "returned": returns_of(choice, since_decided=True),
        "inside": rules.has_perm("decision.view_meeting", request.user, choice),
        "may_lead": rules.has_perm("decision.lead_meeting", request.user, choice),
    }
    return render(request, "decision/meeting/result.html", shown)


@require_safe
def print_result(request: HttpRequest, choice_id: UUID) -> HttpResponse:
    """The result on one sheet of paper, for whoever may read its page; nobody who pledged is named."""
    choice = reach(request, "decision.read_result", choice_for_meeting(), id=choice_id)
    address = request.build_absolute_uri(reverse("decision:result", args=[choice.pk]))
    return render(request, "decision/meeting/print_result.html", {**_told(Grounds(choice)), "address": address})


def _told(grounds: Grounds) -> dict[str, Any]:
    """What the page and the sheet of paper both tell."""
    found = found_of(grounds)
    return {
        "choice": grounds.choice,
        "found": found,
        "firm": firm_of(found),
        "shares": shares_of(found),
        "balances": balances_of(grounds),
        "relied_on": [one for one in pledges_of(grounds) if one.was_relied_on],
        "shortfalls": shortfalls_of(grounds),
    }


@require_safe
def export(request: HttpRequest, choice_id: UUID, form: str) -> HttpResponse | StreamingHttpResponse:
    """The result as a table."""
    choice = reach(request, "decision.read_result", choice_for_meeting(), id=choice_id)
    if form not in FORMATS:
        raise Http404
    found = found_of(Grounds(choice))
    name = f"{choice.territory.slug}-choice-{len(found.lines)}-actions.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Row-Count": str(len(found.lines))}
    return StreamingHttpResponse(_content(found, form), content_type=FORMATS[form], headers=headers)


def _content(found: Found, form: str) -> Any:
    columns = (*result_columns(), *FIRMNESS_COLUMNS)
    rows = with_firmness(result_rows(found), found)
    if form == "csv":
        return as_csv(columns, rows)
    if form == "xlsx":
        return as_xlsx(columns, rows, sheet="Choice")
    return as_json("actions", rows, beside=told_beside(found))
