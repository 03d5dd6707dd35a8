"""What leaves: the matching of pledges and needs for those inside, what is lacking for all."""

from collections.abc import Iterator
from typing import Final

from django.http import StreamingHttpResponse

from spirale.action.models import MatchAnswer
from spirale.action.queries.can_do import CanDo
from spirale.action.queries.matching import Matched
from spirale.decision.models import Need
from spirale.pages.amounts import amount_plain
from spirale.tables.leaving import FORMATS, as_csv, as_json, as_xlsx

__all__ = ["FORMATS", "export_can_do", "export_matching"]

NEED: Final = ("action", "resource", "unit", "needed", "from_on", "to_on", "place")
MATCHING: Final = (*NEED, "state", "who", "amount", "said")
CAN_DO: Final = (*NEED, "missing", "ask", "group")

Line = dict[str, str]


def matching_rows(matched: Matched) -> Iterator[Line]:
    """A row for each pledge that serves a need, one for what it lacks with who could fill it, one for each refusal."""
    for part in matched.parts:
        for row in part.needs:
            told = _need(row.need, part.sheet.title)
            yield from (told | _answer(one) for one in row.accepted)
            for each in row.proposals:
                state = "committed" if each.is_bound else "proposed"
                yield told | _line(state, each.pledge.owner, amount_plain(each.amount), each.pledge.said)
            if row.missing:
                could = "; ".join(one.name for one in row.could)
                yield told | _line("missing", could, amount_plain(row.missing), row.need.said)
            elif not row.accepted and not row.proposals:
                yield told | _line("past" if row.is_past else "", "", "", row.need.said)
        for answer in part.refused:
            yield dict.fromkeys(NEED, "") | {"action": part.sheet.title} | _answer(answer)
    for left in matched.left:
        resource = left.pledge.resource
        told = dict.fromkeys(NEED, "") | {"resource": resource.name, "unit": resource.unit}
        yield told | _line("unused", left.pledge.owner, amount_plain(left.amount), left.pledge.said)


def can_do_rows(page: CanDo) -> Iterator[Line]:
    """A row for each need that lacks something; nobody who promised is named."""
    for one in page.asking:
        for row in one.lacks:
            told = _need(row.need, one.sheet.title) | {"missing": amount_plain(row.missing)}
            yield told | {"ask": "; ".join(one.partners), "group": one.group}


def export_matching(matched: Matched, slug: str, form: str) -> StreamingHttpResponse:
    """The matching in one of the forms of tables."""
    return _leaving(f"{slug}-matching", "matching", MATCHING, list(matching_rows(matched)), form)


def export_can_do(page: CanDo, slug: str, form: str) -> StreamingHttpResponse:
    """What is lacking in one of the forms of tables."""
    return _leaving(f"{slug}-can-do", "needs", CAN_DO, list(can_do_rows(page)), form)


def _need(need: Need, action: str) -> Line:
    return {
        "action": action,
        "resource": need.resource.name,
        "unit": need.resource.unit,
        "needed": amount_plain(need.amount),
        "from_on": str(need.from_on or ""),
        "to_on": str(need.to_on or ""),
        "place": need.place,
    }


def _answer(answer: MatchAnswer) -> Line:
    amount = amount_plain(answer.amount) if answer.amount else ""
    return _line(answer.verdict, answer.pledge.owner, amount, answer.reason)


def _line(state: str, who: str, amount: str, said: str) -> Line:
    return {"state": state, "who": who, "amount": amount, "said": said}


def _leaving(file: str, kind: str, columns: tuple[str, ...], rows: list[Line], form: str) -> StreamingHttpResponse:
    if form == "json":
        content = as_json(kind, rows)
    else:
        content = as_csv(columns, rows) if form == "csv" else as_xlsx(columns, rows, sheet=kind)
    headers = {"Content-Disposition": f'attachment; filename="{file}.{form}"', "X-Row-Count": str(len(rows))}
    return StreamingHttpResponse(content, content_type=FORMATS[form], headers=headers)
