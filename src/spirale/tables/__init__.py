"""Tables that people bring and take away: CSV and spreadsheets, read with care and written without traps."""

from spirale.tables.limits import Limits
from spirale.tables.reading import Row, Table, read_table
from spirale.tables.writing import Written, csv_lines, write_csv, write_xlsx

__all__ = ["Limits", "Row", "Table", "Written", "csv_lines", "read_table", "write_csv", "write_xlsx"]
