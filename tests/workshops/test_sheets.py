"""A file of notes is looked at before it comes in, comes in whole or not at all, once, and leaves the same way."""

import io
import zipfile
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from factories import NoteFactory, QuestionFactory, WorkshopFactory
from spirale.journal.models import Event
from spirale.tables import write_xlsx
from spirale.workshops.models import Note, NoteSheet, SheetDraft
from spirale.workshops.operations import import_sheet, keep_draft, restore_sheet, withdraw_note, withdraw_sheet
from spirale.workshops.operations.sheets import KEPT_FOR
from spirale.workshops.queries import notes_of_workshop, preview_sheet
from spirale.workshops.sheets import Choices

pytestmark = pytest.mark.database

SHEET = "Signe;Remarque du public;Note;Question\n-;;trop de camions, la nuit;Q2\n+;;un banc à l'ombre;Q1\n"


@pytest.fixture(autouse=True)
def _questions(question, second_question):
    """Every file answers these."""


@pytest.fixture
def send(at_the_desk, workshop):
    """Send a file from the page, and give the page that answers, with the file's address once it is kept."""

    def act(content: bytes | str, name: str = "notes.csv"):
        raw = content.encode() if isinstance(content, str) else content
        file = SimpleUploadedFile(name, raw)
        return at_the_desk.post(reverse("workshops:import", args=[workshop.pk]), {"file": file}, follow=True)

    return act


@pytest.fixture
def confirm(at_the_desk, send):
    def act(content: bytes | str, name: str = "notes.csv", **choices: str):
        page = send(content, name)
        return at_the_desk.post(page.request["PATH_INFO"], choices, follow=True)

    return act


def words(workshop):
    return sorted(notes_of_workshop(workshop).values_list("text", flat=True))


def text_of(page) -> str:
    return page.content.decode().replace("&#x27;", "'").replace("&quot;", '"')


def xlsx(columns, rows) -> bytes:
    stream = io.BytesIO()
    write_xlsx(stream, columns, rows)
    return stream.getvalue()


def test_the_preview_shows_the_rows_as_they_will_be_kept_and_writes_nothing(send):
    page = text_of(send(SHEET))
    assert "trop de camions, la nuit" in page
    assert "Remarque du public" in page
    assert not Note.objects.exists()


def test_what_was_confirmed_comes_in_with_its_question_and_sign(confirm, workshop):
    confirm(SHEET)
    found = Note.objects.values_list("text", "question__code", "sign", "source", "sheet_row").order_by("text")
    assert list(found) == [("trop de camions, la nuit", "Q2", -1, "file", 2), ("un banc à l'ombre", "Q1", 1, "file", 3)]
    assert Event.objects.get(verb="sheet imported").details["new"] == 2
    assert not SheetDraft.objects.exists()


def test_notes_take_the_day_of_the_workshop_unless_the_file_says_when(confirm, workshop):
    confirm("note;question;date\nsans date;Q1;\navec date;Q1;03/02/2026\navec heure;Q1;2026-02-03T18:30:00+01:00\n")
    days = {note.text: timezone.localtime(note.written_at).isoformat()[:16] for note in Note.objects.all()}
    assert days == {
        "sans date": f"{workshop.held_on}T12:00",
        "avec date": "2026-02-03T12:00",
        "avec heure": "2026-02-03T18:30",
    }


def test_the_same_file_again_adds_nothing_and_the_page_says_so(confirm, send, workshop):
    confirm(SHEET)
    page = text_of(send(SHEET))
    assert "déjà là, mot pour mot" in page
    assert words(workshop) == ["trop de camions, la nuit", "un banc à l'ombre"]


def test_a_file_with_rows_added_at_its_end_adds_only_those(confirm, workshop):
    confirm(SHEET)
    confirm(SHEET + "+;;un banc à l'ombre;Q1\n+;;des arbres;Q1\n")
    assert words(workshop) == ["des arbres", "trop de camions, la nuit", "un banc à l'ombre", "un banc à l'ombre"]


def test_the_same_words_said_by_other_people_are_added_once(confirm, workshop):
    confirm(SHEET)
    for _ in range(2):
        confirm(SHEET, others="on")
    assert len(words(workshop)) == 4


def test_a_confirmation_sent_twice_brings_the_notes_once(at_the_desk, send, workshop):
    path = send(SHEET).request["PATH_INFO"]
    for _ in range(2):
        assert at_the_desk.post(path, follow=True).status_code == 200
    assert len(words(workshop)) == 2


