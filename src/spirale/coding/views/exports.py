"""Taking criteria and codes away."""

from collections.abc import Iterator, Sequence
from uuid import UUID

import rules
from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from spirale.coding import exports
from spirale.coding.operations import grid_in_use
from spirale.coding.queries.agreement import agreement_page
from spirale.coding.queries.export import coded_rows
from spirale.tables.leaving import FORMATS, as_csv, as_json, as_xlsx
from spirale.tables.writing import Cell
from spirale.territories.access import account_of, reach
from spirale.workshops.models import Workshop


@require_safe
def export(request: HttpRequest, workshop_id: UUID, kind: str) -> StreamingHttpResponse:
    """The criteria of a workshop with their codes, as CSV, XLSX or JSON."""
    workshops = Workshop.objects.select_related("group__territory")
    workshop = reach(request, "coding.view", workshops, id=workshop_id)
    if kind not in FORMATS:
        raise Http404
    sees_all = rules.has_perm("coding.adjudicate", request.user, workshop)
    rows = coded_rows(workshop, grid_in_use(workshop.territory), account_of(request), sees_all=sees_all)
    return _leaving("criteria", workshop, exports.COLUMNS, exports.cells(rows), kind)


@require_safe
def export_agreement(request: HttpRequest, workshop_id: UUID, kind: str) -> StreamingHttpResponse:
    """How far coders agree, and the components they confuse, as CSV, XLSX or JSON."""
    workshops = Workshop.objects.select_related("group__territory", "campaign")
    workshop = reach(request, "coding.view", workshops, id=workshop_id)
    if kind not in FORMATS:
        raise Http404
    sees_all = rules.has_perm("coding.adjudicate", request.user, workshop)
    page = agreement_page(workshop, grid_in_use(workshop.territory), account_of(request), sees_all=sees_all)
    return _leaving("agreement", workshop, exports.AGREEMENT_COLUMNS, exports.agreement_cells(page), kind)


def _leaving(
    what: str, workshop: Workshop, columns: Sequence[str], cells: Iterator[dict[str, Cell]], kind: str
) -> StreamingHttpResponse:
    if kind == "xlsx":
        pieces = as_xlsx(columns, cells, sheet=what.capitalize())
    else:
        pieces = as_csv(columns, cells) if kind == "csv" else as_json(what, cells)
    answer = StreamingHttpResponse(pieces, content_type=FORMATS[kind])
    name = f"{what}-{slugify(workshop.title) or workshop.pk}.{kind}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
