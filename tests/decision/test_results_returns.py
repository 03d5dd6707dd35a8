"""A withdrawn pledge that comes back, before and after the choice: who may, what changes, what stays to be read."""

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bank_meeting import a_meeting
from factories import AccountFactory, MembershipFactory
from phones import Phone
from spirale.decision.models import BankPledge, PledgeReturn
from spirale.decision.operations.bank import PLEDGES_EACH, bring_back_pledge, close_bank, withdraw_pledge
from spirale.decision.operations.choosing import Verdict, ask_choice, compute_choice, decide
from spirale.decision.queries.balance import balances_of, shortfalls_of
from spirale.decision.queries.grounds import Grounds
from spirale.decision.queries.returns import may_come_back, returns_of
from spirale.journal.models import Event
from spirale.method.problems import Problem
from spirale.workshops.operations import erase_participant

pytestmark = pytest.mark.database


@pytest.fixture
def meeting():
    meeting = a_meeting()
    meeting.score_all({"Jardin": 4, "Cuisine": 3, "Banc": 2})
    return meeting


def at(name, meeting, *more):
    return reverse(f"decision:{name}", args=[meeting.choice.pk, *more])


def decided(meeting):
    result = compute_choice(result=ask_choice(choice=meeting.choice, result_id=uuid4(), by=meeting.by)[0])
    verdicts = [Verdict(sheet.pk, title != "Cuisine") for title, sheet in meeting.sheets.items()]
    choice = decide(choice=meeting.choice, verdicts=verdicts, decided_by="nous", result=result, by=meeting.by)
    meeting.choice.refresh_from_db()
    return choice


def pledged(meeting):
    return next((one.pledged for one in balances_of(Grounds(meeting.choice)) if one.resource == meeting.hours), 0)


def test_what_was_withdrawn_by_mistake_stands_again_as_it_was(meeting):
    pledge = meeting.pledge(14, contact="06 12 34 56 78", said="le samedi", only_for=(meeting.sheets["Banc"].pk,))
    withdraw_pledge(pledge=pledge, reason="erreur", by=meeting.by)
    assert pledged(meeting) == 0
    for _ in range(2):
        bring_back_pledge(pledge=pledge, by=meeting.by)
    pledge.refresh_from_db()
    assert (pledge.withdrawn_at, pledge.withdrawn_reason, pledge.contact) == (None, "", "06 12 34 56 78")
    assert pledge.only_for.get() == meeting.sheets["Banc"]
    assert pledged(meeting) == 1400
    assert Event.objects.filter(verb="bank pledge brought back").count() == 1


def test_the_withdrawal_and_its_reason_stay_to_be_read(meeting):
    pledge = meeting.pledge(14)
    for reason in ("erreur", "encore une erreur"):
        withdraw_pledge(pledge=pledge, reason=reason, by=meeting.by)
        bring_back_pledge(pledge=pledge, by=meeting.by)
    assert [one.withdrawn_reason for one in returns_of(meeting.choice)] == ["encore une erreur", "erreur"]
    assert not any(one.was_relied_on for one in returns_of(meeting.choice))


def test_after_the_choice_what_was_lacking_lacks_no_more_and_the_page_says_what_changed(client, meeting):
    pledge = meeting.pledge(14, owner="Mme Petit")
    decided(meeting)
    withdraw_pledge(pledge=pledge, reason="elle est malade", by=meeting.by)
    assert "Retirées depuis" in client.get(at("result", meeting)).content.decode()
    assert shortfalls_of(Grounds(meeting.choice))
    bring_back_pledge(pledge=pledge, by=meeting.by)
    assert shortfalls_of(Grounds(meeting.choice)) == []
    shown = client.get(at("result", meeting)).content.decode()
    assert "Retirées depuis" not in shown
    assert "Rétablies depuis" in shown
    assert "La décision repose de nouveau sur elle." in shown
    assert "Il ne manque plus rien à ce qui a été décidé." in shown
    assert "Mme Petit" not in shown
    assert "malade" not in shown
    client.force_login(meeting.by)
    assert "elle est malade" in client.get(at("result", meeting)).content.decode()
    assert Event.objects.get(verb="bank pledge brought back").details["is_after_choice"] is True


def test_a_pledge_without_which_people_decided_is_told_apart_when_it_comes_back(client, meeting):
    pledge = meeting.pledge(3)
    meeting.pledge(14)
    withdraw_pledge(pledge=pledge, by=meeting.by)
    decided(meeting)
    bring_back_pledge(pledge=pledge, by=meeting.by)
    (back,) = returns_of(meeting.choice, since_decided=True)
    assert not back.was_relied_on
    assert "La décision a été prise sans elle" in client.get(at("result", meeting)).content.decode()


def test_what_came_back_before_the_choice_is_no_news_of_the_result(client, meeting):
    pledge = meeting.pledge(14)
    withdraw_pledge(pledge=pledge, by=meeting.by)
    bring_back_pledge(pledge=pledge, by=meeting.by)
    decided(meeting)
    assert returns_of(meeting.choice, since_decided=True) == []
    assert "Rétablies depuis" not in client.get(at("result", meeting)).content.decode()


def test_what_hung_on_it_holds_again(meeting):
    room = meeting.pledge(4)
    meeting.pledge(6, only_if=(room.pk,))
    withdraw_pledge(pledge=room, by=meeting.by)
    assert pledged(meeting) == 0
    bring_back_pledge(pledge=room, by=meeting.by)
    assert pledged(meeting) == 1000


