"""Tables that people bring: read as they are, or refused with the place and the reason."""

import datetime
import io
import struct
import zipfile
import zlib
from contextlib import suppress
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import example, given, settings
from hypothesis import strategies as st

from spirale.method.problems import Problem
from spirale.tables import Limits, Table, read_table, write_xlsx

NOTES = "note,groupe\nUn bus le soir,Aînés\nÊtre écouté,Jeunes\n"


def refusal(source: bytes | Path, name: str = "notes.csv", limits: Limits | None = None) -> Problem:
    with pytest.raises(Problem) as caught:
        read_table(source, name, limits=limits)
    return caught.value


def cells(table: Table) -> list[list[str]]:
    return [list(row.cells.values()) for row in table.rows]


def a_workbook(*rows: list[object], **sheets: list[list[object]]) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"default_date_format": "yyyy-mm-dd"}) as workbook:
        for name, content in {"Notes": list(rows), **sheets}.items():
            page = workbook.add_worksheet(name)
            for number, row in enumerate(content):
                page.write_row(number, 0, row)
    return stream.getvalue()


def an_archive(**parts: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def with_sheet(sheet: bytes, strings: bytes | None = None) -> bytes:
    """A true workbook whose sheet (and shared texts) are replaced by these."""
    true = zipfile.ZipFile(io.BytesIO(a_workbook(["note"], ["Un bus"])))
    parts = {name: true.read(name) for name in true.namelist()}
    parts["xl/worksheets/sheet1.xml"] = sheet
    if strings:
        parts["xl/sharedStrings.xml"] = strings
    return an_archive(**parts)


SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'

WHOLE = a_workbook(["note", "groupe"], ["Un bus", "A"], ["Être écouté", 3])
with zipfile.ZipFile(io.BytesIO(WHOLE)) as _whole:
    DAMAGED = {name: _whole.read(name) for name in _whole.namelist()}


# Text files


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_text_file_is_read_in_the_encodings_people_have(encoding):
    table = read_table(NOTES.encode(encoding), "notes.csv")
    assert table.columns == ("note", "groupe")
    assert cells(table) == [["Un bus le soir", "Aînés"], ["Être écouté", "Jeunes"]]
    assert [row.number for row in table.rows] == [2, 3]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("note\nΗ υγεία είναι σημαντική\n", "cp1253"),
        ("note\nЗдоровье важно\n", "cp1251"),
        ("note\nÊtre écouté, près de l'école\n", "mac_roman"),
        ("note\nSă fim ascultați, viață liniștită\n", "iso8859_16"),
        ("note\nÊtre écouté\n", "utf-16-le"),
        ("note\nÊtre écouté\n", "utf-32"),
    ],
)
def test_an_encoding_that_is_not_recognised_is_refused_rather_than_guessed(text, encoding):
    found = refusal(text.encode(encoding))
    assert found.code in {"encoding not recognised", "file not text"}
    assert found.parameters["row"] in {1, 2}


def test_a_damaged_utf_8_file_is_refused_at_the_row_of_the_damage():
    found = refusal("note\nÊtre écouté\nÉcole\n".encode() + b"Un caf\xe9\n")
    assert found.code == "encoding not recognised"
    assert found.parameters["row"] == 4


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_found_by_the_header(delimiter):
    table = read_table(f"note{delimiter}groupe\nA{delimiter}B\n".encode(), "notes.csv")
    assert table.columns == ("note", "groupe")
    assert table.delimiter == delimiter


def test_a_list_of_notes_with_commas_is_one_column():
    table = read_table("note\nUn bus, le soir; et tôt\n".encode(), "notes.txt")
    assert cells(table) == [["Un bus, le soir; et tôt"]]
    assert table.delimiter is None


def test_the_hint_of_a_spreadsheet_program_is_no_header():
    table = read_table(b"sep=;\r\nnote;groupe\r\na,b;c\r\n", "notes.csv")
    assert table.columns == ("note", "groupe")
    assert (table.header_row, table.rows[0].number) == (2, 3)


