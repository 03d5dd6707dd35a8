"""`spirale import` and `spirale export`: notes come in whole or not at all, and a territory survives the journey."""

import json
from uuid import uuid4

import pytest
from click.testing import CliRunner

from factories import (
    CampaignFactory,
    CycleFactory,
    GroupFactory,
    NoteFactory,
    PhaseFactory,
    QuestionFactory,
    TerritoryFactory,
    WorkshopFactory,
)
from spirale.cli import main
from spirale.coding.models import Criterion
from spirale.coding.operations import take_criteria
from spirale.cycles.models import Question
from spirale.journal.models import Event, Space
from spirale.territories.models import Territory
from spirale.workshops.models import Note, NoteSheet, Workshop
from spirale.workshops.operations import correct_note, import_sheet, withdraw_note

AN_ID = "5b0d4c1e-6f0a-4a39-9a53-2f6d8f1c7e10"
pytestmark = pytest.mark.database

HARD = [
    "=SOMME(A1:A9)",
    "'déjà neutralisé",
    "'=1+1",
    '<b onclick="x()">gras</b>',
    'deux\nlignes, une "virgule" ; et un point-virgule',
    "👩‍👩‍👧 🌻",
    "السلام في الحي",
    "-5 °C le matin",
    "@maire",
]


@pytest.fixture
def spirale():
    def run(*words: object, ends_with: int = 0) -> dict:
        done = CliRunner().invoke(main, [*(str(word) for word in words), "--json"])
        assert done.exit_code == ends_with, done.output
        return json.loads(done.stdout)

    return run


@pytest.fixture
def workshop():
    return WorkshopFactory()


@pytest.fixture
def question(workshop):
    return QuestionFactory(campaign=workshop.campaign, code="Q1")


def sheet(folder, text, name="notes.csv"):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_comes_into_a_workshop_and_coming_again_adds_nothing(spirale, tmp_path, workshop, question):
    path = sheet(tmp_path, "signe,texte,question\n+,un banc,Q1\n-,le bruit,Q1\n")
    asked = ("import", "--territory", workshop.territory.slug, "--workshop", workshop.pk, path)
    assert spirale(*asked)["new"] == 2
    again = spirale(*asked)
    assert (again["new"], again["known"]) == (0, 2)
    assert sorted(Note.objects.values_list("text", "sign")) == [("le bruit", -1), ("un banc", 1)]


def test_rows_added_at_the_end_are_all_that_comes_in(spirale, tmp_path, workshop, question):
    asked = ("import", "--territory", workshop.territory.slug, "--workshop", workshop.pk)
    spirale(*asked, sheet(tmp_path, "note,question\nun banc,Q1\nun banc,Q1\n"))
    again = spirale(*asked, sheet(tmp_path, "note,question\nun banc,Q1\nun banc,Q1\nun arbre,Q1\nun banc,Q1\n"))
    assert (again["new"], again["known"]) == (2, 2)


def test_a_group_is_named_and_its_workshop_opened_once(spirale, tmp_path, workshop, question):
    group = GroupFactory(territory=workshop.territory, name="Les jeunes")
    path = sheet(tmp_path, "note,question\nun banc,Q1\n")
    asked = ("import", "--territory", group.territory.slug, "--group", "Les jeunes", "--title", "Au marché", path)
    for _ in range(2):
        spirale(*asked)
    assert Workshop.objects.get(group=group).title == "Au marché"
    assert Note.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "code", "row"),
    [
        ("", "file empty", 1),
        ("question\nQ1\n", "note column missing", 1),
        ("texte,question\nbien,Q1\nperdu,Q9\n", "question unknown", 3),
        ("texte,question\nbien,Q1\n" + "é" * 10_500 + ",Q1\n", "note too long", 3),
        ('texte,question\nbien,Q1\n"jamais fermé,Q1\n', "quotes not closed", 3),
        ("texte,question,signe\nbien,Q1,peut-être\n", "sign unknown", 2),
        (f"texte,question,id\nbien,Q1,{AN_ID}\nmal,Q1,12\n", "id unknown", 3),
    ],
)
def test_what_is_wrong_is_said_with_its_row_and_nothing_comes_in(
    spirale, tmp_path, workshop, question, text, code, row
):
    asked = ("import", "--territory", workshop.territory.slug, "--workshop", workshop.pk, sheet(tmp_path, text))
    problem = spirale(*asked, ends_with=1)["problems"][0]
    assert (problem["code"], problem["parameters"]["row"]) == (code, row)
    assert problem["remedy"]
    assert not Note.objects.exists()
    assert not NoteSheet.objects.exists()


def test_a_workshop_is_not_opened_for_a_file_that_does_not_come_in(spirale, tmp_path, workshop, question):
    group = GroupFactory(territory=workshop.territory, name="Les jeunes")
    path = sheet(tmp_path, "note,question\n,Q1\n,Q9\n")
    asked = ("import", "--territory", group.territory.slug, "--group", "Les jeunes", "--title", "Au marché", path)
    spirale(*asked, ends_with=1)
    assert not Workshop.objects.filter(group=group).exists()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--territory", "nulle-part", "--workshop", "WORKSHOP"), "territory unknown"),
        (("--territory", "SLUG", "--workshop", AN_ID), "workshop unknown"),
        (("--territory", "SLUG", "--group", "Les absents"), "group unknown"),
        (("--territory", "SLUG", "--workshop", "WORKSHOP", "--text", "remarque"), "column missing"),
        (("--territory", "SLUG", "--workshop", "WORKSHOP", "--question", "Q8"), "question unknown"),
    ],
)
def test_what_is_named_and_not_there_is_said(spirale, tmp_path, workshop, question, words, code):
    named = {"SLUG": workshop.territory.slug, "WORKSHOP": str(workshop.pk)}
    path = sheet(tmp_path, "note,question\nun banc,Q1\n")
    told = spirale("import", *(named.get(word, word) for word in words), path, ends_with=1)
    assert told["problems"][0]["code"] == code
    assert not Note.objects.exists()


