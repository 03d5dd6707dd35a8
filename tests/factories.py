"""Makers of the things that tests speak of, and a small shared cast."""

from datetime import UTC, date, datetime

import factory

from spirale.coding.models import Criterion
from spirale.cycles.models import Campaign, Cycle, Phase, Question
from spirale.mobilisation.models import Group
from spirale.people.models import Account
from spirale.territories.models import Membership, Role, Territory
from spirale.workshops.models import Note, Workshop

NOW = datetime(2026, 3, 14, 18, 30, tzinfo=UTC)


class AccountFactory(factory.django.DjangoModelFactory[Account]):
    class Meta:
        model = Account

    email = factory.Sequence("person{}@example.org".format)
    name = factory.Sequence("Person {}".format)


class TerritoryFactory(factory.django.DjangoModelFactory[Territory]):
    class Meta:
        model = Territory

    name = factory.Sequence("Val {}".format)
    slug = factory.Sequence("val-{}".format)
    is_public = True


class MembershipFactory(factory.django.DjangoModelFactory[Membership]):
    class Meta:
        model = Membership

    territory = factory.SubFactory(TerritoryFactory)
    account = factory.SubFactory(AccountFactory)
    role = Role.FACILITATOR


class CycleFactory(factory.django.DjangoModelFactory[Cycle]):
    class Meta:
        model = Cycle

    territory = factory.SubFactory(TerritoryFactory)
    number = 2
    opened_on = date(2026, 1, 10)


class PhaseFactory(factory.django.DjangoModelFactory[Phase]):
    class Meta:
        model = Phase

    cycle = factory.SubFactory(CycleFactory)
    type = 2


class CampaignFactory(factory.django.DjangoModelFactory[Campaign]):
    class Meta:
        model = Campaign

    territory = factory.SubFactory(TerritoryFactory)
    name = factory.Sequence("Campagne {}".format)
    opened_on = date(2026, 2, 1)


class QuestionFactory(factory.django.DjangoModelFactory[Question]):
    class Meta:
        model = Question

    campaign = factory.SubFactory(CampaignFactory)
    code = factory.Sequence("Q{}".format)
    wordings = factory.LazyFunction(
        lambda: {"fr": "Qu'est-ce que le bien-être pour vous ?", "en": "What is well-being to you?"}
    )
    sign = 1


class GroupFactory(factory.django.DjangoModelFactory[Group]):
    class Meta:
        model = Group

    territory = factory.SubFactory(TerritoryFactory)
    name = factory.Sequence("Groupe {}".format)


class WorkshopFactory(factory.django.DjangoModelFactory[Workshop]):
    class Meta:
        model = Workshop

    group = factory.SubFactory(GroupFactory)
    campaign = factory.SubFactory(CampaignFactory, territory=factory.SelfAttribute("..group.territory"))
    title = factory.Sequence("Première rencontre {}".format)
    held_on = date(2026, 3, 14)


class NoteFactory(factory.django.DjangoModelFactory[Note]):
    class Meta:
        model = Note

    workshop = factory.SubFactory(WorkshopFactory)
    question = factory.SubFactory(QuestionFactory, campaign=factory.SelfAttribute("..workshop.campaign"))
    text = factory.Sequence("un banc à l'ombre {}".format)
    sign = 1
    written_at = NOW


class CriterionFactory(factory.django.DjangoModelFactory[Criterion]):
    class Meta:
        model = Criterion

    note = factory.SubFactory(NoteFactory)
    text = factory.SelfAttribute("note.text")
    sign = factory.SelfAttribute("note.sign")
    made_at = NOW
