"""Pages of coding: who gets in, what they answer, and that they do not slow down with rows."""

import json
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factories import NOW, AccountFactory, NoteFactory
from spirale.coding.models import Coding, Criterion, GridVersion
from spirale.coding.operations import code_criterion, take_criteria
from spirale.coding.queries import current_criteria
from spirale.coding.queries.suggestions import suggester_of
from spirale.workshops.models import Note

pytestmark = pytest.mark.database


@pytest.fixture
def as_nadia(client, nadia):
    client.force_login(nadia)
    return client


@pytest.fixture
def send(client, nadia):
    client.force_login(nadia)

    def to(name, *args, **body):
        return client.post(reverse(f"coding:{name}", args=args), json.dumps(body), content_type="application/json")

    return to


@pytest.fixture
def typed(question):
    return {
        "id": str(uuid4()),
        "question": str(question.pk),
        "text": "des médicaments à la pharmacie",
        "sign": 1,
        "written_at": NOW.isoformat(),
    }


def test_a_note_of_the_outbox_sent_three_times_is_kept_once(send, workshop, typed):
    for _ in range(3):
        answer = send("enter", workshop.pk, **typed)
        assert (answer.status_code, answer.json()["state"]) == (200, "received")
    note = Note.objects.get()
    assert (note.text, note.written_at) == (typed["text"], NOW)


def test_a_note_arrives_with_the_code_accepted_and_what_was_suggested(send, workshop, typed):
    send("enter", workshop.pk, **typed, code="A02", coding=str(uuid4()), confidence=0.62, engine="suggester-1")
    coding = Coding.objects.get()
    assert (coding.code, coding.suggested_code, coding.suggested_confidence) == ("A02", "A02", 0.62)


def test_a_code_the_grid_lost_meanwhile_is_said_and_the_note_is_kept(send, workshop, typed):
    answer = send("enter", workshop.pk, **typed, code="A77", coding=str(uuid4()))
    assert answer.json()["state"] == "received"
    assert "A77" in answer.json()["message"]
    assert Note.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [{"id": "x"}, {"sign": 4}, {"sign": None}, {"text": "   "}, {"text": 7}, {"question": str(uuid4())}],
)
def test_what_cannot_be_kept_is_refused_with_a_sentence_and_nothing_is_written(send, workshop, typed, wrong):
    answer = send("enter", workshop.pk, **typed | wrong)
    assert (answer.status_code, answer.json()["state"]) == (422, "refused")
    assert len(answer.json()["message"]) > 10
    assert not Note.objects.exists()


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'"a"', b"\xff", b"[" * 100_000])
def test_a_message_that_is_not_one_is_refused(as_nadia, workshop, body):
    address = reverse("coding:enter", args=[workshop.pk])
    assert as_nadia.post(address, body, content_type="application/json").status_code == 422


def test_a_clock_that_is_ahead_does_not_date_notes_in_the_future(send, workshop, typed):
    send("enter", workshop.pk, **typed | {"written_at": "2999-01-01T00:00:00Z"})
    note = Note.objects.get()
    assert note.written_at <= note.received_at


def test_a_note_taken_back_is_withdrawn_and_asking_again_changes_nothing(send, workshop, typed):
    send("enter", workshop.pk, **typed)
    for _ in range(2):
        assert send("entry_take_back", workshop.pk, typed["id"]).json()["state"] == "withdrawn"
    assert not current_criteria().exists()
    assert send("entry_take_back", workshop.pk, str(uuid4())).status_code == 404


def test_somebody_signed_out_is_told_so_in_words_and_no_page_is_sent(client, workshop, typed):
    answer = client.post(
        reverse("coding:enter", args=[workshop.pk]), json.dumps(typed), content_type="application/json"
    )
    assert (answer.status_code, answer.json()["state"]) == (403, "signed_out")


