"""The lead page: what a facilitator sees and does while the workshop is lived, with and without script."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from factories import HallFactory, MembershipFactory, NoteFactory, StepFactory
from spirale.workshops.models import Hall, Step, StepRun
from spirale.workshops.operations.agenda import repeat_step, start_step
from spirale.workshops.queries.agenda import step_of

pytestmark = pytest.mark.database

HERE = {"X-Panel": "step"}


@pytest.fixture
def hall(workshop, question):
    return HallFactory(workshop=workshop, code="ABCD")


@pytest.fixture
def steps(workshop, hall):
    return [
        StepFactory(workshop=workshop, position=position, title=title, minutes=10, say=f"Dire {title}.")
        for position, title in enumerate(["Accueillir", "Écrire", "Placer"], 1)
    ]


def address(name, workshop, *more):
    return reverse(f"workshops:{name}", args=[workshop.pk, *more])


def lead_page(client, workshop):
    return client.get(address("lead", workshop))


def press(client, workshop, step, instead_of=None, **more):
    sent = {"step": step.pk, "instead_of": instead_of.pk if instead_of else ""}
    return client.post(address("go", workshop), sent, **more)


def test_a_workshop_of_today_begins_by_opening_its_hall(at_the_desk, workshop, question):
    workshop.held_on = timezone.localdate()
    workshop.save()
    page = at_the_desk.get(address("workshop", workshop))
    assert address("open_hall", workshop) in page.content.decode()
    assert lead_page(at_the_desk, workshop)["Location"] == address("open_hall", workshop)


def test_a_hall_is_opened_with_an_agenda_of_ones_choice(at_the_desk, workshop, question):
    offered = at_the_desk.get(address("open_hall", workshop)).content.decode()
    assert "Première rencontre d’un groupe homogène" in offered
    assert "Écrire en silence" in offered

    answer = at_the_desk.post(address("open_hall", workshop), {"template": "first_meeting"}, follow=True)

    assert answer.redirect_chain[-1][0] == address("lead", workshop)
    hall = Hall.objects.get(workshop=workshop)
    assert hall.template == "first_meeting"
    assert Step.objects.filter(workshop=workshop, question=question).count() == 3
    assert at_the_desk.get(address("open_hall", workshop))["Location"] == address("lead", workshop)


def test_an_agenda_in_english_for_who_reads_english(at_the_desk, workshop, question):
    at_the_desk.cookies["django_language"] = "en"
    at_the_desk.post(address("open_hall", workshop), {"template": "rainbow_group"})
    assert Step.objects.filter(workshop=workshop).first().title == "Welcome: who carries whose words"


@pytest.mark.parametrize("chosen", ["", "picnic", "coacte_debate"])
def test_an_agenda_that_cannot_be_is_refused_in_words(at_the_desk, workshop, question, chosen):
    answer = at_the_desk.post(address("open_hall", workshop), {"template": chosen})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert not Hall.objects.filter(workshop=workshop).exists()


def test_an_agenda_with_questions_of_its_own_asks_them_in_the_campaign(at_the_desk, workshop, question):
    for _ in range(2):
        at_the_desk.post(address("open_hall", workshop), {"ask": "coacte_debate"})
    assert [one.code for one in workshop.campaign.questions.all()] == ["Q1", "B1", "B2", "B3"]
    at_the_desk.post(address("open_hall", workshop), {"template": "coacte_debate"})
    assert Step.objects.filter(workshop=workshop, question__code="B3", kind="write").exists()


def test_a_workshop_without_questions_is_shown_where_to_write_them(at_the_desk, workshop):
    page = at_the_desk.get(address("open_hall", workshop)).content.decode()
    assert reverse("cycles:campaign", args=[workshop.campaign_id]) in page
    assert 'name="template"' not in page


def test_the_page_says_where_we_are_and_what_to_say(at_the_desk, workshop, steps, facilitator):
    start_step(step=steps[0], instead_of=None, by=facilitator)
    start_step(step=steps[1], instead_of=steps[0].pk, by=facilitator)
    page = lead_page(at_the_desk, workshop).content.decode()
    assert "Dire Écrire." in page
    assert "ABCD" in page
    assert "/j/ABCD" in page
    assert "<svg" in page
    assert 'role="timer"' in page
    for name in ("step", "notes", "voice", "pledges", "people", "door"):
        assert f'data-panel="{name}"' in page


def test_next_and_back_work_without_script(at_the_desk, workshop, steps):
    answer = press(at_the_desk, workshop, steps[0])
    assert answer["Location"] == f"{address('lead', workshop)}#panel-step"
    press(at_the_desk, workshop, steps[1], instead_of=steps[0])
    assert step_of(workshop)["title"] == "Écrire"
    press(at_the_desk, workshop, steps[0], instead_of=steps[1])
    assert step_of(workshop)["title"] == "Accueillir"
    assert StepRun.objects.filter(step=steps[0]).count() == 2


def test_two_facilitators_who_press_next_move_one_step(at_the_desk, client, workshop, steps):
    other = MembershipFactory(territory=workshop.territory).account
    press(at_the_desk, workshop, steps[0])
    press(at_the_desk, workshop, steps[1], instead_of=steps[0])
    client.force_login(other)
    late = press(client, workshop, steps[1], instead_of=steps[0], headers=HERE)
    assert late.status_code == 200
    assert "Dire Écrire." in late.content.decode()
    assert StepRun.objects.filter(step=steps[1]).count() == 1


def test_a_script_gets_its_panel_back(at_the_desk, workshop, steps):
    answer = press(at_the_desk, workshop, steps[0], headers=HERE)
    said = answer.content.decode()
    assert said.lstrip().startswith("<section")
    assert 'data-panel="step"' in said
    assert "Dire Accueillir." in said


def test_the_clock_is_paused_resumed_and_given_more(at_the_desk, workshop, steps):
    press(at_the_desk, workshop, steps[0])
    clock = address("clock", workshop)
    at_the_desk.post(clock, {"step": steps[0].pk, "act": "pause"})
    assert step_of(workshop)["paused_at"]
    at_the_desk.post(clock, {"step": steps[0].pk, "act": "resume"})
    assert not step_of(workshop)["paused_at"]
    for _ in range(2):
        at_the_desk.post(clock, {"step": steps[0].pk, "act": "lengthen", "minutes": 15})
    assert step_of(workshop)["minutes"] == 15


@pytest.mark.parametrize("minutes", ["", "many", "0", "100000"])
def test_a_step_does_not_take_no_time_nor_for_ever(at_the_desk, workshop, steps, minutes):
    press(at_the_desk, workshop, steps[0])
    sent = {"step": steps[0].pk, "act": "lengthen", "minutes": minutes}
    answer = at_the_desk.post(address("clock", workshop), sent, headers=HERE)
    assert answer.status_code == 422
    assert "1440" in answer.content.decode()


def test_the_clock_of_a_step_that_is_over_does_not_stop_another(at_the_desk, workshop, steps):
    press(at_the_desk, workshop, steps[0])
    press(at_the_desk, workshop, steps[1], instead_of=steps[0])
    answer = at_the_desk.post(address("clock", workshop), {"step": steps[0].pk, "act": "pause"}, follow=True)
    assert step_of(workshop)["paused_at"] is None
    assert answer.status_code == 200
    assert "told" in answer.content.decode()


def test_an_overrun_is_told_in_words(at_the_desk, workshop, steps, facilitator):
    start_step(step=steps[0], instead_of=None, by=facilitator, at=timezone.now() - timedelta(minutes=12))
    said = lead_page(at_the_desk, workshop).content.decode()
    assert 'data-state="over"' in said


def test_the_door_closes_and_opens(at_the_desk, workshop, steps):
    at_the_desk.post(address("door_act", workshop, "close"))
    assert Hall.objects.get().door_closed_at
    assert '<svg class="qr"' not in lead_page(at_the_desk, workshop).content.decode()
    at_the_desk.post(address("door_act", workshop, "reopen"))
    assert not Hall.objects.get().door_closed_at
    assert at_the_desk.post(address("door_act", workshop, "paint")).status_code == 404


def test_ending_the_meeting_leads_to_the_minutes_and_can_be_undone(at_the_desk, workshop, steps):
    press(at_the_desk, workshop, steps[2])
    assert "the-end" in lead_page(at_the_desk, workshop).content.decode()
    at_the_desk.post(address("door_act", workshop, "end"))
    assert Hall.objects.get().closed_at
    assert address("minutes", workshop) in lead_page(at_the_desk, workshop).content.decode()
    assert address("minutes", workshop) in at_the_desk.get(address("workshop", workshop)).content.decode()
    at_the_desk.post(address("open_hall", workshop))
    assert Hall.objects.get().is_open
    assert Step.objects.filter(workshop=workshop).count() == 3


def test_the_agenda_changes_by_forms(at_the_desk, workshop, steps):
    def act(step, name, **sent):
        return at_the_desk.post(reverse("workshops:step_act", args=[step.pk, name]), sent)

    copy = uuid4()
    act(steps[0], "later")
    act(steps[2], "skip")
    act(steps[1], "repeat", copy=copy)
    act(steps[1], "repeat", copy=copy)
    titles = list(Step.objects.filter(workshop=workshop).values_list("title", flat=True))
    assert titles == ["Écrire", "Écrire", "Accueillir", "Placer"]
    act(steps[2], "take")
    act(Step.objects.get(pk=copy), "remove")
    assert Step.objects.filter(workshop=workshop, skipped_at=None).count() == 3
    assert act(steps[0], "dance").status_code == 404
    page = at_the_desk.get(address("agenda", workshop)).content.decode()
    assert page.index("Écrire") < page.index("Accueillir") < page.index("Placer")


def test_a_step_is_worded_anew_and_another_added(at_the_desk, workshop, steps, question):
    said = {
        "title": "Écrire encore",
        "kind": "write",
        "minutes": 12,
        "question": question.pk,
        "say": "<b>Doucement</b>",
    }
    at_the_desk.post(reverse("workshops:step", args=[steps[1].pk]), {**said, "say": "<b>Doucement</b>"})
    step = Step.objects.get(pk=steps[1].pk)
    assert (step.title, step.question) == ("Écrire encore", question)
    new = {"step_id": uuid4(), "title": "Pause", "kind": "pause", "minutes": 15}
    at_the_desk.post(f"{address('add_step', workshop)}?after={steps[0].pk}", new)
    assert Step.objects.get(title="Pause").position == 2
    press(at_the_desk, workshop, step)
    assert "&lt;b&gt;Doucement&lt;/b&gt;" in lead_page(at_the_desk, workshop).content.decode()


def test_a_step_that_makes_no_sense_is_refused_where_it_was_typed(at_the_desk, workshop, steps):
    answer = at_the_desk.post(address("add_step", workshop), {"step_id": uuid4(), "title": "", "kind": "x"})
    assert answer.status_code == 422
    assert Step.objects.filter(workshop=workshop).count() == 3


@pytest.mark.parametrize("name", ["lead", "agenda", "open_hall", "add_step"])
def test_readers_do_not_lead(client, reader, workshop, steps, name):
    client.force_login(reader)
    assert client.get(address(name, workshop)).status_code == 403
    assert press(client, workshop, steps[0]).status_code == 403
    assert client.post(address("door_act", workshop, "end")).status_code == 403
    assert not StepRun.objects.exists()


def test_one_panel_comes_alone_and_only_those_there_are(at_the_desk, workshop, steps):
    panel = at_the_desk.get(address("lead_panel", workshop, "step"))
    assert panel.content.decode().lstrip().startswith("<section")
    assert "no-store" in panel["Cache-Control"]
    assert at_the_desk.get(address("lead_panel", workshop, "weather")).status_code == 404


def test_the_page_takes_as_many_trips_however_much_happens(
    at_the_desk, workshop, question, steps, facilitator, django_assert_max_num_queries
):
    start_step(step=steps[0], instead_of=None, by=facilitator)
    lead_page(at_the_desk, workshop)
    with django_assert_max_num_queries(60) as before:
        lead_page(at_the_desk, workshop)
    for _ in range(8):
        repeat_step(step=steps[1], copy_id=uuid4(), by=facilitator)
        NoteFactory(workshop=workshop, question=question)
    with django_assert_max_num_queries(len(before)):
        lead_page(at_the_desk, workshop)
