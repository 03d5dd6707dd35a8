"""`spirale export` writes a folder whole, or leaves everything as it was."""

import csv
import json

import pytest
from click.testing import CliRunner

from factories import NoteFactory, TerritoryFactory
from spirale.cli import folder, main

pytestmark = pytest.mark.database


@pytest.fixture
def note():
    return NoteFactory(text="=1+1")


def export(note, out, *more):
    words = ["export", "--territory", note.territory.slug, "--out", str(out), *more]
    return CliRunner().invoke(main, words)


def test_what_is_written_is_counted_and_named(note, tmp_path):
    done = export(note, tmp_path / "out", "--json")
    told = json.loads(done.stdout)
    assert done.exit_code == 0
    assert told["counts"]["notes"] == 1
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        *("territory.json", "notes.csv", "criteria.csv", "codings.csv")
    }
    assert json.loads((tmp_path / "out" / "territory.json").read_text())["counts"] == told["counts"]


def test_people_are_told_in_a_sentence(note, tmp_path):
    done = export(note, tmp_path / "out")
    assert str(tmp_path / "out") in done.stdout
    assert "1 notes" in done.stdout


def test_formulas_are_made_harmless(note, tmp_path):
    export(note, tmp_path / "out")
    with (tmp_path / "out" / "notes.csv").open(newline="") as stream:
        assert [row["text"] for row in csv.DictReader(stream)] == ["'=1+1"]


def test_notes_of_other_territories_stay_where_they_are(note, tmp_path):
    NoteFactory(text="ailleurs")
    export(note, tmp_path / "out")
    assert "ailleurs" not in (tmp_path / "out" / "notes.csv").read_text()


def test_an_export_never_writes_over_anything(note, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("à moi")
    done = export(note, tmp_path / "out", "--json")
    assert done.exit_code == 1
    assert json.loads(done.stdout)["problems"][0]["code"] == "folder not empty"
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["mine.txt"]
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_an_export_that_is_cut_short_leaves_nothing(note, tmp_path, monkeypatch):
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(folder, "write_csv", full)
    done = export(note, tmp_path / "out", "--json")
    assert done.exit_code == 1
    assert json.loads(done.stdout)["problems"][0]["code"] == "file cannot be written"
    assert not list(tmp_path.iterdir())


def test_an_unknown_territory_is_said_with_those_there_are(note, tmp_path):
    TerritoryFactory(slug="val-darome")
    done = CliRunner().invoke(main, ["export", "--territory", "nulle-part", "--out", str(tmp_path / "out"), "--json"])
    problem = json.loads(done.stdout)["problems"][0]
    assert (done.exit_code, problem["code"]) == (1, "territory unknown")
    assert "val-darome" in problem["sentence"]