def test_what_its_author_took_back_only_they_bring_back_while_the_bank_is_open(meeting):
    lina = meeting.someone("Lina")
    pledge = meeting.pledge(5, by_phone=lina)
    withdraw_pledge(pledge=pledge, participant=lina)
    assert may_come_back(meeting.choice) == set()
    with pytest.raises(Problem, match="pledge withdrawn by its author"):
        bring_back_pledge(pledge=pledge, by=meeting.by)
    close_bank(choice=meeting.choice, by=meeting.by)
    with pytest.raises(Problem, match="bank closed"):
        bring_back_pledge(pledge=pledge, participant=lina)


def test_a_withdrawal_by_who_leads_is_undone_by_who_leads_even_once_the_bank_is_closed(meeting):
    pledge = meeting.pledge(5, by_phone=meeting.someone("Lina"))
    withdraw_pledge(pledge=pledge, by=meeting.by)
    close_bank(choice=meeting.choice, by=meeting.by)
    assert may_come_back(meeting.choice) == {pledge.pk}
    assert bring_back_pledge(pledge=pledge, by=meeting.by).withdrawn_at is None


def test_nobody_else_brings_a_pledge_back(meeting):
    lina, omar = meeting.someone("Lina"), meeting.someone("Omar")
    pledge = meeting.pledge(5, by_phone=lina)
    withdraw_pledge(pledge=pledge, participant=lina)
    with pytest.raises(Problem, match="pledge of somebody else"):
        bring_back_pledge(pledge=pledge, participant=omar)
    member = MembershipFactory(territory=meeting.choice.territory, role="member").account
    for account in (AccountFactory(), member):
        with pytest.raises(PermissionDenied):
            bring_back_pledge(pledge=pledge, by=account)
    assert BankPledge.objects.get().withdrawn_at


def test_what_an_erased_participant_promised_never_comes_back_and_the_reasons_go(meeting):
    lina = meeting.someone("Lina")
    pledge = meeting.pledge(5, by_phone=lina)
    withdraw_pledge(pledge=pledge, reason="Lina est malade", by=meeting.by)
    bring_back_pledge(pledge=pledge, by=meeting.by)
    withdraw_pledge(pledge=pledge, reason="Lina encore", by=meeting.by)
    erase_participant(workshop=meeting.workshop, participant=lina)
    assert (PledgeReturn.objects.get().withdrawn_reason, may_come_back(meeting.choice)) == ("", set())
    with pytest.raises(Problem, match="pledge withdrawn by its author"):
        bring_back_pledge(pledge=pledge, by=meeting.by)


def test_a_participant_keeps_to_the_number_of_pledges_when_one_comes_back(meeting):
    lina = meeting.someone("Lina")
    gone = meeting.pledge(1, by_phone=lina)
    withdraw_pledge(pledge=gone, participant=lina)
    for _ in range(PLEDGES_EACH):
        meeting.pledge(1, by_phone=lina)
    with pytest.raises(Problem, match="too many pledges"):
        bring_back_pledge(pledge=gone, participant=lina)


def test_the_journal_says_neither_whose_it_is_nor_why_it_was_withdrawn(meeting):
    pledge = meeting.pledge(5, owner="Mme Petit")
    withdraw_pledge(pledge=pledge, reason="malade", by=meeting.by)
    bring_back_pledge(pledge=pledge, by=meeting.by)
    told = str(Event.objects.get(verb="bank pledge brought back").details)
    assert "Petit" not in told
    assert "malade" not in told


def test_a_button_of_the_bank_brings_it_back_and_the_panel_says_since_when(client, meeting):
    pledge = meeting.pledge(14, owner="Mme Petit")
    withdraw_pledge(pledge=pledge, reason="erreur", by=meeting.by)
    sent = {"act": "bring_back", "panel": "bank", "pledge": str(pledge.pk)}
    client.force_login(MembershipFactory(territory=meeting.choice.territory, role="reader").account)
    assert client.post(at("meeting_act", meeting), sent).status_code == 403
    client.force_login(meeting.by)
    assert "Rétablir cette promesse" in client.get(at("meeting_panel", meeting, "bank")).content.decode()
    answer = client.post(at("meeting_act", meeting), sent, headers={"X-Panel": "bank"})
    assert answer.status_code == 200
    assert "Retirées, puis rétablies" in answer.content.decode()
    assert not BankPledge.objects.get().withdrawn_at
    other = a_meeting()
    client.force_login(other.by)
    assert client.post(at("meeting_act", other), sent, headers={"X-Panel": "bank"}).status_code == 422


def test_a_phone_promises_again_what_it_took_back_and_sending_twice_does_it_once(meeting):
    phone = Phone(meeting.workshop, participant=meeting.someone())
    said = {"choice": str(meeting.choice.pk), "pledge": str(uuid4()), "resource": str(meeting.hours.pk)}
    phone.said(phone.act("bank_pledge", amount="2", **said), phone.act("bank_withdraw", **said))
    back = phone.act("bank_bring_back", **said)
    assert phone.said(back, back) == ["received", "received"]
    assert (BankPledge.objects.get().withdrawn_at, PledgeReturn.objects.count()) == (None, 1)


def test_the_panel_asks_as_much_of_the_database_however_many_came_back(client, meeting):
    client.force_login(meeting.by)

    def queries():
        with CaptureQueriesContext(connection) as asked:
            assert client.get(at("meeting_panel", meeting, "bank")).status_code == 200
        return len(asked)

    def turn(number):
        for _ in range(number):
            pledge = meeting.pledge(1)
            withdraw_pledge(pledge=pledge, by=meeting.by)
            bring_back_pledge(pledge=pledge, by=meeting.by)
            withdraw_pledge(pledge=meeting.pledge(1), by=meeting.by)

    turn(1)
    queries()
    few = queries()
    turn(6)
    assert queries() == few
