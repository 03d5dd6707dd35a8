"""An agenda is lived step by step; it changes on the way, and two who lead it at once do not trip over each other."""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from factories import NOW, HallFactory, QuestionFactory, StepFactory
from spirale.cycles.models import Question
from spirale.journal.models import Event
from spirale.method.problems import Problem
from spirale.workshops.agendas import LANGUAGES, TEMPLATES, agenda_from, template_named, templates
from spirale.workshops.models import Step, StepRun
from spirale.workshops.operations.agenda import (
    add_step,
    change_step,
    lengthen_step,
    move_step,
    pause_clock,
    remove_step,
    repeat_step,
    resume_clock,
    skip_step,
    start_step,
    unskip_step,
)
from spirale.workshops.queries.agenda import agenda_of, step_of

SAID = ("title", "aim", "material", "say")
USUAL = [
    Question(code=f"Q{number}", wordings={"fr": "?", "en": "?"}, grouping="free" if number == 4 else "grid")
    for number in (1, 2, 3, 4)
]


def minutes(number):
    return timedelta(minutes=number)


def questions_for(template):
    """Those that the template brings, else as many of the usual ones as it is made for."""
    own = [Question(code=asked.code, wordings=asked.wordings, grouping=asked.grouping) for asked in template.asks]
    return own or USUAL[: template.usual_questions]


# Templates


@pytest.mark.parametrize("key", TEMPLATES)
def test_every_agenda_is_whole_in_both_languages(key):
    template = template_named(key)
    for language in LANGUAGES:
        assert template.name(language)
        assert template.description(language)
        assert all(asked.wording(language) for asked in template.asks)
        for step in template.steps:
            assert set(step.said[language]) == set(SAID)
            assert all(step.said[language][part] for part in SAID)
            assert len(step.said[language]["title"]) <= 120
    assert all(step.said["fr"] != step.said["en"] for step in template.steps)


@pytest.mark.parametrize("key", TEMPLATES)
def test_its_steps_take_the_time_it_says(key):
    template = template_named(key)
    drafts = agenda_from(key, questions_for(template), "fr")
    assert sum(draft.minutes for draft in drafts) == template.minutes
    assert {draft.kind for draft in drafts} <= set(Step.Kind.values)
    assert drafts[0].kind == Step.Kind.WELCOME
    assert drafts[-1].kind == Step.Kind.CLOSE


def test_a_first_meeting_takes_three_hours_a_first_day_seven_and_a_kick_off_two_days():
    assert {key: template_named(key).minutes for key in ("first_meeting", "cycle_zero", "kick_off")} == {
        "first_meeting": 180,
        "cycle_zero": 420,
        "kick_off": 840,
    }


def test_what_is_done_for_each_question_is_done_question_by_question():
    drafts = agenda_from("first_meeting", USUAL[:3], "fr")
    told = [(draft.question.code, draft.kind) for draft in drafts if draft.question]
    assert told[:9] == [(code, kind) for code in ("Q1", "Q2", "Q3") for kind in ("write", "place", "read")]


def test_a_question_that_is_grouped_freely_is_placed_without_the_grid():
    placed = {d.question.code: d.title for d in agenda_from("first_meeting", USUAL, "en") if d.kind == "place"}
    assert placed["Q3"] == "Q3 · Deal and place the notes"
    assert placed["Q4"] == "Q4 · Group the notes freely"


def test_more_questions_than_usual_get_less_time_each_but_never_less_than_half():
    def of_each(count):
        many = [Question(code=f"Q{n}", wordings={}, grouping="grid") for n in range(count)]
        return [draft.minutes for draft in agenda_from("first_meeting", many, "fr") if draft.kind == "write"]

    assert of_each(1) == [12]
    assert of_each(4) == [9] * 4
    assert of_each(12) == [6] * 12


def test_a_fourth_question_does_not_make_the_evening_longer():
    assert sum(draft.minutes for draft in agenda_from("first_meeting", USUAL, "fr")) == 180
    assert sum(draft.minutes for draft in agenda_from("cycle_zero", USUAL, "fr")) == pytest.approx(420, abs=2)


def test_a_campaign_without_questions_leaves_what_needs_none():
    kinds = [draft.kind for draft in agenda_from("first_meeting", [], "fr")]
    assert kinds == ["welcome", "discuss", "pledge", "close"]


