"""The participant's page as the site gives it: the same for all, light, and without a word that anybody wrote."""

import json
import re

import pytest
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone

from factories import HallFactory, NoteFactory, ParticipantFactory
from spirale.workshops.models import Hall, QuestionSheet

pytestmark = pytest.mark.database


@pytest.fixture
def hall(workshop, question):
    hall = HallFactory(workshop=workshop, code="ABCD")
    QuestionSheet.objects.get_or_create(workshop=workshop, question=question)
    return hall


def page_of(client, code="ABCD"):
    return client.get(reverse("workshops:phone", args=[code]))


def state_in(page):
    said = re.search(r'<script id="hall-state" type="application/json">(.*?)</script>', page, re.DOTALL)
    return json.loads(said[1])


def test_the_code_of_the_room_leads_to_its_page_however_it_is_typed(client, hall):
    for typed in ("ABCD", "abcd", " abCd "):
        answer = client.get(reverse("workshops:door"), {"code": typed})
        assert answer.url == reverse("workshops:phone", args=["ABCD"])
    assert page_of(client, "abcd").url == reverse("workshops:phone", args=["ABCD"])
    assert hall.workshop.title in page_of(client).content.decode()


def test_a_code_that_opens_nothing_is_said_in_words_and_may_be_typed_again(client, hall):
    for answer in (client.get(reverse("workshops:door"), {"code": "<b>Z"}), page_of(client, "ZZZZ")):
        page = answer.content.decode()
        assert answer.status_code == 404
        assert 'role="alert"' in page
        assert 'name="code"' in page
        assert "<b>Z" not in page


def test_the_door_alone_asks_for_the_code(client):
    page = client.get(reverse("workshops:door"))
    assert page.status_code == 200
    assert 'name="code"' in page.content.decode()


def test_of_two_halls_with_one_code_the_open_one_is_entered_and_a_closed_one_is_still_found(client, hall, question):
    now = timezone.now()
    Hall.objects.filter(pk=hall.pk).update(closed_at=now)
    assert state_in(page_of(client).content.decode())["workshop"]["is_closed"]
    other = HallFactory(code="ABCD")
    assert state_in(page_of(client).content.decode())["workshop"]["id"] == str(other.workshop_id)


def test_the_page_is_the_same_for_all_and_tells_no_word_that_anybody_wrote(client, at_the_desk, hall, question):
    who = ParticipantFactory(workshop=hall.workshop, first_name="Zélie")
    NoteFactory(workshop=hall.workshop, question=question, author=who, is_sealed=True, text="un secret")
    NoteFactory(workshop=hall.workshop, question=question, author=who, text="dit à tous")
    page = page_of(at_the_desk).content.decode()
    state = state_in(page)
    assert state["questions"][0]["notes"] == 2
    assert state["me"] is None
    for word in ("secret", "dit à tous", "Zélie", str(who.pk), "sessionid", "csrf"):
        assert word not in page
    client.logout()
    assert state_in(page_of(client).content.decode())["questions"] == state["questions"]


def test_the_page_sets_no_cookie_and_its_script_is_a_file(client, hall):
    answer = page_of(client)
    assert not answer.cookies
    page = answer.content.decode()
    scripts = re.findall(r"<script(?![^>]*application/json)([^>]*)>", page)
    assert scripts
    assert all("src=" in script for script in scripts)
    assert "htmx" not in page


def test_markup_in_a_title_stays_words(client, hall):
    hall.workshop.title = "</script><script>alert(1)</script>"
    hall.workshop.save()
    page = page_of(client).content.decode()
    assert "<script>alert" not in page
    assert state_in(page)["workshop"]["title"] == hall.workshop.title


def test_every_script_that_is_named_ahead_exists_and_the_worker_comes_from_its_folder(client, hall):
    page = page_of(client).content.decode()
    ahead = re.findall(r'rel="modulepreload" href="([^"]+)"', page)
    assert static("offline/outbox.js") in ahead
    for address in ahead:
        with_words = client.get(address)
        assert with_words.status_code == 200
        with_words.close()
    worker = client.get(reverse("workshops:service_worker"))
    assert worker.headers["Content-Type"].startswith("text/javascript")
    assert "no-cache" in worker.headers["Cache-Control"]
    assert b"caches.open" in worker.content


def test_the_page_asks_the_same_number_of_questions_however_many_write(
    client, hall, question, django_assert_max_num_queries
):
    ParticipantFactory.create_batch(20, workshop=hall.workshop)
    NoteFactory.create_batch(30, workshop=hall.workshop, question=question, is_sealed=True)
    with django_assert_max_num_queries(16):
        page_of(client)


def test_a_colour_of_the_phone_is_that_of_the_site():
    from pathlib import Path

    import spirale

    rooms = Path(spirale.__file__).parent
    site = (rooms / "pages/static/pages/spirale.css").read_text()
    phone = (rooms / "workshops/static/workshops/phone.css").read_text()
    named = set(re.findall(r"--([\w-]+): (#\w{6});", phone))
    assert len(named) > 30
    assert named <= set(re.findall(r"--([\w-]+): (#\w{6});", site))
