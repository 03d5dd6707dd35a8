"""Every address, crossed with everyone there is: nobody reaches what is not theirs to reach."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse

from contracts.expectations import ADDRESSES, Least
from spirale.journal.models import Event
from spirale.synthesis.models import FrozenSynthesis
from spirale.synthesis.operations import unpublish
from spirale.territories.models import Territory
from spirale.territories.operations import change_territory
from valley import ROLES, Address, SignedIn, account, add_what_is_rarer, addresses, path_to, sign_in, things

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


@pytest.fixture(scope="module")
def known(_whole: None) -> dict[str, Any]:
    """One thing of each kind."""
    return things()


@pytest.fixture(scope="module")
def people(_whole: None) -> SignedIn:
    return sign_in(*ROLES)


@pytest.fixture(scope="module", params=[True, False], ids=["shown to all", "kept inside"])
def is_public(request: pytest.FixtureRequest, demonstration: Territory, people: SignedIn) -> Iterator[bool]:
    """Whether the territory and what it froze are shown to all, or to its readers alone."""
    with transaction.atomic():
        if not request.param:
            hide_everything(demonstration)
        yield request.param
        transaction.set_rollback(True)


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


@pytest.mark.parametrize("address", addresses(), ids=str)
def test_nobody_reaches_what_is_not_theirs(
    address: Address, is_public: bool, known: dict[str, Any], people: SignedIn
) -> None:
    said = ADDRESSES[str(address)]
    path = path_to(address, known, **{name: known[other] for name, other in said.instead.items()})
    unlike = []
    for role in ROLES:
        for method, least in (("get", said.get), ("post", said.post)):
            with transaction.atomic():
                before = Event.objects.count()
                answer = getattr(people.client(role), method)(path, said.query if method == "get" else said.form(known))
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
            elif not is_public and role == "stranger" and answer.status_code != HTTPStatus.NOT_FOUND:
                unlike.append(f"{told}, which tells a stranger that there is something")
            elif after != before:
                unlike.append(f"{told}, and yet something was done")
            if answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
                unlike.append(f"{told}, a fault of ours")
    assert not unlike, path + "\n" + "\n".join(unlike)
