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
from spirale.coding.views.criteria import WORKSHOPS
from spirale.tables.leaving import FORMATS, as_csv, as_json, as_xlsx
from spirale.tables.writing import Cell
from spirale.territories.access import account_of, reach
from spirale.workshops.models import Workshop


@require_safe
def export(request: HttpRequest, workshop_id: UUID, kind: str) -> StreamingHttpResponse:
    """The criteria of a workshop with their codes, as CSV, XLSX or JSON."""
    workshop, sees_all = _asked(request, workshop_id, kind)
    rows = coded_rows(workshop, grid_in_use(workshop.territory), account_of(request), sees_all=sees_all)
    return _leaving("criteria", workshop, exports.COLUMNS, exports.cells(rows), kind)


@require_safe
def export_agreement(request: HttpRequest, workshop_id: UUID, kind: str) -> StreamingHttpResponse:
    """How far coders agree, and the components they confuse, as CSV, XLSX or JSON."""
    workshop, sees_all = _asked(request, workshop_id, kind)
    page = agreement_page(workshop, grid_in_use(workshop.territory), account_of(request), sees_all=sees_all)
    return _leaving("agreement", workshop, exports.AGREEMENT_COLUMNS, exports.agreement_cells(page), kind)


def _asked(request: HttpRequest, workshop_id: UUID, kind: str) -> tuple[Workshop, bool]:
    """The workshop to take from, and whether this person sees who coded what."""
    workshop = reach(request, "coding.view", WORKSHOPS, id=workshop_id)
    if kind not in FORMATS:
        raise Http404
    return workshop, rules.has_perm("coding.adjudicate", request.user, workshop)


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
