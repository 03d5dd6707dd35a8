"""Criteria and codes that leave: row by row, under column names that no language changes."""

from collections.abc import Iterable, Iterator

from spirale.coding.queries.export import CodedRow
from spirale.tables.writing import Cell

COLUMNS = (
    "criterion_id",
    "note_id",
    "group",
    "workshop",
    "question",
    "sign",
    "criterion",
    "grid",
    "code",
    "label",
    "label_status",
    "retained",
    "adjudicated",
    "coder",
    "coded_at",
    "suggested_code",
    "suggested_confidence",
    "engine",
)
KINDS = (("csv", "CSV"), ("xlsx", "XLSX"), ("json", "JSON"))


def cells(rows: Iterable[CodedRow]) -> Iterator[dict[str, Cell]]:
    """Each coding of each criterion as a row; a criterion without code has one row all the same."""
    for row in rows:
        code = row.code
        yield {
            "criterion_id": str(row.criterion_id),
            "note_id": str(row.note_id),
            "group": row.group,
            "workshop": row.workshop,
            "question": row.question,
            "sign": row.sign,
            "criterion": row.text,
            "grid": row.grid,
            "code": code.code if code else "",
            "label": code.label if code else "",
            "label_status": ("sourced" if code.is_verified else "unverified") if code else "",
            "retained": row.is_retained,
            "adjudicated": row.is_adjudication,
            "coder": row.coder,
            "coded_at": row.coded_at.isoformat() if row.coded_at else "",
            "suggested_code": row.suggested_code,
            "suggested_confidence": row.suggested_confidence,
            "engine": row.engine,
        }
