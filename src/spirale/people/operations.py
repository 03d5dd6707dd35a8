"""Making accounts and letting people in."""

from datetime import datetime
from urllib.parse import urlencode

import sesame.utils
from django.conf import settings
from django.contrib.auth import authenticate
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from spirale.journal import operations as journal
from spirale.people import letters, queries
from spirale.people.models import Account, SignInAttempt


class WaitFirst(Exception):
    """Too many passwords did not fit: none is looked at before `until`."""

    def __init__(self, until: datetime) -> None:
        self.until = until
        super().__init__(f"not before {until.isoformat()}")


@transaction.atomic
def make_account(*, email: str, name: str = "", language: str = "fr", by: Account | None = None) -> Account:
    """Make the account of an address; an address that has one keeps it as it is."""
    account, is_new = Account.objects.get_or_create(
        email=queries.tidy(email), defaults={"name": name.strip(), "language": language}
    )
    if is_new:
        account.set_unusable_password()
        account.save(update_fields=["password"])
        journal.append("account made", space=account.pk, on=account, by=by or account)
    return account


def sign_in_link_for(account: Account, *, onward: str = "") -> str:
    """The address that signs this account in, once, within the hour; `onward` is the page to open then."""
    asked = {"sesame": sesame.utils.get_token(account)}
    if onward:
        asked["next"] = onward
    return f"{settings.PUBLIC_ADDRESS.rstrip('/')}{reverse('people:use_link')}?{urlencode(asked)}"


@transaction.atomic
def send_sign_in_link(*, email: str, onward: str = "", why: str = "", at: datetime | None = None) -> None:
    """Send a link to an address that has an account; say nothing of whether it has one."""
    at = at or timezone.now()
    if not queries.may_send_link_at(email, at=at):
        return
    _remember_attempt(email, SignInAttempt.Kind.LINK, at)
    account = queries.account_at(email)
    if account is None:
        return
    journal.append("sign-in link sent", space=account.pk, on=account, by=None, at=at)
    letter = letters.letter_with_link(account, sign_in_link_for(account, onward=onward), why=why)
    transaction.on_commit(lambda: letters.post(letter))


@transaction.atomic
def use_sign_in_link(*, token: str) -> Account | None:
    """Use a link up and return its account; a link that is used, old or altered gives nothing."""
    account = read_sign_in_link(token)
    if account is None:
        return None
    Account.objects.select_for_update().get(pk=account.pk)  # of two presses at once, the second finds the link used
    account = read_sign_in_link(token)
    if account is None:
        return None
    account.last_login = timezone.now()
    account.save(update_fields=["last_login"])
    journal.append("signed in by link", space=account.pk, on=account, by=account)
    return account


def read_sign_in_link(token: str) -> Account | None:
    """The account a link stands for, without using the link up."""
    account = sesame.utils.get_user(token, update_last_login=False)
    return account if isinstance(account, Account) and account.is_active else None


def sign_in_by_password(
    *, email: str, password: str, request: HttpRequest | None = None, at: datetime | None = None
) -> Account | None:
    """The account whose address and password these are. Raises WaitFirst after too many that did not fit."""
    at = at or timezone.now()
    until = queries.next_guess_at(email, at=at)
    if until > at:
        raise WaitFirst(until)
    account = authenticate(request, username=queries.tidy(email), password=password)
    with transaction.atomic():
        if not isinstance(account, Account):
            _remember_attempt(email, SignInAttempt.Kind.PASSWORD, at)
            return None
        SignInAttempt.objects.filter(address_digest=queries.digest_of(email), kind=SignInAttempt.Kind.PASSWORD).delete()
        journal.append("signed in by password", space=account.pk, on=account, by=account, at=at)
    return account


@transaction.atomic
def change_account(*, account: Account, name: str, language: str) -> Account:
    """Keep the name a person goes by, and the language the site speaks to them."""
    account.name, account.language = name.strip(), language
    account.save(update_fields=["name", "language"])
    journal.append("account changed", space=account.pk, on=account, by=account)
    return account


@transaction.atomic
def set_password(*, account: Account, password: str) -> Account:
    """Give an account a new password; links sent before stop working."""
    account.set_password(password)
    account.save(update_fields=["password"])
    journal.append("password set", space=account.pk, on=account, by=account)
    return account


def _remember_attempt(email: str, kind: str, at: datetime) -> None:
    SignInAttempt.objects.filter(at__lte=at - queries.QUARTER).delete()
    SignInAttempt.objects.create(address_digest=queries.digest_of(email), kind=kind, at=at)
