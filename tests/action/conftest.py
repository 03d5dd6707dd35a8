"""A territory with two chosen actions and one that was not chosen, and who carries them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from factories import NOW, AccountFactory, MembershipFactory, TerritoryFactory
from spirale.action import operations
from spirale.action.models import Commitment, Covenant
from spirale.decision.models import ActionSheet, BankPledge, Choice, Decided, Resource
from spirale.people.models import Account
from spirale.territories.models import Role, Territory


@dataclass
class World:
    """What tests speak of."""

    territory: Territory
    choice: Choice
    garden: ActionSheet
    bus: ActionSheet
    left_out: ActionSheet
    skill: Resource
    facilitator: Account
    member: Account
    reader: Account
    stranger: Account

    def promise(self, **changes: Any) -> Commitment:
        given: dict[str, Any] = {
            "commitment_id": uuid4(),
            "sheet": self.garden,
            "who": "La mairie",
            "kind": "institution",
            "what": "prêter le terrain",
            "by": self.facilitator,
        }
        return operations.promise(**(given | changes))

    def pledge(self, **changes: Any) -> BankPledge:
        only_for = changes.pop("only_for", [self.garden])
        given: dict[str, Any] = {
            "choice": self.choice,
            "owner": "Amina",
            "kind": "citizen",
            "resource": self.skill,
            "amount": 1200,
            "said": "je sais jardiner",
            "made_at": NOW,
        }
        made = BankPledge.objects.create(**(given | changes))
        made.only_for.set(only_for)
        return made

    def charter(self, **changes: Any) -> Covenant:
        given: dict[str, Any] = {
            "covenant_id": uuid4(),
            "territory": self.territory,
            "kind": "charter",
            "title": "Notre charte",
            "by": self.facilitator,
        }
        return operations.begin_covenant(**(given | changes))


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def make_world() -> World:
    territory = TerritoryFactory(name="Val d’Ombrèze", slug="val", is_public=False)
    people = {
        role: MembershipFactory(territory=territory, role=role).account
        for role in (Role.FACILITATOR, Role.MEMBER, Role.READER)
    }
    facilitator = people[Role.FACILITATOR]
    choice = Choice.objects.create(territory=territory, title="Le choix", made_by=facilitator, made_at=NOW)

    def sheet(title: str, place: int, *, is_in: bool) -> ActionSheet:
        made = ActionSheet.objects.create(
            territory=territory, title=title, what="…", made_by=facilitator, made_at=NOW + timedelta(minutes=place)
        )
        Decided.objects.create(choice=choice, sheet=made, is_in=is_in, by=facilitator, at=NOW)
        return made

    return World(
        territory,
        choice,
        sheet("Un jardin partagé", 0, is_in=True),
        sheet("Un bus le soir", 1, is_in=True),
        sheet("Une piscine", 2, is_in=False),
        Resource.objects.create(territory=territory, kind="time", name="Jardinage", unit="h"),
        facilitator,
        people[Role.MEMBER],
        people[Role.READER],
        AccountFactory(),
    )


@pytest.fixture
def signed_in(world: World) -> Callable[[Account | None], Client]:
    def enter(account: Account | None) -> Client:
        client = Client()
        if account:
            client.force_login(account)
        return client

    return enter


def in_days(days: int) -> Any:
    return timezone.localdate() + timedelta(days=days)
