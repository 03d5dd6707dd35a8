"""The pages of the meeting: who may read and do what, that they show what stands, and that they stay quick."""

import csv
import io
import json
import re
from pathlib import Path
from uuid import uuid4

import pytest
from django.contrib.staticfiles.finders import find
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bank_meeting import a_meeting
from factories import MembershipFactory
from phones import Phone
from spirale.decision.models import ActionSheet, BankPledge, Choice, Decided, Result, Score, Scorer
from spirale.decision.operations.bank import withdraw_pledge
from spirale.decision.operations.choosing import Verdict, ask_choice, compute_choice, decide
from spirale.decision.operations.freezing import reopen_rules
from spirale.decision.operations.scores import add_scorer

pytestmark = pytest.mark.database
HOSTILE = "<script>alert(1)</script>"
FOR_LEADERS = ("meeting", "decide")


@pytest.fixture
def meeting():
    meeting = a_meeting()
    meeting.pledge(14, contact="06 12 34 56 78", said="le samedi")
    meeting.score_all({"Jardin": 4, "Cuisine": 3, "Banc": 2})
    return meeting


@pytest.fixture
def desk(client, meeting):
    """The site as the one who leads sees it."""
    client.force_login(meeting.by)
    return client


def at(name, meeting, *more):
    return reverse(f"decision:{name}", args=[meeting.choice.pk, *more])


def act(client, meeting, name, **fields):
    sent = {"act": name, "panel": "bank", "fresh": str(uuid4()), **fields}
    return client.post(at("meeting_act", meeting), sent, headers={"X-Panel": "bank"})


def computed(meeting):
    return compute_choice(result=ask_choice(choice=meeting.choice, result_id=uuid4(), by=meeting.by)[0])


def decided(meeting, out="Cuisine", reason=""):
    result = computed(meeting)
    verdicts = [Verdict(sheet.pk, title != out, reason) for title, sheet in meeting.sheets.items()]
    return decide(
        choice=meeting.choice, verdicts=verdicts, result=result, start="best", decided_by="nous", by=meeting.by
    )


def sees(client, address):
    return client.get(address).status_code


@pytest.mark.parametrize("name", ["meeting", "decide", "meeting_wall", "meeting_wall_now", "result"])
def test_a_page_opens_for_who_leads(desk, meeting, name):
    assert sees(desk, at(name, meeting)) == 200


@pytest.mark.parametrize("name", FOR_LEADERS)
def test_leading_is_for_facilitators_of_the_territory(client, meeting, name):
    assert sees(client, at(name, meeting)) in {302, 403}
    client.force_login(MembershipFactory().account)
    assert sees(client, at(name, meeting)) in {403, 404}
    client.force_login(MembershipFactory(territory=meeting.choice.territory, role="reader").account)
    assert sees(client, at(name, meeting)) == 403
    assert act(client, meeting, "close_bank").status_code == 403
    assert sees(client, at("meeting_wall", meeting)) == 200
    assert Choice.objects.get().is_bank_open


def test_the_result_is_public_once_it_is_decided_and_not_before(client, meeting):
    computed(meeting)
    assert sees(client, at("result", meeting)) in {302, 403}
    assert sees(client, at("export_result", meeting, "csv")) in {302, 403}
    decided(meeting)
    assert sees(client, at("result", meeting)) == 200
    territory = meeting.choice.territory
    territory.is_public = False
    territory.save()
    assert sees(client, at("result", meeting)) in {302, 403, 404}


def test_the_public_page_says_why_an_action_is_out_and_what_would_let_it_in(client, meeting):
    decided(meeting)
    shown = client.get(at("result", meeting)).content.decode()
    assert "Cuisine" in shown
    assert "Une promesse de 8 heures de «\u00a0jardinage\u00a0»" in shown
    assert "Une promesse de 100 euros de «\u00a0argent\u00a0»" in shown
    assert "06 12 34 56 78" not in shown
    assert "La mairie" not in shown


def test_what_people_decided_otherwise_stands_with_their_reason(client, meeting):
    decided(meeting, out="Banc", reason="les familles attendent la cuisine")
    shown = client.get(at("result", meeting)).content.decode()
    assert "les familles attendent la cuisine" in shown


