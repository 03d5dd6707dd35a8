"""What leaves a workshop: notes and pledges row by row, and minutes."""

from spirale.workshops.exports.minutes import minutes_document, minutes_pdf
from spirale.workshops.exports.notes import COLUMNS, note_rows
from spirale.workshops.exports.pledges import PLEDGE_COLUMNS, pledge_rows

__all__ = ["COLUMNS", "PLEDGE_COLUMNS", "minutes_document", "minutes_pdf", "note_rows", "pledge_rows"]
