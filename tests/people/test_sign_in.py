"""Coming in, by a link or by a password."""

import re
import time
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from factories import NOW, AccountFactory
from spirale.journal.models import Event
from spirale.people import operations
from spirale.people.models import Account, SignInAttempt

pytestmark = pytest.mark.database


def token_in(address: str) -> str:
    return parse_qs(urlsplit(address).query)["sesame"][0]


def is_in(client) -> bool:
    return "_auth_user_id" in client.session


def test_a_link_is_sent_to_a_known_address_whatever_its_capitals(client, camille, letters):
    letters(lambda: client.post("/sign-in/", {"email": " Camille@Example.ORG ", "way": "link"}))
    (letter,) = mail.outbox
    assert letter.to == ["camille@example.org"]
    assert "Bonjour Camille Aubry," in letter.body
    address = re.search(r"http\S+", letter.body).group()
    assert urlsplit(address).path == "/sign-in/link/"


def test_the_letter_is_in_the_language_of_the_account(client, letters):
    AccountFactory(email="alex@example.org", name="Alex", language="en")
    letters(lambda: client.post("/sign-in/", {"email": "alex@example.org", "way": "link"}))
    assert mail.outbox[0].subject == "Your link to sign in to Spirale"


def test_the_answer_never_tells_whether_an_address_is_known(client, camille, letters):
    def answers(email: str) -> tuple[int, str, str]:
        answer = client.post("/sign-in/", {"email": email, "way": "link"})
        page = client.get(answer.url).content.decode()
        return (
            answer.status_code,
            answer.url,
            page.replace(re.search('value="(.{64})"', page).group(1), "").replace(
                re.search('X-CSRFToken": "(.{64})"', page).group(1), ""
            ),
        )

    assert answers("camille@example.org") == answers("nobody@example.org")


def test_no_letter_leaves_for_an_unknown_or_closed_account(client, letters):
    AccountFactory(email="gone@example.org", is_active=False)
    for email in ("gone@example.org", "nobody@example.org"):
        assert letters(lambda email=email: client.post("/sign-in/", {"email": email, "way": "link"})) == []


def test_at_most_three_letters_leave_for_an_address_in_a_quarter_of_an_hour(camille, letters):
    def ask(minutes: int) -> None:
        operations.send_sign_in_link(email=camille.email, at=NOW + timedelta(minutes=minutes))

    letters(lambda: [ask(minutes) for minutes in (0, 1, 2, 3, 4)])
    assert len(mail.outbox) == 3
    letters(lambda: ask(16))
    assert len(mail.outbox) == 4


def test_asking_for_one_address_leaves_the_others_their_letters(camille, letters):
    AccountFactory(email="alex@example.org")
    letters(lambda: [operations.send_sign_in_link(email=camille.email) for _ in range(5)])
    letters(lambda: operations.send_sign_in_link(email="alex@example.org"))
    assert mail.outbox[-1].to == ["alex@example.org"]


def test_a_letter_that_cannot_leave_is_told_to_whoever_runs_the_site(client, camille, letters, monkeypatch, caplog):
    def refuse(self: EmailBackend, messages: list[object]) -> int:
        raise ConnectionRefusedError

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    letters(lambda: client.post("/sign-in/", {"email": camille.email, "way": "link"}))
    assert "could not be sent" in caplog.text


def test_opening_the_link_does_not_use_it_up(client, camille):
    address = operations.sign_in_link_for(camille)
    for _ in range(3):  # a mail scanner, a preview, a person
        page = client.get(address)
        assert page.status_code == 200
        assert not is_in(client)
    client.post("/sign-in/link/", {"sesame": token_in(address)})
    assert is_in(client)


def test_a_link_serves_once(client, camille):
    token = token_in(operations.sign_in_link_for(camille))
    client.post("/sign-in/link/", {"sesame": token})
    client.post("/sign-out/")
    answer = client.post("/sign-in/link/", {"sesame": token})
    assert answer.status_code == 410
    assert not is_in(client)
    assert "ne sert plus" in answer.content.decode()


def test_a_link_read_before_another_sign_in_used_it_serves_nobody_twice(camille):
    token = token_in(operations.sign_in_link_for(camille))
    assert operations.use_sign_in_link(token=token) == camille
    assert operations.use_sign_in_link(token=token) is None


def test_a_link_serves_for_an_hour(client, camille, monkeypatch):
    token = token_in(operations.sign_in_link_for(camille))
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 60 * 60 + 5)
    assert operations.read_sign_in_link(token) is None


@pytest.mark.parametrize("token", ["", "nonsense", "x" * 5000, "\x00", "é🌀"])
def test_an_altered_link_gives_nothing(client, camille, token):
    assert client.get("/sign-in/link/", {"sesame": token}).status_code == 410
    assert client.post("/sign-in/link/", {"sesame": token}).status_code == 410


