"""Letters of reminders: who gets one, what it tells, that it comes only with news and once a day, and how it stops."""

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, strategies
from hypothesis import settings as property_settings

from factories import AccountFactory, MembershipFactory
from spirale.action import operations
from spirale.action.letters import box_at, choose_at, one_line
from spirale.action.models import Letterbox, Task
from spirale.action.reminding import letters_due, send_reminders
from spirale.action.tasks import start_schedule
from spirale.journal.models import Event
from spirale.method.problems import Problem
from spirale.people.models import Account
from spirale.people.queries import digest_of
from spirale.territories.models import Role

from .conftest import World, in_days
from .test_plan import move, write

pytestmark = pytest.mark.database


@pytest.fixture
def amina(world: World) -> Account:
    account = AccountFactory(email="amina@example.org", name="Amina")
    MembershipFactory(territory=world.territory, account=account, role=Role.READER)
    return account


def in_time(days: int) -> datetime:
    return timezone.now() + timedelta(days=days)


def run(world: World, days: int = 0) -> list[Any]:
    """Send what is due in so many days; the letters that left."""
    start_schedule(world.territory)
    mail.outbox.clear()
    send_reminders(now=in_time(days))
    return list(mail.outbox)


def to(letters: list[Any], address: str) -> list[Any]:
    return [letter for letter in letters if letter.to == [address]]


def body(letters: list[Any], address: str = "amina@example.org") -> str:
    (letter,) = to(letters, address)
    return str(letter.body)


def box(address: str = "amina@example.org") -> Letterbox:
    return Letterbox.objects.get(address_digest=digest_of(address))


def daily(address: str = "amina@example.org") -> None:
    operations.choose_rhythm(box=box(address), rhythm="daily")


def test_who_owns_a_task_is_told_when_it_begins_and_is_to_be_over(world: World, amina: Account) -> None:
    write(world, "Bêcher", days=3)
    told = body(run(world))
    assert "Bonjour Amina," in told
    assert "«\u00a0Bêcher\u00a0» commence le" in told
    assert "«\u00a0Bêcher\u00a0» est à finir" in told
    assert "Un jardin partagé" in told


def test_a_name_is_known_again_whatever_its_case_and_spaces(world: World, amina: Account) -> None:
    write(world, "Bêcher", owners=["  AMINA "])
    assert to(run(world), amina.email)


def test_a_namesake_outside_the_territory_is_told_nothing(world: World) -> None:
    AccountFactory(email="elsewhere@example.org", name="Amina")
    write(world, "Bêcher")
    assert not to(run(world), "elsewhere@example.org")


def test_a_closed_account_is_told_nothing(world: World, amina: Account) -> None:
    Account.objects.filter(pk=amina.pk).update(is_active=False)
    write(world, "Bêcher")
    assert not to(run(world), amina.email)


def test_what_is_late_is_told_with_who_waits_for_it(world: World, amina: Account) -> None:
    dig = write(world, "Bêcher", days=2)
    write(world, "Semer", dig, owners=["Luc"], days=2)
    told = body(run(world, days=5))
    assert "En retard" in told
    assert "Luc ne peut pas commencer «\u00a0Semer\u00a0» avant." in told


def test_whoever_wrote_the_sheet_is_told_what_is_late_in_the_action(world: World) -> None:
    write(world, "Bêcher", days=2)
    told = body(run(world, days=5), world.facilitator.email)
    assert "Bêcher" in told


def test_a_commitment_is_told_when_its_day_comes_and_when_it_is_past(world: World, amina: Account) -> None:
    world.promise(who="Amina", what="arroser", due_on=in_days(3), signed_as="Amina")
    assert "arroser" in body(run(world))
    told = body(run(world, days=8))
    assert "ce jour est passé" in told


def test_what_is_not_signed_is_no_promise_yet(world: World, amina: Account) -> None:
    world.promise(who="Amina", what="arroser", due_on=in_days(3))
    assert not run(world)


