"""The lead page of the meeting: scoring, the resource bank and the choice, each in a panel that follows the news.

It works as the lead page of a workshop does, with its script: each act is a plain form, and answers with its panel.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from spirale.decision import tasks
from spirale.decision.models import BankPledge, Choice, Scorer
from spirale.decision.operations.bank import (
    bring_back_pledge,
    close_bank,
    make_pledge,
    open_bank,
    withdraw_pledge,
)
from spirale.decision.operations.scores import (
    add_scorer,
    bring_back_scorer,
    close_scoring,
    open_scoring,
    retire_scorer,
)
from spirale.decision.queries.balance import balances_of, pledges_of, shortfalls_of
from spirale.decision.queries.firmness import firm_of, shares_of
from spirale.decision.queries.grounds import Grounds
from spirale.decision.queries.meeting import choice_for_meeting, number_of, space_of
from spirale.decision.queries.results import found_of, latest_result, problems_of
from spirale.decision.queries.returns import may_come_back, returns_of
from spirale.decision.queries.scoring import board_of
from spirale.decision.views.phone_acts import offer_of
from spirale.live.tickets import address_of
from spirale.offline.sending import id_of, in_words, text_of
from spirale.pages.problems import Problem, Problems
from spirale.people.models import Account
from spirale.territories.access import account_of, reach
from spirale.workshops.models import Participant
from spirale.workshops.views.lead import FRESH, SCRIPT

Sent = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of the page: its title, its template, what it shows, and the verbs after which it is asked for again."""

    title: str | Promise
    template: str
    shows: Callable[[Grounds], Mapping[str, Any]]
    follows: tuple[str, ...]


def _scoring(grounds: Grounds) -> Mapping[str, Any]:
    return {
        "board": board_of(grounds),
        "kinds": Participant.Kind.choices,
        "rules": grounds.rules,
        "criteria": grounds.criteria,
    }


def _bank(grounds: Grounds) -> Mapping[str, Any]:
    pledges = pledges_of(grounds, contacts=True)
    return {
        "balances": balances_of(grounds),
        "pledges": [one for one in pledges if one.withdrawn_at is None],
        "withdrawn": [one for one in pledges if one.withdrawn_at],
        "may_come_back": may_come_back(grounds.choice),
        "returned": returns_of(grounds.choice),
        "resources": grounds.offered,
        "sheets": grounds.sheets,
        "kinds": Participant.Kind.choices,
    }


def _choosing(grounds: Grounds) -> Mapping[str, Any]:
    latest, found = latest_result(grounds.choice), found_of(grounds)
    return {
        "rules": grounds.rules,
        "latest": latest,
        "problems": problems_of(latest) if latest and latest.ended_at else [],
        "found": found,
        "firm": firm_of(found),
        "shares": shares_of(found),
        "shortfalls": shortfalls_of(grounds),
    }


_OF_BANK: Final = (
    "bank opened",
    "bank closed",
    "bank pledge made",
    "bank pledge changed",
    "bank pledge withdrawn",
    "bank pledge brought back",
    "participant erased",
)
PANELS: Final[dict[str, Panel]] = {
    "scoring": Panel(
        title=_("Scoring"),
        template="decision/meeting/scoring.html",
        shows=_scoring,
        follows=(
            *("scoring opened", "scoring closed", "score given", "scores given", "scorer added", "scorer retired"),
            *("scorer brought back", "participant joined", "participant erased"),
        ),
    ),
    "bank": Panel(
        title=_("Resource bank"),
        template="decision/meeting/bank.html",
        shows=_bank,
        follows=(*_OF_BANK, "choice computed", "actions decided"),
    ),
    "choice": Panel(
        title=_("The choice"),
        template="decision/meeting/choice.html",
        shows=_choosing,
        follows=(
            *("choice asked", "choice computed", "choice firmness computed", "actions decided"),
            *("bank pledge withdrawn", "bank pledge brought back"),
        ),
    ),
}


@require_GET
@never_cache
def lead(request: HttpRequest, choice_id: UUID) -> HttpResponse:
    """The page itself."""
    choice = to_lead(request, choice_id)
    number = number_of(choice)  # before the panels: what happens meanwhile is told again rather than missed
    grounds = Grounds(choice)
    shown = {
        "choice": choice,
        "number": number,
        "live": address_of(space_of(choice)),
        "panels": [_shown(grounds, name) for name in PANELS],
        "fresh": FRESH,
    }
    return render(request, "decision/meeting/lead.html", shown)


