"""Campaigns and their questions, which are data."""

from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import translation

from factories import CampaignFactory, MembershipFactory, NoteFactory, QuestionFactory, WorkshopFactory
from spirale.cycles import operations
from spirale.cycles.models import Campaign, Question
from spirale.cycles.usual import USUAL_QUESTIONS
from spirale.journal.models import Event
from spirale.territories.models import Role

pytestmark = pytest.mark.database


@pytest.fixture
def campaign():
    return CampaignFactory()


@pytest.fixture
def facilitator(campaign):
    return MembershipFactory(territory=campaign.territory, role=Role.FACILITATOR).account


@pytest.fixture
def at_the_desk(client, facilitator):
    client.force_login(facilitator)
    return client


def codes(campaign):
    return list(campaign.questions.order_by("position").values_list("code", flat=True))


def asked(campaign, facilitator, code="Q1", **changes):
    given = {"wordings": {"fr": "Pourquoi ?"}, "sign": 1, "grouping": "grid"} | changes
    return operations.ask_question(question_id=uuid4(), campaign=campaign, by=facilitator, code=code, **given)


def answered(question):
    workshop = WorkshopFactory(group__territory=question.territory, campaign=question.campaign)
    return NoteFactory(question=question, workshop=workshop)


def test_the_methods_questions_are_offered_with_their_signs_and_grouping(at_the_desk, campaign):
    slug = campaign.territory.slug
    sent = {
        "campaign_id": str(uuid4()),
        "name": "Printemps",
        "opened_on": "2026-03-01",
        "usual": ["Q1", "Q2", "Q3", "Q4"],
    }
    for _ in range(2):
        answer = at_the_desk.post(f"/t/{slug}/campaigns/new/", sent)
    opened = Campaign.objects.get(name="Printemps")
    assert answer.url == f"/campaigns/{opened.pk}/"
    assert list(opened.questions.values_list("code", "sign", "grouping")) == [
        ("Q1", 1, "grid"),
        ("Q2", -1, "grid"),
        ("Q3", 1, "grid"),
        ("Q4", 0, "free"),
    ]


def test_only_the_questions_chosen_are_asked(facilitator, campaign):
    opened = operations.open_campaign(
        campaign_id=uuid4(),
        territory=campaign.territory,
        by=facilitator,
        name="Court",
        opened_on=date(2026, 3, 1),
        usual=["Q1"],
    )
    assert codes(opened) == ["Q1"]


def test_taking_up_the_methods_questions_again_leaves_those_that_are_there(at_the_desk, campaign, facilitator):
    asked(campaign, facilitator, "Q2", wordings={"fr": "La nôtre ?"})
    for _ in range(2):
        at_the_desk.post(f"/campaigns/{campaign.pk}/usual/")
    assert codes(campaign) == ["Q2", "Q1", "Q3", "Q4"]
    assert campaign.questions.get(code="Q2").wording == "La nôtre ?"


@pytest.mark.parametrize("usual", USUAL_QUESTIONS, ids=lambda usual: usual.code)
def test_the_methods_questions_are_worded_in_every_language_of_the_site(usual, settings):
    assert usual.wordings.keys() == dict(settings.LANGUAGES).keys()


def test_a_question_is_read_in_the_language_of_the_reader_else_in_its_own(campaign):
    question = QuestionFactory(campaign=campaign, wordings={"en": "Why?"})
    with translation.override("fr"):
        assert question.wording == "Why?"


def test_a_question_answered_keeps_its_short_name_and_may_be_worded_better(campaign, facilitator):
    question = asked(campaign, facilitator)
    answered(question)
    better = {"wordings": {"fr": "Pourquoi donc ?"}, "sign": 1, "grouping": "grid"}
    operations.change_question(question=question, by=facilitator, code="Q1", **better)
    with pytest.raises(operations.QuestionAnswered):
        operations.change_question(question=question, by=facilitator, code="Q9", **better)
    question.refresh_from_db()
    assert (question.code, question.wording) == ("Q1", "Pourquoi donc ?")


def test_a_question_answered_stays_even_when_its_notes_are_withdrawn(campaign, facilitator):
    question = asked(campaign, facilitator)
    note = answered(question)
    note.withdrawn_at = note.written_at
    note.save()
    with pytest.raises(operations.QuestionAnswered):
        operations.withdraw_question(question=question, by=facilitator)


def test_the_page_says_why_a_question_stays(at_the_desk, campaign, facilitator):
    question = asked(campaign, facilitator)
    answered(question)
    answer = at_the_desk.post(f"/questions/{question.pk}/withdraw/", follow=True)
    assert "elle reste, avec son nom court" in answer.content.decode()
    page = at_the_desk.get(f"/questions/{question.pk}/")
    assert page.context["form"].fields["code"].disabled
    at_the_desk.post(
        f"/questions/{question.pk}/",
        {"code": "Q9", "wording_fr": "Et ?", "sign": "1", "grouping": "grid", "question_id": str(question.pk)},
    )
    question.refresh_from_db()
    assert (question.code, question.wording) == ("Q1", "Et ?")


