"""Who may be reminded: people with an account, by their name; those who left an address with a promise."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from spirale.action.models import Commitment
from spirale.action.queries.commitments import chosen_sheets
from spirale.people.models import Account
from spirale.people.queries import folded, tidy
from spirale.territories.models import Territory


@dataclass(frozen=True, slots=True)
class Person:
    """An address that letters may go to, the name and the language of who has it, and their account if any."""

    address: str
    name: str
    language: str
    account: UUID | None = None


@dataclass(frozen=True, slots=True)
class People:
    """Those of a territory: by the name that tasks and commitments give, and by the action whose sheet they wrote."""

    by_name: dict[str, list[Person]] = field(default_factory=lambda: defaultdict(list))
    by_sheet: dict[UUID, Person] = field(default_factory=dict)

    def named(self, names: Iterable[str]) -> list[Person]:
        """Everybody of these names, once each."""
        found = {person.address: person for name in names for person in self.by_name.get(folded(name), ())}
        return list(found.values())


def is_address(words: str) -> bool:
    """Whether words are an e-mail address, and nothing else."""
    try:
        validate_email(words)
    except ValidationError:
        return False
    return True


def people_of(territory: Territory) -> People:
    """Members of the territory by their name, and who signed a commitment that comes from a promise with an address.

    A signatory whose address has an account is that account. Members of the same name are reminded of the same things:
    each of them may read the plan anyway. Who has no account is not, of what a member of their name does.
    """
    people = People()
    accounts: dict[UUID | str | None, Person] = {}
    for account in Account.objects.filter(is_active=True, memberships__territory=territory).order_by("email"):
        person = Person(account.email, account.name, account.language, account.pk)
        accounts[account.pk] = accounts[account.email] = person
        if folded(account.name):
            people.by_name[folded(account.name)].append(person)
    for sheet in chosen_sheets(territory):
        if sheet.made_by_id in accounts:
            people.by_sheet[sheet.pk] = accounts[sheet.made_by_id]
    signed = Commitment.objects.filter(
        sheet__territory=territory, signed_at__isnull=False, retired_at=None, pledge__withdrawn_at=None
    ).exclude(pledge=None)
    for who, contact in signed.order_by("signed_at", "id").values_list("who", "pledge__contact"):
        address = tidy(contact)
        if not is_address(address):
            continue
        person = accounts.get(address) or Person(address, who, territory.language)
        others = people.by_name[folded(who)]
        if person.account or all(known.account is None for known in others):
            others += [person] * all(known.address != address for known in others)
    return people
