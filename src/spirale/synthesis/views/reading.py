"""The public page of a frozen version, and what leads from it both ways."""

from uuid import UUID, uuid4

import rules
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spirale.pages.problems import Problem
from spirale.people.models import Account
from spirale.synthesis import exports, operations
from spirale.synthesis.answers import answers_to
from spirale.synthesis.forms import RivalWordingForm
from spirale.synthesis.models import FrozenSynthesis, RivalWording
from spirale.synthesis.queries import frozen as versions
from spirale.synthesis.queries.changes import changes_between
from spirale.synthesis.views.saying import in_words
from spirale.territories.access import reach


def _frozen(
    request: HttpRequest, synthesis_id: UUID, version: int, permission: str = "synthesis.read_version"
) -> FrozenSynthesis:
    things = FrozenSynthesis.objects.select_related("synthesis__territory", "synthesis__group", "synthesis__campaign")
    return reach(request, permission, things, synthesis_id=synthesis_id, version=version)


def _readable(request: HttpRequest, frozen: FrozenSynthesis) -> list[FrozenSynthesis]:
    found = versions.versions_of(frozen.synthesis)
    return [each for each in found if rules.has_perm("synthesis.read_version", request.user, each)]


def _context(request: HttpRequest, frozen: FrozenSynthesis) -> dict[str, object]:
    page = versions.version_page(frozen)
    return {
        "frozen": frozen,
        "synthesis": frozen.synthesis,
        "territory": frozen.synthesis.territory,
        "page": page,
        "made_at": parse_datetime(page.made_at),
        "may_view_inside": rules.has_perm("synthesis.view", request.user, frozen.synthesis),
        "may_edit": rules.has_perm("synthesis.edit", request.user, frozen.synthesis),
        "may_answer": rules.has_perm("synthesis.propose_rival_wording", request.user, frozen),
    }


@require_safe
def public(request: HttpRequest, synthesis_id: UUID, version: int) -> HttpResponse:
    """The page of a frozen version; `?check` recomputes what it says of itself, `?find` looks for a note."""
    frozen = _frozen(request, synthesis_id, version)
    try:
        versions.version_page(frozen)
    except Problem:
        known = {"frozen": frozen, "synthesis": frozen.synthesis, "territory": frozen.synthesis.territory}
        return render(request, "synthesis/unreadable.html", known, status=500)
    words = " ".join(request.GET.get("find", "").split())[:200]
    found, count = versions.notes_with_words(frozen, words)
    readable = _readable(request, frozen)
    context = _context(request, frozen) | {
        "rivals": versions.rival_wordings(frozen),
        "versions": readable,
        "has_earlier": any(each.version < frozen.version for each in readable),
        "checked": versions.check_version(frozen) if "check" in request.GET else [],
        "words": words,
        "found": found,
        "found_count": count,
    }
    return render(request, "synthesis/public.html", context)


@require_safe
def printed(request: HttpRequest, synthesis_id: UUID, version: int) -> HttpResponse:
    """The whole version on paper: every idea, every note, the ledger, the digest."""
    frozen = _frozen(request, synthesis_id, version)
    return render(request, "synthesis/printed.html", _context(request, frozen))


@require_safe
def idea(request: HttpRequest, synthesis_id: UUID, version: int, idea_id: UUID) -> HttpResponse:
    """One idea of a frozen version with all its notes."""
    frozen = _frozen(request, synthesis_id, version)
    shown = versions.version_page(frozen).ideas.get(str(idea_id))
    if shown is None:
        raise Http404
    sentences = [
        one
        for one in versions.version_page(frozen).sentences
        if any(shown.id == each.id or shown in each.parts for each in one.ideas)
    ]
    context = _context(request, frozen) | {
        "idea": shown,
        "sentences": sentences,
        "rivals": versions.rival_wordings(frozen),
    }
    return render(request, "synthesis/public_idea.html", context)


@require_safe
def note(request: HttpRequest, synthesis_id: UUID, version: int, note_id: UUID) -> HttpResponse:
    """What became of a note in this version."""
    frozen = _frozen(request, synthesis_id, version)
    path = versions.note_path(frozen, note_id)
    if path is None:
        raise Http404
    answers = answers_to(frozen.synthesis.territory, request.user, [note_id]).get(note_id, [])
    shown = {"path": path, "answers": [answer for answer in answers if answer.is_open]}
    return render(request, "synthesis/note.html", _context(request, frozen) | shown)


