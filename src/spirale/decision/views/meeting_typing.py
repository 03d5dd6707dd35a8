"""What who leads types for tables, paper and people without phone: scores, and changes to a pledge; the bank leaves."""

import re
from collections.abc import Iterator
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from spirale.decision.models import BankPledge, Score, Scorer
from spirale.decision.operations.bank import change_pledge
from spirale.decision.operations.scores import give_scores
from spirale.decision.queries.balance import Promised, pledges_of
from spirale.decision.queries.cases import counting_in
from spirale.decision.queries.grounds import Grounds
from spirale.decision.views.meeting import sent_by, to_lead
from spirale.decision.views.phone_acts import offer_of
from spirale.offline.sending import in_words
from spirale.pages.amounts import amount_plain, amount_shown
from spirale.pages.problems import Problem, Problems
from spirale.tables.leaving import FORMATS, as_csv, as_json, as_xlsx
from spirale.territories.access import account_of
from spirale.workshops.models import Participant

COLUMNS: Final = (
    *("id", "owner", "comes_as", "contact", "resource", "amount", "unit", "from", "to", "place"),
    *("in_their_words", "only_for", "only_if", "holds", "withdrawn_at", "withdrawn_reason"),
)


@never_cache
@require_http_methods(["GET", "POST"])
def scores(request: HttpRequest, choice_id: UUID, scorer_id: UUID) -> HttpResponse:
    """The scores of a table, typed from paper: all at once, or none if one of them cannot stand."""
    choice = to_lead(request, choice_id)
    scorer = get_object_or_404(Scorer.objects.select_related("choice"), pk=scorer_id, choice=choice, participant=None)
    grounds = Grounds(choice)
    criteria, sheets = grounds.criteria, grounds.sheets
    given = {
        f"{one.sheet_id}.{one.criterion_id}": str(one.value)
        for one in counting_in(choice, Score.objects.filter(scorer=scorer))
    }
    problem = ""
    if request.method == "POST":
        given |= {name: str(value) for name, value in request.POST.items() if "." in name}
        said = {(sheet.pk, one.pk): given.get(f"{sheet.pk}.{one.pk}", "") for sheet in sheets for one in criteria}
        try:
            values = {pair: _typed(each) for pair, each in said.items() if each.strip()}
            give_scores(scorer=scorer, values=values, by=account_of(request))
        except (Problem, Problems) as found:
            problem = in_words(found)
        else:
            messages.success(request, _("The scores of “%(name)s” are kept.") % {"name": scorer.name})
            return redirect(f"{reverse('decision:meeting', args=[choice.pk])}#panel-scoring")
    rows = [
        (
            sheet,
            [
                (
                    one,
                    f"{sheet.pk}.{one.pk}",
                    given.get(f"{sheet.pk}.{one.pk}", ""),
                    [str(value) for value in range(one.lowest, one.highest + 1)],
                )
                for one in criteria
            ],
        )
        for sheet in sheets
    ]
    shown = {"choice": choice, "scorer": scorer, "rows": rows, "problem": problem}
    return render(request, "decision/meeting/type_scores.html", shown, status=422 if problem else 200)


def _typed(said: str) -> int:
    """A score as it is typed. Raises Problem("number not readable")."""
    if not re.fullmatch(r"-?[0-9]{1,5}", said.strip()):
        raise Problem("number not readable", value=said[:20])
    return int(said)


@never_cache
@require_http_methods(["GET", "POST"])
def pledge(request: HttpRequest, choice_id: UUID, pledge_id: UUID) -> HttpResponse:
    """Change a pledge for somebody."""
    choice = to_lead(request, choice_id)
    pledges = BankPledge.objects.select_related("choice__territory", "resource")
    pledge = get_object_or_404(pledges, pk=pledge_id, choice=choice)
    problem, sent = "", _as_sent(pledge)
    if request.method == "POST":
        sent = sent_by(request)
        try:
            change_pledge(pledge=pledge, offer=offer_of(sent), by=account_of(request))
        except (Problem, Problems) as found:
            problem = in_words(found)
        else:
            messages.success(request, _("The pledge is changed; the journal keeps what it was."))
            return redirect(f"{reverse('decision:meeting', args=[choice.pk])}#panel-bank")
    grounds = Grounds(choice)
    shown = {
        "choice": choice,
        "pledge": pledge,
        "sent": sent,
        "problem": problem,
        "resources": grounds.offered,
        "sheets": grounds.sheets,
        "pledges": [one for one in pledges_of(grounds) if one.withdrawn_at is None and one.id != pledge.pk],
        "kinds": Participant.Kind.choices,
    }
    return render(request, "decision/meeting/pledge.html", shown, status=422 if problem else 200)


def _as_sent(pledge: BankPledge) -> dict[str, object]:
    return {
        "resource": str(pledge.resource_id),
        "amount": amount_shown(pledge.amount),
        "owner": pledge.owner,
        "as": pledge.kind,
        "contact": pledge.contact,
        "from_on": pledge.from_on.isoformat() if pledge.from_on else "",
        "to_on": pledge.to_on.isoformat() if pledge.to_on else "",
        "place": pledge.place,
        "said": pledge.said,
        "only_for": [str(one) for one in pledge.only_for.values_list("pk", flat=True)],
        "only_if": [str(one) for one in pledge.only_if.values_list("pk", flat=True)],
    }


@never_cache
@require_GET
def export_pledges(request: HttpRequest, choice_id: UUID, form: str) -> StreamingHttpResponse:
    """The whole bank with its contacts, for who leads."""
    choice = to_lead(request, choice_id)
    if form not in FORMATS:
        raise Http404
    rows = list(_rows(pledges_of(Grounds(choice), contacts=True)))
    content = {
        "csv": lambda: as_csv(COLUMNS, rows),
        "xlsx": lambda: as_xlsx(COLUMNS, rows, sheet="Bank"),
        "json": lambda: as_json("pledges", rows),
    }[form]()
    name = f"{choice.territory.slug}-bank-{len(rows)}-pledges.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Row-Count": str(len(rows))}
    return StreamingHttpResponse(content, content_type=FORMATS[form], headers=headers)


def _rows(pledges: list[Promised]) -> Iterator[dict[str, str]]:
    for one in pledges:
        yield {
            "id": str(one.id),
            "owner": one.owner,
            "comes_as": one.kind,
            "contact": one.contact,
            "resource": one.resource.name,
            "amount": amount_plain(one.amount),
            "unit": one.resource.unit,
            "from": one.from_on.isoformat() if one.from_on else "",
            "to": one.to_on.isoformat() if one.to_on else "",
            "place": one.place,
            "in_their_words": one.said,
            "only_for": "; ".join(one.only_for),
            "only_if": "; ".join(one.only_if),
            "holds": "yes" if one.holds else "no",
            "withdrawn_at": one.withdrawn_at.isoformat() if one.withdrawn_at else "",
            "withdrawn_reason": one.withdrawn_reason,
        }
