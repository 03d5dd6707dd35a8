"""`spirale remind`, through a mail server that takes letters, refuses some, hangs up, or is not there."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from click.testing import CliRunner, Result
from django.utils import timezone

from factories import AccountFactory, MembershipFactory, TerritoryFactory
from mail_server import Post, mail_server
from spirale import cli
from spirale.action import operations
from spirale.action.models import Letterbox
from spirale.decision.models import ActionSheet, Choice, Decided
from spirale.journal.models import Event
from spirale.territories.models import Role

pytestmark = pytest.mark.database

PEOPLE = ("amina", "luc", "zoe")


@pytest.fixture(autouse=True)
def _people(db: None) -> None:
    """Three members, each with a signed commitment due in three days."""
    territory = TerritoryFactory(name="Val d’Ombrèze", slug="val")
    leader = MembershipFactory(territory=territory, role=Role.FACILITATOR).account
    now = timezone.now()
    sheet = ActionSheet.objects.create(territory=territory, title="Un jardin", what="…", made_by=leader, made_at=now)
    choice = Choice.objects.create(territory=territory, title="Le choix", made_by=leader, made_at=now)
    Decided.objects.create(choice=choice, sheet=sheet, is_in=True, by=leader, at=now)
    for name in PEOPLE:
        account = AccountFactory(email=f"{name}@example.org", name=name)
        MembershipFactory(territory=territory, account=account, role=Role.READER)
        operations.promise(
            commitment_id=uuid4(),
            sheet=sheet,
            who=name.title(),
            kind="citizen",
            what="arroser l’été",
            due_on=timezone.localdate() + timedelta(days=3),
            signed_as=name,
            by=leader,
        )


@pytest.fixture
def post(settings: Any) -> Iterator[Post]:
    with mail_server() as found:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", found.port, False
        yield found


def run(*options: str) -> Result:
    return CliRunner().invoke(cli.main, ["remind", *options])


def addresses(*names: str) -> list[str]:
    return [f"{name}@example.org" for name in names]


def test_each_gets_one_letter_through_one_connection_and_running_it_again_sends_nothing(post: Post) -> None:
    first = run()
    assert first.exit_code == 0, first.output
    assert "3 letters sent, 0 not." in first.output
    assert post.addresses == addresses(*PEOPLE)
    assert post.connections == 1
    letter = post.taken[0][1]
    assert "«\u00a0arroser l’été\u00a0»" in letter.get_content()
    assert letter["List-Unsubscribe"].strip().startswith("<http://localhost:8000/reminders/")
    assert letter["Message-ID"].endswith("@localhost>")
    assert "0 letters sent" in run().output
    assert len(post.taken) == 3


def test_it_says_who_would_get_what_and_sends_and_keeps_nothing(post: Post) -> None:
    found = run("--dry-run")
    assert found.exit_code == 0
    assert "amina@example.org: 1 chose dont vous vous chargez arrive bientôt" in found.output
    assert "«\u00a0arroser l’été\u00a0»" in found.output
    assert "3 letters would leave. None did." in found.output
    told = json.loads(run("--dry-run", "--json").output)
    assert [one["address"] for one in told["letters"]] == addresses(*PEOPLE)
    assert (post.taken, Letterbox.objects.count(), Event.objects.filter(kind="letterbox").count()) == ([], 0, 0)


def test_a_refused_address_is_said_the_others_get_theirs_and_it_is_tried_again(post: Post) -> None:
    post.refuses = set(addresses("amina"))
    found = run()
    assert found.exit_code == 1
    assert "550 no such user here" in found.output
    assert post.addresses == addresses("luc", "zoe")
    post.refuses = set()
    assert run().exit_code == 0
    assert post.addresses == addresses("luc", "zoe", "amina")


def test_a_connection_closed_without_an_answer_is_opened_again_for_the_others(post: Post) -> None:
    post.hangs_up_on = set(addresses("luc"))
    found = run("--json")
    told = json.loads(found.stdout)
    assert (found.exit_code, told["well"], told["sent"]) == (1, False, 2)
    assert told["not_sent"] == [{"address": "luc@example.org", "code": "letter in doubt"}]
    assert post.addresses == addresses("amina", "zoe")
    assert post.connections == 2
    post.hangs_up_on = set()
    assert run().exit_code == 0
    assert post.addresses == addresses("amina", "zoe")  # it may have left: not again today


def test_a_mail_server_that_is_not_there_is_said_once_and_all_is_sent_when_it_is_back(
    post: Post, settings: Any
) -> None:
    with mail_server() as gone:
        pass
    settings.EMAIL_PORT = gone.port
    found = run()
    assert found.exit_code == 3
    assert found.output.count(f"127.0.0.1:{gone.port}") == 1
    assert "0 letters sent, 3 not." in found.output
    settings.EMAIL_PORT = post.port
    assert run().exit_code == 0
    assert post.addresses == addresses(*PEOPLE)


def test_without_a_mail_server_it_says_which_setting_is_missing(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    found = run()
    assert found.exit_code == 3
    assert "SPIRALE_SMTP_HOST" in found.output
