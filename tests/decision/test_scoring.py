"""Scoring: everyone gives their own scores, disagreement is shown, and every kind of actor is heard equally."""

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bank_meeting import a_meeting
from factories import AccountFactory
from phones import Phone
from spirale.decision.models import Score, Scorer
from spirale.decision.operations.freezing import reopen_rules
from spirale.decision.operations.scores import (
    add_scorer,
    bring_back_scorer,
    close_scoring,
    give_score,
    give_scores,
    open_scoring,
    retire_scorer,
)
from spirale.decision.queries.grounds import Grounds
from spirale.decision.queries.scoring import board_of
from spirale.journal.models import Event
from spirale.method.problems import Problem
from spirale.workshops.operations import erase_participant

pytestmark = pytest.mark.database


@pytest.fixture
def meeting():
    return a_meeting()


def give(meeting, who, value, title="Jardin", **named):
    given = {"sheet_id": meeting.sheets[title].pk, "criterion_id": meeting.criterion_id(), **named}
    return give_score(choice=meeting.choice, value=value, participant=who, **given)


def said_of(meeting, title="Jardin"):
    return next(one for one in board_of(Grounds(meeting.choice)).actions if one.title == title).said[0]


def test_a_score_given_again_replaces_the_first_and_the_journal_keeps_both(meeting):
    lina = meeting.someone()
    assert [give(meeting, lina, value) for value in (1, 1, 4)] == [True, False, True]
    assert Score.objects.get().value == 4
    told = [event.details for event in Event.objects.filter(verb="score given").order_by("number")]
    assert [(one["before"], one["value"], one["told"]) for one in told] == [(None, 1, {}), (1, 4, {})]


@pytest.mark.parametrize("value", [-1, 5, 100])
def test_a_score_off_the_scale_is_refused(meeting, value):
    with pytest.raises(Problem, match="score off the scale"):
        give(meeting, meeting.someone(), value)
    assert not Score.objects.exists()


def test_nobody_scores_before_scoring_opens_nor_after_it_closes(meeting):
    lina = meeting.someone()
    close_scoring(choice=meeting.choice, by=meeting.by)
    with pytest.raises(Problem, match="scoring closed"):
        give(meeting, lina, 3)
    open_scoring(choice=meeting.choice, by=meeting.by)
    assert give(meeting, lina, 3)


def test_nobody_scores_by_rules_that_are_not_frozen(meeting):
    reopen_rules(choice=meeting.choice, number=1, reason="un critère manque", by=meeting.by)
    with pytest.raises(Problem, match="scoring closed"):
        give(meeting, meeting.someone(), 3)
    with pytest.raises(Problem, match="rules are not frozen"):
        open_scoring(choice=meeting.choice, by=meeting.by)


def test_only_actions_and_criteria_of_the_choice_are_scored(meeting):
    other, lina = a_meeting(), meeting.someone()
    with pytest.raises(Problem, match="action not of this choice"):
        give(meeting, lina, 3, sheet_id=other.sheets["Jardin"].pk)
    with pytest.raises(Problem, match="criterion not of this choice"):
        give(meeting, lina, 3, criterion_id=other.criterion_id())
    with pytest.raises(Problem, match="participant of another workshop"):
        give(meeting, other.someone(), 3)


def test_scores_are_typed_for_a_table_by_who_leads_and_never_in_the_place_of_a_phone(meeting):
    meeting.score_all({"Jardin": 4, "Banc": 2})
    assert said_of(meeting).people == 1
    give(meeting, meeting.someone(), 2)
    phone = Scorer.objects.get(participant__isnull=False)
    typed = {"choice": meeting.choice, "sheet_id": meeting.sheets["Jardin"].pk, "criterion_id": meeting.criterion_id()}
    with pytest.raises(Problem, match="message not readable"):
        give_score(**typed, value=1, scorer=phone, by=meeting.by)
    with pytest.raises(PermissionDenied):
        give_score(**typed, value=1, scorer=Scorer.objects.get(participant=None), by=AccountFactory())
    with pytest.raises(Problem, match="scorer without name"):
        add_scorer(scorer_id=uuid4(), choice=meeting.choice, name=" \u200b", by=meeting.by)


def a_table(meeting):
    return add_scorer(scorer_id=uuid4(), choice=meeting.choice, name="Table 1", by=meeting.by)


def on_all(meeting, value, *titles):
    return {(meeting.sheets[title].pk, meeting.criterion_id()): value for title in titles or meeting.sheets}


def test_the_scores_of_a_table_are_kept_together_and_each_stays_in_the_journal(meeting):
    table, banc = a_table(meeting), on_all(meeting, 4, "Banc")
    given = [give_scores(scorer=table, values=one, by=meeting.by) for one in (on_all(meeting, 1), banc, banc)]
    assert given == [3, 1, 0]
    assert sorted(Score.objects.values_list("sheet__title", "value")) == [("Banc", 4), ("Cuisine", 1), ("Jardin", 1)]
    first, second = Event.objects.filter(verb="scores given", object_id=str(table.pk)).order_by("number")
    assert [(one["before"], one["value"]) for one in first.details["scores"]] == [(None, 1)] * 3
    told = {"sheet": str(meeting.sheets["Banc"].pk), "criterion": str(meeting.criterion_id()), "value": 4, "before": 1}
    assert (second.details["scores"], second.details["told"]) == ([told], {})


