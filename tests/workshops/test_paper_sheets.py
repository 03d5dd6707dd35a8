"""People without a phone take part on paper: counted as much, followed as well, their codes printed but once."""

import re
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from factories import MembershipFactory, NoteFactory
from spirale.journal.models import Event
from spirale.method.problems import Problem
from spirale.offline.keys import digest_of_key, tidy_key
from spirale.workshops.models import Participant
from spirale.workshops.operations import withdraw_note
from spirale.workshops.operations.paper import (
    AT_ONCE,
    leave_sheet_unused,
    print_sheets,
    print_unused_again,
    take_sheet,
)
from spirale.workshops.operations.participants import recover
from spirale.workshops.queries.paper import paper_sheets

pytestmark = pytest.mark.database


def printed(workshop, facilitator, count=3, draw=None):
    return print_sheets(draw=draw or uuid4(), workshop=workshop, count=count, by=facilitator)


def test_sheets_are_numbered_on_and_each_has_a_code_of_its_own(workshop, facilitator):
    sheets = printed(workshop, facilitator) + printed(workshop, facilitator, 2)
    assert [sheet.number for sheet in sheets] == [1, 2, 3, 4, 5]
    assert len({sheet.key for sheet in sheets}) == 5
    assert all(len(tidy_key(sheet.key)) == 16 for sheet in sheets)
    assert recover(workshop=workshop, key=sheets[1].key).paper_number == 2


def test_of_a_code_only_its_digest_is_kept(workshop, facilitator):
    draw = uuid4()
    [sheet] = printed(workshop, facilitator, 1, draw)
    row = Participant.objects.get(paper_number=1)
    assert row.key_digest == digest_of_key(workshop.pk, sheet.key)
    kept = str(list(Participant.objects.values_list())) + str(list(Event.objects.values_list()))
    assert sheet.key not in kept
    assert tidy_key(sheet.key) not in kept
    assert str(draw) not in kept


def test_the_same_page_sent_twice_prints_the_same_sheets(workshop, facilitator):
    draw = uuid4()
    assert printed(workshop, facilitator, draw=draw) == printed(workshop, facilitator, draw=draw)
    assert Participant.objects.count() == 3
    assert Event.objects.filter(verb="paper sheets made").count() == 1


def test_unused_sheets_are_printed_again_under_other_codes_and_used_ones_left_alone(workshop, facilitator):
    first = printed(workshop, facilitator)
    take_sheet(workshop=workshop, number=2, by=facilitator)
    draw = uuid4()
    again = print_unused_again(draw=draw, workshop=workshop, by=facilitator)
    assert [sheet.number for sheet in again] == [1, 3]
    assert again == print_unused_again(draw=draw, workshop=workshop, by=facilitator)
    assert recover(workshop=workshop, key=again[0].key).paper_number == 1
    assert recover(workshop=workshop, key=first[1].key).paper_number == 2
    with pytest.raises(Problem):
        recover(workshop=workshop, key=first[0].key)


def test_a_page_left_open_does_not_show_codes_that_open_nothing_any_more(workshop, facilitator):
    draw = uuid4()
    printed(workshop, facilitator, draw=draw)
    print_unused_again(draw=uuid4(), workshop=workshop, by=facilitator)
    with pytest.raises(Problem) as raised:
        printed(workshop, facilitator, draw=draw)
    assert raised.value.code == "sheets printed again since"


def test_somebody_is_present_from_their_first_note_on(workshop, facilitator):
    printed(workshop, facilitator)
    assert not Participant.objects.filter(joined_at__isnull=False).exists()
    for _ in range(2):
        take_sheet(workshop=workshop, number=2, by=facilitator)
    assert list(Participant.objects.filter(joined_at__isnull=False).values_list("paper_number", flat=True)) == [2]
    [event] = Event.objects.filter(verb="participant joined")
    assert event.details["told"] == {"participants": 1}
    assert (paper_sheets(workshop).used, paper_sheets(workshop).unused) == (1, 2)


def test_a_slip_in_the_number_is_undone_with_its_only_note(workshop, question, facilitator):
    printed(workshop, facilitator)
    author = take_sheet(workshop=workshop, number=1, by=facilitator)
    first, second = (NoteFactory(workshop=workshop, question=question, author=author) for _ in range(2))
    for note, is_here in ((first, True), (second, False)):
        withdraw_note(note=note, reason="une erreur", by=facilitator)
        leave_sheet_unused(note=note, by=facilitator)
        author.refresh_from_db()
        assert (author.joined_at is not None) == is_here


def test_a_number_nobody_has_is_told_with_the_last_one(workshop, facilitator):
    printed(workshop, facilitator)
    with pytest.raises(Problem) as raised:
        take_sheet(workshop=workshop, number=9, by=facilitator)
    assert (raised.value.code, raised.value.parameters["last"]) == ("sheet unknown", 3)


@pytest.mark.parametrize("count", [0, -1, AT_ONCE + 1])
def test_a_number_of_sheets_that_makes_no_sense_is_refused(workshop, facilitator, count):
    with pytest.raises(Problem):
        printed(workshop, facilitator, count)


def test_only_facilitators_print(workshop):
    reader = MembershipFactory(territory=workshop.territory, role="reader").account
    with pytest.raises(PermissionDenied):
        printed(workshop, reader)


class TestPages:
    """What the facilitator prints."""

    @pytest.fixture
    def address(self, workshop, question, second_question):
        return f"/workshops/{workshop.pk}/sheets/"

    def test_each_sheet_shows_its_number_its_questions_and_the_part_to_keep(self, at_the_desk, workshop, address):
        answer = at_the_desk.post(address, {"draw": str(uuid4()), "count": "3"})
        page = answer.content.decode()
        assert answer.status_code == 200
        assert "no-store" in answer["Cache-Control"]
        assert (
            page.count('class="paper-sheet"')
            == page.count("<svg") - page.split('<article class="paper-sheet"')[0].count("<svg")
            == 3
        )
        keys = re.findall(r'class="paper-code">([A-Z2-9-]{19})<', page)
        assert len(set(keys)) == 3
        assert page.count("Qu&#x27;est-ce que le mal-être pour vous ?") == 3
        assert recover(workshop=workshop, key=keys[2]).paper_number == 3
        assert keys[0] not in at_the_desk.get(address).content.decode()

    def test_printing_again_says_what_it_does_to_the_codes(self, at_the_desk, workshop, facilitator, address):
        assert 'name="again"' not in at_the_desk.get(address).content.decode()
        printed(workshop, facilitator)
        page = at_the_desk.get(address).content.decode()
        draw = re.search(r'name="again"\s+value="([^"]+)"', page)[1]
        again = at_the_desk.post(address, {"again": draw}).content.decode()
        assert again.count('class="paper-sheet"') == 3

    def test_what_cannot_be_printed_is_said(self, at_the_desk, address):
        for sent in ({"count": "0", "draw": str(uuid4())}, {"count": "9999", "draw": "x"}, {"again": "x"}, {}):
            assert at_the_desk.post(address, sent).status_code == 422

    def test_a_campaign_without_question_is_told_first(self, at_the_desk, workshop):
        page = at_the_desk.get(f"/workshops/{workshop.pk}/sheets/").content.decode()
        assert 'name="count"' not in page
        assert "/campaigns/" in page