def test_newlines_and_quotes_inside_a_cell_are_kept():
    table = read_table(b'note,groupe\n"Un ""vrai"" bus\nle soir",A\n\n\nB,C\n', "notes.csv")
    assert cells(table) == [['Un "vrai" bus\nle soir', "A"], ["B", "C"]]
    assert [row.number for row in table.rows] == [2, 5]


@pytest.mark.parametrize("text", ['note\nA\n"jamais fermé\nB\n', 'note\nA\n"Bien-être" pour tous\n'])
def test_quotes_that_do_not_close_are_refused_at_their_row(text):
    found = refusal(text.encode())
    assert found.code == "quotes not closed"
    assert found.parameters["row"] == 3


@pytest.mark.parametrize("content", [b"", b"\n\n  \n", b"\xef\xbb\xbf", b"\xff\xfe", b",,\n,,\n"])
def test_an_empty_file_is_said_to_be_empty(content):
    assert refusal(content).code == "file empty"


def test_a_missing_column_is_named_with_those_that_are_there():
    with pytest.raises(Problem) as caught:
        read_table(NOTES.encode(), "notes.csv").require(["note", "question"])
    assert caught.value.code == "column missing"
    assert caught.value.parameters == {"row": 1, "column": "question", "found": ("note", "groupe")}


def test_two_columns_of_one_name_are_refused():
    found = refusal(b"note,groupe, note\na,b,c\n")
    assert (found.code, found.parameters) == ("column twice", {"row": 1, "column": "note"})


def test_cells_under_no_name_are_refused_but_empty_columns_are_left_out():
    assert cells(read_table(b"note,,groupe,\na,,b,\n", "notes.csv")) == [["a", "b"]]
    found = refusal(b"note,,groupe\na,,b\nc,d,e\n")
    assert (found.code, found.parameters["position"], found.parameters["first_row"]) == ("column without a name", 2, 3)


def test_rows_of_another_length_are_all_named():
    found = refusal(b"note,groupe\na,b\nc\nd,e,f\n")
    assert found.code == "row of another length"
    assert found.parameters == {"row": 3, "cells": 1, "expected": 2, "rows": (3, 4), "count": 2}


def test_a_cell_of_five_megabytes_is_refused_with_its_place():
    found = refusal(b"groupe,note\nA,B\nC," + b"x" * 5_000_000 + b"\n")
    assert found.code == "cell too long"
    assert found.parameters == {"row": 3, "column": "note", "characters": 5_000_000, "limit": 100_000}


def test_a_note_of_a_hundred_thousand_characters_is_read_whole():
    table = read_table(b"note\n" + b"x" * 100_000, "notes.csv")
    assert len(table.rows[0].cells["note"]) == 100_000


def test_too_much_is_refused():
    assert refusal(b"note\na\nb\nc\n", limits=Limits(rows=2)).code == "too many rows"
    assert refusal(b"a,b,c\n1,2,3\n", limits=Limits(columns=2)).code == "too many columns"
    assert refusal(b"note\nabcdef\n", limits=Limits(file_bytes=5)).code == "file too large"


def test_a_file_on_disk_is_measured_before_it_is_read(tmp_path):
    (tmp_path / "notes.csv").write_text(NOTES, encoding="utf-8")
    assert len(read_table(tmp_path / "notes.csv", "notes.csv").rows) == 2
    assert refusal(tmp_path / "notes.csv", limits=Limits(file_bytes=5)).code == "file too large"


def test_what_is_no_text_is_refused():
    assert refusal(b"%PDF-1.4\n\x00\x01\x02\xff").code == "file not text"
    assert refusal(b"note\n\x00\n").code == "file not text"


@pytest.mark.parametrize(
    "note",
    [
        "🌱 vivre 👩‍👩‍👧",
        "הבריאות חשובה \u200fלכולם",
        "<script>alert(1)</script>",
        "# titre *gras*",
        "{{ 7 * 7 }}",
        "  blancs  ",
    ],
)
def test_whatever_people_write_is_kept_as_it_is(note):
    assert cells(read_table(f"note;groupe\n{note};A\n".encode(), "notes.csv")) == [[note, "A"]]
    assert cells(read_table(a_workbook(["note"], [note]), "notes.xlsx")) == [[note]]


