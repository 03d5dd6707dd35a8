"""Notes that leave, as files and on paper."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.text import slugify
from django.views.decorators.http import require_GET

from spirale.tables.leaving import FORMATS, as_csv, as_json, as_xlsx
from spirale.territories.access import reach
from spirale.territories.models import Territory
from spirale.workshops import exports, queries
from spirale.workshops.models import Note

READ_AT_ONCE = 1000


@require_GET
def export(request: HttpRequest, workshop_id: UUID, form: str) -> HttpResponseBase:
    """The notes of a workshop that stand."""
    workshop = reach(request, "workshops.export", queries.workshop_for_page(), id=workshop_id)
    notes = queries.notes_of_workshop(workshop).select_related("question", "workshop__group__territory")
    return _file(notes, f"{slugify(workshop.title)[:40] or 'notes'}-{workshop.held_on:%Y-%m-%d}", form)


@require_GET
def export_territory(request: HttpRequest, slug: str, form: str) -> HttpResponseBase:
    """The notes of a territory that stand."""
    territory = reach(request, "workshops.export", Territory.objects.all(), slug=slug)
    return _file(queries.notes_of_territory(territory), territory.slug, form)


@require_GET
def print_notes(request: HttpRequest, workshop_id: UUID) -> HttpResponse:
    """All notes of a workshop on paper, question by question."""
    workshop = reach(request, "workshops.view", queries.workshop_for_page(), id=workshop_id)
    return render(request, "workshops/print.html", {"workshop": workshop, "notes": queries.notes_to_print(workshop)})


def _file(notes: QuerySet[Note], name: str, form: str) -> HttpResponseBase:
    """The notes as a file, sent while they are read; its name and a header say how many."""
    if form not in FORMATS:
        raise Http404
    count = notes.order_by().count()
    rows = exports.note_rows(notes.iterator(chunk_size=READ_AT_ONCE))
    if form == "xlsx":
        pieces = as_xlsx(exports.COLUMNS, rows, sheet="Notes")
    else:
        pieces = as_json("notes", rows) if form == "json" else as_csv(exports.COLUMNS, rows)
    answer = StreamingHttpResponse(pieces, content_type=FORMATS[form])
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}-{count}-notes.{form}"'
    answer.headers["X-Row-Count"] = str(count)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