@require_GET
@never_cache
def panel(request: HttpRequest, choice_id: UUID, panel: str) -> HttpResponse:
    """One panel alone, as it stands now."""
    choice = to_lead(request, choice_id)
    if panel not in PANELS:
        raise Http404
    return _panel(request, choice, panel)


@require_POST
def act(request: HttpRequest, choice_id: UUID) -> HttpResponse:
    """Do what a button says; what is refused is told in words, and what was typed stays where there is a script."""
    choice, by = to_lead(request, choice_id), account_of(request)
    sent = sent_by(request)
    name = str(sent.get("panel", ""))
    problem = ""
    try:
        DOES.get(text_of(sent, "act"), _unknown)(choice, sent, by)
    except (Problem, Problems) as found:
        problem = in_words(found)
    if here := request.headers.get(SCRIPT):
        if problem:
            return HttpResponse(problem, status=422, content_type="text/plain; charset=utf-8")
        return _panel(request, to_lead(request, choice_id), here if here in PANELS else "bank")
    if problem:
        messages.error(request, problem)
    return redirect(f"{reverse('decision:meeting', args=[choice.pk])}#panel-{name if name in PANELS else 'bank'}")


def to_lead(request: HttpRequest, choice_id: UUID) -> Choice:
    """The choice, for whoever may lead its meeting."""
    return reach(request, "decision.lead_meeting", choice_for_meeting(), id=choice_id)


def sent_by(request: HttpRequest) -> dict[str, Any]:
    """What a form sent; of what may be several, all."""
    several = {name: request.POST.getlist(name) for name in ("only_for", "only_if")}
    return {**request.POST.dict(), **several}


def _unknown(_choice: Choice, _sent: Sent, _by: Account) -> None:
    raise Problem("message not readable")


def _pledge(choice: Choice, sent: Sent, by: Account) -> None:
    make_pledge(pledge_id=id_of(sent, "fresh"), choice=choice, offer=offer_of(sent), by=by)


def _withdraw(choice: Choice, sent: Sent, by: Account) -> None:
    withdraw_pledge(pledge=_pledged(choice, sent), reason=text_of(sent, "reason"), by=by)


def _pledged(choice: Choice, sent: Sent) -> BankPledge:
    pledges = BankPledge.objects.select_related("choice__territory")
    pledge = pledges.filter(choice=choice, pk=id_of(sent, "pledge")).first()
    if pledge is None:
        raise Problem("message not readable")
    return pledge


def _add_scorer(choice: Choice, sent: Sent, by: Account) -> None:
    name, kind = text_of(sent, "name"), text_of(sent, "as")
    add_scorer(scorer_id=id_of(sent, "fresh"), choice=choice, name=name, kind=kind, by=by)


def _scorer(choice: Choice, sent: Sent) -> Scorer:
    scorer = Scorer.objects.select_related("choice__territory").filter(choice=choice, pk=id_of(sent, "scorer")).first()
    if scorer is None:
        raise Problem("message not readable")
    return scorer


def _compute(choice: Choice, sent: Sent, by: Account) -> None:
    tasks.start_choice(choice=choice, result_id=id_of(sent, "fresh"), by=by)


DOES: Final[Mapping[str, Callable[[Choice, Sent, Account], object]]] = {
    "open_bank": lambda choice, _sent, by: open_bank(choice=choice, by=by),
    "close_bank": lambda choice, _sent, by: close_bank(choice=choice, by=by),
    "open_scoring": lambda choice, _sent, by: open_scoring(choice=choice, by=by),
    "close_scoring": lambda choice, _sent, by: close_scoring(choice=choice, by=by),
    "pledge": _pledge,
    "withdraw": _withdraw,
    "bring_back": lambda choice, sent, by: bring_back_pledge(pledge=_pledged(choice, sent), by=by),
    "add_scorer": _add_scorer,
    "retire_scorer": lambda choice, sent, by: retire_scorer(scorer=_scorer(choice, sent), by=by),
    "bring_back_scorer": lambda choice, sent, by: bring_back_scorer(scorer=_scorer(choice, sent), by=by),
    "compute": _compute,
}


def _shown(grounds: Grounds, name: str) -> dict[str, Any]:
    panel = PANELS[name]
    return {"name": name, "panel": panel, "follows": ",".join(panel.follows), **panel.shows(grounds)}


def _panel(request: HttpRequest, choice: Choice, name: str) -> HttpResponse:
    shown = {"choice": choice, "shown": _shown(Grounds(choice), name), "fresh": FRESH}
    return render(request, "decision/meeting/_panel.html", shown)