def test_columns_and_the_question_are_chosen_by_hand(at_the_desk, send, workshop, second_question):
    path = send("colonne A;colonne B\nle bruit;x\nla nuit;y\n").request["PATH_INFO"]
    assert at_the_desk.get(path).status_code == 422
    chosen = {"text": "=colonne A", "question": "", "sign": "", "written_at": "", "id": "", "whole": second_question.pk}
    page = at_the_desk.get(path, chosen)
    assert page.status_code == 200
    assert "le bruit" in text_of(page)
    at_the_desk.post(path, chosen)
    assert set(Note.objects.values_list("question__code", "sign")) == {("Q2", -1)}


@pytest.mark.parametrize("column", ["Question", "QUESTION ", "code question"])
@pytest.mark.parametrize("cell", ["Q2", "q2", "2", "Q2.", "Q2 : le mal-être", "Qu’est-ce que le mal-être pour vous ?"])
def test_a_question_is_recognised_however_people_name_it(workshop, column, cell):
    content = f'note;"{column}"\nle bruit;"{cell}"\n'.encode()
    preview = preview_sheet(workshop=workshop, content=content, name="a.csv", choices=Choices())
    assert [row.question.code for row in preview.first] == ["Q2"]


def test_ids_given_by_spirale_are_kept_and_other_numbers_left_aside(confirm, send, workshop):
    note_id = uuid4()
    confirm(f"id,note,question\n{note_id},un banc,Q1\n")
    assert Note.objects.get().pk == note_id
    assert "est laissée de côté" in text_of(send("id,note,question\n1,un arbre,Q1\n2,une haie,Q1\n"))


def test_an_id_whose_words_changed_is_refused_with_its_row(confirm, workshop):
    note_id = uuid4()
    confirm(f"id,note,question\n{note_id},un banc,Q1\n")
    page = confirm(f"id,note,question\n{uuid4()},un arbre,Q1\n{note_id},une chaise,Q1\n")
    assert page.status_code == 422
    assert "Ligne 3" in text_of(page)
    assert words(workshop) == ["un banc"]


def test_all_problems_are_said_at_once_each_with_its_place(send, workshop):
    rows = "note;question;signe;date\nbien;Q1;;\n;Q1;;\nperdu;Q9;;\npeut-être;Q1;bof;\nquand;Q1;;hier\n"
    page = send(rows + f"{'é' * 10_001};Q1;;\n")
    said = text_of(page)
    assert page.status_code == 422
    for place in ("Ligne 3", "Ligne 4", "Ligne 5", "Ligne 6", "Ligne 7"):
        assert place in said
    assert "Q9" in said
    assert "10001" in said
    assert not Note.objects.exists()


def test_a_confirmation_of_a_bad_file_brings_nothing_in(confirm):
    assert confirm("note;question\nbien;Q1\nperdu;Q9\n").status_code == 422
    assert not Note.objects.exists()
    assert not NoteSheet.objects.exists()
    assert not Event.objects.exists()


