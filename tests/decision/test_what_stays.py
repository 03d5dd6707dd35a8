"""What people decided and gave stays: rules after the decision, actions that are retired, scores given anew."""

from uuid import uuid4

import pytest

from bank_meeting import Meeting, a_meeting
from spirale.decision.models import Choice
from spirale.decision.operations.bank import change_pledge
from spirale.decision.operations.choices import CriterionDraft, set_rules
from spirale.decision.operations.choosing import Verdict, ask_choice, compute_choice, decide
from spirale.decision.operations.freezing import freeze_rules, reopen_rules
from spirale.decision.operations.scores import open_scoring
from spirale.decision.operations.sheets import retire_sheet
from spirale.decision.queries.choices import rules_seen
from spirale.decision.queries.grounds import Grounds
from spirale.decision.queries.results import found_of
from spirale.method.problems import Problem

pytestmark = pytest.mark.database


@pytest.fixture
def meeting() -> Meeting:
    meeting = a_meeting()
    meeting.pledge(14)
    meeting.score_all({"Jardin": 4, "Cuisine": 3, "Banc": 2})
    return meeting


def grounds(meeting: Meeting) -> Grounds:
    return Grounds(Choice.objects.select_related("territory").get(pk=meeting.choice.pk))


def decide_all(meeting: Meeting) -> None:
    verdicts = [Verdict(sheet.pk, title != "Cuisine") for title, sheet in meeting.sheets.items()]
    decide(choice=meeting.choice, verdicts=verdicts, decided_by="la rencontre", by=meeting.by)


def test_the_rules_of_a_choice_stay_once_people_decided(meeting: Meeting) -> None:
    decide_all(meeting)
    with pytest.raises(Problem, match="choice is decided"):
        reopen_rules(choice=meeting.choice, number=1, reason="un critère manque", by=meeting.by)
    assert grounds(meeting).rules is not None


def test_nothing_is_decided_while_the_rules_stand_reopened(meeting: Meeting) -> None:
    reopen_rules(choice=meeting.choice, number=1, reason="un critère manque", by=meeting.by)
    with pytest.raises(Problem, match="rules are not frozen"):
        decide_all(meeting)


def test_an_action_that_was_chosen_stays_on_the_result_though_it_is_retired(meeting: Meeting) -> None:
    decide_all(meeting)
    retire_sheet(sheet=meeting.sheets["Banc"], by=meeting.by)
    assert [line.title for line in found_of(grounds(meeting)).chosen] == ["Banc", "Jardin"]
    result, _ = ask_choice(choice=meeting.choice, result_id=uuid4(), by=meeting.by)
    found = compute_choice(result=result)
    assert str(meeting.sheets["Banc"].pk) not in found.document["sets"]["best"]["actions"]


def test_the_same_score_given_anew_counts_by_the_rules_that_were_reframed(meeting: Meeting) -> None:
    [scorer] = meeting.choice.scorers.all()
    reopen_rules(choice=meeting.choice, number=1, reason="on le dit mieux", by=meeting.by)
    told = list(meeting.choice.criteria.order_by("position"))
    drafts = [CriterionDraft(one.pk, one.name, meaning="autrement dit") for one in told]
    set_rules(
        choice=meeting.choice,
        criteria=drafts,
        criteria_by="weights",
        who_scores="tout le monde",
        minimum=[],
        seen=rules_seen(meeting.choice),
        by=meeting.by,
    )
    freeze_rules(choice=meeting.choice, frozen_id=uuid4(), by=meeting.by)
    assert grounds(meeting).case.scores == ()
    open_scoring(choice=meeting.choice, by=meeting.by)
    meeting.choice.refresh_from_db()
    meeting.score_all({"Jardin": 4, "Cuisine": 3, "Banc": 2}, scorer)
    assert len(grounds(meeting).case.scores) == 6


def test_a_condition_that_the_form_cannot_show_stays_when_a_pledge_is_changed(meeting: Meeting) -> None:
    pledge = meeting.pledge(5, meeting.money, only_for=(meeting.sheets["Banc"].pk,))
    retire_sheet(sheet=meeting.sheets["Banc"], by=meeting.by)
    change_pledge(pledge=pledge, offer=meeting.offer(6, meeting.money, owner="La mairie"), by=meeting.by)
    assert [sheet.title for sheet in pledge.only_for.all()] == ["Banc"]
