"""Every address, crossed with everyone there is: nobody reaches what is not theirs to reach."""

from http import HTTPStatus

import pytest
from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from contracts.expectations import ADDRESSES, Least
from spirale.journal.models import Event
from spirale.synthesis.models import FrozenSynthesis
from spirale.synthesis.operations import unpublish
from spirale.territories.models import Territory
from spirale.territories.operations import change_territory
from valley import ROLES, Address, account, add_what_is_rarer, addresses, path_to, things

pytestmark = pytest.mark.django_db

LEAST = {
    Least.READER: ROLES[:4],
    Least.MEMBER: ROLES[:3],
    Least.FACILITATOR: ROLES[:2],
    Least.ADMINISTRATOR: ROLES[:1],
    Least.SIGNED_IN: ROLES[:5],
    Least.ANYONE: ROLES,
}
REFUSED = {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}


@pytest.fixture(scope="module", autouse=True)
def _whole(demonstration: Territory) -> None:
    add_what_is_rarer()


def who_may(least: Least, *, is_public: bool) -> tuple[str, ...]:
    if least is Least.PUBLIC:
        return ROLES if is_public else LEAST[Least.READER]
    if least is Least.PUBLIC_SIGNED_IN:
        return LEAST[Least.SIGNED_IN if is_public else Least.READER]
    return LEAST[least]


def is_sent_to_sign_in(answer: HttpResponse) -> bool:
    return answer.status_code == HTTPStatus.FOUND and answer["Location"].startswith(reverse(settings.LOGIN_URL) + "?")


def hide_everything(territory: Territory) -> None:
    administrator = account("administrator")
    assert administrator
    change_territory(
        territory=territory,
        by=administrator,
        name=territory.name,
        description=territory.description,
        language=territory.language,
        is_public=False,
    )
    for frozen in FrozenSynthesis.objects.all():
        unpublish(frozen=frozen, by=administrator)


def test_each_address_says_who_may_reach_it() -> None:
    assert {str(address) for address in addresses()} == set(ADDRESSES)


@pytest.mark.parametrize("is_public", [True, False], ids=["shown to all", "kept inside"])
@pytest.mark.parametrize("address", addresses(), ids=str)
def test_nobody_reaches_what_is_not_theirs(address: Address, is_public: bool, valley: Territory) -> None:
    known = things()
    if not is_public:
        hide_everything(valley)
    said = ADDRESSES[str(address)]
    path = path_to(address, known, **{name: known[other] for name, other in said.instead.items()})
    unlike = []
    for role in ROLES:
        for method, least in (("get", said.get), ("post", said.post)):
            with transaction.atomic():
                client = Client(raise_request_exception=True)
                if who := account(role):
                    client.force_login(who, backend="django.contrib.auth.backends.ModelBackend")
                before = Event.objects.count()
                answer = getattr(client, method)(path, said.query if method == "get" else said.form(known))
                after = Event.objects.count()
                transaction.set_rollback(True)
            told = f"{method.upper()} by {role}: {answer.status_code}"
            if least is None:
                if answer.status_code != HTTPStatus.METHOD_NOT_ALLOWED and not (
                    answer.status_code in REFUSED or is_sent_to_sign_in(answer)
                ):
                    unlike.append(f"{told}, though it is no address for that")
            elif role in who_may(least, is_public=is_public):
                if answer.status_code in {*REFUSED, HTTPStatus.METHOD_NOT_ALLOWED} or is_sent_to_sign_in(answer):
                    unlike.append(f"{told}, though it is theirs")
            elif answer.status_code not in REFUSED and not is_sent_to_sign_in(answer):
                unlike.append(f"{told}, though it is not theirs")
            elif who and not is_public and role == "stranger" and answer.status_code != HTTPStatus.NOT_FOUND:
                unlike.append(f"{told}, which tells a stranger that there is something")
            elif after != before:
                unlike.append(f"{told}, and yet something was done")
            if answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
                unlike.append(f"{told}, a fault of ours")
    assert not unlike, path + "\n" + "\n".join(unlike)
