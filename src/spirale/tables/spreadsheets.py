"""Reading XLSX and ODS workbooks that may be hostile: nothing is unpacked or laid out before its size is known."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final
from xml.parsers import expat

import python_calamine as calamine

from spirale.method.problems import Problem
from spirale.tables.limits import Limits

_ARCHIVE: Final = b"PK\x03\x04"
_COMPOUND: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # XLS, and any workbook under a password
_MOST_PARTS: Final = 2_000
_XLSX_UNREAD: Final = ("customXml/", "docProps/", "xl/theme/", "xl/drawings/", "xl/charts/", "xl/media/")
_ODS_READ: Final = ("mimetype", "content.xml", "META-INF/manifest.xml")
_CHUNK: Final = 1 << 20
_ASIDE: Final = re.compile(rb"<!--.*?-->|(?<=.)<\?.*?\?>", re.DOTALL)
_QUOTED: Final = re.compile(rb"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_ATTRIBUTE: Final = rb"""\s*=\s*["']([^"'<>]*)["']"""
_XLSX_TOKEN: Final = re.compile(rb"<(?:[\w.-]+:)?(row|c|v)(?=[\s/>])((?:[^\"'<>]|\"[^\"]*\"|'[^']*')*)>([^<]*)")
_XLSX_PLACE: Final = re.compile(rb"(?:^|\s)r" + _ATTRIBUTE)
_XLSX_SHARED: Final = re.compile(rb"""(?:^|\s)t\s*=\s*["']s["']""")
_XLSX_STRINGS: Final = re.compile(rb"<(?:[\w.-]+:)?sst(?=[\s/>])")
_XLSX_STRING: Final = re.compile(rb"<(?:[\w.-]+:)?si(?=[\s/>])")
_ODS_TOKEN: Final = re.compile(
    rb"<(/?)table:(table|table-row|table-cell|covered-table-cell)(?=[\s/>])((?:[^\"'<>]|\"[^\"]*\"|'[^']*')*)>"
)
_ODS_ROWS: Final = re.compile(rb"table:number-rows-repeated" + _ATTRIBUTE)
_ODS_COLUMNS: Final = re.compile(rb"table:number-columns-repeated" + _ATTRIBUTE)
_ODS_SPACES: Final = re.compile(rb"text:c" + _ATTRIBUTE)


def is_archive(content: bytes) -> bool:
    """Say whether a file is a ZIP archive, as XLSX and ODS are."""
    return content.startswith(_ARCHIVE)


def is_old_or_protected(content: bytes) -> bool:
    """Say whether a file is an old XLS or a workbook under a password."""
    return content.startswith(_COMPOUND)


def read_spreadsheet(content: bytes, limits: Limits) -> Iterator[tuple[int, list[str]]]:
    """Give the rows of the first visible sheet that has any, with their numbers, every cell as text.

    Whole numbers lose their ".0", days and instants are ISO 8601, truths are "true" and "false"; of a formula, its
    last value. Raises Problem.
    """
    parts = _unpacked(content, limits)
    if "xl/workbook.xml" in parts:
        _check_xlsx(parts, limits)
    elif "content.xml" in parts:
        _check_ods(parts["content.xml"], limits)
    else:
        raise Problem("spreadsheet not readable")
    for number, cells in enumerate(_laid_out(parts), 1):
        yield number, [_text(cell) for cell in cells]


def _unpacked(content: bytes, limits: Limits) -> dict[str, bytes]:
    """Unpack the parts that hold the table, none beyond the size its directory announces."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            listed = _needed(archive.infolist())
            announced = sum(part.file_size for part in listed)
            if len(listed) > _MOST_PARTS or announced > limits.unpacked_bytes:
                raise Problem("spreadsheet unpacks too large", bytes=announced, limit=limits.unpacked_bytes)
            names = [part.filename for part in listed]
            if len(set(names)) < len(names):
                raise Problem("spreadsheet not readable")
            if any(part.flag_bits & 1 for part in listed):
                raise Problem("spreadsheet protected or old")
            parts = {part.filename: _part(archive, part) for part in listed}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError, RuntimeError):
        raise Problem("spreadsheet not readable") from None
    return {name: part if name.endswith("mimetype") else _markup(part) for name, part in parts.items()}


def _needed(parts: list[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    """The parts that hold the table; pictures, themes and the like stay packed."""
    if any(part.filename == "xl/workbook.xml" for part in parts):
        return [
            part
            for part in parts
            if part.filename.endswith((".xml", ".rels")) and not part.filename.startswith(_XLSX_UNREAD)
        ]
    return [part for part in parts if part.filename in _ODS_READ]


def _markup(part: bytes) -> bytes:
    """Give the well-formed markup of a part without comments: what follows may then trust every tag it sees."""
    parser = expat.ParserCreate()
    parser.EntityDeclHandler = _refuse
    try:
        parser.Parse(part, True)  # noqa: FBT003  # expat takes no names
    except (expat.ExpatError, LookupError, ValueError):  # the last two from an encoding it does not know
        _refuse()
    if b"\0" in part:  # UTF-16, which the patterns below would not see through
        _refuse()
    if b"<![CDATA[" in part and any(b"<" in found.group(1) for found in _QUOTED.finditer(part)):
        _refuse()
    return _ASIDE.sub(b"", part) if b"<!--" in part or b"<?" in part[1:] else part


def _refuse(*_: object) -> None:
    raise Problem("spreadsheet not readable")


def _part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    """Unpack one part chunk by chunk; one that goes on past its announced size is refused, not followed."""
    if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Problem("spreadsheet not readable")
    unpacked = bytearray()
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            unpacked += chunk
            if len(unpacked) > part.file_size:
                raise Problem("spreadsheet not readable")
    if len(unpacked) != part.file_size:
        raise Problem("spreadsheet not readable")
    return bytes(unpacked)


def _laid_out(parts: dict[str, bytes]) -> Sequence[Sequence[object]]:
    """Hand the checked parts, and nothing else of the file, to the library that knows the formats."""
    checked = io.BytesIO()
    with zipfile.ZipFile(checked, "w", zipfile.ZIP_STORED) as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name), part)
    checked.seek(0)
    try:
        with calamine.load_workbook(checked) as workbook:
            for sheet in workbook.sheets_metadata:
                if sheet.visible is calamine.SheetVisibleEnum.Visible and sheet.typ is calamine.SheetTypeEnum.WorkSheet:
                    rows = workbook.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
                    if rows:
                        return rows
    except calamine.PasswordError:
        raise Problem("spreadsheet protected or old") from None
    except (calamine.CalamineError, OSError, ValueError):
        raise Problem("spreadsheet not readable") from None
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # a fault inside the library, which is not an Exception
            raise Problem("spreadsheet not readable") from None
        raise
    return []


class _Extent:
    """How far a sheet reaches and how much text it would hold once laid out; refuses as soon as it is too much."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.rows = self.columns = self.text = 0

    def reach(self, row: int, column: int, text: int = 0) -> None:
        self.rows, self.columns = max(self.rows, row), max(self.columns, column)
        self.text += text
        if self.rows > self.limits.rows + 1:
            raise Problem("too many rows", row=self.rows, limit=self.limits.rows)
        if self.columns > self.limits.columns:
            raise Problem("too many columns", columns=self.columns, limit=self.limits.columns)
        if self.rows * self.columns > self.limits.cells:
            raise Problem("too many cells", cells=self.rows * self.columns, limit=self.limits.cells)
        if self.text > self.limits.unpacked_bytes:
            raise Problem("spreadsheet unpacks too large", bytes=self.text, limit=self.limits.unpacked_bytes)


def _check_xlsx(parts: dict[str, bytes], limits: Limits) -> None:
    """Refuse a sheet whose cells are laid out too far apart, or repeat shared texts beyond measure."""
    shared = [part for part in parts.values() if _XLSX_STRINGS.search(part)]
    if len(shared) > 1:
        raise Problem("spreadsheet not readable")
    starts = [found.start() for found in _XLSX_STRING.finditer(shared[0])] if shared else []
    lengths = [end - start for start, end in pairwise([*starts, len(shared[0])])] if shared else []
    for part in parts.values():
        extent = _Extent(limits)
        row = column = 0
        is_shared = False
        for found in _XLSX_TOKEN.finditer(part):
            kind, attributes, following = found.groups()
            if kind == b"v":
                if is_shared and following.strip().isdigit() and int(following) < len(lengths):
                    extent.reach(row, column, lengths[int(following)])
                continue
            place = _XLSX_PLACE.search(attributes)
            if kind == b"row":
                row, column = _number(place.group(1)) if place else row + 1, 0
                continue
            letters = place.group(1).rstrip(b"0123456789") if place else b""
            column = _column(letters) if letters else column + 1
            row = _number(place.group(1)[len(letters) :]) if place and letters else row
            is_shared = bool(_XLSX_SHARED.search(attributes))
            if (row > extent.rows or column > extent.columns) and not attributes.endswith(b"/"):
                extent.reach(row, column)


def _check_ods(part: bytes, limits: Limits) -> None:
    """Refuse a sheet whose repeated rows, columns or spaces would lay out to more than the limits."""
    spaces = [_number(found.group(1)) for found in _ODS_SPACES.finditer(part)]
    if sum(spaces) > limits.unpacked_bytes or any(count > limits.cell_characters for count in spaces):
        raise Problem("spreadsheet unpacks too large", bytes=sum(spaces), limit=limits.unpacked_bytes)
    extent = _Extent(limits)
    row = column = repeated = width = filled = text = 0
    tokens = list(_ODS_TOKEN.finditer(part))
    depth = 0
    for place, found in enumerate(tokens):
        closing, kind, attributes = found.groups()
        is_whole = attributes.endswith(b"/")
        if kind == b"table":
            depth += 0 if is_whole else -1 if closing else 1
            if not depth:
                row, extent = 0, _Extent(limits)
        elif kind == b"table-row" and not closing:
            rows = _ODS_ROWS.search(attributes)
            repeated, column, filled, text = _number(rows.group(1)) if rows else 1, 0, 0, 0
            row += repeated if is_whole else 0
        elif kind == b"table-row":
            if filled:
                extent.reach(row + repeated, filled, text * repeated)
            row += repeated
        elif not closing:
            columns = _ODS_COLUMNS.search(attributes)
            width = _number(columns.group(1)) if columns else 1
            column += width
            end = tokens[place + 1].start() if place + 1 < len(tokens) else len(part)
            if not is_whole or b"office:value-type" in attributes:
                filled, text = column, text + (end - found.end()) * width
                extent.reach(row + 1, filled)


def _number(digits: bytes) -> int:
    return int(digits[:12]) if digits.isdigit() else 0


@lru_cache
def _column(letters: bytes) -> int:
    column = 0
    for letter in letters.upper()[:8]:
        column = column * 26 + (letter - 64)
    return column


def _text(cell: object) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53:
        return str(int(cell))
    if isinstance(cell, datetime.date | datetime.time):  # an instant is a day too
        return cell.isoformat()
    return str(cell)