def test_a_signatory_who_left_an_address_with_their_promise_is_told_without_an_account(world: World) -> None:
    pledge = world.pledge(owner="Mairie", contact=" Mairie@Example.org ")
    world.promise(who="La mairie", pledge=pledge, due_on=in_days(3), signed_as="X")
    write(world, "Bêcher", owners=["La mairie"])
    letters = run(world)
    assert "laissé cette adresse" in body(letters, "mairie@example.org")
    assert "Bêcher" in body(letters, "mairie@example.org")
    assert reverse("action:plan", args=["val"]) not in body(letters, "mairie@example.org")


@pytest.mark.parametrize("contact", ["06 12 34 56 78", "", "chez moi", "a@b", "x@example.org, y@example.org"])
def test_what_is_no_address_gets_no_letter(world: World, contact: str) -> None:
    pledge = world.pledge(contact=contact)
    world.promise(who="Luc", pledge=pledge, due_on=in_days(3), signed_as="X")
    assert not run(world)


def test_a_signatory_whose_address_has_an_account_gets_one_letter(world: World, amina: Account) -> None:
    pledge = world.pledge(contact="amina@example.org")
    world.promise(who="Madame A.", pledge=pledge, due_on=in_days(3), signed_as="X")
    write(world, "Bêcher")
    letters = to(run(world), "amina@example.org")
    assert len(letters) == 1
    assert "Bonjour Amina," in letters[0].body


def test_a_letter_speaks_the_language_of_its_reader(world: World, amina: Account) -> None:
    Account.objects.filter(pk=amina.pk).update(language="en")
    write(world, "Bêcher")
    told = body(run(world))
    assert "Hello Amina," in told
    assert "“Bêcher” begins on" in told


def test_nothing_is_sent_when_nothing_is_new(world: World, amina: Account) -> None:
    world.promise(who="Amina", what="arroser", due_on=in_days(10), signed_as="Amina")
    assert to(run(world), amina.email)
    assert [day for day in range(1, 16) if to(run(world, days=day), amina.email)] == [8, 15]  # at hand; past


def test_the_same_state_is_told_once_and_a_change_of_state_is_news(world: World, amina: Account) -> None:
    write(world, "Bêcher", days=10)
    move(world, Task.objects.get(), in_days(0))
    assert to(run(world), amina.email)  # begins, ends
    daily()
    sent = [day for day in range(1, 20) if to(run(world, days=day), amina.email)]
    assert sent == [1, 2, 7, 10]  # not begun; to be over in a week; in two days; past its last day


def test_each_week_is_the_rhythm_until_somebody_chooses(world: World, amina: Account) -> None:
    task = write(world, "Bêcher", days=10)
    assert to(run(world), amina.email)
    move(world, task, in_days(1))
    assert [day for day in range(1, 9) if to(run(world, days=day), amina.email)] == [7]


def test_what_others_changed_is_told_and_what_one_did_oneself_is_not(world: World, amina: Account) -> None:
    task = write(world, "Bêcher", days=40)
    run(world)
    daily()
    MembershipFactory._meta.model.objects.filter(account=amina).update(role=Role.MEMBER)
    other = write(world, "Arroser", owners=["Luc"], days=40)
    task = operations.report_task(
        task=task, edit_id=uuid4(), done=40, obstacles="la bêche", based_on=1, by=world.member
    )
    told = body(run(world, days=1))
    assert "«\u00a0Bêcher\u00a0» est fait à 40 %." in told
    assert "Ce qui gêne «\u00a0Bêcher\u00a0»\u00a0: la bêche" in told
    assert "Arroser" not in told
    operations.report_task(task=task, edit_id=uuid4(), done=50, obstacles="la bêche", based_on=2, by=amina)
    assert not [one for digest in letters_due(now=in_time(2)) for part, one in digest.reminders if part == "changed"]
    assert other.version == 1


def test_who_is_given_a_task_is_told_so(world: World, amina: Account) -> None:
    write(world, "Bêcher")
    run(world)
    daily()
    other = write(world, "Semer", owners=["Luc"])
    run(world)
    write(world, "Semer", task_id=other.pk, based_on=1, owners=["Luc", "Amina"])
    assert "«\u00a0Semer\u00a0» est à vous désormais." in body(run(world, days=1))


