"""Notes leave as they are, harm no spreadsheet, and come back the same."""

import io
import json
import tracemalloc
from uuid import uuid4

import pytest
from django.urls import reverse

from factories import GroupFactory, NoteFactory, QuestionFactory, TerritoryFactory, WorkshopFactory
from spirale.tables import read_table
from spirale.tables.leaving import as_csv
from spirale.workshops import exports
from spirale.workshops.models import Note
from spirale.workshops.operations import import_sheet, withdraw_note
from spirale.workshops.queries import notes_of_workshop

pytestmark = pytest.mark.database

HARD = [
    '=HYPERLINK("http://example.org")',
    "'=1+1",
    "+33",
    "-5 °C",
    "@tous",
    'deux\nlignes, une "virgule"; voilà',
    "<script>alert(1)</script>",
    "👩‍👩‍👧",
    "السلام",
]


@pytest.fixture
def notes(workshop, question, second_question):
    made = [NoteFactory(workshop=workshop, question=question, text=text, sign=0) for text in HARD]
    made.append(NoteFactory(workshop=workshop, question=second_question, text="le bruit", sign=-1))
    return made


def taken(client, workshop, form):
    answer = client.get(reverse("workshops:export", args=[workshop.pk, form]))
    assert answer.status_code == 200
    return answer, b"".join(answer.streaming_content)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_table_taken_away_reads_back_word_for_word(at_the_desk, workshop, notes, form):
    answer, content = taken(at_the_desk, workshop, form)
    table = read_table(content, f"notes.{form}")
    assert table.columns == exports.COLUMNS
    assert {row.cells["id"]: row.cells["text"] for row in table.rows} == {str(note.pk): note.text for note in notes}
    assert answer["X-Row-Count"] == "10"
    assert "10-notes" in answer["Content-Disposition"]


def test_no_cell_of_a_csv_begins_like_a_formula(at_the_desk, workshop, notes):
    import csv

    _, content = taken(at_the_desk, workshop, "csv")
    cells = [row["text"] for row in csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))]
    assert not [cell for cell in cells if cell[0] in "=+-@\t\r"]


def test_a_workbook_holds_no_formula(at_the_desk, workshop, notes):
    import zipfile

    _, content = taken(at_the_desk, workshop, "xlsx")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_json_says_how_many_notes_it_holds_at_its_end(at_the_desk, workshop, notes):
    _, content = taken(at_the_desk, workshop, "json")
    told = json.loads(content)
    assert (told["count"], len(told["notes"])) == (10, 10)
    assert list(told)[-1] == "count"
    assert {row["text"] for row in told["notes"]} >= set(HARD)


def test_an_empty_workshop_leaves_as_an_empty_table(at_the_desk, workshop, question):
    _, content = taken(at_the_desk, workshop, "csv")
    assert content.decode("utf-8-sig").count("\n") == 1
    assert json.loads(taken(at_the_desk, workshop, "json")[1])["notes"] == []


def test_what_was_withdrawn_does_not_leave(at_the_desk, workshop, notes, facilitator):
    withdraw_note(note=notes[-1], reason="double", by=facilitator)
    assert b"le bruit" not in taken(at_the_desk, workshop, "csv")[1]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_notes_taken_from_one_territory_come_into_another_the_same(at_the_desk, workshop, notes, form):
    _, content = taken(at_the_desk, workshop, form)
    there = WorkshopFactory(group=GroupFactory(territory=TerritoryFactory()))
    for code in ("Q1", "Q2"):
        QuestionFactory(campaign=there.campaign, code=code)
    for _ in range(2):
        import_sheet(sheet_id=uuid4(), workshop=there, content=content, file_name=f"notes.{form}", by=None)
    said = ["text", "question__code", "sign", "written_at"]
    assert sorted(notes_of_workshop(there).values_list(*said)) == sorted(notes_of_workshop(workshop).values_list(*said))


def test_notes_taken_away_and_brought_back_to_their_workshop_change_nothing(at_the_desk, workshop, notes):
    _, content = taken(at_the_desk, workshop, "csv")
    done = import_sheet(sheet_id=uuid4(), workshop=workshop, content=content, file_name="notes.csv", by=None)
    assert (done.new, done.known) == (0, 10)


def test_a_territory_leaves_with_the_notes_of_all_its_workshops(at_the_desk, workshop, notes):
    other = WorkshopFactory(group=GroupFactory(territory=workshop.territory), campaign=workshop.campaign)
    NoteFactory(workshop=other, question=notes[0].question, text="un autre groupe")
    NoteFactory(text="un autre territoire")
    answer = at_the_desk.get(reverse("workshops:export_territory", args=[workshop.territory.slug, "json"]))
    told = json.loads(b"".join(answer.streaming_content))
    assert told["count"] == 11
    assert "un autre territoire" not in str(told)


def test_only_readers_take_notes_away(client, stranger, workshop, notes):
    address = reverse("workshops:export", args=[workshop.pk, "csv"])
    territory = reverse("workshops:export_territory", args=[workshop.territory.slug, "csv"])
    assert client.get(address).status_code == 302
    client.force_login(stranger)
    assert client.get(address).status_code == 403
    assert client.get(territory).status_code == 403


def test_a_form_that_does_not_exist_is_not_found(at_the_desk, workshop):
    assert at_the_desk.get(reverse("workshops:export", args=[workshop.pk, "pdf"])).status_code == 404


def test_memory_does_not_grow_with_the_number_of_notes(workshop, question):
    def peak_of(count):
        Note.objects.all().delete()
        text = "x" * 2000
        NoteFactory.create_batch(1, workshop=workshop, question=question)
        Note.objects.bulk_create(
            [
                Note(workshop=workshop, question=question, text=text, written_at=workshop.created_at)
                for _ in range(count)
            ]
        )
        found = notes_of_workshop(workshop).select_related("question", "workshop__group__territory")
        tracemalloc.start()
        size = sum(len(part) for part in as_csv(exports.COLUMNS, exports.note_rows(found.iterator(chunk_size=100))))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return size, peak

    peak_of(200)
    small, large = peak_of(300), peak_of(3000)
    assert large[0] > 9 * small[0]
    assert large[1] < 1.5 * small[1]