def test_a_debate_on_the_balance_needs_its_three_questions():
    template = template_named("coacte_debate")
    with pytest.raises(Problem) as found:
        agenda_from("coacte_debate", USUAL, "fr")
    assert found.value.code == "agenda lacks its questions"
    asked = [
        draft.question.code for draft in agenda_from("coacte_debate", questions_for(template), "fr") if draft.question
    ]
    assert list(dict.fromkeys(asked)) == [own.code for own in template.asks]
    assert len(template.asks) == 3


def test_an_agenda_nobody_wrote_is_refused():
    with pytest.raises(Problem, match="agenda unknown"):
        agenda_from("picnic", USUAL, "fr")


def test_agendas_are_offered_once_each():
    assert [template.key for template in templates()] == list(TEMPLATES)
    assert len({template.name("fr") for template in templates()}) == len(TEMPLATES)


# Living it


@pytest.fixture
def hall(workshop):
    return HallFactory(workshop=workshop)


@pytest.fixture
def steps(workshop, hall):
    return [
        StepFactory(workshop=workshop, position=position, title=title, minutes=10, kind=kind)
        for position, (title, kind) in enumerate(
            [("Accueil", "welcome"), ("Écrire", "write"), ("Placer", "place"), ("Clore", "close")], 1
        )
    ]


def titles(workshop):
    return [step.title for step in Step.objects.filter(workshop=workshop)]


def verbs(workshop):
    return list(Event.objects.filter(space_id=workshop.pk).order_by("number").values_list("verb", flat=True))


def last_told(workshop):
    return Event.objects.filter(space_id=workshop.pk).latest("number").details["told"]


database = pytest.mark.database


@database
def test_a_step_is_started_and_everybody_is_told_which(workshop, steps, facilitator):
    start_step(step=steps[0], instead_of=None, by=facilitator, at=NOW)
    start_step(step=steps[1], instead_of=steps[0].pk, by=facilitator, at=NOW + minutes(8))

    assert verbs(workshop) == ["step started", "step started"]
    told = last_told(workshop)["step"]
    assert told == step_of(workshop)
    assert (told["title"], told["kind"], told["position"], told["of"]) == ("Écrire", "write", 2, 4)
    assert (told["minutes"], told["paused_at"], told["paused_seconds"]) == (10, None, 0)
    assert StepRun.objects.get(step=steps[0]).ended_at == NOW + minutes(8)


@database
def test_two_who_press_next_together_move_one_step(workshop, steps, facilitator):
    start_step(step=steps[0], instead_of=None, by=facilitator, at=NOW)
    first = start_step(step=steps[1], instead_of=steps[0].pk, by=facilitator, at=NOW + minutes(5))
    second = start_step(step=steps[1], instead_of=steps[0].pk, by=facilitator, at=NOW + minutes(5))
    late = start_step(step=steps[2], instead_of=steps[0].pk, by=facilitator, at=NOW + minutes(6))

    assert first == second == late
    assert verbs(workshop) == ["step started", "step started"]
    assert step_of(workshop)["title"] == "Écrire"


@database
def test_going_back_runs_the_step_again_and_keeps_its_first_time(workshop, steps, facilitator):
    start_step(step=steps[0], instead_of=None, by=facilitator, at=NOW)
    start_step(step=steps[1], instead_of=steps[0].pk, by=facilitator, at=NOW + minutes(12))
    start_step(step=steps[0], instead_of=steps[1].pk, by=facilitator, at=NOW + minutes(13))

    agenda = agenda_of(workshop, at=NOW + minutes(15))
    assert [len(one.runs) for one in agenda.steps] == [2, 1, 0, 0]
    assert agenda.current.step == steps[0]
    assert agenda.current.spent == minutes(14)
    assert agenda.current.overrun == minutes(2)  # of its first time; the second has only begun


@database
def test_the_clock_stands_still_while_it_is_paused(workshop, steps, facilitator):
    start_step(step=steps[0], instead_of=None, by=facilitator, at=NOW)
    for _ in range(2):
        pause_clock(step=steps[0], by=facilitator, at=NOW + minutes(4))
    assert agenda_of(workshop, at=NOW + minutes(20)).current.spent == minutes(4)
    for _ in range(2):
        resume_clock(step=steps[0], by=facilitator, at=NOW + minutes(9))

    agenda = agenda_of(workshop, at=NOW + minutes(10))
    assert agenda.current.spent == minutes(5)
    assert agenda.left == minutes(5)
    assert verbs(workshop) == ["step started", "step paused", "step resumed"]
    assert last_told(workshop)["step"]["paused_seconds"] == 300


