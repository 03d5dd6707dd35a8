"""The choice: what is found and why, what people decide beside it, and what no computing changes."""

import json
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bank_meeting import a_meeting
from factories import AccountFactory
from spirale.decision.models import Choice, Decided, Result, Score
from spirale.decision.operations.bank import withdraw_pledge
from spirale.decision.operations.choosing import STALE_AFTER, Verdict, ask_choice, compute_choice, decide
from spirale.decision.operations.computing import digest_of_case
from spirale.decision.operations.freezing import reopen_rules
from spirale.decision.queries.balance import balances_of, pledges_of, shortfalls_of
from spirale.decision.queries.grounds import Grounds
from spirale.decision.queries.results import found_of, problems_of, result_rows
from spirale.decision.tasks import find_sets, start_choice
from spirale.journal.models import Event
from spirale.method.problems import Problem, Problems

pytestmark = pytest.mark.database


@pytest.fixture
def meeting():
    """A bank of 14 hours and no money: garden and bench fit, the kitchen lacks 8 hours beside them, and money."""
    meeting = a_meeting()
    meeting.pledge(14)
    meeting.score_all({"Jardin": 4, "Cuisine": 3, "Banc": 2})
    return meeting


def compute(meeting):
    result, _ = ask_choice(choice=meeting.choice, result_id=uuid4(), by=meeting.by)
    return compute_choice(result=result)


def verdicts(meeting, **reasons):
    """As the best set says, but for what is named with a reason."""
    best = {"Jardin", "Banc"}
    return [
        Verdict(sheet.pk, (title in best) != (title in reasons), reasons.get(title, ""))
        for title, sheet in meeting.sheets.items()
    ]


def decide_it(meeting, result, said=None, **named):
    given = {"decided_by": "la rencontre élargie", "start": "best", **named}
    return decide(choice=meeting.choice, verdicts=said or verdicts(meeting), result=result, by=meeting.by, **given)


def titles(meeting, ids):
    names = {str(sheet.pk): title for title, sheet in meeting.sheets.items()}
    return {names[one] for one in ids}


def test_the_best_set_is_found_with_its_reasons_and_what_would_unlock_the_rest(meeting):
    result = compute(meeting)
    best = result.document["sets"]["best"]
    assert titles(meeting, best["actions"]) == {"Jardin", "Banc"}
    assert best["outcome"] == "proven"
    (unlocking,) = best["unlockings"]
    missing = {one["resource"]: one["amount"] for one in unlocking["missing"]}
    assert missing == {str(meeting.hours.pk): 800, str(meeting.money.pk): 10000}
    assert {one["code"] for one in best["reasons"]} == {"worth", "too_much"}
    assert (result.engine, len(result.inputs)) == (best["engine"], 64)


def test_what_would_unlock_an_action_lets_it_in(meeting):
    compute(meeting)
    meeting.pledge(8)
    meeting.pledge(100, meeting.money)
    assert titles(meeting, compute(meeting).document["sets"]["best"]["actions"]) == set(meeting.sheets)


def test_the_worst_off_set_reaches_most_people_in_the_most_extreme_situation(meeting):
    meeting.pledge(100, meeting.money)
    sets = compute(meeting).document["sets"]
    assert titles(meeting, sets["worst_off"]["actions"]) == {"Cuisine", "Banc"}
    assert titles(meeting, sets["best"]["actions"]) == {"Jardin", "Banc"}


def test_a_proportional_set_stands_beside_the_others(meeting):
    document = compute(meeting).document
    assert list(document["sets"]) == ["best", "worst_off", "proportional"]
    fair = document["sets"]["proportional"]
    assert (titles(meeting, fair["actions"]), fair["outcome"]) == ({"Jardin", "Banc"}, "shared")
    assert [one.key for one in found_of(Grounds(meeting.choice)).sets] == list(document["sets"])


def test_the_document_says_what_the_sets_share(meeting):
    meeting.pledge(100, meeting.money)
    assert titles(meeting, compute(meeting).document["shared"]) == {"Banc"}


def test_the_same_inputs_give_the_same_bytes(meeting):
    first, second = compute(meeting), compute(meeting)
    assert json.dumps(first.document, sort_keys=True) == json.dumps(second.document, sort_keys=True)
    assert first.inputs == second.inputs
    meeting.pledge(1)
    assert compute(meeting).inputs != first.inputs