def test_the_page_keeps_a_note_without_its_script(as_nadia, workshop, question):
    address = reverse("coding:entry", args=[workshop.pk])
    assert as_nadia.get(address).status_code == 200
    sent = {"note_id": str(uuid4()), "question": str(question.pk), "sign": "-1", "text": "trop de bruit"}
    for _ in range(2):
        answer = as_nadia.post(address, sent)
        assert answer.status_code == 302
    assert f"question={question.pk}" in answer["Location"]
    assert (Note.objects.get().sign, Criterion.objects.count()) == (-1, 1)
    assert as_nadia.post(address, sent | {"note_id": str(uuid4()), "text": " "}).status_code == 422


def test_a_suggestion_comes_with_its_words_how_sure_and_why(send, workshop, grid, question, nadia):
    suggester_of(workshop.territory, grid)
    answer = send("suggestion", workshop.pk, text="des médicaments, des soins, un hôpital").json()
    assert answer["code"] == "A02"
    assert answer["label"]
    assert 0 < answer["confidence"] <= 1
    assert answer["is_verified"] is True
    assert send("suggestion", workshop.pk, text="  ").json()["code"] == ""


PAGES = ["criteria", "agreement"]


@pytest.mark.parametrize("page", PAGES)
def test_readers_see_coding_and_strangers_do_not(client, workshop, reader, page):
    address = reverse(f"coding:{page}", args=[workshop.pk])
    assert client.get(address).status_code == 302
    client.force_login(reader)
    assert client.get(address).status_code == 200
    client.force_login(AccountFactory())
    assert client.get(address).status_code in {403, 404}


def test_only_facilitators_type_notes_in(client, workshop, yann):
    client.force_login(yann)
    assert client.get(reverse("coding:entry", args=[workshop.pk])).status_code == 403


@pytest.mark.parametrize("page", [*PAGES, "entry"])
def test_a_page_asks_the_database_as_often_for_many_criteria_as_for_few(
    as_nadia, workshop, question, grid, yann, nadia, page
):
    def asked(count):
        notes = NoteFactory.create_batch(count, workshop=workshop, question=question)
        take_criteria(workshop=workshop, by=nadia)
        for number, criterion in enumerate(Criterion.objects.filter(note__in=notes)):
            for coder, code in ((yann, "A01"), (nadia, "A02" if number % 2 else "A01")):
                code_criterion(coding_id=uuid4(), criterion=criterion, grid=grid, code=code, by=coder)
        suggester_of(workshop.territory, grid)
        with CaptureQueriesContext(connection) as queries:
            as_nadia.get(reverse(f"coding:{page}", args=[workshop.pk]), {"show": "all"})
        return len(queries)

    assert asked(2) == asked(12)


def test_a_coder_does_not_see_the_code_of_another_before_giving_their_own(
    client, workshop, question, grid, yann, lucie
):
    NoteFactory(workshop=workshop, question=question, text="un médecin")
    take_criteria(workshop=workshop, by=yann)
    code_criterion(coding_id=uuid4(), criterion=Criterion.objects.get(), grid=grid, code="I05", by=yann)
    client.force_login(lucie)
    page = client.get(reverse("coding:criteria", args=[workshop.pk]), {"show": "second"})
    assert [item.suggestion for item in page.context["page"].rows] == [None]
    rows = page.content.decode().split("<datalist")[0]
    assert "un médecin" in rows
    assert "I05" not in rows
    assert (
        "I05" not in client.get(reverse("coding:agreement", args=[workshop.pk])).content.decode().split("<datalist")[0]
    )