@pytest.fixture
def valley(workshop, question):
    """A territory with a little of everything, in words that are hard to carry."""
    territory = workshop.territory
    PhaseFactory(cycle=CycleFactory(territory=territory))
    notes = [NoteFactory(workshop=workshop, question=question, text=text, sign=-1) for text in HARD]
    correct_note(note=notes[0], note_id=uuid4(), text="=SOMME(A1:A10)", by=None)
    withdraw_note(note=notes[1], reason="écrite deux fois, « pour voir »", by=None)
    import_sheet(
        sheet_id=uuid4(), workshop=workshop, content=b"note,question\nun arbre,Q1\n", file_name="a.csv", by=None
    )
    take_criteria(workshop=workshop, by=None)
    return territory


NOTE_FIELDS = [
    *("id", "workshop_id", "question_id", "text", "sign", "source", "sheet_id", "sheet_row", "replaces_id"),
    *("written_at", "received_at", "withdrawn_at", "withdrawn_reason"),
]


def everything(territory):
    of_notes = Note.objects.filter(workshop__group__territory=territory)
    return (
        sorted(of_notes.values_list(*NOTE_FIELDS), key=str),
        sorted(
            Criterion.objects.filter(note__in=of_notes).values_list("id", "note", "text", "sign", "made_at"), key=str
        ),
        sorted(Question.objects.filter(campaign__territory=territory).values_list("id", "code", "sign"), key=str),
    )


def forget(territory):
    """As if this were another machine."""
    Criterion.objects.all().delete()
    Note.objects.update(replaces=None)
    for model in (Note, NoteSheet, Workshop, Question):
        model.objects.all().delete()
    for things in (territory.groups, territory.campaigns):
        things.all().delete()
    for cycle in territory.cycles.all():
        cycle.phases.all().delete()
        cycle.delete()
    Event.objects.all().delete()
    Space.objects.all().delete()
    Territory.objects.all().delete()


def test_a_territory_is_taken_out_and_back_with_the_same_words_and_identifiers(spirale, tmp_path, valley):
    before = everything(valley)
    told = spirale("export", "--territory", valley.slug, "--out", tmp_path / "out")
    assert told["counts"]["notes"] == len(HARD) + 2
    forget(valley)
    new = spirale("import", "--territory", valley.slug, tmp_path / "out")["new"]
    assert new["notes"] == len(HARD) + 2
    assert everything(Territory.objects.get(slug=valley.slug)) == before
    spirale("export", "--territory", valley.slug, "--out", tmp_path / "again")
    for path in sorted((tmp_path / "out").iterdir()):
        assert (tmp_path / "again" / path.name).read_bytes() == path.read_bytes(), path.name


def test_taking_a_territory_back_twice_changes_nothing(spirale, tmp_path, valley):
    spirale("export", "--territory", valley.slug, "--out", tmp_path / "out")
    before = everything(valley)
    new = spirale("import", "--territory", valley.slug, tmp_path / "out")["new"]
    assert not any(new.values())
    assert everything(valley) == before


def test_a_territory_that_holds_other_things_is_left_alone(spirale, tmp_path, valley):
    spirale("export", "--territory", valley.slug, "--out", tmp_path / "out")
    other = GroupFactory(territory=TerritoryFactory(slug="ailleurs")).territory
    told = spirale("import", "--territory", "ailleurs", tmp_path / "out", ends_with=1)
    assert told["problems"][0]["code"] == "territory not empty"
    assert other.campaigns.count() == 0


def test_things_of_another_territory_are_not_taken_over(spirale, tmp_path, valley):
    spirale("export", "--territory", valley.slug, "--out", tmp_path / "out")
    TerritoryFactory(slug="ailleurs")
    told = spirale("import", "--territory", "ailleurs", tmp_path / "out", ends_with=1)
    assert told["problems"][0]["code"] == "identifier elsewhere"


@pytest.mark.parametrize(
    ("file", "old", "new", "code"),
    [
        ("territory.json", "{", "[", "folder not of a territory"),
        ("territory.json", '"version": 1', '"version": 99', "folder not of a territory"),
        ("notes.csv", "workshop_id", "atelier", "column missing"),
        ("notes.csv", "file,", "parchemin long,", "row not readable"),
    ],
)
def test_a_damaged_folder_is_refused_whole(spirale, tmp_path, valley, file, old, new, code):
    spirale("export", "--territory", valley.slug, "--out", tmp_path / "out")
    forget(valley)
    path = tmp_path / "out" / file
    path.write_text(path.read_text().replace(old, new, 1))
    told = spirale("import", "--territory", valley.slug, tmp_path / "out", ends_with=1)
    assert told["problems"][0]["code"] == code
    assert not Territory.objects.exists()


def test_a_campaign_is_asked_for_when_there_are_several(spirale, tmp_path, workshop, question):
    CampaignFactory(territory=workshop.territory, name="Automne")
    GroupFactory(territory=workshop.territory, name="Les jeunes")
    path = sheet(tmp_path, "note,question\nun banc,Q1\n")
    asked = ("import", "--territory", workshop.territory.slug, "--group", "Les jeunes", "--title", "Ici", path)
    assert spirale(*asked, ends_with=1)["problems"][0]["code"] == "campaign unclear"
    spirale(*asked, "--campaign", workshop.campaign.name)
    assert Note.objects.count() == 1
