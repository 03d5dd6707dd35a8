"""What leaves a workshop: notes row by row, and minutes."""

from spirale.workshops.exports.minutes import minutes_document, minutes_pdf
from spirale.workshops.exports.notes import COLUMNS, FORMATS, as_csv, as_json, as_xlsx, note_rows
from spirale.workshops.exports.pledges import PLEDGE_COLUMNS, pledges_as_csv

__all__ = [
    "COLUMNS",
    "FORMATS",
    "PLEDGE_COLUMNS",
    "as_csv",
    "as_json",
    "as_xlsx",
    "minutes_document",
    "minutes_pdf",
    "note_rows",
    "pledges_as_csv",
]