def test_a_plain_form_codes_takes_back_splits_and_changes_the_sign(as_nadia, workshop, question, grid, nadia):
    note = NoteFactory(workshop=workshop, question=question, text="un médecin et du calme")
    take_criteria(workshop=workshop, by=nadia)
    criterion = Criterion.objects.get()
    coded = {"coding": str(uuid4()), "code": "", "suggested": "A02", "confidence": "0.5", "engine": "e"}
    as_nadia.post(reverse("coding:code", args=[criterion.pk]), coded)
    assert Coding.objects.get().code == "A02"
    as_nadia.post(reverse("coding:take_back", args=[coded["coding"]]))
    assert not Coding.objects.filter(retired_at=None).exists()
    as_nadia.post(reverse("coding:sign", args=[criterion.pk]), {"sign": "-1"})
    assert Criterion.objects.get().sign == -1
    as_nadia.post(reverse("coding:split", args=[note.pk]), {"pieces": "un médecin\r\ndu calme\r\n"})
    assert sorted(current_criteria().values_list("text", flat=True)) == ["du calme", "un médecin"]
    as_nadia.post(reverse("coding:unsplit", args=[current_criteria().first().pk]))
    assert current_criteria().get() == criterion


def test_an_address_elsewhere_is_not_followed_after_an_act(as_nadia, workshop, question, nadia):
    NoteFactory(workshop=workshop, question=question)
    take_criteria(workshop=workshop, by=nadia)
    answer = as_nadia.post(
        reverse("coding:sign", args=[Criterion.objects.get().pk]), {"sign": "0", "next": "//example.org/"}
    )
    assert answer["Location"] == reverse("coding:criteria", args=[workshop.pk])


def test_a_disputed_criterion_is_decided_and_opened_again_by_a_facilitator(
    client, workshop, question, grid, yann, lucie, nadia
):
    NoteFactory(workshop=workshop, question=question)
    take_criteria(workshop=workshop, by=nadia)
    criterion = Criterion.objects.get()
    code_criterion(coding_id=uuid4(), criterion=criterion, grid=grid, code="A01/P15", by=yann)
    code_criterion(coding_id=uuid4(), criterion=criterion, grid=grid, code="A01/Q", by=lucie)
    sent = {"coding": str(uuid4()), "code": "A01"}
    client.force_login(yann)
    assert client.post(reverse("coding:adjudicate", args=[criterion.pk]), sent).status_code == 403
    client.force_login(nadia)
    page = client.get(reverse("coding:agreement", args=[workshop.pk]))
    assert page.context["page"].disputed[0].general.code == "A01"
    assert [choice.code for choice in page.context["page"].disputed[0].choices] == ["A01/P15", "A01/Q", "A01"]
    client.post(reverse("coding:adjudicate", args=[criterion.pk]), sent | {"code": "A01/Q", "other": "a01"})
    assert Coding.objects.get(is_retained=True, retired_at=None).code == "A01"
    client.post(reverse("coding:reopen", args=[sent["coding"]]))
    assert not Coding.objects.filter(is_retained=True, retired_at=None).exists()


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
def test_criteria_and_codes_leave_whole(as_nadia, workshop, question, grid, nadia, kind):
    NoteFactory(workshop=workshop, question=question, text="=HYPERLINK(1)")
    NoteFactory(workshop=workshop, question=question, text="sans code")
    take_criteria(workshop=workshop, by=nadia)
    criterion = Criterion.objects.get(text="=HYPERLINK(1)")
    code_criterion(coding_id=uuid4(), criterion=criterion, grid=grid, code="B03", by=nadia)
    answer = as_nadia.get(reverse("coding:export", args=[workshop.pk, kind]))
    content = b"".join(answer.streaming_content)
    assert answer.status_code == 200
    if kind == "json":
        told = json.loads(content)
        assert told["count"] == 2
        coded = next(row for row in told["criteria"] if row["code"])
        assert (coded["code"], coded["label_status"], coded["retained"]) == ("B03", "unverified", True)
    elif kind == "csv":
        assert ",=HYPERLINK" not in content.decode()
        assert "B03" in content.decode()
    else:
        assert content.startswith(b"PK")


def test_an_unknown_kind_of_export_is_not_found(as_nadia, workshop):
    assert as_nadia.get(reverse("coding:export", args=[workshop.pk, "exe"])).status_code == 404


GRID = "kind,code,parent,label_fr,label_en,note,status,source\n"
GOOD = GRID + "object,A,,Vivre,Living,,sourced,https://example.org\nobject,A01,A,Manger,Eating,,unverified,\n"


