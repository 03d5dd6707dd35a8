"""The resource bank: what is promised, on which conditions, and what stays when somebody takes it back."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from bank_meeting import a_meeting
from factories import AccountFactory, MembershipFactory, ParticipantFactory
from phones import Phone
from spirale.decision.models import BankPledge, Choice, Resource
from spirale.decision.operations.bank import (
    Offer,
    bring_back_pledge,
    change_pledge,
    close_bank,
    forget_contact,
    make_pledge,
    open_bank,
    withdraw_pledge,
)
from spirale.decision.operations.choosing import Verdict, decide
from spirale.decision.queries.balance import balances_of, pledges_of, shortfalls_of
from spirale.decision.queries.grounds import Grounds
from spirale.journal.models import Event
from spirale.method.problems import Problem
from spirale.workshops.operations import erase_participant

pytestmark = pytest.mark.database


@pytest.fixture
def meeting():
    return a_meeting()


def balance(meeting, resource):
    return next(one for one in balances_of(Grounds(meeting.choice)) if one.resource == resource)


def test_a_pledge_sent_twice_is_kept_once(meeting):
    lina, pledge_id = meeting.someone(), uuid4()
    for _ in range(2):
        make_pledge(pledge_id=pledge_id, choice=meeting.choice, offer=meeting.offer(3), participant=lina)
    assert BankPledge.objects.get().amount == 300
    assert Event.objects.filter(verb="bank pledge made").count() == 1


YESTERDAY, TODAY = timedelta(days=-1), timedelta(0)


@pytest.mark.parametrize(
    ("code", "wrong"),
    [
        ("amount is nothing", {"amount": 0}),
        ("amount is nothing", {"amount": -500}),
        ("pledge day past", {"from_on": YESTERDAY}),
        ("pledge day past", {"to_on": YESTERDAY}),
        ("pledge days reversed", {"from_on": timedelta(days=9), "to_on": timedelta(days=2)}),
        ("resource unknown", {"resource": uuid4()}),
        ("pledge without owner", {"owner": "  \u200b"}),
        ("action not of this choice", {"only_for": (uuid4(),)}),
        ("pledge condition unknown", {"only_if": (uuid4(),)}),
    ],
)
def test_a_pledge_that_cannot_be_kept_is_refused(meeting, code, wrong):
    today = timezone.localdate()
    told = {key: today + value if isinstance(value, timedelta) else value for key, value in wrong.items()}
    offer = Offer(**{"resource": meeting.hours.pk, "amount": 100, "owner": "La mairie", **told})
    with pytest.raises(Problem, match=code):
        make_pledge(pledge_id=uuid4(), choice=meeting.choice, offer=offer, by=meeting.by)
    assert not BankPledge.objects.exists()


def test_a_pledge_for_today_is_taken(meeting):
    today = timezone.localdate()
    assert meeting.pledge(from_on=today, to_on=today).to_on == today


def test_a_resource_of_another_territory_is_refused(meeting):
    elsewhere = MembershipFactory().territory
    other = Resource.objects.create(territory=elsewhere, kind="time", name="jardinage", unit="heures")
    with pytest.raises(Problem, match="resource unknown"):
        meeting.pledge(resource=other)


def test_conditions_never_turn_in_a_circle(meeting):
    first = meeting.pledge()
    second = meeting.pledge(only_if=(first.pk,))
    third = meeting.pledge(only_if=(second.pk,))
    for hung_on in (first, second, third):
        with pytest.raises(Problem, match="condition in a circle"):
            change_pledge(pledge=first, offer=meeting.offer(owner="La mairie", only_if=(hung_on.pk,)), by=meeting.by)
    assert not first.only_if.exists()


def test_a_pledge_on_a_pledge_that_is_withdrawn_waits_and_is_not_counted(meeting):
    room = meeting.pledge(5, meeting.money)
    meeting.pledge(7, only_if=(room.pk,))
    assert (balance(meeting, meeting.hours).pledged, balance(meeting, meeting.hours).conditional) == (700, 700)
    withdraw_pledge(pledge=room, by=meeting.by)
    assert (balance(meeting, meeting.hours).pledged, balance(meeting, meeting.hours).waiting) == (0, 700)


def test_the_balance_counts_what_all_actions_ask_and_a_shared_resource_once(meeting):
    meeting.pledge(12)
    meeting.pledge(5, only_for=(meeting.sheets["Banc"].pk,))
    hours = balance(meeting, meeting.hours)
    assert (hours.pledged, hours.conditional, hours.asked, hours.short, hours.pledges) == (1700, 500, 2200, 500, 2)
    Resource.objects.filter(pk=meeting.hours.pk).update(is_shared=True)
    assert balance(meeting, meeting.hours).asked == 1000


def test_the_balance_asks_as_much_of_the_database_however_many_pledges(meeting, django_assert_max_num_queries):
    for number in range(12):
        meeting.pledge(number + 1, only_for=(meeting.sheets["Banc"].pk,))
    with django_assert_max_num_queries(8):
        balances_of(Grounds(meeting.choice))
    with django_assert_max_num_queries(5):
        pledges_of(Grounds(meeting.choice))


def test_a_closed_bank_takes_nothing_but_gives_back(meeting):
    pledge = meeting.pledge()
    close_bank(choice=meeting.choice, by=meeting.by)
    with pytest.raises(Problem, match="bank closed"):
        meeting.pledge()
    with pytest.raises(Problem, match="bank closed"):
        change_pledge(pledge=pledge, offer=meeting.offer(owner="x"), by=meeting.by)
    assert withdraw_pledge(pledge=pledge, by=meeting.by).withdrawn_at
    open_bank(choice=meeting.choice, by=meeting.by)
    assert meeting.pledge()


def test_a_change_keeps_what_was_promised_before_in_the_journal(meeting):
    pledge = meeting.pledge(10)
    change_pledge(pledge=pledge, offer=meeting.offer(6, owner="La mairie"), by=meeting.by)
    change_pledge(pledge=pledge, offer=meeting.offer(6, owner="La mairie"), by=meeting.by)
    event = Event.objects.get(verb="bank pledge changed")
    assert (event.details["before"]["amount"], event.details["offer"]["amount"]) == (1000, 600)


def test_a_pledge_may_be_changed_once_its_first_day_has_passed(meeting):
    lately = date(2026, 1, 2)
    pledge = meeting.pledge()
    BankPledge.objects.filter(pk=pledge.pk).update(from_on=lately)
    pledge.refresh_from_db()
    changed = change_pledge(pledge=pledge, offer=meeting.offer(3, owner="La mairie", from_on=lately), by=meeting.by)
    assert (changed.amount, changed.from_on) == (300, lately)


def test_nobody_touches_the_pledge_of_somebody_else(meeting):
    pledge = meeting.pledge(by_phone=meeting.someone())
    for act in (
        lambda who: withdraw_pledge(pledge=pledge, participant=who),
        lambda who: change_pledge(pledge=pledge, offer=meeting.offer(), participant=who),
    ):
        with pytest.raises(Problem, match="pledge of somebody else"):
            act(meeting.someone("Omar"))
        with pytest.raises(Problem, match="participant of another workshop"):
            act(ParticipantFactory())
    with pytest.raises(PermissionDenied):
        withdraw_pledge(pledge=pledge, by=AccountFactory())


def test_after_the_choice_a_withdrawal_asks_why_stays_and_says_what_it_leaves_short(meeting):
    kept, gone = meeting.pledge(4), meeting.pledge(10, owner="Lycée")
    verdicts = [Verdict(sheet.pk, is_in=title != "Cuisine") for title, sheet in meeting.sheets.items()]
    decide(choice=meeting.choice, verdicts=verdicts, decided_by="nous", by=meeting.by)
    choice = Choice.objects.select_related("territory").get(pk=meeting.choice.pk)
    assert shortfalls_of(Grounds(choice)) == []
    with pytest.raises(Problem, match="reason missing"):
        withdraw_pledge(pledge=gone, by=meeting.by)
    withdraw_pledge(pledge=gone, reason="le lycée ferme", by=meeting.by)
    (short,) = shortfalls_of(Grounds(choice))
    assert (short.resource, short.amount, short.actions) == (meeting.hours, 1000, ("Banc", "Jardin"))
    told = {one.id: one for one in pledges_of(Grounds(choice))}
    assert (told[gone.pk].was_relied_on, told[gone.pk].withdrawn_reason) == (True, "le lycée ferme")
    assert told[kept.pk].was_relied_on is False


def test_the_journal_never_says_whose_a_pledge_is(meeting):
    lina = meeting.someone("Lina")
    pledge = meeting.pledge(
        by_phone=lina, owner="Lina Rousseau", contact="06 12 34 56 78", said="le samedi", place="Bourg"
    )
    change_pledge(pledge=pledge, offer=meeting.offer(2, owner="Lina R.", contact="lina@exemple.org"), participant=lina)
    withdraw_pledge(pledge=pledge, reason="je déménage", participant=lina)
    told = str(list(Event.objects.filter(verb__startswith="bank pledge").values_list("details", flat=True)))
    for word in ("Lina", "06 12", "exemple", "samedi", "déménage", "Bourg"):
        assert word not in told


def test_its_author_takes_back_how_to_reach_them_too(meeting):
    lina = meeting.someone()
    pledge = meeting.pledge(by_phone=lina, contact="06 12 34 56 78")
    assert withdraw_pledge(pledge=pledge, participant=lina).contact == ""


def test_its_author_still_goes_after_who_leads_had_withdrawn_it(meeting):
    lina = meeting.someone()
    pledge = meeting.pledge(by_phone=lina, contact="06 12 34 56 78")
    first = withdraw_pledge(pledge=pledge, reason="elle est malade", by=meeting.by)
    assert first.contact == "06 12 34 56 78"
    for _ in range(2):
        gone = withdraw_pledge(pledge=pledge, participant=lina)
    told = (gone.contact, gone.withdrawn_at, gone.withdrawn_reason)
    assert told == ("", first.withdrawn_at, "elle est malade")
    assert Event.objects.filter(verb="bank pledge withdrawn").count() == 2
    with pytest.raises(Problem, match="pledge withdrawn by its author"):
        bring_back_pledge(pledge=pledge, by=meeting.by)


def test_an_author_takes_back_how_to_reach_them_after_who_leads_had_withdrawn_it(meeting):
    lina = meeting.someone()
    pledge = meeting.pledge(by_phone=lina, contact="06 12 34 56 78")
    withdraw_pledge(pledge=pledge, reason="elle est malade", by=meeting.by)
    phone = Phone(meeting.workshop, participant=lina)
    asked = phone.act("bank_forget_contact", choice=str(meeting.choice.pk), pledge=str(pledge.pk))
    assert phone.said(asked, asked) == ["received", "received"]
    pledge.refresh_from_db()
    assert (pledge.contact, pledge.withdrawn_reason) == ("", "elle est malade")
    with pytest.raises(Problem, match="pledge withdrawn by its author"):
        bring_back_pledge(pledge=pledge, by=meeting.by)


def test_a_pledge_brought_back_meanwhile_stands_while_its_author_takes_back_how_to_reach_them(meeting):
    lina = meeting.someone()
    pledge = meeting.pledge(by_phone=lina, contact="06 12 34 56 78")
    withdraw_pledge(pledge=pledge, reason="elle est malade", by=meeting.by)
    bring_back_pledge(pledge=pledge, by=meeting.by)
    pledge = forget_contact(pledge=pledge, participant=lina)
    assert (pledge.contact, pledge.withdrawn_at) == ("", None)
    with pytest.raises(Problem, match="pledge of somebody else"):
        forget_contact(pledge=pledge, participant=meeting.someone())


def test_erasing_a_participant_takes_their_name_and_contact_out_of_the_bank(meeting):
    lina = meeting.someone("Lina")
    pledge = meeting.pledge(by_phone=lina, contact="06 12 34 56 78", said="le samedi")
    erase_participant(workshop=meeting.workshop, participant=lina)
    pledge.refresh_from_db()
    assert (pledge.owner, pledge.contact, pledge.said, pledge.amount) == ("", "", "", 1000)
    assert pledge.withdrawn_at


def test_a_phone_pledges_changes_and_withdraws_and_sending_again_changes_nothing(meeting):
    phone = Phone(meeting.workshop, participant=meeting.someone())
    pledge = str(uuid4())
    said = {"choice": str(meeting.choice.pk), "pledge": pledge, "resource": str(meeting.hours.pk)}
    promise = phone.act("bank_pledge", amount="2,5", only_for=[str(meeting.sheets["Banc"].pk)], **said)
    assert phone.said(promise, promise) == ["received", "received"]
    assert phone.said(phone.act("bank_change", amount="4", **said)) == ["received"]
    assert BankPledge.objects.get().amount == 400
    leave = phone.act("bank_withdraw", reason="trop de travail", **said)
    assert phone.said(leave, leave) == ["received", "received"]
    assert BankPledge.objects.get().withdrawn_reason == "trop de travail"


def test_a_phone_is_told_what_is_wrong_in_words(meeting):
    phone = Phone(meeting.workshop, participant=meeting.someone())
    wrong = phone.act(
        "bank_pledge", choice=str(meeting.choice.pk), pledge=str(uuid4()), resource=str(meeting.hours.pk), amount="0"
    )
    (answer,) = phone.send(wrong)
    assert answer["state"] == "refused"
    assert "code_of_problem" not in answer["message"]
    assert "amount is nothing" not in answer["message"]