@require_safe
def changes(request: HttpRequest, synthesis_id: UUID, version: int) -> HttpResponse:
    """What changed since an earlier version, the one just before if none is named."""
    frozen = _frozen(request, synthesis_id, version)
    earlier = [each for each in _readable(request, frozen) if each.version < frozen.version]
    asked = request.GET.get("since", "")
    older = next((each for each in earlier if str(each.version) == asked), earlier[0] if earlier else None)
    if older is None:
        raise Http404
    context = _context(request, frozen) | {
        "older": older,
        "earlier": earlier,
        "changes": changes_between(older, frozen),
    }
    return render(request, "synthesis/changes.html", context)


@require_safe
def export(request: HttpRequest, synthesis_id: UUID, version: int, form: str) -> HttpResponseBase:
    """A frozen version to take away."""
    frozen = _frozen(request, synthesis_id, version)
    if form not in exports.FORMATS:
        raise Http404
    return exports.export(frozen, form)


@require_http_methods(["GET", "POST"])
def rival(request: HttpRequest, synthesis_id: UUID, version: int, kind: str, object_id: UUID) -> HttpResponse:
    """Propose another wording of a sentence or an idea."""
    frozen = _frozen(request, synthesis_id, version, "synthesis.propose_rival_wording")
    assert isinstance(request.user, Account)  # noqa: S101  the guard let in nobody else
    page = versions.version_page(frozen)
    if kind == "sentence":
        said = next((one.text for one in page.sentences if one.id == str(object_id)), None)
    else:
        said = page.ideas[str(object_id)].wording if str(object_id) in page.ideas else None
    if said is None:
        raise Http404
    form = RivalWordingForm(request.POST or None, initial={"id": uuid4()})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            operations.propose_rival_wording(
                wording_id=given["id"],
                frozen=frozen,
                kind=kind,
                object_id=str(object_id),
                text=given["text"],
                reason=given["reason"],
                by=request.user,
            )
        except Problem as problem:
            form.add_error("text", in_words(problem))
        else:
            messages.success(request, _("Your wording now stands beside the one of the synthesis."))
            return redirect("synthesis:public", synthesis_id, version)
    context = _context(request, frozen) | {"form": form, "said": said, "kind": kind}
    return render(request, "synthesis/rival.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def hide_rival(request: HttpRequest, wording_id: UUID) -> HttpResponse:
    """Hide a rival wording with a reason, or show it again."""
    things = RivalWording.objects.select_related("frozen__synthesis__territory")
    wording = reach(request, "synthesis.edit", things, id=wording_id)
    assert isinstance(request.user, Account)  # noqa: S101  the guard let in nobody else
    problem = ""
    if request.method == "POST":
        try:
            if wording.hidden_at:
                operations.show_rival_wording(wording=wording, by=request.user)
            else:
                operations.hide_rival_wording(wording=wording, reason=request.POST.get("reason", ""), by=request.user)
        except Problem as found:
            problem = in_words(found)
        else:
            return redirect("synthesis:public", wording.frozen.synthesis_id, wording.frozen.version)
    context = {
        "wording": wording,
        "frozen": wording.frozen,
        "synthesis": wording.frozen.synthesis,
        "territory": wording.territory,
        "problem": problem,
    }
    return render(request, "synthesis/hide_rival.html", context, status=422 if problem else 200)


@require_POST
def show_to_all(request: HttpRequest, synthesis_id: UUID, version: int) -> HttpResponse:
    """Show a version to all, or to the territory's people only."""
    frozen = _frozen(request, synthesis_id, version, "synthesis.freeze")
    assert isinstance(request.user, Account)  # noqa: S101  the guard let in nobody else
    if request.POST.get("public") == "yes":
        operations.publish(frozen=frozen, by=request.user)
        messages.success(request, _("This version is visible to all now."))
    else:
        operations.unpublish(frozen=frozen, by=request.user)
        messages.success(request, _("Only the people of the territory see this version now."))
    return redirect("synthesis:public", synthesis_id, version)