@database
def test_a_pause_that_is_left_for_the_next_step_is_not_counted(workshop, steps, facilitator):
    start_step(step=steps[0], instead_of=None, by=facilitator, at=NOW)
    pause_clock(step=steps[0], by=facilitator, at=NOW + minutes(4))
    start_step(step=steps[1], instead_of=steps[0].pk, by=facilitator, at=NOW + minutes(30))

    assert agenda_of(workshop, at=NOW + minutes(31)).steps[0].spent == minutes(4)


@database
def test_five_minutes_asked_for_by_two_are_five(workshop, steps, facilitator):
    start_step(step=steps[0], instead_of=None, by=facilitator, at=NOW)
    for _ in range(2):
        lengthen_step(step=steps[0], minutes=15, by=facilitator)

    agenda = agenda_of(workshop, at=NOW + minutes(12))
    assert (agenda.current.minutes, agenda.minutes_left, agenda.minutes_over) == (15, 3, 0)
    assert verbs(workshop).count("step lengthened") == 1
    assert agenda_of(workshop, at=NOW + minutes(17)).minutes_over == 2


@database
def test_the_end_is_foreseen_from_what_is_left(workshop, steps, facilitator):
    start_step(step=steps[0], instead_of=None, by=facilitator, at=NOW)
    skip_step(step=steps[3], by=facilitator)
    assert agenda_of(workshop, at=NOW + minutes(4)).ends_at == NOW + minutes(30)
    assert agenda_of(workshop, at=NOW + minutes(14)).ends_at == NOW + minutes(34)


@database
def test_a_step_that_is_left_out_is_passed_over_until_it_is_taken_again(workshop, steps, facilitator):
    start_step(step=steps[0], instead_of=None, by=facilitator, at=NOW)
    skip_step(step=steps[1], by=facilitator)
    assert agenda_of(workshop, at=NOW).following.step == steps[2]
    assert last_told(workshop)["step"]["of"] == 3
    unskip_step(step=steps[1], by=facilitator)
    assert agenda_of(workshop, at=NOW).following.step == steps[1]
    with pytest.raises(Problem, match="step is running"):
        skip_step(step=steps[0], by=facilitator)


@database
def test_a_step_left_out_that_is_started_after_all_is_no_longer_left_out(workshop, steps, facilitator):
    skip_step(step=steps[1], by=facilitator)
    start_step(step=steps[1], instead_of=None, by=facilitator, at=NOW)
    assert step_of(workshop)["position"] == 2


@database
def test_a_step_is_repeated_right_after_itself_and_once(workshop, steps, facilitator):
    copy_id = uuid4()
    for _ in range(2):
        repeat_step(step=steps[1], copy_id=copy_id, by=facilitator)
    assert titles(workshop) == ["Accueil", "Écrire", "Écrire", "Placer", "Clore"]
    assert verbs(workshop) == ["agenda changed"]


@database
def test_steps_change_places(workshop, steps, facilitator):
    move_step(step=steps[2], direction="earlier", by=facilitator)
    assert titles(workshop) == ["Accueil", "Placer", "Écrire", "Clore"]
    move_step(step=steps[0], direction="earlier", by=facilitator)
    move_step(step=steps[3], direction="later", by=facilitator)
    assert titles(workshop) == ["Accueil", "Placer", "Écrire", "Clore"]
    assert verbs(workshop) == ["agenda changed"]


@database
def test_what_is_said_of_the_running_step_changes_under_the_eyes_of_all(workshop, steps, facilitator):
    start_step(step=steps[1], instead_of=None, by=facilitator, at=NOW)
    said = {"kind": "write", "title": "Écrire encore", "minutes": 20, "say": " Prenez le temps. "}
    for _ in range(2):
        change_step(step=steps[1], by=facilitator, **said)

    assert last_told(workshop)["step"]["title"] == "Écrire encore"
    assert last_told(workshop)["step"]["minutes"] == 20
    assert verbs(workshop) == ["step started", "agenda changed"]
    assert Step.objects.get(pk=steps[1].pk).say == "Prenez le temps."