# Spreadsheets


def test_the_kind_of_a_file_is_told_by_what_it_holds():
    assert read_table(a_workbook(["note"], ["Un bus"]), "notes.csv").encoding == "spreadsheet"


def test_cells_of_a_workbook_are_text_as_people_see_it():
    day = datetime.date(2026, 3, 1)
    instant = datetime.datetime(2026, 3, 1, 18, 30)  # noqa: DTZ001  # a spreadsheet knows no time zone
    table = read_table(a_workbook(list("abcdef"), [3, 2.5, True, "x", day, instant]), "notes.xlsx")
    assert cells(table) == [["3", "2.5", "true", "x", "2026-03-01", "2026-03-01T18:30:00"]]


def test_rows_of_a_workbook_keep_the_numbers_people_see():
    table = read_table(a_workbook([], ["note"], ["a"], [], ["b"]), "notes.xlsx")
    assert table.header_row == 2
    assert [row.number for row in table.rows] == [3, 5]


def test_the_first_sheet_that_has_rows_is_read():
    assert cells(read_table(a_workbook(Suite=[["note"], ["Un bus"]]), "notes.xlsx")) == [["Un bus"]]


def test_what_a_workbook_gives_goes_through_the_same_checks():
    assert refusal(a_workbook(["note", "note"], ["a", "b"])).code == "column twice"
    assert refusal(a_workbook([])).code == "file empty"
    assert refusal(a_workbook(["note"], ["x" * 30_000]), limits=Limits(cell_characters=20_000)).code == "cell too long"
    assert refusal(a_workbook(*[["note"]] * 5), limits=Limits(rows=3)).code == "too many rows"


@pytest.mark.parametrize(
    "content",
    [
        b"note,groupe\na,b\n",
        b"PK\x03\x04 and then nothing",
        an_archive(**{"word/document.xml": b"<w/>"}),
        an_archive(**{"xl/workbook.xml": b"<workbook>"}),
        an_archive(**{"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<a>"}),
        a_workbook(["note"], ["Un bus"])[:-200],
    ],
)
def test_a_workbook_that_is_none_is_refused(content):
    assert refusal(content, "notes.xlsx").code == "spreadsheet not readable"


def test_an_old_or_protected_workbook_is_said_to_be_so():
    assert (
        refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "notes.xls").code == "spreadsheet protected or old"
    )


def test_a_workbook_that_unpacks_to_gigabytes_is_refused_before_it_is_unpacked(tmp_path, monkeypatch):
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        for number in range(3):
            with archive.open(f"xl/worksheets/sheet{number}.xml", "w") as part:
                for _ in range(100):
                    part.write(bytes(1_000_000))
    assert bomb.stat().st_size < 1_000_000
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_: pytest.fail("it was being unpacked"))
    found = refusal(bomb, "bomb.xlsx")
    assert found.code == "spreadsheet unpacks too large"
    assert found.parameters["bytes"] > found.parameters["limit"]


def test_a_part_that_lies_about_its_size_is_not_followed():
    packed = zlib.compress(bytes(3_000_000), 9)[2:-4]
    name = b"xl/workbook.xml"
    announced, crc = 10, zlib.crc32(bytes(10))
    local = struct.pack("<4sHHHHHIIIHH", b"PK\x03\x04", 20, 0, 8, 0, 33, crc, len(packed), announced, len(name), 0)
    central = struct.pack(
        "<4sHHHHHHIIIHHHHHII",
        b"PK\x01\x02",
        20,
        20,
        0,
        8,
        0,
        33,
        crc,
        len(packed),
        announced,
        len(name),
        0,
        0,
        0,
        0,
        0,
        0,
    )
    body = local + name + packed
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 1, 1, len(central) + len(name), len(body), 0)
    assert refusal(body + central + name + end, "lies.xlsx").code == "spreadsheet not readable"


