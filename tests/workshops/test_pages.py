"""The pages of workshops and notes, as people meet them."""

from uuid import uuid4

import pytest
from django.urls import reverse

from factories import CampaignFactory, GroupFactory, MembershipFactory, NoteFactory, QuestionFactory
from spirale.workshops.models import Note, Workshop
from spirale.workshops.operations import correct_note, withdraw_note

pytestmark = pytest.mark.database


def address(name, thing, **more):
    return reverse(f"workshops:{name}", args=[thing.pk, *more.values()])


def notes(workshop, question, count, **more):
    return NoteFactory.create_batch(count, workshop=workshop, question=question, **more)


def test_the_page_shows_each_question_with_its_count_and_its_notes(at_the_desk, workshop, question, second_question):
    notes(workshop, question, 3)
    NoteFactory(workshop=workshop, question=second_question, text="le bruit de la route", sign=-1)
    page = at_the_desk.get(address("workshop", workshop)).content.decode()
    assert "le bruit de la route" in page
    assert "mal-être" in page
    assert page.count('<li class="note"') == 4


def test_an_empty_workshop_says_what_to_do_first(at_the_desk, workshop, question):
    page = at_the_desk.get(address("workshop", workshop)).content.decode()
    assert reverse("coding:entry", args=[workshop.pk]) in page
    assert reverse("workshops:import", args=[workshop.pk]) in page


def test_a_campaign_without_question_leads_to_writing_one(at_the_desk, workshop):
    page = at_the_desk.get(address("workshop", workshop)).content.decode()
    assert reverse("cycles:campaign", args=[workshop.campaign_id]) in page
    assert reverse("coding:entry", args=[workshop.pk]) not in page


def test_a_reader_sees_notes_and_no_door_to_write(client, reader, workshop, question):
    client.force_login(reader)
    notes(workshop, question, 1)
    page = client.get(address("workshop", workshop)).content.decode()
    assert "un banc à l&#x27;ombre" in page
    assert reverse("coding:entry", args=[workshop.pk]) not in page
    assert client.get(address("import", workshop)).status_code == 403


def test_a_stranger_signs_in_first_or_is_told_no_more(client, stranger, workshop):
    assert client.get(address("workshop", workshop)).status_code == 302
    client.force_login(stranger)
    workshop.territory.is_public = False
    workshop.territory.save()
    assert client.get(address("workshop", workshop)).status_code == 404