def upload(name, text):
    return SimpleUploadedFile(name, text.encode(), content_type="text/csv")


def test_a_grid_with_faults_is_refused_with_every_row_and_column_at_once(client, workshop, admin):
    client.force_login(admin)
    faulty = GRID + "object,A,,Vivre,,,sourced,x\nobject,A,,Vivre,,,sourced,x\nobject,Z9,,,,,perhaps,\n"
    sent = {"way": "grid", "grid-grid_id": str(uuid4()), "grid-name": "locale", "grid-version": "1"}
    answer = client.post(
        reverse("coding:grids", args=[workshop.territory.slug]), sent | {"grid-file": upload("g.csv", faulty)}
    )
    assert answer.status_code == 422
    said = answer.context["problems"]
    assert len(said) >= 4
    assert any("3" in line for line in said)
    assert any("4" in line for line in said)
    assert not GridVersion.objects.filter(name="locale").exists()


def test_an_administrator_loads_a_grid_chooses_it_maps_and_carries_codes(
    client, workshop, question, grid, admin, nadia
):
    for code in ("A01", "A02", "B"):
        note = NoteFactory(workshop=workshop, question=question)
        take_criteria(workshop=workshop, by=nadia)
        code_criterion(coding_id=uuid4(), criterion=note.criteria.get(), grid=grid, code=code, by=nadia)
    client.force_login(admin)
    address = reverse("coding:grids", args=[workshop.territory.slug])
    assert client.get(address).status_code == 200
    sent = {"way": "grid", "grid-grid_id": str(uuid4()), "grid-name": "locale", "grid-version": "1"}
    more = "object,A02,A,Boire,Drinking,,unverified,\n"
    assert client.post(address, sent | {"grid-file": upload("g.csv", GOOD + more)}).status_code == 302
    loaded = GridVersion.objects.get(name="locale")
    mapping = {
        "way": "mapping",
        "mapping-mapping_id": str(uuid4()),
        "mapping-source": str(grid.pk),
        "mapping-target": str(loaded.pk),
        "mapping-file": upload("m.csv", "from_code,to_code\nA02,A01\nA02,A02\n"),
    }
    assert client.post(address, mapping).status_code == 302
    client.post(reverse("coding:choose_grid", args=[workshop.territory.slug, loaded.pk]))
    answer = client.post(
        reverse("coding:carry", args=[workshop.territory.slug, mapping["mapping-mapping_id"]]), follow=True
    )
    assert "3" in [str(message) for message in answer.context["messages"]][-1]
    assert list(Coding.objects.filter(grid=loaded).values_list("code", flat=True)) == ["A01"]
    assert client.get(reverse("coding:grid", args=[loaded.pk])).status_code == 200
    page = client.get(reverse("coding:criteria", args=[workshop.pk]))
    assert [code.code for item in page.context["page"].rows for code in item.row.former] == ["A01", "A02"]


def test_facilitators_read_grids_and_do_not_load_them(as_nadia, workshop, grid):
    address = reverse("coding:grids", args=[workshop.territory.slug])
    assert as_nadia.get(address).status_code == 200
    assert as_nadia.post(address, {"way": "grid"}).status_code == 403
    assert as_nadia.get(reverse("coding:grid", args=[grid.pk])).status_code == 200


def test_what_nobody_has_confirmed_is_called_a_reconstruction_wherever_it_is_shown(
    as_nadia, workshop, question, grid, nadia, yann
):
    NoteFactory(workshop=workshop, question=question)
    take_criteria(workshop=workshop, by=nadia)
    criterion = Criterion.objects.get()
    for coder, code in ((nadia, "D04"), (yann, "D")):
        code_criterion(coding_id=uuid4(), criterion=criterion, grid=grid, code=code, by=coder)
    for name, key in (("criteria", workshop.pk), ("agreement", workshop.pk), ("grid", grid.pk)):
        page = as_nadia.get(reverse(f"coding:{name}", args=[key]), {"show": "all"}).content.decode()
        assert "badge unverified" in page