def test_a_cell_at_the_far_end_of_a_sheet_does_not_fill_the_machine():
    far = SHEET % b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    assert refusal(with_sheet(far), "far.xlsx").code == "too many rows"
    wide = SHEET % b'<row r="1"><c r="XFD1"><v>1</v></c></row>'
    assert refusal(with_sheet(wide), "wide.xlsx").code == "too many columns"
    sparse = SHEET % b'<row r="1"><c r="OK1"><v>1</v></c></row><row r="150000"><c r="A150000"><v>1</v></c></row>'
    assert refusal(with_sheet(sparse), "sparse.xlsx").code == "too many cells"
    unplaced = SHEET % b'<row r="1"><c><v>1</v></c></row><row r="1048576"><c><v>1</v></c></row>'
    assert refusal(with_sheet(unplaced), "unplaced.xlsx").code == "too many rows"


@pytest.mark.parametrize(
    "row",
    [
        b'<row r="1048576"><!-- <row r="1"> --><c><v>1</v></c></row>',
        b'<row r="1048576"><?x <row r="1"> ?><c><v>1</v></c></row>',
        b'<row a=">" r="1048576"><c><v>1</v></c></row>',
        b"<row r='1048576'><c><v>1</v></c></row>",
    ],
)
def test_no_markup_hides_how_far_a_sheet_reaches(row):
    assert refusal(with_sheet(SHEET % row), "hidden.xlsx").code == "too many rows"


@pytest.mark.parametrize(
    "row",
    [
        b'<row r="1048576" a="<row r=\'1\'>"><c><v>1</v></c></row>',
        b'<row r="1"><c t="inlineStr"><is><t><![CDATA[<row r="1">]]></t></is></c></row>',
    ],
)
def test_markup_that_no_spreadsheet_writes_is_refused(row):
    assert refusal(with_sheet(SHEET % row), "odd.xlsx").code == "spreadsheet not readable"


@settings(max_examples=150)
@given(st.data())
def test_a_damaged_workbook_is_read_or_refused_and_nothing_else(data):
    parts = dict(DAMAGED)
    name = data.draw(st.sampled_from(sorted(parts)))
    part = bytearray(parts[name])
    for _ in range(data.draw(st.integers(1, 4))):
        part[data.draw(st.integers(0, len(part) - 1))] = data.draw(st.sampled_from(b'<>"/ 0159ABr=xXcv\xff'))
    parts[name] = bytes(part)
    with suppress(Problem):
        read_table(an_archive(**parts), "damaged.xlsx")


@settings(max_examples=150)
@given(st.integers(0, len(WHOLE) - 1), st.integers(0, 255))
def test_a_damaged_archive_is_read_or_refused_and_nothing_else(place, byte):
    with suppress(Problem):
        read_table(WHOLE[:place] + bytes([byte]) + WHOLE[place + 1 :], "damaged.xlsx")


def test_an_encoding_nobody_knows_is_refused():
    sheet = b'<?xml version="1.0" encoding="UTFr8"?>' + SHEET % b""
    assert refusal(with_sheet(sheet), "odd.xlsx").code == "spreadsheet not readable"


def test_parts_that_hold_no_table_are_left_alone():
    parts = zipfile.ZipFile(io.BytesIO(an_ods(ods_row("note") + ods_row("Un bus"))))
    odd = {name: parts.read(name) for name in parts.namelist()}
    odd |= {"Configurations2/accelerator/current.xml": b"", "Pictures/a.xml": b"<not closed"}
    odd["META-INF/manifest.xml"] = b"<!DOCTYPE m PUBLIC 'a' 'b'>" + odd["META-INF/manifest.xml"]
    assert cells(read_table(an_archive(**odd), "notes.ods")) == [["Un bus"]]


def test_entities_that_multiply_are_refused():
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]>' + SHEET % b'<row r="1"><c><v>&a;</v></c></row>'
    assert refusal(with_sheet(bomb), "entities.xlsx").code == "spreadsheet not readable"