def test_never_two_letters_of_a_day_however_often_it_is_run(world: World, amina: Account) -> None:
    write(world, "Bêcher")
    assert to(run(world), amina.email)
    daily()
    write(world, "Semer")
    assert not run(world)
    assert "Semer" in body(run(world, days=1))


def test_of_two_that_run_at_once_one_claims(world: World) -> None:
    on = in_days(0)
    assert operations.claim_letter(address="a@example.org", on=on)
    assert operations.claim_letter(address="A@example.org", on=on) is None


def test_interrupted_after_the_letter_left_it_does_not_leave_again_and_its_news_stay(
    world: World, amina: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(world, "Bêcher")
    start_schedule(world.territory)
    keep = operations.keep_sent

    def stop(**_given: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(operations, "keep_sent", stop)
    with pytest.raises(KeyboardInterrupt):
        send_reminders(now=in_time(0))
    assert len(mail.outbox) == 1
    monkeypatch.setattr(operations, "keep_sent", keep)
    assert not run(world)
    assert "Bêcher" in body(run(world, days=1))


def test_interrupted_before_it_left_the_others_get_theirs_and_this_one_its_own_the_day_after(
    world: World, amina: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    luc = MembershipFactory(territory=world.territory, account=AccountFactory(email="luc@example.org", name="Luc"))
    write(world, "Bêcher", owners=["Amina", "Luc"])
    send = EmailBackend.send_messages

    def stop(self: EmailBackend, messages: list[Any]) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(EmailBackend, "send_messages", stop)
    start_schedule(world.territory)
    with pytest.raises(KeyboardInterrupt):
        send_reminders(now=in_time(0))
    monkeypatch.setattr(EmailBackend, "send_messages", send)
    assert [letter.to for letter in run(world)] == [[luc.account.email]]
    later = run(world, days=1)
    assert to(later, "amina@example.org")
    assert not to(later, luc.account.email)


def failing(error: Exception, address: str = "") -> Callable[..., int]:
    send = EmailBackend.send_messages

    def refuse(self: EmailBackend, messages: list[Any]) -> int:
        if not address or messages[0].to == [address]:
            raise error
        return int(send(self, messages))

    return refuse


def test_a_refused_address_is_told_and_tried_again_and_the_others_get_theirs(
    world: World, amina: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    MembershipFactory(territory=world.territory, account=AccountFactory(email="luc@example.org", name="Luc"))
    write(world, "Bêcher", owners=["Amina", "Luc"])
    start_schedule(world.territory)
    refused = SMTPRecipientsRefused({"amina@example.org": (550, b"no such user")})
    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "send_messages", failing(refused, "amina@example.org"))
        first, second = send_reminders(now=in_time(0))
    assert first.problem
    assert (first.problem.code, first.problem.parameters["reason"]) == ("letter refused", "550 no such user")
    assert second.problem is None
    assert box().problem == "refused"
    assert [letter.to for letter in run(world)] == [["amina@example.org"]]
    assert box().problem == ""


def test_a_lost_answer_leaves_nothing_more_that_day(
    world: World, amina: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(world, "Bêcher")
    start_schedule(world.territory)
    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "send_messages", failing(SMTPServerDisconnected("closed")))
        (found,) = send_reminders(now=in_time(0))
    assert found.problem
    assert found.problem.code == "letter in doubt"
    assert not run(world)
    assert run(world, days=1)


def test_a_mail_server_that_does_not_answer_is_said_and_nothing_is_claimed(
    world: World, amina: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(world, "Bêcher")
    start_schedule(world.territory)

    def silent(self: EmailBackend) -> None:
        raise ConnectionRefusedError(111, "refused")

    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "open", silent)
        (found,) = send_reminders(now=in_time(0))
    assert found.problem
    assert found.problem.code == "mail server out of reach"
    assert not Letterbox.objects.exists()
    assert run(world)


class Stopped(BaseException):
    """The program is stopped, as by a power cut."""


@property_settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    days=strategies.lists(
        strategies.lists(strategies.sampled_from(["well", "refused", "lost", "away", "cut before", "cut after"])),
        max_size=6,
    )
)
def test_whatever_fails_nobody_gets_two_letters_of_a_day_and_what_is_new_is_told_until_it_is_known_to_be(
    world: World, days: list[list[str]]
) -> None:
    if not world.garden.commitments.exists():
        MembershipFactory(
            territory=world.territory, account=AccountFactory(email="amina@example.org", name="Amina"), role=Role.READER
        )
        world.promise(who="Amina", what="arroser", due_on=in_days(0), signed_as="Amina")
        AccountFactory._meta.model.objects.filter(pk=world.facilitator.pk).update(is_active=False)
    Letterbox.objects.all().delete()
    Letterbox.objects.create(address_digest=digest_of("amina@example.org"), rhythm="daily")
    arrived: list[int] = []
    known = None
    for day, runs in enumerate([*days, ["well"]], start=1):
        for outcome in runs:
            before = len(arrived)
            with pytest.MonkeyPatch.context() as patch:
                fail_as(outcome, patch, lambda day=day: arrived.append(day))
                with suppress(Stopped):
                    send_reminders(now=in_time(day))
            if outcome == "well" and len(arrived) > before:
                known = known or day
    assert len(arrived) == len(set(arrived))
    assert arrived[-1] == known  # told until it is known to be; then it is no news


def fail_as(outcome: str, patch: pytest.MonkeyPatch, arrives: Callable[[], None]) -> None:
    """Have the next run end in one of these ways; `arrives` is called for a letter that reaches its address."""

    def open_way(_backend: EmailBackend) -> None:
        if outcome == "away":
            raise ConnectionRefusedError

    def send(_backend: EmailBackend, _messages: list[Any]) -> int:
        if outcome == "refused":
            raise SMTPRecipientsRefused({"amina@example.org": (550, b"no")})
        if outcome == "cut before":
            raise Stopped
        arrives()
        if outcome == "lost":
            raise SMTPServerDisconnected("closed")
        if outcome == "cut after":
            raise Stopped
        return 1

    patch.setattr(EmailBackend, "open", open_way)
    patch.setattr(EmailBackend, "send_messages", send)


def test_without_a_mail_server_nothing_is_taken_for_sent(world: World, amina: Account, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    write(world, "Bêcher")
    with pytest.raises(Problem, match="no mail server"):
        send_reminders(now=in_time(0))
    assert not Letterbox.objects.exists()


def test_the_letter_leads_to_a_page_that_stops_it_without_signing_in(
    world: World, amina: Account, client: Any, settings: Any
) -> None:
    settings.PUBLIC_ADDRESS = "https://spirale.example.org"
    write(world, "Bêcher")
    (letter,) = run(world)
    address = re.search(r"https://spirale.example.org(/reminders/\S+)", letter.body)
    assert address
    assert letter.extra_headers["List-Unsubscribe"] == f"<{address.group()}>"
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = address.group(1)
    for _ in range(2):  # a program that scans mail opens it too: nothing changes
        assert client.get(path).status_code == 200
    assert box().rhythm == "weekly"
    assert client.post(path, {"rhythm": "never"}).status_code == 302
    assert box().rhythm == "never"
    assert "Aucune lettre" in client.get(path).content.decode()
    assert not to(run(world, days=30), amina.email)
    client.post(path, {"rhythm": "daily"})
    assert to(run(world, days=31), amina.email)
    assert list(Event.objects.filter(verb="reminders chosen").values_list("details", flat=True)) == [
        {"before": "weekly", "after": "never"},
        {"before": "never", "after": "daily"},
    ]


@pytest.mark.parametrize(("why", "said"), [("refused", "a été refusée"), ("answer lost", "Nous ne savons pas si")])
def test_the_page_says_that_the_last_letter_did_not_arrive(
    world: World, amina: Account, client: Any, why: str, said: str
) -> None:
    write(world, "Bêcher")
    run(world)
    assert said not in client.get(choose_at_path(box())).content.decode()
    operations.release_letter(box=box(), why=why)
    assert said in client.get(choose_at_path(box())).content.decode()


def test_the_button_of_a_mail_program_stops_letters_at_once(world: World, amina: Account) -> None:
    from django.test import Client

    write(world, "Bêcher")
    run(world)
    sender = Client(enforce_csrf_checks=True)
    for _ in range(2):
        assert sender.post(choose_at_path(box()), {"List-Unsubscribe": "One-Click"}).status_code == 204
    assert box().rhythm == "never"


def choose_at_path(found: Letterbox) -> str:
    return "/" + choose_at(found).split("/", 3)[3]


@pytest.mark.parametrize("key", ["", "x", "x.y", f"{UUID(int=1)}.abc", "é🌀", "." * 300])
def test_an_altered_address_leads_nowhere(db: None, client: Any, key: str) -> None:
    assert box_at(key) is None
    if key:
        assert client.get(reverse("action:reminders", args=[key])).status_code == 404


def test_a_rhythm_that_is_none_is_refused_with_a_sentence(world: World, amina: Account, client: Any) -> None:
    write(world, "Bêcher")
    run(world)
    assert client.post(choose_at_path(box()), {"rhythm": "hourly"}).status_code == 422
    assert box().rhythm == "weekly"


def test_a_letterbox_holds_neither_address_nor_words(world: World, amina: Account) -> None:
    write(world, "Bêcher les plates-bandes")
    run(world)
    kept = str(Letterbox.objects.values()) + str(Event.objects.filter(kind="letterbox").values())
    assert "amina@" not in kept
    assert "plates-bandes" not in kept


def test_no_line_of_anybody_passes_for_one_of_the_letter(world: World, amina: Account) -> None:
    write(world, "Bêcher\r\n\r\n-- \r\nBcc: x@example.org\u202e")
    (letter,) = run(world)
    assert "Bêcher -- Bcc: x@example.org\u00a0»" in letter.body
    assert "\u202e" not in letter.body
    assert letter.recipients() == ["amina@example.org"]
    assert len(one_line("x" * 1000)) == 300


def test_a_letter_is_text_alone(world: World, amina: Account) -> None:
    write(world, "<b>Bêcher</b>")
    (letter,) = run(world)
    message = letter.message()
    assert message.get_content_type() == "text/plain"
    assert not message.is_multipart()
    assert "<b>Bêcher</b>" in letter.body
    assert message["Auto-Submitted"] == "auto-generated"


def test_the_journal_says_what_period_each_letter_told(world: World, amina: Account) -> None:
    write(world, "Bêcher", days=40)
    run(world)
    daily()
    run(world, days=1)
    first, second = Event.objects.filter(verb="reminder sent", space=box().pk).order_by("number")
    assert first.details["since"] is None
    assert second.details["since"] == first.details["until"]
    assert second.details["before"] == first.details["after"]
    assert second.details["before"] != second.details["after"]


def test_trips_to_the_database_do_not_grow_with_people_and_tasks(
    world: World, django_assert_max_num_queries: Any, django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def trips() -> int:
        start_schedule(world.territory)
        with CaptureQueriesContext(connection) as found:
            letters_due(now=in_time(0))
        return len(found)

    def grow(turn: int) -> None:
        account = AccountFactory(name=f"Personne {turn}")
        MembershipFactory(territory=world.territory, account=account)
        write(world, f"Tâche {turn}", owners=[account.name])

    grow(0)
    run(world)
    grow(1)
    once = trips()
    for turn in range(2, 8):
        grow(turn)
    assert trips() == once
    assert once <= 20


def test_whoever_gets_letters_finds_on_the_plan_how_often_they_come(world: World, amina: Account, client: Any) -> None:
    write(world, "Bêcher", days=3)
    client.force_login(amina)
    plan = reverse("action:plan", args=["val"])
    assert "/reminders/" not in client.get(plan).content.decode()
    run(world)
    assert f'href="{choose_at_path(box())}"' in client.get(plan).content.decode()
    client.force_login(world.reader)
    assert "/reminders/" not in client.get(plan).content.decode()
