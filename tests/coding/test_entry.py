"""Typing a paper note: the note, its criterion and its code are one act."""

import re
from uuid import uuid4

import pytest

from factories import NOW
from spirale.coding.models import Coding, Criterion
from spirale.coding.operations import enter_note
from spirale.coding.operations.codings import Proposal
from spirale.journal.models import Event
from spirale.method.problems import Problem
from spirale.workshops.models import Note
from spirale.workshops.operations.paper import print_sheets

pytestmark = pytest.mark.database


@pytest.fixture
def typed(workshop, question, grid, nadia):
    return {
        "note_id": uuid4(),
        "workshop": workshop,
        "question": question,
        "text": "Un médecin tout près",
        "sign": 1,
        "written_at": NOW,
        "by": nadia,
        "grid": grid,
        "coding_id": uuid4(),
        "code": "A02",
        "proposal": Proposal("A02", 0.7, "suggester-1"),
    }


def test_a_note_typed_with_its_code_is_a_note_a_criterion_and_a_coding(typed):
    entered = enter_note(**typed)
    assert (entered.note.text, entered.criterion.text) == ("Un médecin tout près",) * 2
    assert (entered.coding.code, entered.coding.is_retained) == ("A02", True)


def test_sent_three_times_it_is_kept_once(typed):
    for _ in range(3):
        enter_note(**typed)
    assert (Note.objects.count(), Criterion.objects.count(), Coding.objects.count()) == (1, 1, 1)
    assert Event.objects.count() == 2


def test_a_note_typed_without_code_has_its_criterion_and_no_coding(typed):
    enter_note(**typed | {"code": ""})
    assert (Criterion.objects.count(), Coding.objects.count()) == (1, 0)


@pytest.mark.parametrize("code", ["A77", "AA"])
def test_a_code_the_grid_does_not_have_does_not_cost_the_note(typed, code):
    entered = enter_note(**typed | {"code": code})
    assert entered.coding is None
    assert entered.code_problem is not None
    assert Note.objects.count() == 1


@pytest.fixture
def sheets(workshop, nadia):
    return print_sheets(draw=uuid4(), workshop=workshop, count=2, by=nadia)


def test_a_note_typed_under_the_number_of_its_sheet_is_its_authors_who_counts_as_present(typed, sheets):
    for _ in range(2):
        enter_note(**typed | {"sheet": 2})
    author = Note.objects.get().author
    assert (author.paper_number, author.via) == (2, "paper")
    assert author.joined_at is not None
    assert Event.objects.filter(verb="participant joined").count() == 1


def test_a_note_without_number_is_nobodys(typed, sheets):
    assert enter_note(**typed).note.author is None


def test_a_number_that_was_not_printed_keeps_no_note(typed, sheets):
    with pytest.raises(Problem) as raised:
        enter_note(**typed | {"sheet": 7})
    assert raised.value.code == "sheet unknown"
    assert not Note.objects.exists()


class TestSheetNumbers:
    """The number of the sheet on the page of fast entry."""

    @pytest.fixture
    def address(self, workshop):
        return f"/workshops/{workshop.pk}/entry/"

    def sent(self, typed, **more):
        return {
            "id": str(typed["note_id"]),
            "question": str(typed["question"].pk),
            "text": typed["text"],
            "sign": 1,
            "written_at": NOW.isoformat(),
            "code": "",
            **more,
        }

    def post(self, client, address, sent):
        return client.post(address, sent, content_type="application/json")

    def test_the_field_is_there_once_sheets_were_printed(self, client, nadia, typed, address):
        client.force_login(nadia)
        assert 'name="sheet"' not in client.get(address).content.decode()
        print_sheets(draw=uuid4(), workshop=typed["workshop"], count=12, by=nadia)
        assert 'data-last="12"' in client.get(address).content.decode()

    def test_the_outbox_says_the_number_and_a_wrong_one_is_refused_in_words(
        self, client, nadia, typed, sheets, address
    ):
        client.force_login(nadia)
        for wrong in ("9", "x", "-1", "0"):
            answer = self.post(client, f"{address}notes/", self.sent(typed, sheet=wrong))
            assert (answer.status_code, answer.json()["state"]) == (422, "refused")
        answer = self.post(client, f"{address}notes/", self.sent(typed, sheet="1"))
        assert answer.json()["state"] == "received"
        assert Note.objects.get().author.paper_number == 1

    def test_taking_the_only_note_back_counts_its_author_out_again(self, client, nadia, typed, sheets, address):
        client.force_login(nadia)
        self.post(client, f"{address}notes/", self.sent(typed, sheet="1"))
        self.post(client, f"{address}notes/{typed['note_id']}/withdraw/", {})
        assert Note.objects.get().author.joined_at is None

    def test_without_script_the_number_stays_for_the_next_note(self, client, nadia, typed, sheets, address):
        client.force_login(nadia)
        form = {"note_id": str(uuid4()), "question": str(typed["question"].pk), "sign": "1", "text": "un banc"}
        answer = client.post(address, form | {"sheet": "2"})
        assert answer["Location"].endswith("sheet=2")
        assert Note.objects.get().author.paper_number == 2
        again = client.get(answer["Location"]).content.decode()
        assert re.search(r'name="sheet"[^>]*value="2"', again)
        assert client.post(address, form | {"note_id": str(uuid4()), "sheet": "77"}).status_code == 422
