"""How firm a result is and who paid in the proportional set: found after the sets, kept with them, told in words."""

import csv
import io
import json
from datetime import timedelta
from fractions import Fraction
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from bank_meeting import a_meeting
from spirale.decision.models import ActionSheet, Opposition, Result
from spirale.decision.operations import choosing, firming
from spirale.decision.operations.choices import CriterionDraft, set_rules
from spirale.decision.operations.choosing import STALE_AFTER, Verdict, ask_choice, compute_choice, decide
from spirale.decision.operations.freezing import freeze_rules, reopen_rules
from spirale.decision.operations.scores import add_scorer, open_scoring
from spirale.decision.operations.sharing import in_hundredths
from spirale.decision.queries.choices import rules_seen
from spirale.decision.queries.firmness import firm_of, shares_of
from spirale.decision.queries.grounds import Grounds
from spirale.decision.queries.results import found_of
from spirale.journal.models import Event
from spirale.method.choice.firmness import firmness
from spirale.method.choice.proportional import proportional_set

pytestmark = pytest.mark.database
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def meeting():
    """A bank of 14 hours and no money: garden and bench fit, the kitchen lacks hours beside them, and money."""
    meeting = a_meeting()
    meeting.pledge(14)
    meeting.score_all({"Jardin": 4, "Cuisine": 3, "Banc": 2})
    return meeting


@pytest.fixture
def rivals():
    """Ten hours, and two actions of which one fits: three tables are torn between them."""
    meeting = a_meeting()
    meeting.pledge(10)
    for number, (garden, bench) in enumerate([(4, 0), (2, 2), (0, 3)]):
        table = add_scorer(
            scorer_id=uuid4(), choice=meeting.choice, name=f"Table {number}", kind="citizen", by=meeting.by
        )
        meeting.score_all({"Jardin": garden, "Cuisine": 0, "Banc": bench}, table)
    return meeting


def compute(meeting):
    return compute_choice(result=ask_choice(choice=meeting.choice, result_id=uuid4(), by=meeting.by)[0])


def decided(meeting):
    result = compute(meeting)
    best = result.document["sets"]["best"]["actions"]
    verdicts = [Verdict(sheet.pk, str(sheet.pk) in best) for sheet in meeting.sheets.values()]
    return decide(
        choice=meeting.choice, verdicts=verdicts, result=result, start="best", decided_by="nous", by=meeting.by
    )


def at(name, meeting, *more):
    return reverse(f"decision:{name}", args=[meeting.choice.pk, *more])


def told(meeting):
    found = found_of(Grounds(meeting.choice))
    return firm_of(found), shares_of(found)


# How firm it is


def test_the_trials_are_those_of_the_method_from_the_digest_of_the_inputs(rivals):
    result = compute(rivals)
    best = result.document["sets"]["best"]["actions"]
    found = firmness(Grounds(rivals.choice).case, best, result.inputs, draws=50)
    kept = result.document["firmness"]
    assert (kept["trials"], kept["unchanged"], kept["proven"]) == (50, found.unchanged, 50)
    assert {one["action"]: one["times"] for one in kept["stays"]} == {one.action: one.times for one in found.stays}
    assert 0 < found.unchanged < 50


def test_the_sets_are_kept_and_told_before_the_trials_begin(meeting, monkeypatch):
    seen = []

    def look(*_told, **_named):
        result = Result.objects.get()
        firm = firm_of(found_of(Grounds(meeting.choice)))
        seen.append((result.ended_at is not None, "firmness" in result.document, firm))
        return {"trials": 0, "stays": [], "rival": None, "asked": 50, "proven": 0, "unchanged": 0}

    monkeypatch.setattr(choosing, "firmness_document", look)
    compute(meeting)
    ((is_ended, is_tried, firm),) = seen
    assert (is_ended, is_tried, firm.state) == (True, False, "trying")
    verbs = list(Event.objects.filter(verb__startswith="choice ").order_by("number").values_list("verb", flat=True))
    assert verbs[-2:] == ["choice computed", "choice firmness computed"]