def bomb() -> bytes:
    """A workbook of a few kilobytes whose only sheet would unpack to far more than a machine should hold."""
    small = zipfile.ZipFile(io.BytesIO(xlsx(["note", "question"], [["un banc", "Q1"]])))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name in small.namelist():
            with archive.open(name, "w") as entry:
                entry.write(small.read(name))
                if name.endswith("sheet1.xml"):
                    for _ in range(60):
                        entry.write(b" " * 5 * 2**20)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "empty.csv"),
        (b"\n\n  \n", "blank.csv"),
        (b"note,question\n", "header-only.csv"),
        ("réponse;personne\nun banc;Léa\n".encode(), "missing-question.csv"),
        (b"note,question\n\xff\xfe\x00\x00\x01\x02,Q1\n", "not-text.csv"),
        (b'note,question\n"jamais ferme,Q1\n', "open-quotes.csv"),
        (b"note,question\n" + b"a" * 5 * 2**20 + b",Q1\n", "huge-cell.csv"),
        (b"note,question\n" + b"b" * 100_000 + b",Q1\n", "long-note.csv"),
        (b"PK\x03\x04 this is no workbook", "false.xlsx"),
        (b"hello", "false.xlsx"),
        (None, "bomb.xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "old.xls"),
        (b"note,note,question\na,b,Q1\n", "twice.csv"),
        (b"note,question\na,Q1,surplus\n", "uneven.csv"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_cannot_come_in_is_refused_with_what_to_do(send, content, name):
    page = send(bomb() if content is None else content, name)
    assert page.status_code == 422
    said = text_of(page)
    assert 'role="alert"' in said
    assert len(said) < 100_000  # the page does not give the whole cell back
    assert not Note.objects.exists()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_the_encodings_of_spreadsheets_are_read(confirm, workshop, encoding):
    confirm("note;question\nà l'été, « déjà »;Q1\n".encode(encoding))
    assert words(workshop) == ["à l'été, « déjà »"]


HARD = [
    'une "virgule", un ; point-virgule',
    "deux\nlignes",
    "👩‍👩‍👧 🌻",
    "السلام في الحي",
    "<img src=x onerror=alert(1)>",
    "=HYPERLINK(1)",
    "+33 1 23",
    "-5 °C",
]


@pytest.mark.parametrize("name", ["notes.csv", "notes.xlsx"])
def test_hard_words_come_in_as_they_are(confirm, workshop, name):
    if name.endswith("xlsx"):
        content = xlsx(["note", "question"], [[text, "Q1"] for text in HARD])
    else:
        rows = "".join('"{}",Q1\r\n'.format(text.replace('"', '""')) for text in HARD)
        content = f"note,question\r\n{rows}".encode()
    confirm(content, name)
    assert words(workshop) == sorted(HARD)


def test_words_of_the_file_stay_words_on_the_page(send):
    page = send('<b>note</b>,note,question\n<script>alert(1)</script>,"<script>alert(2)</script>","<i>Q9</i>"\n')
    said = page.content.decode()
    assert "<script>alert" not in said
    assert "<b>note" not in said
    assert "<i>Q9" not in said


def test_a_file_too_large_is_refused_before_it_is_kept(send, settings):
    settings.UPLOAD_LIMIT = 1000
    page = send("note,question\n" + "un banc,Q1\n" * 200)
    assert page.status_code == 422
    assert not SheetDraft.objects.exists()


def test_another_person_does_not_see_nor_confirm_the_file_that_somebody_sent(send, client, workshop):
    from factories import MembershipFactory

    path = send(SHEET).request["PATH_INFO"]
    other = MembershipFactory(territory=workshop.territory).account
    client.force_login(other)
    assert client.get(path).status_code == 302
    client.post(path)
    assert not Note.objects.exists()


def test_a_file_not_confirmed_is_forgotten_after_a_day(workshop, facilitator):
    now = timezone.now()
    keep_draft(workshop=workshop, file_name="a.csv", content=b"note", by=facilitator, at=now - 2 * KEPT_FOR)
    elsewhere = WorkshopFactory(group=workshop.group, campaign=workshop.campaign)
    keep_draft(workshop=elsewhere, file_name="b.csv", content=b"note", by=facilitator, at=now)
    assert list(SheetDraft.objects.values_list("file_name", flat=True)) == ["b.csv"]


def test_a_file_is_put_aside_without_adding_anything(at_the_desk, send):
    path = send(SHEET).request["PATH_INFO"]
    at_the_desk.post(path, {"discard": ""})
    assert not SheetDraft.objects.exists()
    assert not Note.objects.exists()


def test_a_sheet_leaves_as_a_whole_and_comes_back_as_a_whole(confirm, at_the_desk, workshop, question):
    kept = NoteFactory(workshop=workshop, question=question, text="écrite avant")
    confirm(SHEET)
    sheet = NoteSheet.objects.get()
    at_the_desk.post(reverse("workshops:withdraw_sheet", args=[sheet.pk]))
    assert words(workshop) == [kept.text]
    at_the_desk.post(reverse("workshops:restore_sheet", args=[sheet.pk]))
    assert words(workshop) == ["trop de camions, la nuit", "un banc à l'ombre", kept.text]


def test_a_note_withdrawn_on_its_own_does_not_come_back_with_its_sheet(workshop, facilitator):
    import_sheet(sheet_id=uuid4(), workshop=workshop, content=SHEET.encode(), file_name="a.csv", by=facilitator)
    sheet = NoteSheet.objects.get()
    withdraw_note(note=Note.objects.get(text="un banc à l'ombre"), reason="double", by=facilitator)
    withdraw_sheet(sheet=sheet, reason="essai", by=facilitator)
    restore_sheet(sheet=sheet, by=facilitator)
    assert words(workshop) == ["trop de camions, la nuit"]


def test_bringing_in_many_rows_asks_the_database_little_more_than_few(
    workshop, facilitator, django_assert_max_num_queries
):
    content = ("note,question\n" + "".join(f"note {number},Q1\n" for number in range(1000))).encode()
    with django_assert_max_num_queries(35):
        import_sheet(sheet_id=uuid4(), workshop=workshop, content=content, file_name="a.csv", by=facilitator)
    assert Note.objects.count() == 1000


def test_one_question_needs_no_column(workshop, facilitator):
    alone = WorkshopFactory()
    QuestionFactory(campaign=alone.campaign, code="Q4")
    import_sheet(sheet_id=uuid4(), workshop=alone, content=b"note\nun banc\n", file_name="a.csv", by=None)
    assert Note.objects.get().question.code == "Q4"
