"""The minutes of a workshop: read them, mend them a section at a time, go back, take them away."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spirale.pages.problems import Problem
from spirale.pages.sentences import sentence
from spirale.territories.access import account_of, reach
from spirale.workshops import exports, queries
from spirale.workshops.drafting import blocks_of, sections_read
from spirale.workshops.models import Minutes, Workshop
from spirale.workshops.operations import minutes as operations
from spirale.workshops.queries import minutes as kept


def _minutes(
    request: HttpRequest, workshop_id: UUID, number: int | None, permission: str = "workshops.view"
) -> Minutes:
    """One version of the minutes, the latest if none is named, with the workshop it belongs to."""
    workshop = reach(request, permission, queries.workshop_for_page(), id=workshop_id)
    versions = kept.minutes_versions(workshop)
    found = versions.filter(number=number).first() if number else versions.first()
    if found is None:
        raise Http404
    found.workshop = workshop
    return found


def _sections(minutes: Minutes) -> list[dict[str, Any]]:
    return [
        {**section, "blocks": blocks_of(section["text"]), "proposed": blocks_of(section["proposal"])}
        for section in sections_read(minutes)
    ]


@require_safe
def minutes(request: HttpRequest, workshop_id: UUID, number: int | None = None) -> HttpResponse:
    """The minutes as a document; without any, what they would be made from."""
    workshop = reach(request, "workshops.view", queries.workshop_for_page(), id=workshop_id)
    versions = kept.minutes_versions(workshop)
    shown = versions.filter(number=number).first() if number else versions.first()
    if number and shown is None:
        raise Http404
    context = {
        "workshop": workshop,
        "minutes": shown,
        "sections": _sections(shown) if shown else [],
        "is_earlier": bool(number) and number != versions.values_list("number", flat=True).first(),
        "language": workshop.territory.language,
    }
    return render(request, "workshops/minutes.html", context)


@require_POST
def draft(request: HttpRequest, workshop_id: UUID) -> HttpResponse:
    """Draft them, or draft them again."""
    workshop = reach(request, "workshops.keep_minutes", queries.workshop_for_page(), id=workshop_id)
    before = kept.latest_minutes(workshop)
    made = operations.draft_minutes(
        workshop=workshop, with_names=request.POST.get("with_names") == "yes", by=account_of(request)
    )
    if before and before.number == made.number:
        messages.info(request, _("Nothing new has happened: the minutes are as they were."))
    elif any(section["proposal"] for section in sections_read(made)):
        messages.success(
            request, _("The minutes are drafted again. What you had worded is kept, with the new draft beside it.")
        )
    else:
        messages.success(request, _("The minutes are drafted from what happened. You can word each section otherwise."))
    return redirect("workshops:minutes", workshop.pk)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, workshop_id: UUID, key: str) -> HttpResponse:
    """Word one section otherwise. If somebody else did meanwhile, both wordings are shown."""
    latest = _minutes(request, workshop_id, None, "workshops.keep_minutes")
    section = next((each for each in _sections(latest) if each["key"] == key), None)
    if section is None:
        raise Http404
    text, problem, theirs = section["text"], "", None
    if request.method == "POST":
        text = request.POST.get("text", "")
        try:
            operations.edit_section(
                workshop=latest.workshop, key=key, text=text, based_on=_number(request), by=account_of(request)
            )
        except Problem as found:
            problem = sentence(found)
            theirs = section if found.code == "minutes changed meanwhile" else None
        else:
            messages.success(request, _("The section is kept. The wording before it stays in the versions."))
            return redirect(f"{_address(latest.workshop)}#{key}")
    context = {
        "workshop": latest.workshop,
        "minutes": latest,
        "section": section,
        "text": text,
        "problem": problem,
        "theirs": theirs,
        "based_on": latest.number if theirs or request.method == "GET" else _number(request),
    }
    return render(request, "workshops/minutes_edit.html", context, status=422 if problem else 200)


@require_POST
def weigh(request: HttpRequest, workshop_id: UUID, key: str) -> HttpResponse:
    """Take the newer draft of an edited section, or leave it."""
    workshop = reach(request, "workshops.keep_minutes", queries.workshop_for_page(), id=workshop_id)
    act = operations.take_proposal if request.POST.get("take") == "yes" else operations.leave_proposal
    try:
        act(workshop=workshop, key=key, based_on=_number(request), by=account_of(request))
    except Problem as found:
        messages.warning(request, sentence(found))
    else:
        messages.success(request, _("Done. Every wording stays in the versions."))
    return redirect(f"{_address(workshop)}#{key}")


@require_safe
def versions(request: HttpRequest, workshop_id: UUID) -> HttpResponse:
    """Every version, the latest first, with what was worded otherwise in it."""
    workshop = reach(request, "workshops.view", queries.workshop_for_page(), id=workshop_id)
    found = list(kept.minutes_versions(workshop))
    lines = []
    for version, before in zip(found, [*found[1:], None], strict=True):
        was = {section["key"]: section["text"] for section in sections_read(before)} if before else {}
        changed = [each["title"] for each in sections_read(version) if was.get(each["key"]) != each["text"]]
        lines.append({"version": version, "changed": changed if before else [], "is_first": before is None})
    return render(request, "workshops/minutes_versions.html", {"workshop": workshop, "lines": lines})


@require_POST
def go_back(request: HttpRequest, workshop_id: UUID, number: int) -> HttpResponse:
    """Take up an earlier version again."""
    wanted = _minutes(request, workshop_id, number, "workshops.keep_minutes")
    operations.return_to_version(workshop=wanted.workshop, number=number, by=account_of(request))
    messages.success(request, _("This version is the minutes again. Those in between stay in the versions."))
    return redirect("workshops:minutes", wanted.workshop.pk)


@require_safe
def minutes_file(request: HttpRequest, workshop_id: UUID, form: str, number: int | None = None) -> HttpResponse:
    """The minutes as a PDF or as JSON."""
    taken = _minutes(request, workshop_id, number)
    answer: HttpResponse
    if form == "pdf":
        answer = HttpResponse(exports.minutes_pdf(taken).pdf, content_type="application/pdf")
    elif form == "json":
        answer = JsonResponse(exports.minutes_document(taken), json_dumps_params={"ensure_ascii": False, "indent": 1})
    else:
        raise Http404
    name = f"{slugify(taken.workshop.title)[:40] or 'minutes'}-{taken.workshop.held_on:%Y-%m-%d}-{taken.number}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _address(workshop: Workshop) -> str:
    return reverse("workshops:minutes", args=[workshop.pk])


def _number(request: HttpRequest) -> int:
    """The version that the page was made from; one that cannot be read was read by nobody."""
    given = request.POST.get("based_on", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 9 else 0