def test_a_withdrawal_after_the_choice_is_told_in_public_without_a_name(client, meeting):
    decided(meeting)
    withdraw_pledge(pledge=BankPledge.objects.get(), reason="Mme Petit est malade", by=meeting.by)
    shown = client.get(at("result", meeting)).content.decode()
    assert "Retirées depuis" in shown
    assert "Ces actions en ont besoin\u00a0: Banc, Jardin" in shown
    assert "Mme Petit" not in shown


def test_contacts_are_for_who_facilitates_alone(desk, client, meeting):
    assert "06 12 34 56 78" in desk.get(at("meeting", meeting)).content.decode()
    decided(meeting)
    client.force_login(MembershipFactory(territory=meeting.choice.territory, role="reader").account)
    for name in ("meeting_wall", "result"):
        assert "06 12 34 56 78" not in client.get(at(name, meeting)).content.decode()
    assert sees(client, at("export_bank", meeting, "csv")) == 403


def test_bank_and_scoring_are_opened_and_closed_by_their_buttons(desk, meeting):
    for name, field in (("bank", "is_bank_open"), ("scoring", "is_scoring_open")):
        assert act(desk, meeting, f"close_{name}").status_code == 200
        assert not getattr(Choice.objects.get(), field)
        assert act(desk, meeting, f"open_{name}").status_code == 200
        assert getattr(Choice.objects.get(), field)


def test_a_pledge_is_typed_once_however_often_the_form_is_sent(desk, meeting):
    sent = {"fresh": str(uuid4()), "owner": "Lycée", "as": "school", "resource": str(meeting.hours.pk), "amount": "2,5"}
    for _ in range(2):
        assert act(desk, meeting, "pledge", **sent, only_for=[str(meeting.sheets["Banc"].pk)]).status_code == 200
    pledge = BankPledge.objects.get(owner="Lycée")
    assert (pledge.amount, pledge.kind, pledge.only_for.get().title) == (250, "school", "Banc")


def test_what_is_refused_is_said_in_words_and_changes_nothing(desk, meeting):
    answer = act(desk, meeting, "pledge", owner="Lycée", resource=str(meeting.hours.pk), amount="-2")
    assert answer.status_code == 422
    assert "amount is nothing" not in answer.content.decode()
    assert act(desk, meeting, "burn_it_all").status_code == 422
    assert act(desk, meeting, "withdraw", pledge=str(uuid4())).status_code == 422
    assert BankPledge.objects.filter(withdrawn_at=None).count() == 1


def test_a_pledge_that_people_decided_on_is_not_withdrawn_without_a_reason_and_the_page_says_so(desk, meeting):
    decided(meeting)
    answer = act(desk, meeting, "withdraw", pledge=str(BankPledge.objects.get().pk))
    assert (answer.status_code, answer.content.decode()) == (
        422,
        "Il manque la raison. Dites pourquoi en quelques mots.",
    )


def test_the_page_of_the_meeting_says_why_scoring_does_not_open(desk, meeting):
    reopen_rules(choice=meeting.choice, number=1, reason="un critère manque", by=meeting.by)
    answer = act(desk, meeting, "open_scoring")
    assert answer.status_code == 422
    assert answer.content.decode().startswith("Les règles ne sont pas encore figées.")


def test_without_a_script_a_button_leads_back_to_the_page(desk, meeting):
    answer = desk.post(at("meeting_act", meeting), {"act": "close_bank", "panel": "bank"})
    assert answer.url == f"{at('meeting', meeting)}#panel-bank"


def test_a_pledge_is_changed_on_its_page(desk, meeting):
    pledge = BankPledge.objects.get()
    address = at("bank_pledge", meeting, pledge.pk)
    assert 'value="14"' in desk.get(address).content.decode()
    sent = {"owner": "La mairie", "resource": str(meeting.hours.pk), "amount": "9", "from_on": "2020-01-01"}
    assert desk.post(address, sent).status_code == 422
    assert desk.post(address, {**sent, "from_on": ""}).status_code == 302
    pledge.refresh_from_db()
    assert pledge.amount == 900


def test_scores_of_a_table_are_typed_all_at_once_or_not_at_all(desk, meeting):
    scorer = add_scorer(scorer_id=uuid4(), choice=meeting.choice, name="Table 2", by=meeting.by)
    address = at("type_scores", meeting, scorer.pk)
    assert sees(desk, address) == 200
    names = [f"{sheet.pk}.{one.pk}" for sheet in meeting.sheets.values() for one in meeting.choice.criteria.all()]
    assert desk.post(address, {names[0]: "3", names[1]: "9"}).status_code == 422
    assert not Score.objects.filter(scorer=scorer).exists()
    assert desk.post(address, {names[0]: "3", names[1]: ""}).status_code == 302
    assert Score.objects.get(scorer=scorer).value == 3


