"""What leaves: the document itself, its trace as W3C PROV and as a table."""

from django.http import HttpResponse, StreamingHttpResponse

from spirale.synthesis.models import FrozenSynthesis
from spirale.synthesis.queries.frozen import trace_as_prov, trace_columns, trace_rows
from spirale.tables.leaving import FORMATS as TABLES
from spirale.tables.leaving import as_csv, as_xlsx

FORMATS = ("document.json", "prov.json", "trace.csv", "trace.xlsx")


def export(frozen: FrozenSynthesis, form: str) -> HttpResponse | StreamingHttpResponse:
    """A frozen version in one of these forms, under a name that says which synthesis and version it is."""
    answer: HttpResponse | StreamingHttpResponse
    name = f"{frozen.synthesis.territory.slug}-v{frozen.version}-{frozen.digest[:8]}-{form}"
    if form == "document.json":  # the very bytes whose digest is printed on the page
        answer = HttpResponse(frozen.document.encode(), content_type="application/json; charset=utf-8")
    elif form == "prov.json":
        answer = HttpResponse(trace_as_prov(frozen).encode(), content_type="application/json; charset=utf-8")
    else:
        kind = form.rpartition(".")[2]
        table = as_csv if kind == "csv" else as_xlsx
        answer = StreamingHttpResponse(table(trace_columns(), trace_rows(frozen)), content_type=TABLES[kind])
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