@database
@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"title": "  "}, "step without title"),
        ({"minutes": 0}, "minutes out of range"),
        ({"minutes": 99_999}, "minutes out of range"),
        ({"kind": "dance"}, "step kind unknown"),
    ],
)
def test_what_makes_no_step_is_refused(workshop, steps, facilitator, said, code):
    whole = {"kind": "write", "title": "Écrire", "minutes": 10, **said}
    with pytest.raises(Problem, match=code):
        add_step(step_id=uuid4(), workshop=workshop, by=facilitator, **whole)


@database
def test_a_step_asks_a_question_of_its_own_campaign(workshop, steps, facilitator):
    with pytest.raises(Problem, match="question of another campaign"):
        change_step(step=steps[1], kind="write", title="Écrire", minutes=5, question=QuestionFactory(), by=facilitator)


@database
def test_a_step_is_added_where_it_belongs_and_once(workshop, steps, facilitator):
    step_id = uuid4()
    for _ in range(2):
        add_step(
            step_id=step_id,
            workshop=workshop,
            kind="pause",
            title="Pause",
            minutes=15,
            after=steps[1],
            by=facilitator,
        )
    add_step(step_id=uuid4(), workshop=workshop, kind="close", title="Ranger", minutes=5, by=facilitator)
    assert titles(workshop) == ["Accueil", "Écrire", "Pause", "Placer", "Clore", "Ranger"]
    assert [step.position for step in Step.objects.filter(workshop=workshop)] == [1, 2, 3, 4, 5, 6]


@database
def test_only_a_step_that_never_ran_leaves_the_agenda(workshop, steps, facilitator):
    start_step(step=steps[0], instead_of=None, by=facilitator, at=NOW)
    start_step(step=steps[1], instead_of=steps[0].pk, by=facilitator, at=NOW)
    with pytest.raises(Problem, match="step was lived"):
        remove_step(step=steps[0], by=facilitator)
    for _ in range(2):
        remove_step(step=steps[2], by=facilitator)
    assert titles(workshop) == ["Accueil", "Écrire", "Clore"]
    assert verbs(workshop).count("agenda changed") == 1


@database
def test_nothing_moves_once_the_meeting_is_over(workshop, hall, steps, facilitator):
    hall.closed_at = NOW
    hall.save()
    with pytest.raises(Problem, match="hall closed"):
        start_step(step=steps[0], instead_of=None, by=facilitator)
    with pytest.raises(Problem, match="hall closed"):
        skip_step(step=steps[0], by=facilitator)


@database
def test_only_a_facilitator_leads(workshop, steps, reader):
    for act in (
        lambda: start_step(step=steps[0], instead_of=None, by=reader),
        lambda: skip_step(step=steps[0], by=reader),
        lambda: remove_step(step=steps[0], by=reader),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert not verbs(workshop)


@database
def test_an_agenda_takes_as_many_trips_however_long(workshop, steps, facilitator, django_assert_num_queries):
    start_step(step=steps[0], instead_of=None, by=facilitator, at=NOW)
    for _ in range(5):
        repeat_step(step=steps[1], copy_id=uuid4(), by=facilitator)
    with django_assert_num_queries(3):
        agenda = agenda_of(workshop, at=NOW)
        assert [one.step.question for one in agenda.steps] == [None] * 9
    with django_assert_num_queries(2):
        step_of(workshop)


@pytest.mark.django_db(transaction=True)
def test_facilitators_who_press_next_at_the_same_moment_move_one_step(workshop, steps, facilitator):
    """Several at once on PostgreSQL; SQLite has one writer at a time, and its test database one connection."""
    start_step(step=steps[0], instead_of=None, by=facilitator, at=NOW)
    presses = 6 if os.environ.get("SPIRALE_TESTS_ASK_FOR") == "postgresql" else 1
    together = Barrier(presses)

    def press_next(_facilitator):
        try:
            together.wait(timeout=20)
            return start_step(step=steps[1], instead_of=steps[0].pk, by=facilitator)
        finally:
            if presses > 1:
                connection.close()

    if presses == 1:
        runs = [press_next(each) for each in range(6)]
    else:
        with ThreadPoolExecutor(presses) as pool:
            runs = list(pool.map(press_next, range(presses)))

    assert runs == [StepRun.objects.get(step=steps[1])] * 6
    assert step_of(workshop)["title"] == "Écrire"
    assert verbs(workshop) == ["step started", "step started"]