def test_scores_of_a_phone_are_not_typed_by_others(desk, meeting):
    scorer = Scorer.objects.create(
        choice=meeting.choice, participant=meeting.someone(), joined_at=meeting.choice.made_at
    )
    assert sees(desk, at("type_scores", meeting, scorer.pk)) == 404


def test_the_sets_are_asked_for_and_shown_side_by_side(desk, meeting):
    assert act(desk, meeting, "compute").status_code == 200
    compute_choice(result=Result.objects.get())
    shown = desk.get(at("meeting", meeting)).content.decode()
    assert "Vaut le plus selon les critères" in shown
    assert "Les plus fragiles d’abord" in shown


def test_people_decide_in_a_form_and_a_missing_reason_keeps_what_was_typed(desk, meeting):
    result = computed(meeting)
    ids = {title: str(sheet.pk) for title, sheet in meeting.sheets.items()}
    sent = {"start": "best", "result": str(result.pk), "chosen": [ids["Jardin"]], "decided_by": "la rencontre"}
    sent["listed"] = list(ids.values())
    answer = desk.post(at("decide", meeting), sent)
    assert answer.status_code == 422
    assert "la rencontre" in answer.content.decode()
    assert not Decided.objects.exists()
    answer = desk.post(at("decide", meeting), {**sent, f"reason-{ids['Banc']}": "plus tard"})
    assert answer.url == at("result", meeting)
    assert {one.sheet.title for one in Decided.objects.filter(is_in=True)} == {"Jardin"}


def test_an_action_that_the_form_did_not_show_is_not_decided_on(desk, meeting):
    result = computed(meeting)
    ids = {title: str(sheet.pk) for title, sheet in meeting.sheets.items()}
    sent = {"start": "", "result": str(result.pk), "chosen": [ids["Jardin"]], "decided_by": "la rencontre"}
    answer = desk.post(at("decide", meeting), {**sent, "listed": [ids["Jardin"], ids["Banc"]]})
    assert answer.status_code == 422
    assert not Decided.objects.exists()


def test_people_decide_again_from_what_was_found_since(desk, meeting):
    decided(meeting)
    meeting.pledge(100, meeting.money)
    newest = computed(meeting)
    assert str(newest.pk) in desk.get(at("decide", meeting) + "?start=worst_off").content.decode()


def test_what_people_wrote_is_shown_as_words(desk, client, meeting):
    ActionSheet.objects.update(title=HOSTILE, what=HOSTILE)
    BankPledge.objects.update(owner=HOSTILE, said=HOSTILE, place=HOSTILE, contact=HOSTILE)
    meeting.someone(HOSTILE)
    decided(meeting, out="Banc", reason=HOSTILE)
    for name in ("meeting", "decide", "meeting_wall", "result", "meeting_phone"):
        shown = desk.get(at(name, meeting)).content.decode()
        assert HOSTILE not in shown
        assert "alert(1)" in shown


@pytest.mark.parametrize("name", ["meeting", "meeting_wall_now", "result", "decide", "meeting_phone_state"])
def test_pages_ask_as_much_of_the_database_however_many_pledges_and_scores(desk, meeting, name):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            assert sees(desk, at(name, meeting)) == 200
        return len(asked)

    first = meeting.pledge(1)
    meeting.pledge(1, only_for=(meeting.sheets["Banc"].pk,), only_if=(first.pk,))
    computed(meeting)
    queries()  # the first also reads what is read once
    few = queries()
    for number in range(10):
        meeting.pledge(number + 1, only_for=(meeting.sheets["Banc"].pk,), only_if=(first.pk,))
        meeting.score_all({"Jardin": number % 5, "Banc": 1})
        meeting.someone(f"Lina {number}")
    assert queries() == few


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_result_and_bank_leave_as_tables(desk, meeting, form):
    decided(meeting)
    for name in ("export_result", "export_bank"):
        answer = desk.get(at(name, meeting, form))
        assert answer.status_code == 200
        assert b"".join(answer.streaming_content)
    assert sees(desk, at("export_result", meeting, "exe")) == 404


def test_the_table_of_the_result_says_what_was_decided(client, meeting):
    decided(meeting)
    answer = client.get(at("export_result", meeting, "csv"))
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert {row["action"]: row["decided"] for row in rows} == {"Jardin": "in", "Banc": "in", "Cuisine": "out"}


