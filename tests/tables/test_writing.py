"""Tables that people take away: whole, readable, and harmless."""

import csv
import datetime
import io
import zipfile

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from spirale.method.problems import Problem
from spirale.method.text import normalise
from spirale.tables import Written, csv_lines, read_table, write_csv, write_xlsx

anything = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=20)
trouble = st.one_of(anything, st.text(st.sampled_from("'=+-@\t\r\n\",; a"), max_size=6))


def written(columns, rows, **options) -> str:
    stream = io.StringIO(newline="")
    write_csv(stream, columns, rows, **options)
    return stream.getvalue()


@given(st.data())
def test_what_is_written_to_a_csv_is_read_back_unchanged(data):
    columns = data.draw(
        st.lists(
            st.text(st.characters(categories=("L", "N", "P")), min_size=1, max_size=8).map(
                lambda name: " ".join(name.split())
            ),
            min_size=1,
            max_size=4,
            unique_by=normalise,
        )
    )
    rows = data.draw(st.lists(st.lists(trouble, min_size=len(columns), max_size=len(columns)), max_size=6))
    assume(all(any(cell.strip() for cell in row) for row in rows))
    table = read_table(written(columns, rows).encode(), "back.csv")
    assert [list(row.cells.values()) for row in table.rows] == rows


@pytest.mark.parametrize("formula", ["=1+1", "+33 6", "-2", "@SUM(A1)", "\t=1", "\r=1", "'=1"])
def test_a_formula_is_neutralised_in_a_csv(formula):
    (_, cells) = csv.reader(io.StringIO(written(["note"], [[formula]]), newline=""))
    assert cells == [f"'{formula}"]


def test_numbers_stay_numbers_and_days_are_iso():
    text = written(["n", "x", "day", "none", "yes"], [[-3, 2.5, datetime.date(2026, 3, 1), None, True]])
    assert text.splitlines()[1] == "-3,2.5,2026-03-01,,true"


def test_rows_may_be_given_by_the_names_of_columns():
    assert written(["b", "a"], [{"a": "1", "b": "2", "c": "3"}]).splitlines() == ['"b","a"', "2,1"]


def test_a_row_of_another_length_is_never_written_askew():
    with pytest.raises(ValueError, match="2 cells for 1"):
        written(["a"], [["1", "2"]])


def test_a_csv_streams_row_by_row():
    taken = []

    def rows():
        for number in range(3):
            taken.append(number)
            yield [number]

    lines = csv_lines(["n"], rows())
    assert next(lines) == '"n"\r\n'
    assert next(lines) == "0\r\n"
    assert taken == [0]


def test_a_mark_and_a_semicolon_for_the_programs_that_need_them():
    text = written(["a", "b"], [["é", "c,d"]], delimiter=";", mark=True)
    assert text == '\ufeff"a";"b"\r\né;c,d\r\n'
    assert read_table(text.encode(), "a.csv").rows[0].cells == {"a": "é", "b": "c,d"}


def test_how_many_rows_were_written_is_said():
    assert write_csv(io.StringIO(), ["a"], [["1"], ["2"]]) == Written(rows=2)
    assert write_xlsx(io.BytesIO(), ["a"], [["1"], ["2"]]) == Written(rows=2)


xml_text = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co")), max_size=20)


@given(st.lists(st.lists(xml_text, min_size=2, max_size=2), min_size=1, max_size=4))
def test_what_is_written_to_a_workbook_is_read_back_unchanged(rows):
    assume(all(any(cell.strip() for cell in row) for row in rows))
    stream = io.BytesIO()
    write_xlsx(stream, ["note", "groupe"], rows)
    assert [list(row.cells.values()) for row in read_table(stream.getvalue(), "a.xlsx").rows] == rows


def test_a_workbook_holds_no_formula_and_no_link():
    stream = io.BytesIO()
    write_xlsx(stream, ["note"], [["=cmd|' /C calc'!A0"], ["https://example.org"], ["{=1}"]])
    with zipfile.ZipFile(stream) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet
    assert b"hyperlink" not in sheet


def test_a_text_longer_than_a_spreadsheet_holds_is_cut_in_sight_and_counted():
    stream = io.BytesIO()
    assert write_xlsx(stream, ["note"], [["x" * 100_000], ["court"]]) == Written(rows=2, cut=1)
    first = read_table(stream.getvalue(), "a.xlsx").rows[0].cells["note"]
    assert len(first) == 32_767
    assert first.endswith("x […]")


def test_numbers_a_spreadsheet_would_round_are_written_as_text():
    stream = io.BytesIO()
    write_xlsx(stream, ["n", "x", "y"], [[12345678901234567890, -3, float("nan")]])
    assert list(read_table(stream.getvalue(), "a.xlsx").rows[0].cells.values()) == ["12345678901234567890", "-3", "nan"]


def test_more_than_a_sheet_holds_is_refused_rather_than_lost(monkeypatch):
    with pytest.raises(Problem, match="too many columns"):
        write_xlsx(io.BytesIO(), ["c"] * 16_385, [])
    monkeypatch.setattr("spirale.tables.writing._XLSX_ROWS", 2)
    with pytest.raises(Problem, match="too many rows"):
        write_xlsx(io.BytesIO(), ["c"], [["1"], ["2"], ["3"]])


def test_the_same_rows_give_the_same_workbook():
    one, other = io.BytesIO(), io.BytesIO()
    write_xlsx(one, ["note"], [["Un bus"]], sheet="Notes: Q1/Q2")
    write_xlsx(other, ["note"], [["Un bus"]], sheet="Notes: Q1/Q2")
    assert one.getvalue() == other.getvalue()