def test_a_question_without_notes_may_be_taken_back_and_the_journal_remembers_it(at_the_desk, campaign, facilitator):
    question = asked(campaign, facilitator)
    at_the_desk.post(f"/questions/{question.pk}/withdraw/")
    assert not Question.objects.exists()
    assert Event.objects.get(verb="question withdrawn").details["wordings"] == {"fr": "Pourquoi ?"}


@pytest.mark.parametrize("code", ["Q1", "q1", " Q1 "])
def test_two_questions_of_a_campaign_have_two_short_names(campaign, facilitator, code):
    asked(campaign, facilitator, "Q1")
    with pytest.raises(operations.CodeTaken):
        asked(campaign, facilitator, code)


def test_the_page_says_that_a_short_name_is_taken(at_the_desk, campaign, facilitator):
    asked(campaign, facilitator, "Q1")
    sent = {"question_id": str(uuid4()), "code": "Q1", "wording_fr": "Et ?", "sign": "0", "grouping": "free"}
    answer = at_the_desk.post(f"/campaigns/{campaign.pk}/questions/new/", sent)
    assert answer.status_code == 422
    assert "porte ce nom court" in answer.content.decode()


def test_a_question_sent_twice_is_asked_once(at_the_desk, campaign):
    sent = {"question_id": str(uuid4()), "code": "Q5", "wording_fr": "Et ?", "sign": "0", "grouping": "free"}
    for _ in range(2):
        at_the_desk.post(f"/campaigns/{campaign.pk}/questions/new/", sent)
    assert codes(campaign) == ["Q5"]


def test_a_question_without_words_is_refused(at_the_desk, campaign):
    sent = {
        "question_id": str(uuid4()),
        "code": "Q5",
        "wording_fr": " ",
        "wording_en": "",
        "sign": "0",
        "grouping": "free",
    }
    assert at_the_desk.post(f"/campaigns/{campaign.pk}/questions/new/", sent).status_code == 422


def test_questions_are_asked_earlier_or_later(at_the_desk, campaign, facilitator):
    for code in ("Q1", "Q2", "Q3"):
        asked(campaign, facilitator, code)
    third = campaign.questions.get(code="Q3")
    at_the_desk.post(f"/questions/{third.pk}/move/", {"to": "up"})
    assert codes(campaign) == ["Q1", "Q3", "Q2"]
    at_the_desk.post(f"/questions/{third.pk}/move/", {"to": "down"})
    assert codes(campaign) == ["Q1", "Q2", "Q3"]
    at_the_desk.post(f"/questions/{third.pk}/move/", {"to": "down"})
    assert codes(campaign) == ["Q1", "Q2", "Q3"]


def test_a_campaign_is_renamed_and_closed(at_the_desk, campaign):
    sent = {"name": "Automne", "opened_on": "2026-09-01", "closed_on": "2026-10-01"}
    at_the_desk.post(f"/campaigns/{campaign.pk}/change/", sent)
    campaign.refresh_from_db()
    assert (campaign.name, campaign.closed_on) == ("Automne", date(2026, 10, 1))
    answer = at_the_desk.post(f"/campaigns/{campaign.pk}/change/", sent | {"closed_on": "2026-08-01"})
    assert answer.status_code == 422


def test_a_campaign_is_not_put_in_the_cycle_of_another_territory(at_the_desk, campaign):
    from factories import CycleFactory

    sent = {"name": "Automne", "opened_on": "2026-09-01", "cycle": str(CycleFactory().pk)}
    assert at_the_desk.post(f"/campaigns/{campaign.pk}/change/", sent).status_code == 422


def test_readers_read_the_questions_and_change_none(client, campaign, facilitator):
    question = asked(campaign, facilitator)
    reader = MembershipFactory(territory=campaign.territory, role=Role.READER).account
    client.force_login(reader)
    assert "Pourquoi" in client.get(f"/campaigns/{campaign.pk}/").content.decode()
    assert client.post(f"/questions/{question.pk}/withdraw/").status_code == 403
    with pytest.raises(PermissionDenied):
        asked(campaign, reader, "Q7")


def test_a_page_of_questions_asks_as_often_for_many_as_for_few(at_the_desk, campaign, django_assert_max_num_queries):
    for _ in range(9):
        QuestionFactory(campaign=campaign)
    with django_assert_max_num_queries(7):
        at_the_desk.get(f"/campaigns/{campaign.pk}/")
