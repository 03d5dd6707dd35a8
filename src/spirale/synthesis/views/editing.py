"""The pages on which a synthesis is made."""

from urllib.parse import urlencode
from uuid import UUID, uuid4

import rules
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spirale.pages.ids import as_id, ids_in
from spirale.pages.problems import Problem, Problems
from spirale.people.models import Account
from spirale.synthesis import operations, tasks
from spirale.synthesis.forms import FreezeForm, NewSynthesisForm
from spirale.synthesis.language_model import offered_model
from spirale.synthesis.models import Computation, Sentence, Synthesis
from spirale.synthesis.queries import history, pages
from spirale.synthesis.queries.frames import frame_line, frames_of
from spirale.synthesis.queries.hall import groups_of_hall
from spirale.synthesis.queries.wordings import wording_of, wordings_waiting
from spirale.synthesis.queries.working import working_state
from spirale.synthesis.views.acting import edit_id_of, places_in
from spirale.synthesis.views.saying import act_name, in_words
from spirale.territories.access import reach
from spirale.territories.models import Territory
from spirale.territories.rules import is_reader


def _synthesis(request: HttpRequest, permission: str, synthesis_id: UUID) -> Synthesis:
    things = Synthesis.objects.select_related("territory", "group", "campaign")
    return reach(request, permission, things, id=synthesis_id)


def _person(request: HttpRequest) -> Account:
    assert isinstance(request.user, Account)  # noqa: S101  the guard let in nobody else
    return request.user