def test_a_link_of_a_closed_account_gives_nothing(client, camille):
    address = operations.sign_in_link_for(camille)
    Account.objects.update(is_active=False)
    assert client.post("/sign-in/link/", {"sesame": token_in(address)}).status_code == 410


def test_a_link_leads_on_to_the_page_it_was_asked_for(client, camille):
    token = token_in(operations.sign_in_link_for(camille, onward="/account/"))
    answer = client.post("/sign-in/link/", {"sesame": token, "next": "/account/"})
    assert answer.url == "/account/"


def test_a_link_never_leads_elsewhere(client, camille):
    token = token_in(operations.sign_in_link_for(camille))
    assert client.post("/sign-in/link/", {"sesame": token, "next": "https://example.org/"}).url == "/"


def test_signing_in_is_told_in_the_journal_of_the_account(client, camille):
    client.post("/sign-in/link/", {"sesame": token_in(operations.sign_in_link_for(camille))})
    assert list(Event.objects.filter(space_id=camille.pk).values_list("verb", flat=True)) == ["signed in by link"]


def test_the_site_then_speaks_the_language_of_the_account(client):
    account = AccountFactory(language="en")
    client.post("/sign-in/link/", {"sesame": token_in(operations.sign_in_link_for(account))})
    assert client.get("/account/").headers["Content-Language"] == "en"


PASSWORD = {"email": "camille@example.org", "password": "le pré derrière l'école", "way": "password"}


def test_a_password_lets_in(client, camille):
    assert client.post("/sign-in/", PASSWORD | {"next": "/account/"}).url == "/account/"
    assert is_in(client)


@pytest.mark.parametrize("email", ["camille@example.org", "nobody@example.org"])
def test_a_password_that_does_not_fit_is_told_the_same_way_for_all(client, camille, email):
    answer = client.post("/sign-in/", {"email": email, "password": "no", "way": "password"})
    assert answer.status_code == 422
    assert "ne vont pas ensemble" in answer.content.decode()
    assert not is_in(client)


@pytest.mark.parametrize("email", ["camille@example.org", "nobody@example.org"])
def test_after_five_that_did_not_fit_one_waits_longer_and_longer(camille, email):
    for _ in range(5):
        assert operations.sign_in_by_password(email=email, password="no", at=NOW) is None
    waits = []
    at = NOW
    for _ in range(4):
        with pytest.raises(operations.WaitFirst) as wait:
            operations.sign_in_by_password(email=email, password=PASSWORD["password"], at=at)
        waits.append((wait.value.until - at).total_seconds())
        at = wait.value.until
        operations.sign_in_by_password(email=email, password="no", at=at)
    assert waits == [30, 60, 120, 240]


def test_waiting_lets_the_right_password_in_and_forgets_the_wrong_ones(camille):
    for _ in range(5):
        operations.sign_in_by_password(email=camille.email, password="no", at=NOW)
    later = NOW + timedelta(seconds=31)
    assert operations.sign_in_by_password(email=camille.email, password=PASSWORD["password"], at=later) == camille
    assert operations.sign_in_by_password(email=camille.email, password="no", at=later) is None


def test_guessing_at_one_account_slows_no_other(client, camille):
    for _ in range(9):
        client.post("/sign-in/", {"email": "nobody@example.org", "password": "no", "way": "password"})
    client.post("/sign-in/", PASSWORD)
    assert is_in(client)


def test_the_page_says_how_long_to_wait(client, camille):
    for _ in range(5):
        client.post("/sign-in/", PASSWORD | {"password": "no"})
    answer = client.post("/sign-in/", PASSWORD)
    assert "Attendez 1 minute" in answer.content.decode()
    assert not is_in(client)


def test_signing_out_asks_for_a_button_never_a_link(client, camille):
    client.force_login(camille)
    assert client.get("/sign-out/").status_code == 405
    assert is_in(client)
    client.post("/sign-out/")
    assert not is_in(client)


def test_an_account_is_made_once_whatever_the_capitals():
    first = operations.make_account(email="Alex@Example.org", name="Alex")
    second = operations.make_account(email=" alex@example.ORG", name="Somebody else")
    assert first == second
    assert (second.email, second.name) == ("alex@example.org", "Alex")
    assert not second.has_usable_password()


def test_attempts_are_forgotten_after_a_quarter_of_an_hour(camille):
    operations.send_sign_in_link(email=camille.email, at=timezone.now() - timedelta(hours=1))
    operations.send_sign_in_link(email=camille.email)
    assert SignInAttempt.objects.count() == 1
    assert "camille" not in SignInAttempt.objects.get().address_digest
