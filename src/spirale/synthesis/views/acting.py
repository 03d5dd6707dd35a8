"""Acts on a working synthesis as forms and scripts send them: one door, one table of acts."""

from collections.abc import Callable, Iterable
from uuid import UUID, uuid4, uuid5

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from spirale.pages.ids import as_id, ids_in
from spirale.pages.problems import Problem, Problems
from spirale.people.models import Account
from spirale.synthesis import operations, tasks
from spirale.synthesis.models import Edit, Idea, Synthesis
from spirale.synthesis.queries.hall import groups_of_hall
from spirale.synthesis.queries.pages import neighbours
from spirale.synthesis.views.saying import act_name, in_words
from spirale.territories.access import reach


class Sent:
    """What a form sent, read with care."""

    def __init__(self, fields: QueryDict) -> None:
        self.fields = fields
        self.do, _colon, self.object = fields.get("do", "").partition(":")

    def text(self, name: str) -> str:
        return self.fields.get(name, "")

    def id(self, name: str) -> UUID:
        found = as_id(self.fields.get(name, ""))
        if found is None:
            raise Problem("nothing chosen")
        return found

    @property
    def object_id(self) -> UUID:
        found = as_id(self.object)
        if found is None:
            raise Problem("nothing chosen")
        return found

    @property
    def places(self) -> list[tuple[UUID, UUID | None]]:
        return places_in(self.fields)

    @property
    def criteria(self) -> list[UUID]:
        return list(dict.fromkeys(criterion for criterion, _idea in self.places))

    @property
    def ideas(self) -> list[UUID]:
        return ids_in(self.fields.getlist("idea"))


def places_in(fields: QueryDict) -> list[tuple[UUID, UUID | None]]:
    """Ticked notes, as criterion and the idea it stood under."""
    found = []
    for text in fields.getlist("note"):
        criterion, _colon, idea = text.partition(":")
        if known := as_id(criterion):
            found.append((known, as_id(idea)))
    return list(dict.fromkeys(found))


def edit_id_of(fields: QueryDict) -> UUID:
    """The same act sent twice from one page has one id; done again after it was undone, it is another act."""
    page = as_id(fields.get("page", "")) or uuid4()
    told = sorted((name, value) for name, values in fields.lists() if name != "csrfmiddlewaretoken" for value in values)
    edit_id = uuid5(page, repr(told))
    return uuid4() if Edit.objects.filter(pk=edit_id, undone_at__isnull=False).exists() else edit_id


@require_POST
def act(request: HttpRequest, synthesis_id: UUID) -> HttpResponse:
    """One act of a person, sent by a form or by a script."""
    synthesis = reach(request, "synthesis.edit", Synthesis.objects.select_related("territory"), id=synthesis_id)
    assert isinstance(request.user, Account)  # noqa: S101  the guard let in nobody else
    sent = Sent(request.POST)
    is_script = request.headers.get("Accept") == "application/json"
    try:
        said, at = ACTS.get(sent.do, _nothing)(synthesis, sent, request.user, edit_id_of(request.POST))
    except (Problem, Problems) as problem:
        if is_script:
            return JsonResponse({"said": in_words(problem)}, status=422)
        messages.error(request, in_words(problem))
        return redirect(next_page(request, synthesis))
    if is_script:
        return JsonResponse({"said": said, "at": at})
    messages.success(request, said)
    return redirect(next_page(request, synthesis) + (f"#{at}" if at else ""))


def next_page(request: HttpRequest, synthesis: Synthesis) -> str:
    """Where a form came from, when that is a page of this site."""
    wanted = request.POST.get("next", "")
    if wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return wanted.partition("#")[0]
    return reverse("synthesis:editor", args=[synthesis.pk])


Told = tuple[str, str]
"""What is said of an act, and where on the page to look."""


def _nothing(synthesis: Synthesis, sent: Sent, by: Account, edit_id: UUID) -> Told:
    raise Problem("nothing chosen")


def _move(synthesis: Synthesis, sent: Sent, by: Account, edit_id: UUID) -> Told:
    target = sent.id("to")
    sources = {idea for _criterion, idea in sent.places}
    operations.move_criteria(
        synthesis=synthesis,
        criterion_ids=sent.criteria,
        to_idea=target,
        from_idea=sources.pop() if len(sources) == 1 else None,
        by=by,
        edit_id=edit_id,
    )
    return _moved(len(sent.criteria)) % {"count": len(sent.criteria), "idea": _wording(target)}, f"idea-{target}"


def _moved(count: int) -> str:
    return ngettext("Note moved to “%(idea)s”.", "%(count)s notes moved to “%(idea)s”.", count)