def test_the_page_asks_no_more_of_the_database_for_many_notes(
    at_the_desk, workshop, question, second_question, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    notes(workshop, question, 2)
    at_the_desk.get(address("workshop", workshop))
    with CaptureQueriesContext(
        connection,
    ) as few:
        at_the_desk.get(address("workshop", workshop))
    notes(workshop, question, 60)
    notes(workshop, second_question, 60)
    with django_assert_num_queries(len(few)):
        page = at_the_desk.get(address("workshop", workshop)).content.decode()
    assert page.count('<li class="note"') == 48


def test_all_notes_of_a_question_are_read_page_by_page(at_the_desk, workshop, question):
    notes(workshop, question, 65)
    first = at_the_desk.get(address("workshop", workshop), {"question": "Q1"}).content.decode()
    last = at_the_desk.get(address("workshop", workshop), {"question": "Q1", "page": "2"}).content.decode()
    assert (first.count('<li class="note"'), last.count('<li class="note"')) == (60, 5)
    assert at_the_desk.get(address("workshop", workshop), {"question": "Q9"}).status_code == 404


def test_markup_in_a_note_stays_words(at_the_desk, workshop, question):
    note = NoteFactory(workshop=workshop, question=question, text='<script>alert("1")</script>')
    for name, thing in [("workshop", workshop), ("note", note), ("print", workshop)]:
        page = at_the_desk.get(address(name, thing)).content.decode()
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page


def test_right_to_left_words_say_their_own_direction(at_the_desk, workshop, question):
    note = NoteFactory(workshop=workshop, question=question, text="السلام في الحي")
    assert '<p dir="auto">السلام في الحي</p>' in at_the_desk.get(address("note", note)).content.decode()


def test_a_workshop_is_opened_from_its_group(at_the_desk, workshop):
    group = GroupFactory(territory=workshop.territory)
    form = at_the_desk.get(reverse("workshops:new", args=[group.pk])).context["form"]
    sent = {
        "workshop_id": str(form["workshop_id"].value()),
        "title": "Deuxième rencontre",
        "campaign": str(workshop.campaign_id),
        "held_on": "2026-04-02",
        "place": "École",
        "participants": "14",
    }
    for _ in range(2):  # sent twice by an impatient finger
        answer = at_the_desk.post(reverse("workshops:new", args=[group.pk]), sent)
        assert answer.status_code == 302
    opened = Workshop.objects.get(group=group)
    assert (opened.title, opened.participants, str(opened.held_on)) == ("Deuxième rencontre", 14, "2026-04-02")


def test_a_group_without_campaign_learns_what_comes_first(client):
    membership = MembershipFactory()
    client.force_login(membership.account)
    group = GroupFactory(territory=membership.territory)
    page = client.get(reverse("workshops:new", args=[group.pk])).content.decode()
    assert reverse("cycles:plan", args=[membership.territory.slug]) in page


def test_a_campaign_of_another_territory_is_not_offered_nor_taken(at_the_desk, workshop):
    group = GroupFactory(territory=workshop.territory)
    sent = {
        "workshop_id": str(uuid4()),
        "title": "Ici",
        "campaign": str(CampaignFactory().pk),
        "held_on": "2026-04-02",
    }
    assert at_the_desk.post(reverse("workshops:new", args=[group.pk]), sent).status_code == 422
    assert not Workshop.objects.filter(group=group).exists()


def test_what_is_said_of_a_workshop_changes(at_the_desk, workshop):
    sent = {"title": "Rencontre", "campaign": str(workshop.campaign_id), "held_on": "2026-05-01", "place": "Gare"}
    assert at_the_desk.post(address("change", workshop), sent).status_code == 302
    workshop.refresh_from_db()
    assert (workshop.title, workshop.place, workshop.participants) == ("Rencontre", "Gare", None)


def test_the_campaign_stays_once_there_are_notes(at_the_desk, workshop, question):
    notes(workshop, question, 1)
    other = CampaignFactory(territory=workshop.territory)
    sent = {"title": "Rencontre", "campaign": str(other.pk), "held_on": "2026-05-01"}
    answer = at_the_desk.post(address("change", workshop), sent)
    assert answer.status_code == 422
    workshop.refresh_from_db()
    assert workshop.campaign_id != other.pk
    assert 'role="alert"' in answer.content.decode()


def test_a_note_is_corrected_from_its_page(at_the_desk, workshop, question):
    note = NoteFactory(workshop=workshop, question=question, text="un ban")
    sent = {"note_id": str(uuid4()), "text": "un banc", "question": str(question.pk), "sign": "1"}
    answer = at_the_desk.post(address("correct", note), sent, follow=True)
    page = answer.content.decode()
    assert "un banc" in page
    assert "un ban</a>" in page
    assert Note.objects.get(withdrawn_at=None).text == "un banc"


def test_a_correction_too_long_is_refused_on_the_page_and_kept_in_its_field(at_the_desk, workshop, question):
    note = NoteFactory(workshop=workshop, question=question, text="un ban")
    sent = {"note_id": str(uuid4()), "text": "é" * 10_001, "question": str(question.pk), "sign": "1"}
    answer = at_the_desk.post(address("correct", note), sent)
    assert answer.status_code == 422
    assert "10001" in answer.content.decode()
    assert Note.objects.count() == 1


def test_a_note_is_withdrawn_and_brought_back_from_its_page(at_the_desk, workshop, question):
    note = NoteFactory(workshop=workshop, question=question)
    page = at_the_desk.post(address("withdraw", note), {"reason": "écrite deux fois"}, follow=True).content.decode()
    assert "écrite deux fois" in page
    at_the_desk.post(address("restore", note))
    note.refresh_from_db()
    assert note.is_current


def test_a_note_is_not_withdrawn_without_a_reason(at_the_desk, workshop, question):
    note = NoteFactory(workshop=workshop, question=question)
    assert at_the_desk.post(address("withdraw", note), {"reason": " "}).status_code == 422
    note.refresh_from_db()
    assert note.is_current


def test_a_reader_reads_a_note_and_may_not_change_it(client, reader, workshop, question):
    client.force_login(reader)
    note = NoteFactory(workshop=workshop, question=question)
    page = client.get(address("note", note)).content.decode()
    assert address("correct", note) not in page
    for act in ("correct", "withdraw", "restore"):
        assert client.post(address(act, note)).status_code == 403


def test_the_printed_page_holds_every_standing_note_under_its_question(
    at_the_desk, facilitator, workshop, question, second_question
):
    kept = notes(workshop, question, 30)
    corrected = correct_note(note=kept[0], note_id=uuid4(), text="mieux écrit", by=facilitator)
    withdraw_note(note=kept[1], reason="double", by=facilitator)
    NoteFactory(workshop=workshop, question=second_question, text="le bruit")
    page = at_the_desk.get(address("print", workshop)).content.decode()
    assert page.count('<li dir="auto">') == 30
    assert corrected.text in page
    assert kept[1].text not in page.replace("&#x27;", "'").split()


def test_questions_of_other_campaigns_are_not_counted_here(at_the_desk, workshop, question):
    QuestionFactory(code="Q7")
    assert "Q7" not in at_the_desk.get(address("workshop", workshop)).content.decode()


def test_withdrawn_notes_are_found_from_the_page_of_their_workshop(at_the_desk, facilitator, workshop, question):
    note = NoteFactory(workshop=workshop, question=question, text="un banc")
    wrong = NoteFactory(workshop=workshop, question=question, text="un abre")
    withdraw_note(note=note, reason="écrite deux fois", by=facilitator)
    correct_note(note=wrong, note_id=uuid4(), text="un arbre", by=facilitator)
    assert 'href="?withdrawn"' in at_the_desk.get(address("workshop", workshop)).content.decode()
    page = at_the_desk.get(address("workshop", workshop), {"withdrawn": ""}).content.decode()
    assert "écrite deux fois" in page
    assert "un abre" not in page
