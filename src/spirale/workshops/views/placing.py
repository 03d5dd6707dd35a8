"""What a facilitator does with the notes of the hall: reveal them, deal them, move them, name their groups."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from spirale.cycles.models import Question
from spirale.offline.sending import door, id_of, in_words, is_script, read, text_of
from spirale.pages.problems import Problem, Problems
from spirale.territories.access import account_of, reach
from spirale.workshops import operations
from spirale.workshops.models import Note, Pile, Workshop
from spirale.workshops.queries.placing import in_words as places_in_words
from spirale.workshops.views.lead import answer, to_lead

PANEL: Final = "notes"
NOWHERE: Final = "none"
IN_PILE: Final = "pile:"


@require_POST
def reveal(request: HttpRequest, workshop_id: UUID) -> HttpResponse:
    """Show everybody the notes of a question."""
    workshop = to_lead(request, workshop_id)

    def act() -> None:
        operations.reveal_question(workshop=workshop, question=_question(request, workshop), by=account_of(request))

    return answer(request, workshop, PANEL, act, said=_("The notes are revealed."))


@require_POST
def deal(request: HttpRequest, workshop_id: UUID) -> HttpResponse:
    """Deal the notes of a question to people or to tables."""
    workshop = to_lead(request, workshop_id)
    to = "tables" if request.POST.get("to") == "tables" else "people"

    def act() -> None:
        question = _question(request, workshop)
        operations.deal_question(workshop=workshop, question=question, to=to, by=account_of(request))

    return answer(request, workshop, PANEL, act, said=_("The notes are dealt."))


@require_POST
@door
def move(request: HttpRequest, note_id: UUID) -> HttpResponse:
    """Place a note from the table of the wall or from the lead page: under a code, in a pile, or back."""
    notes = Note.objects.select_related("workshop__group__territory", "question")
    note = reach(request, "workshops.lead", notes, id=note_id)
    sent = read(request)
    if sent.get("panel") == PANEL:
        return answer(request, note.workshop, PANEL, lambda: _place(request, note, sent), said=_("This is settled."))
    try:
        move_id = _place(request, note, sent)
    except (Problem, Problems) as problem:
        return _refused(request, note.workshop, problem)
    note = Note.objects.select_related("question", "place__move__pile", "place__other__pile").get(pk=note.pk)
    [placed] = places_in_words(note.workshop, [note])
    if is_script(request):
        return JsonResponse({"state": "received", "move": str(move_id), "place": str(placed.place)})
    if placed.place:
        messages.success(request, _("Moved to %(place)s.") % {"place": placed.place})
    else:
        messages.success(request, _("Put back among the notes to place."))
    return _back(request, note.workshop)


def _place(request: HttpRequest, note: Note, sent: Mapping[str, Any]) -> UUID:
    where = text_of(sent, "to").strip()
    place = operations.place_note(
        move_id=id_of(sent, "move") if sent.get("move") else uuid4(),
        note=note,
        code="" if where == NOWHERE or where.startswith(IN_PILE) else _code(where),
        pile=_pile(note, where) if where.startswith(IN_PILE) else None,
        seen=id_of(sent, "seen") if sent.get("seen") else None,
        by=account_of(request),
    )
    return place.move_id


@require_POST
def make_pile(request: HttpRequest, workshop_id: UUID) -> HttpResponse:
    """Make a free group of notes."""
    workshop = to_lead(request, workshop_id)
    try:
        pile = operations.make_pile(
            pile_id=id_of(request.POST.dict(), "pile"),
            workshop=workshop,
            question=_question(request, workshop),
            name=request.POST.get("name", ""),
            by=account_of(request),
        )
    except Problem as problem:
        return _refused(request, workshop, problem)
    messages.success(request, _("The group “%(name)s” is on the sheet.") % {"name": pile.name})
    return _back(request, workshop)


@require_POST
def rename_pile(request: HttpRequest, pile_id: UUID) -> HttpResponse:
    """Name a free group anew."""
    pile = _reach_pile(request, pile_id)
    try:
        before = pile.name
        pile = operations.rename_pile(
            renaming_id=uuid4(), pile=pile, name=request.POST.get("name", ""), by=account_of(request)
        )
    except Problem as problem:
        return _refused(request, pile.workshop, problem)
    said = _("“%(before)s” is now called “%(name)s”.") % {"before": before, "name": pile.name}
    messages.success(request, said)
    return _back(request, pile.workshop)


@require_POST
def retire_pile(request: HttpRequest, pile_id: UUID) -> HttpResponse:
    """Take an empty group off the sheet."""
    pile = _reach_pile(request, pile_id)
    try:
        pile = operations.retire_pile(pile=pile, by=account_of(request))
    except Problem as problem:
        return _refused(request, pile.workshop, problem)
    said = _("The empty group “%(name)s” is off the sheet; a note put in it brings it back.") % {"name": pile.name}
    messages.success(request, said)
    return _back(request, pile.workshop)


def _question(request: HttpRequest, workshop: Workshop) -> Question:
    question = Question.objects.filter(pk=id_of(request.POST.dict(), "question"), campaign=workshop.campaign_id).first()
    if question is None:
        raise Problem("question of another campaign")
    return question


def _code(where: str) -> str:
    """The code of what was typed or chosen: it may stand before its label."""
    if not where:
        raise Problem("place missing")
    return where.split(" ", 1)[0]


def _pile(note: Note, where: str) -> Pile:
    sent = {"pile": where.removeprefix(IN_PILE)}
    pile = Pile.objects.filter(pk=id_of(sent, "pile"), workshop=note.workshop_id).first()
    if pile is None:
        raise Problem("pile not here")
    return pile


def _reach_pile(request: HttpRequest, pile_id: UUID) -> Pile:
    return reach(request, "workshops.lead", Pile.objects.select_related("workshop__group__territory"), id=pile_id)


def _refused(request: HttpRequest, workshop: Workshop, problem: Problem | Problems) -> HttpResponse:
    if is_script(request):
        raise problem
    messages.error(request, in_words(problem))
    return _back(request, workshop)


def _back(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    wanted = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) and wanted.startswith("/")
    return redirect(wanted if is_ours else reverse("workshops:wall_table", args=[workshop.pk]))
