"""What leaves: the confrontation, one finding a row, and the axes, one link a row."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, TypeAlias

from django.http import StreamingHttpResponse

from spirale.strategy.queries.axes import AxisShown
from spirale.strategy.queries.confrontation import ConfrontedIdea
from spirale.synthesis.models import FrozenSynthesis
from spirale.tables.leaving import FORMATS, as_csv, as_json, as_xlsx

CONFRONTATION_COLUMNS: Final = (
    "idea_id", "idea", "general_idea", "question", "notes", "column", "verdict", "existing", "description", "comment",
    "by", "axes",
)  # fmt: skip
AXES_COLUMNS: Final = (
    "axis_id", "axis", "text", "cycle", "working_group", "kind", "id", "name", "notes", "synthesis", "version",
)  # fmt: skip

Line: TypeAlias = dict[str, str | int]


def confrontation_rows(rows: Iterable[ConfrontedIdea]) -> Iterator[Line]:
    """Every idea in every column: a row for each finding, and one without verdict where nobody has looked yet."""
    for row in rows:
        idea = row.idea
        told: Line = {
            "idea_id": idea.id,
            "idea": idea.wording,
            "general_idea": row.general,
            "question": idea.question,
            "notes": idea.count,
            "axes": "; ".join(axis.title for axis in row.axes),
        }
        for cell in row.cells:
            for finding in cell.findings:
                yield told | {
                    "column": cell.column,
                    "verdict": finding.verdict,
                    "existing": finding.name,
                    "description": finding.description,
                    "comment": finding.comment,
                    "by": finding.by,
                }
            if not cell.findings:
                yield (
                    told
                    | dict.fromkeys(("verdict", "existing", "description", "comment", "by"), "")
                    | {"column": cell.column}
                )


def axes_rows(axes: Iterable[AxisShown]) -> Iterator[Line]:
    """Every axis with what it rests on: a row for each idea and each thing that exists, one alone if there is none."""
    for shown in axes:
        axis = shown.axis
        told: Line = {
            "axis_id": str(axis.pk),
            "axis": axis.title,
            "text": axis.text,
            "cycle": str(axis.cycle or ""),
            "working_group": axis.group.name if axis.group else "",
        }
        rests_on: list[Line] = [
            {
                "kind": "idea",
                "id": answered.idea.id,
                "name": answered.idea.wording,
                "notes": answered.idea.count,
                "synthesis": version.frozen.synthesis.title,
                "version": version.frozen.version,
            }
            for version in shown.versions
            for answered in version.ideas
        ]
        rests_on += [
            {"kind": column.key, "id": str(each.pk), "name": each.name, "notes": "", "synthesis": "", "version": ""}
            for column in shown.columns
            for each in column.standing
        ]
        for row in rests_on or [_empty("kind", "id", "name", "notes", "synthesis", "version")]:
            yield told | row


def export_confrontation(frozen: FrozenSynthesis, rows: list[ConfrontedIdea], form: str) -> StreamingHttpResponse:
    """A confrontation in one of the forms of tables."""
    name = f"{frozen.synthesis.territory.slug}-v{frozen.version}-confrontation"
    return _leaving(name, "confrontation", CONFRONTATION_COLUMNS, list(confrontation_rows(rows)), form)


def export_axes(slug: str, axes: list[AxisShown], form: str) -> StreamingHttpResponse:
    """The axes of a territory in one of the forms of tables."""
    return _leaving(f"{slug}-axes", "axes", AXES_COLUMNS, list(axes_rows(axes)), form)


def _empty(*columns: str) -> Line:
    return dict.fromkeys(columns, "")


def _leaving(file: str, kind: str, columns: Sequence[str], rows: list[Line], form: str) -> StreamingHttpResponse:
    if form == "json":
        content = as_json(kind, rows)
    else:
        content = as_csv(columns, rows) if form == "csv" else as_xlsx(columns, rows, sheet=kind)
    return StreamingHttpResponse(
        content,
        content_type=FORMATS[form],
        headers={
            "Content-Disposition": f'attachment; filename="{file}.{form}"',
            "X-Row-Count": str(len(rows)),
        },
    )
