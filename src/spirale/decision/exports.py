"""What leaves: the action sheets of a territory, one row a need or the whole of each as JSON."""

from collections.abc import Iterator
from typing import Any, Final

from django.http import StreamingHttpResponse

from spirale.decision.models import ActionSheet, Need
from spirale.decision.queries.content import FIELDS
from spirale.decision.queries.sheets import printed
from spirale.pages.amounts import amount_plain
from spirale.tables.leaving import FORMATS, as_csv, as_json, as_xlsx
from spirale.territories.models import Territory

__all__ = ["FORMATS", "export"]

NEED: Final = ("need", "unit", "amount", "from_on", "to_on", "need_place", "said")
COLUMNS: Final = ["id", *FIELDS, "axis", "codes", *NEED]


def export(territory: Territory, form: str) -> StreamingHttpResponse:
    """The sheets that stand: a table has one row for each need, with the sheet beside it."""
    sheets = printed(territory, inside=True)
    if form == "json":
        pieces = as_json("sheets", (_whole(one) for one in sheets))
    else:
        table = as_csv if form == "csv" else as_xlsx
        pieces = table(COLUMNS, _rows(sheets))
    answer = StreamingHttpResponse(pieces, content_type=FORMATS[form])
    answer.headers["Content-Disposition"] = f'attachment; filename="{territory.slug}-actions.{form}"'
    return answer


def _told(sheet: ActionSheet) -> dict[str, Any]:
    told = {name: str(getattr(sheet, name) or "") for name in FIELDS}
    return {"id": str(sheet.pk), **told, "axis": sheet.axis.title if sheet.axis else ""}


def _need(need: Need) -> dict[str, str]:
    return {
        "need": need.resource.name,
        "unit": need.resource.unit,
        "amount": amount_plain(need.amount),
        "from_on": str(need.from_on or ""),
        "to_on": str(need.to_on or ""),
        "need_place": need.place,
        "said": need.said,
    }


def _rows(sheets: Any) -> Iterator[dict[str, str]]:
    for sheet in sheets:
        told = {**_told(sheet), "codes": " ".join(sheet.codes)}
        for need in sheet.standing_needs or [None]:
            yield {**told, **(_need(need) if need else dict.fromkeys(NEED, ""))}


def _whole(sheet: Any) -> dict[str, Any]:
    return {
        **_told(sheet),
        "codes": sheet.codes,
        "reaches": sheet.reaches,
        "version": sheet.version,
        "needs": [_need(one) for one in sheet.standing_needs],
    }