@require_safe
def syntheses(request: HttpRequest, slug: str) -> HttpResponse:
    """The syntheses of a territory; those who are not of it see the versions shown to all."""
    territory = reach(request, "territories.view", Territory.objects.all(), slug=slug)
    inside = is_reader(request.user, territory)
    found = pages.syntheses_of(territory.pk)
    for synthesis in found:
        versions = list(synthesis.versions.all())
        synthesis.shown = versions if inside else [each for each in versions if each.is_public]  # type: ignore[attr-defined]
    if not inside:
        found = [synthesis for synthesis in found if synthesis.shown]  # type: ignore[attr-defined]
    context = {"territory": territory, "syntheses": found, "inside": inside}
    return render(request, "synthesis/syntheses.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin a synthesis."""
    territory = reach(request, "synthesis.edit", Territory.objects.all(), slug=slug)
    form = NewSynthesisForm(
        request.POST or None, territory=territory, initial={"id": uuid4(), **_asked_for(request, territory)}
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            synthesis = operations.begin_synthesis(
                synthesis_id=given["id"],
                territory=territory,
                campaign=given["questions"][0].campaign,
                questions=list(given["questions"]),
                title=given["title"],
                origin=given["origin"],
                group=given["group"],
                seed=given["seed"] if given["seed"] is not None else 1,
                by=_person(request),
            )
        except Problem as problem:
            form.add_error(None, in_words(problem))
        else:
            page = "synthesis:board" if synthesis.origin == Synthesis.Origin.FREE else "synthesis:editor"
            return redirect(page, synthesis.pk)
    status = 422 if form.errors else 200
    return render(request, "synthesis/new.html", {"territory": territory, "form": form}, status=status)


def _asked_for(request: HttpRequest, territory: Territory) -> dict[str, object]:
    """What the page that led here already knew: the questions of a campaign, a group, a way to begin."""
    asked: dict[str, object] = {}
    if campaign := as_id(request.GET.get("campaign", "")):
        asked["questions"] = [
            question.pk
            for each in territory.campaigns.filter(pk=campaign).prefetch_related("questions")
            for question in each.questions.all()
        ]
    if group := as_id(request.GET.get("group", "")):
        asked["group"] = group
    if request.GET.get("origin") in Synthesis.Origin.values:
        asked["origin"] = request.GET["origin"]
    return asked


def _asked(request: HttpRequest) -> pages.Asked:
    page, show = request.GET.get("page", "1"), request.GET.get("show", "all")
    return pages.Asked(
        question=request.GET.get("question", "")[:12],
        show=show if show in pages.SHOWN else "all",
        group=request.GET.get("group", "")[:120],
        words=" ".join(request.GET.get("words", "").split())[:200],
        page=int(page) if page.isdecimal() and len(page) < 7 else 1,
    )


def _shared_context(request: HttpRequest, synthesis: Synthesis) -> dict[str, object]:
    """What every page of a working synthesis needs: who may, undo, what the engine does, versions."""
    may_edit = rules.has_perm("synthesis.edit", request.user, synthesis)
    undo = history.next_undo(synthesis, _person(request)) if may_edit else None
    redo = history.next_redo(synthesis, _person(request)) if may_edit else None
    computation = history.latest_computation(synthesis)
    went_wrong = computation.problem if computation and computation.kind == Computation.Kind.WORD else ""
    return {
        "synthesis": synthesis,
        "territory": synthesis.territory,
        "model": offered_model() if may_edit else None,
        "model_problem": in_words(Problem(went_wrong)) if went_wrong else "",
        "may_edit": may_edit,
        "undo": undo,
        "undo_name": act_name(undo.verb) if undo else "",
        "redo": redo,
        "redo_name": act_name(redo.verb) if redo else "",
        "computation": computation,
        "versions": list(synthesis.versions.order_by("-version").defer("document")),
        "page_id": uuid4(),
        "here": request.get_full_path(),
        "chosen_address": reverse("synthesis:chosen", args=[synthesis.pk])
        + "?"
        + urlencode({"next": request.get_full_path()}),
    }


@require_safe
def editor(request: HttpRequest, synthesis_id: UUID) -> HttpResponse:
    """A synthesis in the making: its text, its ideas, the notes under them."""
    synthesis = _synthesis(request, "synthesis.view", synthesis_id)
    asked = _asked(request)
    page = pages.editor_page(synthesis, asked)
    kept = {"show": asked.show, "group": asked.group, "words": asked.words}
    shared = _shared_context(request, synthesis)
    context = shared | {
        "asked": asked,
        "page": page,
        "working": page.working,
        "ledger": page.working.ledger,
        "frames": frames_of(page.working) if shared["may_edit"] else [],
        "shares": page.working.shares,
        "query": urlencode({"question": page.question.code if page.question else "", **kept}),
    }
    return render(request, "synthesis/editor.html", context)


@require_safe
def idea(request: HttpRequest, synthesis_id: UUID, idea_id: UUID) -> HttpResponse:
    """One idea with all its notes."""
    synthesis = _synthesis(request, "synthesis.view", synthesis_id)
    state = working_state(synthesis)
    if idea_id not in state.ideas:
        raise Http404
    card = state.ideas[idea_id]
    context = _shared_context(request, synthesis) | {
        "working": state,
        "ledger": state.ledger,
        "idea": card,
        "proposed": wordings_waiting(synthesis).get(idea_id),
    }
    return render(request, "synthesis/idea.html", context)


@require_safe
def board(request: HttpRequest, synthesis_id: UUID) -> HttpResponse:
    """Notes on a board, grouped freely."""
    synthesis = _synthesis(request, "synthesis.view", synthesis_id)
    asked = _asked(request)
    page = pages.board_page(synthesis, asked.question, asked.page)
    context = _shared_context(request, synthesis) | {
        "page": page,
        "working": page.working,
        "ledger": page.working.ledger,
        "hall_groups": groups_of_hall(synthesis, page.question),
    }
    return render(request, "synthesis/board.html", context)


@require_safe
def chosen(request: HttpRequest, synthesis_id: UUID) -> HttpResponse:
    """What can be done with the notes and ideas that are ticked."""
    synthesis = _synthesis(request, "synthesis.edit", synthesis_id)
    ideas = ids_in(request.GET.getlist("idea"))
    page = pages.chosen_page(synthesis, places_in(request.GET), ideas)
    wanted = request.GET.get("next", "")
    editor_address = reverse("synthesis:editor", args=[synthesis.pk])
    context = _shared_context(request, synthesis) | {
        "page": page,
        "next": wanted if wanted.startswith(editor_address) else editor_address,
        "over_these": urlencode([("idea", str(each.id)) for each in page.to_say]),
        "new_sentence": uuid4(),
    }
    return render(request, "synthesis/chosen.html", context)


def _brought(request: HttpRequest, name: str) -> UUID | None:
    """What a new sentence starts from, as its form sends it, or the address that led there."""
    return as_id(request.POST.get(name, "") or request.GET.get(name, ""))


@require_http_methods(["GET", "POST"])
def sentence(request: HttpRequest, synthesis_id: UUID, sentence_id: UUID) -> HttpResponse:
    """Write a sentence over ideas, or word it anew; two people at once lose nothing."""
    synthesis = _synthesis(request, "synthesis.edit", synthesis_id)
    kept = Sentence.objects.filter(pk=sentence_id, synthesis=synthesis).first()
    text = kept.text if kept else ""
    version = kept.version if kept else 0
    linked = set(kept.ideas.values_list("pk", flat=True)) if kept else set()
    linked |= set(ids_in(request.GET.getlist("idea")))
    asked_frame = None if kept else _brought(request, "frame")
    proposed = None if kept else wording_of(synthesis, _brought(request, "proposed"))
    problem, theirs = "", ""
    if request.method == "POST":
        text, linked = request.POST.get("text", ""), set(ids_in(request.POST.getlist("idea")))
        seen = request.POST.get("version", "")
        try:
            operations.write_sentence(
                synthesis=synthesis,
                sentence_id=sentence_id,
                text=text,
                idea_ids=list(linked),
                version=int(seen) if seen.isdecimal() and len(seen) < 9 else None,
                frame_id=asked_frame,
                proposed_id=proposed.pk if proposed else None,
                by=_person(request),
                edit_id=edit_id_of(request.POST),
            )
        except Problem as found:
            problem = in_words(found)
            if found.code == "sentence changed meanwhile":
                theirs, version = str(found.parameters["theirs"]), kept.version if kept else 0
        else:
            messages.success(request, _("The sentence is kept."))
            return redirect(reverse("synthesis:editor", args=[synthesis.pk]) + f"#sentence-{sentence_id}")
    state = working_state(synthesis)
    frame = frame_line(state, asked_frame)
    if frame and request.method == "GET":
        text, linked = proposed.text if proposed else frame.empty, linked | {frame.first.id, frame.second.id}
    context = _shared_context(request, synthesis) | {
        "frame": frame,
        "proposed": proposed,
        "sentence_id": sentence_id,
        "is_kept": kept is not None and kept.retired_at is None,
        "text": text,
        "version": version,
        "linked": linked,
        "working": state,
        "by_question": [
            (each, [card for card in state.of_question(each) if card.slips or card.parts]) for each in state.questions
        ],
        "problem": problem,
        "theirs": theirs,
    }
    return render(request, "synthesis/sentence.html", context, status=422 if problem else 200)


@require_POST
def compute(request: HttpRequest, synthesis_id: UUID) -> HttpResponse:
    """Ask the engine for ideas, for frames, or to bring in what arrived since."""
    synthesis = _synthesis(request, "synthesis.edit", synthesis_id)
    kinds = {each.value: each for each in Computation.Kind if each != Computation.Kind.WORD}
    kind = kinds.get(request.POST.get("kind", ""), Computation.Kind.PROPOSE)
    asked = as_id(request.POST.get("page", "")) or uuid4()
    try:
        done = tasks.start_computation(synthesis=synthesis, kind=kind, by=_person(request), computation_id=asked)
    except Problem as problem:
        messages.error(request, in_words(problem))
    else:
        if not done.ended_at:
            messages.info(request, _("The engine is at work. You may leave this page and come back."))
        elif done.problem:
            messages.error(request, in_words(Problem(done.problem)))
        else:
            messages.success(request, _found(kind, done.placed))
    lies_on_board = synthesis.origin == Synthesis.Origin.FREE and kind != Computation.Kind.RELATE
    return redirect("synthesis:board" if lies_on_board else "synthesis:editor", synthesis.pk)


def _found(kind: str, count: int) -> str:
    """What the engine found, in a sentence."""
    if kind != Computation.Kind.RELATE:
        return ngettext("%(count)s note placed.", "%(count)s notes placed.", count) % {"count": count}
    if not count:
        return _("The engine finds no two ideas with enough to join them. Write the sentences that you see.")
    said = ngettext("%(count)s frame proposed, empty.", "%(count)s frames proposed, empty.", count)
    return said % {"count": count}


@require_safe
def progress(request: HttpRequest, synthesis_id: UUID) -> HttpResponse:
    """How far the engine is; the page asks again by itself while it works."""
    synthesis = _synthesis(request, "synthesis.view", synthesis_id)
    context = {"synthesis": synthesis, "computation": history.latest_computation(synthesis)}
    return render(request, "synthesis/progress.html", context)


@require_http_methods(["GET", "POST"])
def freeze(request: HttpRequest, synthesis_id: UUID) -> HttpResponse:
    """Validate and freeze a version."""
    synthesis = _synthesis(request, "synthesis.freeze", synthesis_id)
    form = FreezeForm(request.POST or None, initial={"id": uuid4()})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            frozen = operations.freeze_synthesis(
                synthesis=synthesis,
                validated_by=given["validated_by"],
                is_public=given["is_public"],
                frozen_id=given["id"],
                by=_person(request),
            )
        except (Problem, Problems) as problem:
            form.add_error(None, in_words(problem))
        else:
            messages.success(
                request,
                _("Version %(version)s is frozen: nothing in it can change any more.") % {"version": frozen.version},
            )
            return redirect("synthesis:public", synthesis.pk, frozen.version)
    state = working_state(synthesis)
    alone = [line for line in state.sentences if not line.count]
    context = _shared_context(request, synthesis) | {
        "form": form,
        "working": state,
        "ledger": state.ledger,
        "alone": alone,
    }
    return render(request, "synthesis/freeze.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def title(request: HttpRequest, synthesis_id: UUID) -> HttpResponse:
    """Give a synthesis another title."""
    synthesis = _synthesis(request, "synthesis.edit", synthesis_id)
    problem = ""
    if request.method == "POST":
        try:
            operations.rename_synthesis(synthesis=synthesis, title=request.POST.get("title", ""), by=_person(request))
        except Problem as found:
            problem = in_words(found)
        else:
            return redirect("synthesis:editor", synthesis.pk)
    context = {"synthesis": synthesis, "territory": synthesis.territory, "problem": problem}
    return render(request, "synthesis/title.html", context, status=422 if problem else 200)
