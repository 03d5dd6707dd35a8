"""The first map of pledges: a page for readers, with contacts for facilitators alone, and the acts of its panel."""

from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

import rules
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from spirale.offline.sending import id_of, in_words, text_of
from spirale.pages.problems import Problem, Problems
from spirale.people.models import Account
from spirale.tables.leaving import as_csv
from spirale.territories.access import account_of, reach
from spirale.workshops import exports, operations, queries
from spirale.workshops.models import Note, Pledge, ShortlistedAction, Workshop
from spirale.workshops.queries.pledges import notes_for_actions, pledge_map, question_of_actions
from spirale.workshops.views.lead import FRESH, answer, to_lead

FOUND_AT_ONCE: Final = 30

Sent = Mapping[str, Any]


@require_GET
@never_cache
def pledges(request: HttpRequest, workshop_id: UUID) -> HttpResponse:
    """Actions of the short list and what is brought to them; contacts, and the acts, for facilitators."""
    workshop = reach(request, "workshops.view", queries.workshop_for_page(), id=workshop_id)
    may_lead = rules.has_perm("workshops.lead", request.user, workshop)
    actions = pledge_map(workshop, contacts=may_lead)
    shown = {
        "workshop": workshop,
        "may_lead": may_lead,
        "actions": [action for action in actions if not action.is_dropped],
        "dropped": [action for action in actions if action.is_dropped],
        "pledges": sum(len(action.standing) for action in actions if not action.is_dropped),
        "fresh": FRESH,
    }
    if may_lead:
        question = question_of_actions(workshop)
        search = request.GET.get("search", "")[:200]
        candidates, found = (
            notes_for_actions(workshop, question, search=search, limit=FOUND_AT_ONCE) if question else ((), 0)
        )
        shown |= {
            "question": question,
            "search": search,
            "candidates": candidates,
            "found": found,
            "more": found - len(candidates),
        }
    return render(request, "workshops/pledges.html", shown)


@require_GET
@never_cache
def export_pledges(request: HttpRequest, workshop_id: UUID) -> StreamingHttpResponse:
    """Pledges with their contacts as a CSV, for facilitators."""
    workshop = to_lead(request, workshop_id)
    actions = [action for action in pledge_map(workshop, contacts=True) if not action.is_dropped]
    count = sum(len(action.standing) for action in actions)
    file = f"{slugify(workshop.title)[:40] or 'pledges'}-{workshop.held_on:%Y-%m-%d}-{count}-pledges.csv"
    return StreamingHttpResponse(
        as_csv(exports.PLEDGE_COLUMNS, exports.pledge_rows(workshop, actions)),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{file}"',
            "X-Row-Count": str(count),
            "Cache-Control": "private, no-store",
        },
    )


@require_POST
def pledge_act(request: HttpRequest, workshop_id: UUID) -> HttpResponse:
    """One act on the short list or on a pledge; `act` says which, and `to` whether it came from the page."""
    workshop = to_lead(request, workshop_id)
    sent = request.POST.dict()

    def act() -> None:
        doing = DOES.get(text_of(sent, "act"))
        if doing is None:
            raise Problem("message not readable")
        doing(workshop, sent, account_of(request))

    if sent.get("to") != "page":
        return answer(request, workshop, "pledges", act)
    try:
        act()
    except (Problem, Problems) as found:
        messages.error(request, in_words(found))
    search = str(sent.get("search", ""))[:200]
    return redirect(
        reverse("workshops:pledges", args=[workshop.pk]) + (f"?{urlencode({'search': search})}" if search else "")
    )


def _keep(workshop: Workshop, sent: Sent, by: Account) -> None:
    note = None
    if sent.get("note"):
        note = Note.objects.filter(workshop=workshop, pk=id_of(sent, "note")).first()
        if note is None:
            raise Problem("note not to be read")
    operations.shortlist_action(
        action_id=id_of(sent, "fresh"), workshop=workshop, title=text_of(sent, "title"), note=note, by=by
    )


def _rename(workshop: Workshop, sent: Sent, by: Account) -> None:
    operations.rename_action(action=_action(workshop, sent), title=text_of(sent, "title"), by=by)


def _drop(workshop: Workshop, sent: Sent, by: Account) -> None:
    operations.drop_action(action=_action(workshop, sent), by=by)


def _bring_back(workshop: Workshop, sent: Sent, by: Account) -> None:
    operations.bring_back_action(action=_action(workshop, sent), by=by)


def _pledge(workshop: Workshop, sent: Sent, by: Account) -> None:
    operations.make_pledge(
        pledge_id=id_of(sent, "fresh"),
        action=_action(workshop, sent),
        brings=text_of(sent, "brings"),
        name=text_of(sent, "name"),
        contact=text_of(sent, "contact"),
        by=by,
    )


def _withdraw_pledge(workshop: Workshop, sent: Sent, by: Account) -> None:
    operations.withdraw_pledge(pledge=_of_workshop(workshop, sent), by=by)


def _bring_back_pledge(workshop: Workshop, sent: Sent, by: Account) -> None:
    operations.bring_back_pledge(pledge=_of_workshop(workshop, sent), by=by)


DOES: Final[Mapping[str, Callable[[Workshop, Sent, Account], None]]] = {
    "keep": _keep,
    "rename": _rename,
    "drop": _drop,
    "bring_back": _bring_back,
    "pledge": _pledge,
    "withdraw_pledge": _withdraw_pledge,
    "bring_back_pledge": _bring_back_pledge,
}


def _action(workshop: Workshop, sent: Sent) -> ShortlistedAction:
    actions = ShortlistedAction.objects.select_related("workshop__group__territory")
    found = actions.filter(workshop=workshop, pk=id_of(sent, "action")).first()
    if found is None:
        raise Problem("message not readable")
    return found


def _of_workshop(workshop: Workshop, sent: Sent) -> Pledge:
    pledges = Pledge.objects.select_related("action__workshop__group__territory")
    found = pledges.filter(action__workshop=workshop, pk=id_of(sent, "pledge")).first()
    if found is None:
        raise Problem("message not readable")
    return found