def test_the_wall_shows_the_bank_then_scoring_then_the_result(desk, meeting):
    def face():
        return desk.get(at("meeting_wall_now", meeting)).context["face"]

    assert face() == "bank"
    act(desk, meeting, "close_bank")
    assert face() == "scoring"
    decided(meeting)
    assert face() == "result"


def test_the_wall_names_nobody(desk, meeting):
    meeting.pledge(2, by_phone=meeting.someone("Lina"), contact="lina@exemple.org")
    shown = desk.get(at("meeting_wall", meeting)).content.decode()
    assert "Lina" not in shown
    assert "exemple.org" not in shown


@pytest.mark.parametrize("name", ["meeting", "meeting_phone"])
def test_whoever_leaves_an_address_is_told_that_letters_may_come_to_it(desk, meeting, name):
    assert "des rappels peuvent y être envoyés" in desk.get(at(name, meeting)).content.decode()


# The phone


def phone_state(phone, meeting, known=True):
    headers = {"X-Hall-Participant": phone.id, "X-Hall-Key": phone.key} if known else {}
    return phone.client.get(at("meeting_phone_state", meeting), headers=headers)


def test_the_phone_page_is_the_same_for_all_and_tells_nobodys_scores(client, meeting):
    meeting.pledge(2, by_phone=meeting.someone("Lina"), contact="lina@exemple.org")
    shown = client.get(at("meeting_phone", meeting)).content.decode()
    assert "Lina" not in shown
    assert "exemple.org" not in shown
    state = json.loads(client.get(at("meeting_phone_state", meeting)).content)
    assert state["me"] is None
    assert [one["title"] for one in state["actions"]] == ["Banc", "Cuisine", "Jardin"]


def test_the_phone_page_names_every_script_that_it_is_made_of(client, meeting):
    shown = client.get(at("meeting_phone", meeting)).content.decode()
    named = set(
        re.findall(r'(?:modulepreload" href|src)="/static/[^"]*?((?:decision|offline|live)/\w+)[.\w]*\.js"', shown)
    )
    asked = set()
    for name in named:
        for step, other in re.findall(r'from "(\.\.?)/([\w/]+)\.js"', Path(find(f"{name}.js")).read_text()):
            asked.add(f"{name.partition('/')[0]}/{other}" if step == "." else other)
    assert asked < named == {*asked, "decision/meeting_phone"}


def test_a_phone_is_told_its_own_scores_and_pledges_and_nobody_elses(meeting):
    lina, omar = (Phone(meeting.workshop, participant=meeting.someone(name)) for name in ("Lina", "Omar"))
    said = {"choice": str(meeting.choice.pk), "pledge": str(uuid4()), "resource": str(meeting.hours.pk)}
    score = {"action": str(meeting.sheets["Banc"].pk), "criterion": str(meeting.criterion_id()), "value": 3}
    assert set(lina.said(lina.act("bank_pledge", amount="2", **said), lina.act("score", **{**said, **score}))) == {
        "received"
    }
    mine = json.loads(phone_state(lina, meeting).content)["me"]
    assert [one["amount"] for one in mine["pledges"]] == ["2"]
    assert mine["scores"] == {score["action"]: {score["criterion"]: 3}}
    others = json.loads(phone_state(omar, meeting).content)["me"]
    assert (others["pledges"], others["scores"]) == ([], {})


def test_a_wrong_key_is_told_nothing_of_anybody(meeting):
    phone = Phone(meeting.workshop, participant=meeting.someone())
    phone.key = "AAAA-BBBB-CCCC-DDDD"
    answer = phone_state(phone, meeting)
    assert (answer.status_code, "scores" in answer.content.decode()) == (403, False)


def test_the_code_of_the_hall_leads_to_the_choice(client, meeting):
    address = reverse("decision:meeting_door", args=[meeting.workshop.hall.code])
    assert client.get(address).url == at("meeting_phone", meeting)
    assert sees(client, reverse("decision:meeting_door", args=["ZZZZ"])) == 404


def test_a_choice_without_an_open_meeting_has_no_phone_page(client, meeting):
    Choice.objects.update(workshop=None)
    assert sees(client, at("meeting_phone", meeting)) == 404
    client.force_login(meeting.by)
    assert sees(client, at("meeting", meeting)) == 200
    assert sees(client, at("meeting_wall", meeting)) == 200