@pytest.mark.parametrize("wrong", ["score off the scale", "action not of this choice", "criterion not of this choice"])
def test_of_scores_given_together_all_are_kept_or_none(meeting, wrong):
    other = a_meeting()
    values = (
        on_all(meeting, 3)
        | {
            "score off the scale": on_all(meeting, 9, "Banc"),
            "action not of this choice": {(other.sheets["Banc"].pk, meeting.criterion_id()): 3},
            "criterion not of this choice": {(meeting.sheets["Banc"].pk, other.criterion_id()): 3},
        }[wrong]
    )
    with pytest.raises(Problem, match=wrong):
        give_scores(scorer=a_table(meeting), values=values, by=meeting.by)
    assert not Score.objects.exists()


def test_scores_are_given_together_by_who_leads_while_scoring_is_open_and_never_for_a_phone(meeting):
    table, values = a_table(meeting), on_all(meeting, 3)
    with pytest.raises(PermissionDenied):
        give_scores(scorer=table, values=values, by=AccountFactory())
    give(meeting, meeting.someone(), 2)
    with pytest.raises(Problem, match="message not readable"):
        give_scores(scorer=Scorer.objects.get(participant__isnull=False), values=values, by=meeting.by)
    close_scoring(choice=meeting.choice, by=meeting.by)
    with pytest.raises(Problem, match="scoring closed"):
        give_scores(scorer=table, values=values, by=meeting.by)


def test_giving_more_scores_at_once_takes_no_more_queries(meeting, django_assert_num_queries):
    table, one, two = a_table(meeting), on_all(meeting, 1, "Banc"), on_all(meeting, 1, "Jardin", "Cuisine")
    with CaptureQueriesContext(connection) as caught:
        give_scores(scorer=table, values=one, by=meeting.by)
    with django_assert_num_queries(len(caught)):
        give_scores(scorer=table, values=two, by=meeting.by)


def test_disagreement_is_shown_and_each_kind_of_actor_is_heard_equally(meeting):
    for name in ("Lina", "Omar", "Jo"):
        give(meeting, meeting.someone(name), 4)
    give(meeting, meeting.someone("Mme Petit", kind="institution"), 0)
    said = said_of(meeting)
    assert [(one.value, one.people) for one in said.steps] == [(0, 1), (1, 0), (2, 0), (3, 0), (4, 3)]
    assert (said.people, said.spread, said.between, said.mean, said.is_disputed) == (4, 4, 4.0, 2.0, True)
    assert [(one.people, one.lowest, one.highest) for one in said.kinds] == [(3, 4, 4), (1, 0, 0)]


def test_who_has_not_scored_is_known(meeting):
    lina = meeting.someone("Lina")
    meeting.someone("Omar")
    give(meeting, lina, 3)
    meeting.score_all({"Jardin": 4, "Banc": 2, "Cuisine": 1})
    board = board_of(Grounds(meeting.choice))
    assert [(one.name, one.given, one.of) for one in board.who] == [("Lina", 1, 6), ("Table 1", 6, 6), ("Omar", 0, 6)]
    assert (board.done, board.begun, board.silent) == (1, 1, 1)


def test_the_scores_of_a_retired_scorer_are_kept_and_not_counted(meeting):
    scorer = meeting.score_all({"Jardin": 4})
    retire_scorer(scorer=scorer, by=meeting.by)
    assert (said_of(meeting).people, Score.objects.count()) == (0, 2)
    bring_back_scorer(scorer=scorer, by=meeting.by)
    assert said_of(meeting).people == 1


def test_the_board_asks_as_much_of_the_database_however_many_score(meeting, django_assert_max_num_queries):
    for number in range(8):
        give(meeting, meeting.someone(f"Lina {number}"), number % 5)
    with django_assert_max_num_queries(6):
        board_of(Grounds(meeting.choice))


def test_a_phone_scores_and_sending_again_changes_nothing(meeting):
    phone = Phone(meeting.workshop, participant=meeting.someone())
    said = {"choice": str(meeting.choice.pk), "action": str(meeting.sheets["Jardin"].pk)}
    act = phone.act("score", criterion=str(meeting.criterion_id()), value=3, **said)
    assert phone.said(act, act) == ["received", "received"]
    for wrong in ("3", 3.0, True, None, 10**6):
        refused = phone.act("score", criterion=str(meeting.criterion_id()), value=wrong, **said)
        assert phone.said(refused) == ["refused"]
    assert (Score.objects.get().value, Event.objects.filter(verb="score given").count()) == (3, 1)


def test_erasing_a_participant_leaves_their_scores_without_their_name(meeting):
    lina = meeting.someone("Lina")
    give(meeting, lina, 3)
    erase_participant(workshop=meeting.workshop, participant=lina)
    board = board_of(Grounds(meeting.choice))
    assert said_of(meeting).people == 1
    assert "Lina" not in [one.name for one in board.who]


def test_people_who_nearly_agree_are_not_said_to_disagree(meeting):
    for value in (2, 3, 3, 3, 4):
        give(meeting, meeting.someone(), value)
    assert not said_of(meeting).is_disputed
    give(meeting, meeting.someone(), 0)
    assert not said_of(meeting).is_disputed
    give(meeting, meeting.someone(), 0)
    assert said_of(meeting).is_disputed