def test_trials_that_fail_leave_the_sets_as_they_are(meeting, monkeypatch):
    def fail(*_told, **_named):
        raise RuntimeError("no memory")

    monkeypatch.setattr(choosing, "firmness_document", fail)
    with pytest.raises(RuntimeError):
        compute(meeting)
    result = Result.objects.get()
    assert (result.problem, set(result.document["sets"])) == ("", {"best", "worst_off", "proportional"})
    assert told(meeting)[0].state == "stopped"
    assert [line.title for line in found_of(Grounds(meeting.choice)).lines if line.in_start] == ["Banc", "Jardin"]


def test_trials_end_when_the_sets_are_asked_for_anew(meeting, monkeypatch):
    seen = []

    def ask_meanwhile(*_told, progress, **_named):
        progress(0, 50)
        seen.append(ask_choice(choice=meeting.choice, result_id=uuid4(), by=meeting.by)[1])
        progress(1, 50)
        seen.append("went on")

    monkeypatch.setattr(choosing, "firmness_document", ask_meanwhile)
    result = compute(meeting)
    assert seen == [True]
    assert (result.problem, result.document["firmness"]) == ("", {"problem": "asked anew"})
    assert told(meeting)[0].state == "stopped"


def test_trials_of_which_nothing_was_heard_for_long_are_told_as_stopped(meeting):
    compute(meeting)
    result = Result.objects.get()
    del result.document["firmness"]
    result.stage = "trying"
    result.save()
    found = found_of(Grounds(meeting.choice))
    assert firm_of(found).state == "trying"
    assert firm_of(found, timezone.now() + STALE_AFTER + timedelta(minutes=1)).state == "stopped"


def test_fewer_trials_are_told_when_the_time_is_over(meeting, client, monkeypatch):
    moments = iter(range(1000))
    monkeypatch.setattr(firming.time, "monotonic", lambda: next(moments))
    monkeypatch.setattr(firming, "SECONDS", 8)
    decided(meeting)
    firm, _ = told(meeting)
    assert 0 < firm.trials < firm.asked == 50
    shown = client.get(at("result", meeting)).content.decode()
    assert f"Le cas est grand\u00a0: {firm.trials} essais sur 50" in shown


def test_each_action_says_in_how_many_trials_it_stays_in_or_out(rivals):
    compute(rivals)
    firm, _ = told(rivals)
    holds = {one.title: one for one in firm.holds}
    best = next(one for one in firm.holds if one.is_in)
    assert best.held == best.times
    assert all(one.held == firm.trials - one.times for one in firm.holds if not one.is_in)
    assert {name: holds[name].grade for name in ("Jardin", "Banc")} != {"Jardin": "firm", "Banc": "firm"}
    assert (holds["Cuisine"].is_in, holds["Cuisine"].held, holds["Cuisine"].grade) == (False, 50, "firm")


def test_the_nearest_rival_is_told_by_what_enters_and_leaves(rivals):
    compute(rivals)
    rival = told(rivals)[0].rival
    names = {one.title for one in told(rivals)[0].holds if one.is_in}
    assert (set(rival.enters) | set(rival.leaves)) == {"Jardin", "Banc"}
    assert set(rival.leaves) == names
    assert (rival.how, rival.is_proven) == ("less", True)
    # (4 + 2) / 3 against (2 + 3) / 3 of a scale of 4: a sixth less.
    assert rival.part == pytest.approx(16.7)


def test_a_bank_that_allows_nothing_else_has_no_rival(meeting):
    meeting.pledge(100, meeting.money)
    meeting.pledge(20)
    compute(meeting)
    firm, _ = told(meeting)
    assert (firm.rival, firm.unchanged) == (None, 50)


def test_computing_again_from_the_same_gives_the_same_trials(rivals):
    assert compute(rivals).document["firmness"] == compute(rivals).document["firmness"]


