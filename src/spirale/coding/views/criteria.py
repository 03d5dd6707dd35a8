"""Coding, criterion by criterion; splitting notes, changing signs."""

from collections.abc import Mapping
from urllib.parse import urlencode
from uuid import UUID, uuid4

import rules
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spirale.coding.exports import KINDS
from spirale.coding.models import Coding, Criterion
from spirale.coding.operations import (
    Piece,
    Proposal,
    change_sign,
    code_criterion,
    grid_in_use,
    split_note,
    take_criteria,
    undo_split,
    withdraw_coding,
)
from spirale.coding.queries.coding_page import coding_page
from spirale.coding.queries.criteria import FILTERS, ORDERS, Asked, pieces_of
from spirale.coding.queries.grids import code_options, sense_options, words_in
from spirale.cycles.models import Question
from spirale.offline.sending import door, id_of, in_words, is_script, read, share_of, sign_of, text_of
from spirale.pages.problems import Problem, Problems
from spirale.territories.access import account_of, reach
from spirale.workshops.models import Note, Workshop

WORKSHOPS = Workshop.objects.select_related("group__territory", "campaign")
CRITERIA = Criterion.objects.filter(note__is_sealed=False).select_related("note__workshop__group__territory")


def _asked(request: HttpRequest) -> Asked:
    page = request.GET.get("page", "1")
    return Asked(
        show=show if (show := request.GET.get("show", "uncoded")) in FILTERS else "uncoded",
        question=request.GET.get("question", "")[:12],
        dimension=request.GET.get("dimension", "")[:1],
        page=int(page) if page.isdecimal() and len(page) < 7 else 1,
        order=order if (order := request.GET.get("order", "given")) in ORDERS else "given",
    )


@require_safe
def criteria(request: HttpRequest, workshop_id: UUID) -> HttpResponse:
    """The criteria of a workshop, each with the code that is proposed and the code that one gave."""
    workshop = reach(request, "coding.view", WORKSHOPS, id=workshop_id)
    asked = _asked(request)
    grid = grid_in_use(workshop.territory)
    may_split = rules.has_perm("coding.split", request.user, workshop)
    if may_split:
        take_criteria(workshop=workshop, by=account_of(request))
    page = coding_page(workshop, grid, account_of(request), asked)
    context = {
        "workshop": workshop,
        "grid": grid,
        "asked": asked,
        "page": page,
        "options": code_options(grid),
        "senses": sense_options(grid),
        "dimensions": [option for option in code_options(grid) if len(option.code) == 1],
        "tabs": _tabs(page.criteria.counts),
        "signs": Question.Sign.choices,
        "export_kinds": KINDS,
        "newline": "\n",
        "query": urlencode(
            {"show": asked.show, "question": asked.question, "dimension": asked.dimension, "order": asked.order}
        ),
    }
    return render(request, "coding/criteria.html", context)


def _tabs(counts: Mapping[str, int]) -> list[dict[str, object]]:
    labels = {
        "uncoded": _("No code yet"),
        "second": _("Coded by others, not by you"),
        "disputed": _("Coders differ"),
        "unsure": _("Worth a second look"),
        "coded": _("Code retained"),
        "all": _("All criteria"),
    }
    return [{"name": name, "label": label, "count": counts[name]} for name, label in labels.items()]


@require_POST
@door
def code(request: HttpRequest, criterion_id: UUID) -> HttpResponse:
    """Give one's code to a criterion."""
    criterion = reach(request, "coding.code", CRITERIA, id=criterion_id)
    grid = grid_in_use(criterion.territory)
    try:
        sent = read(request)
        coding = code_criterion(
            coding_id=id_of(sent, "coding"),
            criterion=criterion,
            grid=grid,
            code=text_of(sent, "code").strip() or text_of(sent, "suggested"),
            by=account_of(request),
            proposal=Proposal(text_of(sent, "suggested")[:24], share_of(sent, "confidence"), text_of(sent, "engine")),
        )
    except (Problem, Problems) as problem:
        return _refused(request, criterion.note.workshop, problem)
    words = words_in(grid, coding.code)
    if is_script(request):
        return JsonResponse({"state": "received", "code": words.code, "label": words.label})
    messages.success(request, _("Coded %(code)s %(label)s.") % {"code": words.code, "label": words.label})
    return _back(request, criterion.note.workshop)


@require_POST
@door
def take_back(request: HttpRequest, coding_id: UUID) -> HttpResponse:
    """Take back one's own code."""
    codings = Coding.objects.select_related("criterion__note__workshop__group__territory", "grid")
    coding = reach(request, "coding.code", codings, id=coding_id)
    try:
        withdraw_coding(coding=coding, by=account_of(request))
    except Problem as problem:
        return _refused(request, coding.criterion.note.workshop, problem)
    if is_script(request):
        return JsonResponse({"state": "withdrawn"})
    messages.success(request, _("Code taken back."))
    return _back(request, coding.criterion.note.workshop)


@require_POST
@door
def sign(request: HttpRequest, criterion_id: UUID) -> HttpResponse:
    """Say whether a criterion speaks of well-being or of ill-being."""
    criterion = reach(request, "coding.split", CRITERIA, id=criterion_id)
    try:
        criterion = change_sign(criterion=criterion, sign=sign_of(read(request)), by=account_of(request))
    except Problem as problem:
        return _refused(request, criterion.note.workshop, problem)
    if is_script(request):
        return JsonResponse({"state": "received", "sign": criterion.sign})
    messages.success(request, _("Sign changed."))
    return _back(request, criterion.note.workshop)


@require_http_methods(["GET", "POST"])
def split(request: HttpRequest, note_id: UUID) -> HttpResponse:
    """Read several criteria in one note: one a line."""
    notes = Note.objects.filter(is_sealed=False).select_related("workshop__group__territory", "question")
    note = reach(request, "coding.split", notes, id=note_id)
    take_criteria(workshop=note.workshop, by=account_of(request))
    standing = pieces_of(note)
    problem, lines = "", "\n".join(" ".join(criterion.text.split()) for criterion in standing)
    if request.method == "POST":
        lines = request.POST.get("pieces", "")
        signs = {" ".join(criterion.text.split()): criterion.sign for criterion in standing}
        said = [line for line in (" ".join(line.split()) for line in lines.splitlines()) if line]
        try:
            made = split_note(
                note=note,
                pieces=[Piece(uuid4(), line, signs.get(line, note.sign)) for line in said],
                by=account_of(request),
            )
        except Problem as found:
            problem = in_words(found)
        else:
            messages.success(request, _("This note now has %(count)s criteria.") % {"count": len(made)})
            return _back(request, note.workshop)
    context = {"note": note, "workshop": note.workshop, "lines": lines, "problem": problem, "next": _next(request)}
    return render(request, "coding/split.html", context, status=422 if problem else 200)


@require_POST
@door
def unsplit(request: HttpRequest, criterion_id: UUID) -> HttpResponse:
    """Take back the splitting that made a criterion."""
    criterion = reach(request, "coding.split", CRITERIA, id=criterion_id)
    undo_split(note=criterion.note, made=criterion.pk, by=account_of(request))
    messages.success(request, _("Splitting taken back."))
    return _back(request, criterion.note.workshop)


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) and wanted.startswith("/") else ""


def _back(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    return redirect(_next(request) or reverse("coding:criteria", args=[workshop.pk]))


def _refused(request: HttpRequest, workshop: Workshop, problem: Problem | Problems) -> HttpResponse:
    if is_script(request):
        raise problem
    messages.error(request, in_words(problem))
    return _back(request, workshop)
