"""The page on which a sheet is written: all of its fields, its needs in lines, what it serves and stands beside."""

from typing import Any
from uuid import UUID, uuid4

import rules
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from spirale.decision.forms import SheetForm
from spirale.decision.models import ActionSheet
from spirale.decision.operations.sheets import Told, save_sheet
from spirale.decision.queries import sheets as queries
from spirale.decision.queries.content import FIELDS, Changed, content_of, content_of_draft, what_changed
from spirale.decision.queries.resources import resources_of
from spirale.decision.views.sheets import get_sheet, start_from
from spirale.decision.views.written import NeedLine, Ticked, draft_of, empty_line, lines_in, lines_of
from spirale.offline.sending import in_words
from spirale.pages.ids import as_id
from spirale.pages.problems import Problem, Problems
from spirale.territories.access import account_of, reach
from spirale.territories.models import Territory


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """Write a sheet, empty or from another as a model."""
    territory = reach(request, "decision.write_sheet", Territory.objects.all(), slug=slug)
    return _page(request, territory, None, _model(request))


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, sheet_id: UUID) -> HttpResponse:
    """Write a sheet anew."""
    sheet = get_sheet(request, "decision.write_sheet", sheet_id)
    return _page(request, sheet.territory, sheet, None)


def _model(request: HttpRequest) -> ActionSheet | None:
    """The sheet that the new one extends, when this person may read it."""
    asked = as_id(request.GET.get("from", "") or request.POST.get("model", ""))
    model = ActionSheet.objects.select_related("territory", "axis").filter(pk=asked).first() if asked else None
    return model if model and rules.has_perm("decision.read_sheet", request.user, model) else None


def _page(
    request: HttpRequest, territory: Territory, sheet: ActionSheet | None, model: ActionSheet | None
) -> HttpResponse:
    problem, against = "", list[Changed]()
    content: dict[str, Any] | None = content_of(sheet) if sheet else None
    lacking = list[str]()
    if model:
        content, lacking = start_from(model, territory)
    seen = sheet.version if sheet else 0
    sent = request.POST if request.method == "POST" else None
    form = SheetForm(sent, territory=territory, initial=_initial(content) if content else None)
    sheet_id = sheet.pk if sheet else as_id(request.POST.get("id", "")) or uuid4()
    if sent is not None:
        given = sent.get("seen", "")
        seen = int(given) if given.isascii() and given.isdigit() and len(given) < 9 else 0
        draft, problems = draft_of(form, sent)
        problem = " ".join(dict.fromkeys(in_words(one) for one in problems))
        if draft:
            try:
                told = Told(form.cleaned_data["joined"], form.cleaned_data["why"])
                kept = save_sheet(
                    sheet_id=sheet_id,
                    save_id=as_id(sent.get("save_id", "")) or uuid4(),
                    territory=territory,
                    draft=draft,
                    seen=seen,
                    told=told,
                    model=model,
                    by=account_of(request),
                )
            except (Problem, Problems) as found:
                problem = in_words(found)
                if isinstance(found, Problem) and found.code == "sheet changed meanwhile" and sheet:
                    fresh = ActionSheet.objects.select_related("axis", "cycle").get(pk=sheet.pk)
                    against = what_changed(content_of(fresh), content_of_draft(draft, territory))
                    seen = fresh.version
            else:
                messages.success(request, _("The sheet is kept."))
                return redirect("decision:sheet", kept.pk)
    lines = lines_in(sent) if sent is not None else lines_of(content) if content else []
    ticked = Ticked.sent(sent) if sent is not None else Ticked.of(content) if content else Ticked()
    shown = {
        "territory": territory,
        "sheet": sheet,
        "model": model,
        "lacking": lacking,
        "form": form,
        "sheet_id": sheet_id,
        "save_id": uuid4(),
        "seen": seen,
        "lines": [*lines, empty_line()],
        "ticked": ticked,
        "reaches": [(key, _reached(sent, content, key)) for key in "12345"],
        "problem": problem,
        "against": against,
        **_lists(territory, sheet, sheet_id, lines, ticked),
    }
    return render(request, "decision/edit.html", shown, status=422 if problem or form.errors else 200)


def _initial(content: dict[str, Any]) -> dict[str, Any]:
    told = {name: content[name] for name in FIELDS}
    return told | {name: content[name]["id"] if content[name] else None for name in ("axis", "cycle")}


def _reached(sent: Any, content: dict[str, Any] | None, situation: str) -> object:
    if sent is not None:
        return sent.get(f"reaches_{situation}", "")
    return content["reaches"].get(situation, "") if content else ""


def _lists(
    territory: Territory, sheet: ActionSheet | None, sheet_id: UUID, lines: list[NeedLine], ticked: Ticked
) -> dict[str, object]:
    """What may be chosen on the page."""
    named = {line.resource for line in lines}
    used = territory.resources.filter(pk__in=[found for one in named if (found := as_id(one))])
    offered = list(resources_of(territory))
    offered += [one for one in used if one.retired_at]
    others = list(queries.others_of(territory, sheet_id, ticked.requires | ticked.excludes))
    components = queries.components_offered(territory)
    listed = {one.code for _dimension, found in components for one in found}
    return {
        "resources": offered,
        "ideas": queries.ideas_offered(territory, queries.ideas_served(sheet) if sheet else []),
        "components": components,
        "other_codes": sorted(ticked.codes - listed),
        "others": others,
    }