def test_the_digest_does_not_hang_on_the_order_of_inputs(meeting):
    from dataclasses import replace

    case = Grounds(meeting.choice).case
    turned = replace(case, actions=case.actions[::-1], pledges=case.pledges[::-1], scores=case.scores[::-1])
    assert digest_of_case(turned) == digest_of_case(case)


def test_asking_twice_finds_once(meeting):
    result_id = uuid4()
    first = start_choice(choice=meeting.choice, result_id=result_id, by=meeting.by)
    assert start_choice(choice=meeting.choice, result_id=result_id, by=meeting.by) == first
    assert start_choice(choice=meeting.choice, result_id=uuid4(), by=meeting.by) == first
    find_sets.func(str(first.pk))
    find_sets.func(str(first.pk))
    assert Event.objects.filter(verb="choice computed").count() == 1


def test_work_that_stopped_with_its_worker_does_not_bar_the_way(meeting):
    first, _ = ask_choice(choice=meeting.choice, result_id=uuid4(), by=meeting.by)
    Result.objects.filter(pk=first.pk).update(told_at=timezone.now() - 2 * STALE_AFTER)
    second, is_new = ask_choice(choice=meeting.choice, result_id=uuid4(), by=meeting.by)
    first.refresh_from_db()
    assert (is_new, first.problem, second.ended_at) == (True, "the work stopped", None)


def test_what_is_wrong_is_told_in_words_with_the_names_people_know():
    meeting = a_meeting()
    result = compute(meeting)
    assert result.problem == "choice.not_scored"
    said = " ".join(problems_of(result))
    assert "Jardin" in said
    assert "Critère 1" in said
    assert str(meeting.sheets["Jardin"].pk) not in said


def test_an_empty_bank_is_no_error_and_chooses_nothing_that_needs_something(meeting):
    empty = a_meeting()
    empty.score_all({"Jardin": 4, "Cuisine": 3, "Banc": 2})
    result = compute(empty)
    assert (result.problem, result.document["sets"]["best"]["actions"]) == ("", [])
    assert all(line.unlocking for line in found_of(Grounds(empty.choice)).lines)


def test_nothing_is_found_by_rules_that_are_reopened(meeting):
    reopen_rules(choice=meeting.choice, number=1, reason="un critère manque", by=meeting.by)
    with pytest.raises(Problem, match="rules are not frozen"):
        compute(meeting)


def test_only_who_leads_asks_and_decides(meeting):
    stranger = AccountFactory()
    with pytest.raises(PermissionDenied):
        ask_choice(choice=meeting.choice, result_id=uuid4(), by=stranger)
    with pytest.raises(PermissionDenied):
        decide(choice=meeting.choice, verdicts=verdicts(meeting), decided_by="moi", by=stranger)


def test_people_decide_as_the_set_says_without_a_reason(meeting):
    choice = decide_it(meeting, compute(meeting))
    assert choice.decided_at
    assert choice.decided_by == "la rencontre élargie"
    assert not any(line.is_otherwise for line in found_of(Grounds(choice)).lines)


def test_where_people_decide_otherwise_their_reason_is_asked_and_kept(meeting):
    result = compute(meeting)
    with pytest.raises(Problems, match=r"reason to differ missing.*Cuisine"):
        decide_it(meeting, result, verdicts(meeting, Cuisine=" "))
    assert not Decided.objects.exists()
    choice = decide_it(meeting, result, verdicts(meeting, Cuisine="les familles l'attendent depuis deux ans"))
    (line,) = [one for one in found_of(Grounds(choice)).lines if one.is_otherwise]
    assert (line.title, line.is_in, line.reason) == ("Cuisine", True, "les familles l'attendent depuis deux ans")


@pytest.mark.parametrize(
    ("code", "named"),
    [("decider missing", {"decided_by": " "}), ("start unknown", {"start": "greedy"})],
)
def test_a_decision_says_who_decided_and_from_which_set(meeting, code, named):
    with pytest.raises(Problems, match=code):
        decide_it(meeting, compute(meeting), **named)


def test_a_decision_speaks_of_every_action(meeting):
    result = compute(meeting)
    for said in (verdicts(meeting)[1:], [*verdicts(meeting), verdicts(meeting)[0]]):
        with pytest.raises(Problems, match="decision incomplete"):
            decide_it(meeting, result, said)


