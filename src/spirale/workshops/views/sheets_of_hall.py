"""What phones ask about the sheets of the hall: the determination key, and what lies at a place."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from spirale.offline.sending import id_of, in_words, text_of
from spirale.pages.problems import Problem
from spirale.territories.access import reach
from spirale.workshops import operations, queries
from spirale.workshops.models import Workshop
from spirale.workshops.operations.limits import Wait
from spirale.workshops.queries.key import grid_of, key_of
from spirale.workshops.queries.placing import notes_lying, question_at_hand

A_YEAR = 31_536_000


@require_safe
def key(request: HttpRequest, workshop_id: UUID) -> HttpResponse:
    """The grid that this hall places with; asked for by its digest, it never changes and is kept for a year."""
    workshop = get_object_or_404(queries.hall_to_enter(), pk=workshop_id)
    grid = grid_of(workshop.territory)
    if grid is None:
        raise Http404
    answer = HttpResponse(key_of(grid), content_type="application/json")
    is_this_one = request.GET.get("v") == grid.digest
    answer["Cache-Control"] = f"public, max-age={A_YEAR}, immutable" if is_this_one else "no-cache"
    answer["ETag"] = f'"{grid.digest}"'
    if not is_this_one and request.headers.get("If-None-Match") == answer["ETag"]:
        return HttpResponse(status=304, headers={"ETag": answer["ETag"]})
    return answer


@require_safe
@never_cache
def place(request: HttpRequest, workshop_id: UUID) -> HttpResponse:
    """The notes that lie under a code or in a pile, for whoever takes part or reads this workshop."""
    workshop = get_object_or_404(queries.hall_to_enter(), pk=workshop_id)
    try:
        _let_in(request, workshop)
        asked = request.GET.dict()
        question = id_of(asked, "question") if asked.get("question") else question_at_hand(workshop)
        pile = id_of(asked, "pile") if asked.get("pile") else None
        count, notes = notes_lying(workshop, question, code=text_of(asked, "code")[:40], pile=pile)
    except Wait as wait:
        said = {"state": "wait", "message": in_words(wait.problem), "seconds": wait.seconds}
        return JsonResponse(said, status=429)
    except Problem as problem:
        return JsonResponse({"message": in_words(problem)}, status=422)
    shown = [{"id": str(note.pk), "text": note.text, "sign": note.sign} for note in notes]
    return JsonResponse({"count": count, "notes": shown}, json_dumps_params={"ensure_ascii": False})


def _let_in(request: HttpRequest, workshop: Workshop) -> None:
    """Whoever has the two headers of a participant of this hall, or may read the workshop."""
    if request.headers.get("X-Hall-Participant"):
        said = {"by": request.headers["X-Hall-Participant"], "key": request.headers.get("X-Hall-Key", "")}
        operations.participant_with(workshop=workshop, participant_id=id_of(said, "by"), key=said["key"])
    else:
        reach(request, "workshops.view", queries.hall_to_enter(), id=workshop.pk)
