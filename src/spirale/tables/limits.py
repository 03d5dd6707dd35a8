"""How much a table may hold, so that no file people bring can fill the machine."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on what is read: the file, what it unpacks to, its rows and columns, one cell, all cells."""

    file_bytes: int = 50_000_000
    unpacked_bytes: int = 250_000_000
    rows: int = 200_000
    columns: int = 500
    cells: int = 5_000_000
    cell_characters: int = 100_000
