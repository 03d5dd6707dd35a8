"""Taking criteria and codes away."""

from uuid import UUID

import rules
from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from spirale.coding import exports
from spirale.coding.operations import grid_in_use
from spirale.coding.queries.export import coded_rows
from spirale.tables.leaving import FORMATS, as_csv, as_json, as_xlsx
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
    cells = exports.cells(rows)
    name = f"criteria-{slugify(workshop.title) or workshop.pk}.{kind}"
    if kind == "xlsx":
        pieces = as_xlsx(exports.COLUMNS, cells, sheet="Criteria")
    else:
        pieces = as_csv(exports.COLUMNS, cells) if kind == "csv" else as_json("criteria", cells)
    answer = StreamingHttpResponse(pieces, content_type=FORMATS[kind])
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