# Who paid, and the check


def test_the_proportional_set_tells_who_paid_by_kind_of_actor(rivals):
    compute(rivals)
    _, shares = told(rivals)
    found = proportional_set(Grounds(rivals.choice).case)
    assert [one.title for one in shares.bought] == [
        ActionSheet.objects.get(pk=one.action).title for one in found.bought
    ]
    assert all(sum(part for _, part in one.paid) in {0, 100} for one in shares.bought)
    assert {kind for one in shares.bought for kind, _ in one.paid} == {"habitant, habitante"}
    kept = Result.objects.get().document["sets"]["proportional"]
    (bought,) = [one for one in kept["bought"] if one["paid"]][:1]
    given = sum(one.amount for one in found.paid if one.action == bought["action"])
    assert sum(bought["paid"][0]["amounts"].values()) == given


def test_payments_name_no_voter(rivals):
    compute(rivals)
    kept = json.dumps(Result.objects.get().document["sets"]["proportional"]["bought"])
    assert not any(str(one.pk) in kept for one in rivals.choice.scorers.all())


@given(st.dictionaries(st.text(max_size=3), st.fractions(min_value=0, max_value=50), max_size=8))
def test_parts_are_whole_and_make_a_hundred(weights):
    parts = in_hundredths(weights)
    assert parts.keys() == weights.keys()
    total = sum(weights.values(), Fraction(0))
    assert sum(parts.values()) == (100 if total else 0)
    assert all(abs(parts[name] - 100 * weight / total) < 1 for name, weight in weights.items() if total)


def test_an_action_that_an_exclusion_keeps_out_though_it_could_be_paid_is_told_with_who_is_wronged(client):
    meeting = a_meeting()
    meeting.pledge(100)
    meeting.pledge(100, meeting.money)
    meeting.score_all({"Jardin": 4, "Cuisine": 3, "Banc": 2})
    Opposition.objects.create(sheet=meeting.sheets["Jardin"], other=meeting.sheets["Cuisine"])
    decided(meeting)
    _, shares = told(meeting)
    (wronged,) = shares.wronged
    assert (wronged.why, wronged.wanted_by, shares.is_within_shares) == ("excluded", 1, True)
    shown = client.get(at("result", meeting)).content.decode()
    assert "Ce sont eux qui seraient lésés" in shown
    assert "une action de l’ensemble l’exclut" in shown


# What the pages and tables tell


def test_the_public_page_says_how_firm_each_action_is_and_what_was_checked(client, rivals):
    decided(rivals)
    shown = client.get(at("result", rivals)).content.decode()
    assert "Est-ce que cela tient" in shown
    assert "L’ensemble le plus proche" in shown
    assert "Vérifié d’après les paiements" in shown
    assert "16,7" in shown
    assert "Comment est-ce calculé" in shown


def test_who_leads_sees_it_in_the_panel_of_the_choice_and_its_progress(client, rivals):
    client.force_login(rivals.by)
    compute(rivals)
    assert "Est-ce que cela tient" in client.get(at("meeting_panel", rivals, "choice")).content.decode()
    result = Result.objects.get()
    del result.document["firmness"]
    result.stage, result.done, result.total = "trying", 12, 50
    result.save()
    shown = client.get(at("meeting_panel", rivals, "choice")).content.decode()
    assert "essai 12 sur 50" in shown
    assert "data-working" in shown


def test_a_result_of_before_the_trials_says_that_it_was_not_tried(client, meeting):
    decided(meeting)
    result = Result.objects.get()
    del result.document["firmness"]
    del result.document["sets"]["proportional"]["guarantee"]
    result.stage = "telling"
    result.save()
    answer = client.get(at("result", meeting))
    assert (answer.status_code, answer.context["shares"]) == (200, None)
    assert "n’ont pas été menés au bout" in answer.content.decode()


