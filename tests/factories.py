"""Makers of the things that tests speak of, and a small shared cast."""

from datetime import UTC, date, datetime
from typing import Any

import factory

from spirale.coding.models import Criterion
from spirale.cycles.models import Campaign, Cycle, Phase, Question
from spirale.mobilisation.models import Group
from spirale.offline.keys import SIGNS, digest_of_key, handle_of, spaced
from spirale.people.models import Account
from spirale.territories.models import Membership, Role, Territory
from spirale.workshops.models import Hall, Note, Participant, QuestionSheet, Step, StepRun, Workshop

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


class HallFactory(factory.django.DjangoModelFactory[Hall]):
    class Meta:
        model = Hall

    workshop = factory.SubFactory(WorkshopFactory)
    code = factory.Sequence(lambda n: "".join(SIGNS[(n // 30**place) % 30] for place in range(4)))
    template = "first_meeting"
    opened_at = NOW


class StepFactory(factory.django.DjangoModelFactory[Step]):
    class Meta:
        model = Step

    workshop = factory.SubFactory(WorkshopFactory)
    position = factory.Sequence(lambda n: n % 30_000)
    kind = Step.Kind.WRITE
    title = factory.Sequence("Écrire en silence {}".format)


class StepRunFactory(factory.django.DjangoModelFactory[StepRun]):
    class Meta:
        model = StepRun

    step = factory.SubFactory(StepFactory)
    started_at = NOW


class QuestionSheetFactory(factory.django.DjangoModelFactory[QuestionSheet]):
    class Meta:
        model = QuestionSheet

    workshop = factory.SubFactory(WorkshopFactory)
    question = factory.SubFactory(QuestionFactory, campaign=factory.SelfAttribute("..workshop.campaign"))


def key_number(number: int) -> str:
    """A recovery code that tests know, another one for each number."""
    signs = "".join(SIGNS[(number // 30**place) % 30] for place in range(4))
    return spaced(signs + "ABCDEFGHJKMN")


class ParticipantFactory(factory.django.DjangoModelFactory[Participant]):
    """Somebody who joined by phone; their recovery code is `participant.key`."""

    class Meta:
        model = Participant

    workshop = factory.SubFactory(WorkshopFactory)
    key = factory.Sequence(key_number)
    first_name = factory.Sequence("Lina {}".format)
    joined_at = NOW

    @classmethod
    def _create(cls, model_class: type[Participant], *args: Any, **kwargs: Any) -> Participant:
        key = kwargs.pop("key")
        kwargs.setdefault("handle", handle_of(key))
        kwargs.setdefault("key_digest", digest_of_key(kwargs["workshop"].pk, key))
        made = super()._create(model_class, *args, **kwargs)
        made.__dict__["key"] = key
        return made
