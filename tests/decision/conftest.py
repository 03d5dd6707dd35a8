"""The small world that tests of choices share: a territory, its resources, two sheets, a choice."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from factories import NOW, MembershipFactory, TerritoryFactory
from spirale.decision.models import ActionSheet, Choice, FrozenRules, Resource
from spirale.decision.operations.choices import CriterionDraft, make_choice, put_sheets, set_rules
from spirale.decision.operations.freezing import freeze_rules
from spirale.decision.queries.choices import rules_seen
from spirale.people.models import Account
from spirale.territories.models import Role, Territory


@dataclass
class World:
    """What tests speak of."""

    territory: Territory
    facilitator: Account
    member: Account
    reader: Account
    hours: Resource
    euros: Resource

    def sheet(self, title: str = "Un banc à l'ombre", **given: Any) -> ActionSheet:
        told = {"what": "Poser un banc", "made_at": NOW, "made_by": self.member} | given
        return ActionSheet.objects.create(territory=self.territory, title=title, **told)

    def choice(self, *names: str) -> Choice:
        """A choice with these criteria, not frozen yet."""
        criteria = [CriterionDraft(uuid4(), name) for name in names or ("faisable", "visible")]
        choice = make_choice(
            choice_id=uuid4(),
            territory=self.territory,
            title="Réunion élargie",
            criteria=criteria,
            by=self.facilitator,
        )
        return self.set(choice, criteria)

    def set(self, choice: Choice, criteria: list[CriterionDraft], **given: Any) -> Choice:
        choice.refresh_from_db()
        told: dict[str, Any] = {"criteria_by": "weights", "who_scores": "Tous les présents", "minimum": []}
        return set_rules(
            choice=choice, criteria=criteria, seen=rules_seen(choice), by=self.facilitator, **(told | given)
        )

    def freeze(self, choice: Choice) -> FrozenRules:
        return freeze_rules(choice=choice, frozen_id=uuid4(), by=self.facilitator)

    def put(self, choice: Choice, *sheets: ActionSheet) -> None:
        put_sheets(choice=choice, sheet_ids=[one.pk for one in sheets], by=self.facilitator)


@pytest.fixture
def world() -> World:
    territory = TerritoryFactory(name="Val d'Arome", slug="val-d-arome")

    def holds(role: str, name: str) -> Account:
        account: Account = MembershipFactory(territory=territory, role=role, account__name=name).account
        return account

    return World(
        territory,
        holds(Role.FACILITATOR, "Claire"),
        holds(Role.MEMBER, "Mounir"),
        holds(Role.READER, "Louise"),
        Resource.objects.create(territory=territory, kind="time", name="jardinage", unit="heure"),
        Resource.objects.create(territory=territory, kind="money", name="euros", unit="€"),
    )


def signed_in(account: Account) -> Client:
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def facilitator(world: World) -> Client:
    return signed_in(world.facilitator)


@pytest.fixture
def member(world: World) -> Client:
    return signed_in(world.member)