def _copy(synthesis: Synthesis, sent: Sent, by: Account, edit_id: UUID) -> Told:
    target = sent.id("to")
    operations.copy_criteria(synthesis=synthesis, criterion_ids=sent.criteria, to_idea=target, by=by, edit_id=edit_id)
    said = ngettext(
        "Note placed under “%(idea)s” as well.", "%(count)s notes placed under “%(idea)s” as well.", len(sent.criteria)
    )
    return said % {"count": len(sent.criteria), "idea": _wording(target)}, f"idea-{target}"


def _uncopy(synthesis: Synthesis, sent: Sent, by: Account, edit_id: UUID) -> Told:
    operations.remove_copies(
        synthesis=synthesis,
        criterion_ids=sent.criteria,
        from_idea=_only(idea for _criterion, idea in sent.places),
        by=by,
        edit_id=edit_id,
    )
    said = ngettext(
        "Note taken out of this idea; it stays under its other one.",
        "%(count)s notes taken out of this idea; they stay under their other ones.",
        len(sent.criteria),
    )
    return said % {"count": len(sent.criteria)}, ""


def _take_group(synthesis: Synthesis, sent: Sent, by: Account, edit_id: UUID) -> Told:
    """Make a group of the board of one that people made in the hall."""
    group = next((each for each in groups_of_hall(synthesis) if each.pile == sent.object_id), None)
    if group is None:
        raise Problem("nothing chosen")
    made = operations.make_idea(
        synthesis=synthesis,
        question_id=group.question,
        wording=group.name,
        criterion_ids=group.criteria,
        by=by,
        edit_id=edit_id,
    )
    return _("The group “%(name)s” is taken over from the hall.") % {"name": group.name}, f"idea-{made}"


def _make(synthesis: Synthesis, sent: Sent, by: Account, edit_id: UUID) -> Told:
    sources = {idea for _criterion, idea in sent.places}
    if len(sources) == 1 and (source := sources.pop()):
        made = operations.split_idea(
            synthesis=synthesis,
            idea_id=source,
            criterion_ids=sent.criteria,
            wording=sent.text("wording"),
            by=by,
            edit_id=edit_id,
        )
    else:
        made = operations.make_idea(
            synthesis=synthesis,
            question_id=as_id(sent.text("question")),
            wording=sent.text("wording"),
            criterion_ids=sent.criteria,
            by=by,
            edit_id=edit_id,
        )
    return _("Idea made: “%(idea)s”.") % {"idea": _wording(made)}, f"idea-{made}"


def _merge(synthesis: Synthesis, sent: Sent, by: Account, edit_id: UUID) -> Told:
    kept = operations.merge_ideas(
        synthesis=synthesis,
        idea_ids=sent.ideas,
        wording=sent.text("other_wording").strip() or sent.text("wording"),
        by=by,
        edit_id=edit_id,
    )
    return _("Ideas merged under “%(idea)s”.") % {"idea": _wording(kept)}, f"idea-{kept}"


def _rename(synthesis: Synthesis, sent: Sent, by: Account, edit_id: UUID) -> Told:
    operations.rename_idea(
        synthesis=synthesis,
        idea_id=sent.object_id,
        wording=sent.text("wording"),
        proposed_id=as_id(sent.text("proposed")),
        by=by,
        edit_id=edit_id,
    )
    return _("The idea now reads “%(idea)s”.") % {"idea": _wording(sent.object_id)}, f"idea-{sent.object_id}"


def _remove(synthesis: Synthesis, sent: Sent, by: Account, edit_id: UUID) -> Told:
    wording = _wording(sent.object_id)
    operations.remove_idea(synthesis=synthesis, idea_id=sent.object_id, by=by, edit_id=edit_id)
    return _("“%(idea)s” is taken away; its notes stand by themselves.") % {"idea": wording}, ""


def _step(forward: bool) -> Callable[[Synthesis, Sent, Account, UUID], Told]:
    def step(synthesis: Synthesis, sent: Sent, by: Account, edit_id: UUID) -> Told:
        before, after = neighbours(synthesis, sent.object_id)
        other = after if forward else before
        if other is None:
            return _("It is already at the end.") if forward else _("It is already at the start."), ""
        pair = [other, sent.object_id] if forward else [sent.object_id, other]
        operations.order_ideas(synthesis=synthesis, idea_ids=pair, by=by, edit_id=edit_id)
        said = (
            _("“%(idea)s” moved down, after “%(other)s”.") if forward else _("“%(idea)s” moved up, before “%(other)s”.")
        )
        return said % {"idea": _wording(sent.object_id), "other": _wording(other)}, f"idea-{sent.object_id}"

    return step