def test_people_decide_without_any_set_when_none_was_found(meeting):
    Score.objects.all().delete()
    failed = compute(meeting)
    assert failed.problem
    decide_it(meeting, failed, start="")
    found = found_of(Grounds(Choice.objects.get(pk=meeting.choice.pk)))
    assert (found.result, [line.title for line in found.chosen]) == (None, ["Banc", "Jardin"])


def test_deciding_twice_the_same_is_deciding_once(meeting):
    result = compute(meeting)
    first = decide_it(meeting, result).decided_at
    assert decide_it(meeting, result).decided_at == first
    assert Event.objects.filter(verb="actions decided").count() == 1
    assert Decided.objects.count() == 3


def test_deciding_again_undoes_and_keeps_what_was_decided_before(meeting):
    result = compute(meeting)
    decide_it(meeting, result)
    decide_it(meeting, result, verdicts(meeting, Banc="plus tard, avec l'école"))
    bench = Decided.objects.filter(sheet=meeting.sheets["Banc"]).order_by("at")
    assert [(one.is_in, one.retired_at is None) for one in bench] == [(True, False), (False, True)]


def test_computing_again_changes_nothing_that_people_decided(meeting):
    result = compute(meeting)
    choice = decide_it(meeting, result, verdicts(meeting, Banc="plus tard"))
    before = list(Decided.objects.values())
    meeting.pledge(100, meeting.money)
    compute(meeting)
    assert list(Decided.objects.values()) == before
    found = found_of(Grounds(Choice.objects.get(pk=choice.pk)))
    assert found.result == result
    assert [line.title for line in found.chosen] == ["Jardin"]


def test_what_would_unlock_an_action_follows_what_people_chose_and_what_came_since(meeting):
    """Without the bench four hours are free: the kitchen lacks 4 hours, not 8, and 40 of money once 60 are there."""
    decide_it(meeting, compute(meeting), verdicts(meeting, Banc="plus tard"))
    meeting.pledge(60, meeting.money)
    choice = Choice.objects.select_related("territory").get(pk=meeting.choice.pk)
    kitchen = next(line for line in found_of(Grounds(choice)).lines if line.title == "Cuisine")
    said = " ".join(kitchen.unlocking)
    assert " 4 heures" in said
    assert " 40 euros" in said


def test_the_balance_counts_what_the_chosen_actions_ask(meeting):
    assert [one.chosen for one in balances_of(Grounds(meeting.choice))] == [0, 0]
    compute(meeting)
    assert [one.chosen for one in balances_of(Grounds(meeting.choice))] == [1400, 0]


def test_a_pledge_withdrawn_leaves_the_decision_as_it_is(meeting):
    pledge = meeting.choice.pledges.get()
    choice = decide_it(meeting, compute(meeting))
    withdraw_pledge(pledge=pledge, reason="nous déménageons", by=meeting.by)
    assert [line.title for line in found_of(Grounds(choice)).chosen] == ["Banc", "Jardin"]


def test_every_action_leaves_as_a_row(meeting):
    choice = decide_it(meeting, compute(meeting))
    rows = {row["action"]: row for row in result_rows(found_of(Grounds(choice)))}
    assert (rows["Jardin"]["decided"], rows["Cuisine"]["decided"]) == ("in", "out")
    assert rows["Cuisine"]["because"]
    assert "100" in rows["Cuisine"]["what_would_unlock_it"]
    assert "8 heures" in rows["Cuisine"]["what_would_unlock_it"]


def test_what_a_choice_rests_on_is_read_once_for_all_that_is_told_of_it(meeting, django_assert_num_queries):
    grounds = Grounds(decide_it(meeting, compute(meeting), verdicts(meeting, Banc="plus tard")))
    with CaptureQueriesContext(connection) as caught:
        found_of(grounds)
    assert len(caught) <= 12
    with django_assert_num_queries(0):
        for told in (shortfalls_of, balances_of, pledges_of, found_of):
            told(grounds)


def test_what_a_choice_rests_on_is_read_anew_after_an_act(meeting):
    before = Grounds(meeting.choice)
    assert len(before.pledges) == len(Grounds(meeting.choice).pledges)
    pledge = meeting.pledge(3)
    assert pledge not in before.pledges
    assert pledge in Grounds(meeting.choice).pledges
