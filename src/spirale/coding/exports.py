"""Criteria and codes that leave: row by row, under column names that no language changes."""

from collections.abc import Iterable, Iterator

from spirale.coding.queries.agreement import AgreementPage
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
AGREEMENT_COLUMNS = (
    "measured",
    "code",
    "label",
    "other_code",
    "other_label",
    "criteria",
    "alpha",
    "percent_alike",
    "expected_by_chance",
    "p",
    "proposal",
    "because",
    "covered_by",
    "habits",
    "words_that_divide",
    "words_of_code",
    "words_of_other_code",
    "criteria_that_divide",
)
_EMPTY: dict[str, Cell] = dict.fromkeys(AGREEMENT_COLUMNS, "")
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


def agreement_cells(page: AgreementPage) -> Iterator[dict[str, Cell]]:
    """Agreement level by level and dimension by dimension, then the components that coders confuse."""
    for measured, rows in (("level", page.levels), ("dimension", page.dimensions)):
        for row in rows:
            yield _EMPTY | {
                "measured": measured,
                "code": row.name,
                "label": row.label,
                "criteria": row.units,
                "alpha": row.alpha,
                "percent_alike": row.percent,
            }
    for pair in page.pairs:
        found = pair.found
        yield _EMPTY | {
            "measured": "pair of components",
            "code": pair.one.code,
            "label": pair.one.label,
            "other_code": pair.other.code,
            "other_label": pair.other.label,
            "criteria": found.times,
            "alpha": found.alpha,
            "expected_by_chance": found.expected,
            "p": found.p,
            "proposal": found.proposal,
            "because": found.because,
            "covered_by": found.into,
            "habits": pair.habits_in_words,
            "words_that_divide": ", ".join(found.words),
            "words_of_code": ", ".join(found.words_of_one),
            "words_of_other_code": ", ".join(found.words_of_other),
            "criteria_that_divide": "\n".join(criterion.text for criterion in pair.criteria),
        }