def _sentence_step(forward: bool) -> Callable[[Synthesis, Sent, Account, UUID], Told]:
    def step(synthesis: Synthesis, sent: Sent, by: Account, edit_id: UUID) -> Told:
        order = list(
            synthesis.sentences.filter(retired_at=None).order_by("position", "id").values_list("pk", flat=True)
        )
        place = order.index(sent.object_id) if sent.object_id in order else -1
        other = place + (1 if forward else -1)
        if place < 0 or not 0 <= other < len(order):
            return _("It is already at the end.") if forward else _("It is already at the start."), ""
        order[place], order[other] = order[other], order[place]
        operations.order_sentences(synthesis=synthesis, sentence_ids=order, by=by, edit_id=edit_id)
        said = _("The sentence is now number %(number)s.") % {"number": other + 1}
        return said, f"sentence-{sent.object_id}"

    return step


def _aside(synthesis: Synthesis, sent: Sent, by: Account, edit_id: UUID) -> Told:
    operations.set_aside(
        synthesis=synthesis, criterion_ids=sent.criteria, reason=sent.text("reason"), by=by, edit_id=edit_id
    )
    said = ngettext("Note set aside: %(reason)s.", "%(count)s notes set aside: %(reason)s.", len(sent.criteria))
    return said % {"count": len(sent.criteria), "reason": sent.text("reason")[:200]}, "aside"


def _back(synthesis: Synthesis, sent: Sent, by: Account, edit_id: UUID) -> Told:
    criteria = [sent.object_id] if sent.object else sent.criteria
    operations.take_back(synthesis=synthesis, criterion_ids=criteria, by=by, edit_id=edit_id)
    return _("The note is back, and stands by itself."), ""


def _unwrite(synthesis: Synthesis, sent: Sent, by: Account, edit_id: UUID) -> Told:
    operations.remove_sentence(synthesis=synthesis, sentence_id=sent.object_id, by=by, edit_id=edit_id)
    return _("The sentence is removed; its ideas stay."), "text"


def _refuse_frame(synthesis: Synthesis, sent: Sent, by: Account, edit_id: UUID) -> Told:
    operations.refuse_frame(synthesis=synthesis, frame_id=sent.object_id, by=by, edit_id=edit_id)
    return _("The frame is refused: the engine will not propose it again."), "frames"


def _ask_wording(of: str) -> Callable[[Synthesis, Sent, Account, UUID], Told]:
    def ask(synthesis: Synthesis, sent: Sent, by: Account, edit_id: UUID) -> Told:
        tasks.start_wording(synthesis=synthesis, by=by, wording_id=edit_id, **{of: sent.object_id})
        return _("The language model is asked. You may leave this page and come back."), ""

    return ask


def _refuse_wording(synthesis: Synthesis, sent: Sent, by: Account, edit_id: UUID) -> Told:
    operations.refuse_wording(synthesis=synthesis, wording_id=sent.object_id, by=by, edit_id=edit_id)
    return _("The model’s words are refused."), ""


def _look(synthesis: Synthesis, sent: Sent, by: Account, edit_id: UUID) -> Told:
    count = operations.look_at_arrivals(synthesis=synthesis, by=by, idea_id=as_id(sent.object))
    return ngettext("%(count)s note looked at.", "%(count)s notes looked at.", count) % {"count": count}, ""


def _undo(synthesis: Synthesis, sent: Sent, by: Account, edit_id: UUID) -> Told:
    edit = operations.undo_last(synthesis=synthesis, by=by, edit_id=as_id(sent.object))
    return _("Undone: %(act)s.") % {"act": act_name(edit.verb)}, ""


def _redo(synthesis: Synthesis, sent: Sent, by: Account, edit_id: UUID) -> Told:
    edit = operations.redo(synthesis=synthesis, by=by, edit_id=as_id(sent.object))
    return _("Done again: %(act)s.") % {"act": act_name(edit.verb)}, ""


ACTS: dict[str, Callable[[Synthesis, Sent, Account, UUID], Told]] = {
    "move": _move,
    "copy": _copy,
    "uncopy": _uncopy,
    "make": _make,
    "take_group": _take_group,
    "merge": _merge,
    "rename": _rename,
    "remove": _remove,
    "up": _step(forward=False),
    "down": _step(forward=True),
    "aside": _aside,
    "back": _back,
    "sentence_up": _sentence_step(forward=False),
    "sentence_down": _sentence_step(forward=True),
    "unwrite": _unwrite,
    "refuse_frame": _refuse_frame,
    "ask_wording": _ask_wording("idea_id"),
    "ask_frame": _ask_wording("frame_id"),
    "refuse_wording": _refuse_wording,
    "look": _look,
    "undo": _undo,
    "redo": _redo,
}


def _only(ideas: Iterable[UUID | None]) -> UUID:
    found = {idea for idea in ideas if idea}
    if len(found) != 1:
        raise Problem("nothing chosen")
    return found.pop()


def _wording(idea: UUID) -> str:
    wording = Idea.objects.filter(pk=idea).values_list("wording", flat=True).first() or ""
    return wording if len(wording) <= 80 else wording[:79] + "…"