def test_styled_but_empty_cells_far_away_are_no_reason_to_refuse():
    ghost = SHEET % (
        b'<row r="1"><c r="A1" t="inlineStr"><is><t>note</t></is></c></row>'
        b'<row r="2"><c r="A2" t="inlineStr"><is><t>Un bus</t></is></c></row>'
        b'<row r="1048576"><c r="A1048576" s="1"/></row>'
    )
    assert cells(read_table(with_sheet(ghost), "ghost.xlsx")) == [["Un bus"]]


def test_one_long_text_shared_by_many_cells_is_measured_as_many():
    strings = (
        b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>'
        + b"x" * 30_000
        + b"</t></si></sst>"
    )
    row = b"".join(b'<row><c t="s"><v>0</v></c></row>' for _ in range(20_000))
    assert refusal(with_sheet(SHEET % row, strings), "shared.xlsx").code == "spreadsheet unpacks too large"


def test_a_cell_beyond_the_limit_in_a_workbook_has_its_place():
    found = refusal(a_workbook(["groupe", "note"], ["A", "x" * 32_000]), limits=Limits(cell_characters=1000))
    assert (found.code, found.parameters["row"], found.parameters["column"]) == ("cell too long", 2, "note")


def an_ods(table: str) -> bytes:
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"><office:body>'
        f'<office:spreadsheet><table:table table:name="Notes">{table}</table:table></office:spreadsheet>'
        "</office:body></office:document-content>"
    )
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">'
        '<manifest:file-entry manifest:full-path="/" '
        'manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>'
    )
    return an_archive(
        mimetype=b"application/vnd.oasis.opendocument.spreadsheet",
        **{"content.xml": content.encode(), "META-INF/manifest.xml": manifest.encode()},
    )


def ods_row(text: str, attributes: str = "", cell: str = "") -> str:
    return (
        f"<table:table-row {attributes}><table:table-cell office:value-type='string' {cell}><text:p>{text}</text:p>"
        "</table:table-cell></table:table-row>"
    )


EMPTY_END = (
    '<table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="16384"/>'
    "</table:table-row>"
)


def test_an_ods_workbook_is_read_with_its_endless_empty_rows():
    table = read_table(an_ods(ods_row("note") + ods_row("Être écouté") + EMPTY_END), "notes.ods")
    assert cells(table) == [["Être écouté"]]


@pytest.mark.parametrize(
    ("table", "code"),
    [
        (ods_row("note", 'table:number-rows-repeated="900000000"'), "too many rows"),
        (ods_row("note", cell='table:number-columns-repeated="900000000"'), "too many columns"),
        (ods_row("note") + EMPTY_END + ods_row("loin"), "too many rows"),
        (ods_row("note") + '<table:table-row table:number-rows-repeated="900000"/>' + ods_row("x"), "too many rows"),
        (ods_row("x" * 90_000, 'table:number-rows-repeated="100000"'), "spreadsheet unpacks too large"),
        (ods_row('note<text:s text:c="900000000"/>'), "spreadsheet unpacks too large"),
    ],
)
def test_repetitions_in_an_ods_workbook_do_not_fill_the_machine(table, code):
    assert refusal(an_ods(table), "notes.ods").code == code


def test_formulas_of_people_come_back_as_text():
    stream = io.BytesIO()
    write_xlsx(stream, ["note"], [["=1+1"], ["'=1+1"]])
    assert cells(read_table(stream.getvalue(), "notes.xlsx")) == [["=1+1"], ["'=1+1"]]


def test_the_apostrophe_before_a_formula_is_ours_and_may_be_kept():
    content = b"note,groupe\n'=1+1,'-2\n"
    assert cells(read_table(content, "notes.csv")) == [["=1+1", "-2"]]
    assert cells(read_table(content, "notes.csv", as_written=True)) == [["'=1+1", "'-2"]]


@given(st.binary(max_size=60) | st.text(st.sampled_from("ab,;\t\"'\r\n=é\0"), max_size=40).map(str.encode))
@example(b"\x01")
def test_any_bytes_are_a_table_or_a_problem(content):
    try:
        table = read_table(content, "notes.csv")
    except Problem:
        return
    assert len(set(table.columns)) == len(table.columns) > 0
    assert all(tuple(row.cells) == table.columns for row in table.rows)
