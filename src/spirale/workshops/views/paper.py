"""Paper sheets for people without a phone: how many, and the sheets themselves, shown the once they are printed."""

from uuid import UUID, uuid4

import segno
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from spirale.cycles.models import Question
from spirale.pages.addresses import address_for_phones
from spirale.pages.problems import Problem
from spirale.pages.sentences import sentence
from spirale.territories.access import account_of, reach
from spirale.workshops import queries
from spirale.workshops.models import Workshop
from spirale.workshops.operations.paper import AT_ONCE, PrintedSheet, print_sheets, print_unused_again
from spirale.workshops.queries.paper import paper_sheets as sheets_printed

LINES = 18
"""Lines to write on that one side of A4 has room for, beside three questions and the part to keep."""

FEWEST_LINES = 3


class SheetsForm(forms.Form):
    """How many sheets; the draw makes their codes, and makes sending the form twice print the same ones."""

    draw = forms.UUIDField(widget=forms.HiddenInput)
    count = forms.IntegerField(label=_("How many sheets"), min_value=1, max_value=AT_ONCE, initial=20)


@require_http_methods(["GET", "POST"])
def paper_sheets(request: HttpRequest, workshop_id: UUID) -> HttpResponse:
    workshop = reach(request, "workshops.enter", queries.workshop_for_page(), id=workshop_id)
    form = SheetsForm(request.POST if "count" in request.POST else None, initial={"draw": uuid4()})
    problem = ""
    if request.method == "POST":
        try:
            printed = _printed(request, workshop, form)
        except Problem as found:
            problem = sentence(found)
        else:
            if printed:
                return _to_print(request, workshop, printed)
    shown = {
        "workshop": workshop,
        "form": form,
        "again": uuid4(),
        "sheets": sheets_printed(workshop),
        "questions": Question.objects.filter(campaign=workshop.campaign_id),
        "problem": problem,
    }
    status = 422 if problem or form.errors or request.method == "POST" else 200
    return render(request, "workshops/paper_sheets.html", shown, status=status)


def _printed(request: HttpRequest, workshop: Workshop, form: SheetsForm) -> list[PrintedSheet]:
    by = account_of(request)
    if "again" in request.POST:
        try:
            draw = UUID(request.POST["again"])
        except ValueError:
            return []
        return print_unused_again(draw=draw, workshop=workshop, by=by)
    if not form.is_valid():
        return []
    return print_sheets(draw=form.cleaned_data["draw"], workshop=workshop, count=form.cleaned_data["count"], by=by)


def _to_print(request: HttpRequest, workshop: Workshop, printed: list[PrintedSheet]) -> HttpResponse:
    questions = list(Question.objects.filter(campaign=workshop.campaign_id))
    follow = address_for_phones(request, _follow_address())
    lines = max(FEWEST_LINES, LINES // max(1, len(questions)))
    shown = {
        "workshop": workshop,
        "questions": questions,
        "lines": range(lines),
        "follow": follow.split("://", 1)[1],
        "sheets": [{"number": sheet.number, "key": sheet.key, "qr": _qr(f"{follow}#{sheet.key}")} for sheet in printed],
    }
    answer = render(request, "workshops/paper_sheets_print.html", shown)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _follow_address() -> str:
    """Where one finds one's notes again; the page stands in a later room."""
    try:
        return reverse("synthesis:follow")
    except NoReverseMatch:
        return "/"


def _qr(address: str) -> SafeString:
    """The address as a drawing, in black alone: sheets are printed on any printer."""
    drawn = segno.make(address, error="m").svg_inline(
        scale=4, border=2, dark="#000", light="#fff", omitsize=True, svgclass="qr", lineclass=None
    )
    return mark_safe(drawn)  # noqa: S308 - drawn here, from an address of this site