def test_by_order_of_priority_the_rival_is_told_on_the_first_criterion_that_differs(client):
    meeting = a_meeting()
    with_order(meeting)
    meeting.pledge(10)
    meeting.score_all({"Jardin": 4, "Cuisine": 0, "Banc": 3})
    decided(meeting)
    rival = told(meeting)[0].rival
    assert (rival.criterion, rival.how) == ("Critère 1", "less")
    assert "sur «\u00a0Critère 1\u00a0»" in client.get(at("result", meeting)).content.decode()


def with_order(meeting):
    choice = meeting.choice
    reopen_rules(choice=choice, number=1, reason="par ordre", by=meeting.by)
    choice.refresh_from_db()
    set_rules(
        choice=choice,
        criteria=[CriterionDraft(one.pk, one.name) for one in choice.criteria.order_by("position")],
        criteria_by="order",
        who_scores="tout le monde",
        minimum=[],
        seen=rules_seen(choice),
        by=meeting.by,
    )
    freeze_rules(choice=choice, frozen_id=uuid4(), by=meeting.by)
    open_scoring(choice=choice, by=meeting.by)


def test_tables_tell_how_firm_each_action_is_and_who_paid(client, rivals):
    decided(rivals)
    firm, _ = told(rivals)
    content = b"".join(client.get(at("export_result", rivals, "csv")).streaming_content)
    rows = {row["action"]: row for row in csv.DictReader(io.StringIO(content.decode("utf-8-sig")))}
    assert {row["trials"] for row in rows.values()} == {"50"}
    assert {name: int(row["times_in_best_set"]) for name, row in rows.items()} == {
        one.title: one.times for one in firm.holds
    }
    assert "citizen 100 %" in {row["paid_by"] for row in rows.values()}
    kept = json.loads(b"".join(client.get(at("export_result", rivals, "json")).streaming_content))
    assert kept["firmness"]["trials"] == 50
    assert kept["guarantee"]["is_within_shares"] is True
    assert kept["count"] == 3
    assert b"".join(client.get(at("export_result", rivals, "xlsx")).streaming_content)


def test_what_people_wrote_is_shown_as_words_there_too(client, rivals):
    decided(rivals)
    ActionSheet.objects.update(title=HOSTILE)
    for name in ("result", "print_result"):
        shown = client.get(at(name, rivals)).content.decode()
        assert HOSTILE not in shown
        assert "alert(1)" in shown


# On one sheet of paper


def test_the_sheet_of_paper_tells_what_was_decided_and_names_nobody(client, meeting):
    meeting.pledge(2, owner="Mme Petit", contact="06 12 34 56 78")
    decided(meeting)
    shown = client.get(at("print_result", meeting)).content.decode()
    assert "2 actions sont choisies" in shown
    assert "Une promesse de 6 heures de «\u00a0jardinage\u00a0»" in shown
    assert at("result", meeting) in shown
    assert "Mme Petit" not in shown
    assert "06 12" not in shown


def test_the_sheet_of_paper_opens_to_those_who_may_read_the_result(client, meeting):
    compute(meeting)
    assert client.get(at("print_result", meeting)).status_code in {302, 403}
    client.force_login(meeting.by)
    assert "Rien n’est encore décidé" in client.get(at("print_result", meeting)).content.decode()
    decided(meeting)
    client.logout()
    assert client.get(at("print_result", meeting)).status_code == 200


@pytest.mark.parametrize("name", ["result", "print_result"])
def test_pages_of_the_result_ask_as_much_however_many_pledges_and_scores(client, meeting, name):
    client.force_login(meeting.by)
    decided(meeting)

    def queries():
        with CaptureQueriesContext(connection) as asked:
            assert client.get(at(name, meeting)).status_code == 200
        return len(asked)

    queries()  # the first also reads what is read once
    few = queries()
    for number in range(6):
        meeting.pledge(number + 1)
        meeting.score_all({"Jardin": number % 5, "Banc": 1})
    assert queries() == few <= 40
