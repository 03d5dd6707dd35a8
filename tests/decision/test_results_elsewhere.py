"""Phones in a hall are led to the choice that is open, and its page has the worker that keeps it without network."""

import json

import pytest
from django.urls import reverse
from django.utils import timezone

from bank_meeting import a_meeting
from factories import HallFactory, WorkshopFactory
from spirale.decision.models import Choice
from spirale.decision.operations.bank import close_bank, open_bank
from spirale.decision.operations.scores import close_scoring, open_scoring
from spirale.decision.telling import OPENINGS, choice_open_for
from spirale.journal.models import Event

pytestmark = pytest.mark.database
HOSTILE = "</script><script>alert(1)</script>"


@pytest.fixture
def meeting():
    return a_meeting()


def told(client, workshop):
    answer = client.get(reverse("workshops:elsewhere", args=[workshop.hall.code]))
    return json.loads(answer.content)["elsewhere"]


def test_a_phone_in_the_hall_is_led_to_what_is_open_and_told_what_one_can_do_there(client, meeting):
    (there,) = told(client, meeting.workshop)
    assert there["address"] == reverse("decision:meeting_phone", args=[meeting.choice.pk])
    assert (
        there["said"]
        == "Noter les actions, et dire ce que vous pouvez apporter\u00a0: «\u00a0Que faisons-nous ?\u00a0»"
    )
    close_bank(choice=meeting.choice, by=meeting.by)
    assert choice_open_for(meeting.workshop)[0].said == "Noter les actions\u00a0: «\u00a0Que faisons-nous ?\u00a0»"
    close_scoring(choice=meeting.choice, by=meeting.by)
    assert choice_open_for(meeting.workshop) == []
    open_bank(choice=meeting.choice, by=meeting.by)
    assert choice_open_for(meeting.workshop)[0].said.startswith("Dire ce que vous pouvez apporter")


def test_the_page_of_the_hall_says_it_at_once_and_which_news_to_follow(client, meeting):
    shown = client.get(reverse("workshops:phone", args=[meeting.workshop.hall.code])).content.decode()
    assert reverse("decision:meeting_phone", args=[meeting.choice.pk]) in shown
    assert "scoring opened,scoring closed,bank opened,bank closed" in shown
    assert reverse("workshops:elsewhere", args=[meeting.workshop.hall.code]) in shown


def test_another_hall_of_the_territory_is_led_there_too_and_its_own_choice_comes_first(meeting):
    beside = WorkshopFactory(group=meeting.workshop.group)
    HallFactory(workshop=beside)
    assert choice_open_for(beside)[0].address.endswith(f"{meeting.choice.pk}/phone/")
    own = Choice.objects.create(
        territory=meeting.choice.territory,
        title="La nôtre",
        workshop=beside,
        is_bank_open=True,
        made_at=meeting.choice.made_at,
    )
    assert choice_open_for(beside)[0].address.endswith(f"{own.pk}/phone/")
    assert choice_open_for(meeting.workshop)[0].address.endswith(f"{meeting.choice.pk}/phone/")


def test_nobody_is_led_to_another_territory_nor_to_a_meeting_that_is_over(meeting):
    elsewhere = a_meeting()
    Choice.objects.filter(pk=elsewhere.choice.pk).update(is_bank_open=False, is_scoring_open=False)
    assert choice_open_for(elsewhere.workshop) == []
    hall = meeting.workshop.hall
    hall.closed_at = timezone.now()
    hall.save()
    assert choice_open_for(meeting.workshop) == []


def test_a_code_that_no_hall_has_is_told_nothing(client):
    assert client.get(reverse("workshops:elsewhere", args=["ZZZZ"])).status_code == 404


def test_the_title_of_a_choice_stays_words_on_the_page_of_the_hall(client, meeting):
    Choice.objects.update(title=HOSTILE)
    shown = client.get(reverse("workshops:phone", args=[meeting.workshop.hall.code])).content.decode()
    assert HOSTILE not in shown
    assert "alert(1)" in shown


def test_opening_is_told_in_the_space_that_the_phones_of_the_hall_follow(meeting):

    close_scoring(choice=meeting.choice, by=meeting.by)
    open_scoring(choice=meeting.choice, by=meeting.by)
    last = Event.objects.order_by("-pk").first()
    assert (last.verb in OPENINGS, str(last.space_id)) == (True, str(meeting.workshop.pk))


def test_the_page_of_the_choice_has_its_worker_under_its_own_address(client, meeting):
    page = reverse("decision:meeting_phone", args=[meeting.choice.pk])
    answer = client.get(f"{page}sw.js")
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert b"addEventListener" in answer.content
    shown = client.get(page).content.decode()
    assert f'data-door="{page}"' in shown
    assert "decision/meeting_kept.js" in shown
