"""The small world that tests of axes share: a frozen synthesis, and the person who confronts it with what exists."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4, uuid5

import pytest
from django.test import Client

from factories import NOW, CampaignFactory, MembershipFactory, NoteFactory, TerritoryFactory
from spirale.method import synthesis as method
from spirale.method.ideas import Idea
from spirale.method.ideas.values import count_by
from spirale.people.models import Account
from spirale.strategy import operations
from spirale.strategy.models import Axis, Confrontation, Existing
from spirale.strategy.queries.refs import IdeaRef
from spirale.synthesis.models import FrozenSynthesis, Synthesis
from spirale.territories.models import Role, Territory
from spirale.workshops.models import Note

SAID = {
    "se retrouver le soir": ["un lieu pour se voir le soir", "plus aucun bus le soir"],
    "des jardins au pied des immeubles": ["un jardin partagé"],
    "que les anciens ne soient plus seuls": ["la solitude des anciens", "passer voir les voisins", "un repas par mois"],
}
"""The ideas of the synthesis, and what was said under each."""
GENERAL = "vivre ensemble"
"""A general idea: it holds the last two."""


@dataclass
class World:
    """What tests speak of."""

    territory: Territory
    facilitator: Account
    frozen: FrozenSynthesis
    notes: dict[str, Note]

    def ref(self, wording: str) -> IdeaRef:
        return IdeaRef(self.frozen.pk, idea_id(self.frozen.synthesis, wording))

    def confront(self, wording: str, verdict: str, name: str = "", **changes: Any) -> Confrontation:
        given: dict[str, Any] = {
            "confrontation_id": uuid4(),
            "frozen": self.frozen,
            "idea_id": self.ref(wording).idea,
            "column": Existing.Column.CREATOR,
            "verdict": verdict,
            "name": name,
            "by": self.facilitator,
        }
        return operations.confront(**(given | changes))

    def axis(self, title: str = "Se retrouver", wordings: Sequence[str] = (), **changes: Any) -> Axis:
        given: dict[str, Any] = {
            "axis_id": uuid4(),
            "territory": self.territory,
            "title": title,
            "ideas": [self.ref(wording) for wording in wordings],
            "by": self.facilitator,
        }
        return operations.make_axis(**(given | changes))

    def existing(self, name: str = "La Guinguette", **changes: Any) -> Existing:
        given: dict[str, Any] = {
            "existing_id": uuid4(),
            "territory": self.territory,
            "column": Existing.Column.CREATOR,
            "name": name,
            "by": self.facilitator,
        }
        return operations.add_existing(**(given | changes))


def idea_id(synthesis: Synthesis, wording: str) -> str:
    return str(uuid5(synthesis.pk, wording))


def freeze(
    synthesis: Synthesis,
    notes: dict[str, Note],
    said: dict[str, list[str]],
    *,
    version: int = 1,
    is_public: bool = True,
) -> FrozenSynthesis:
    """A frozen version in which these ideas hold what was said; the last two stand under a general idea."""
    told = [
        method.Note(str(notes[text].pk), text, notes[text].workshop.group.name, "Q1 Le bien-être ?", 1)
        for texts in said.values()
        for text in texts
    ]
    criteria = [method.Criterion(str(uuid5(UUID(note.id), "criterion")), note.id, note.text, "", 1) for note in told]
    by_text = {one.text: one.id for one in criteria}
    empty = count_by(())
    general = Idea(idea_id(synthesis, GENERAL), GENERAL, (), None, "", 1, **empty)
    ideas = [
        Idea(
            idea_id(synthesis, wording),
            wording,
            tuple(by_text[text] for text in texts),
            general.id if place else None,
            "",
            0,
            **empty,
        )
        for place, (wording, texts) in enumerate(said.items())
    ]
    document = method.compose(
        title=synthesis.title,
        level=synthesis.territory.name,
        language="fr",
        notes=told,
        criteria=criteria,
        ideas=[ideas[0], general, *ideas[1:]],
        set_aside=[],
        encoder="ngrams",
        seed=1,
        made_at=NOW.isoformat(),
    )
    method.check(document)
    return FrozenSynthesis.objects.create(
        synthesis=synthesis,
        version=version,
        document=method.freeze(document).decode(),
        digest=method.digest(document),
        validated_by="les deux groupes",
        is_public=is_public,
        frozen_at=NOW,
    )


def a_world(said: dict[str, list[str]] | None = None) -> World:
    said = said or SAID
    territory = TerritoryFactory(name="Val d'Arome", slug="val-d-arome")
    campaign = CampaignFactory(territory=territory)
    first = NoteFactory(workshop__group__territory=territory, workshop__campaign=campaign)
    notes = {
        text: NoteFactory(workshop=first.workshop, question=first.question, text=text)
        for texts in said.values()
        for text in texts
    }
    synthesis = Synthesis.objects.create(
        territory=territory, campaign=campaign, title="Ce que nous voulons", made_at=NOW
    )
    member = MembershipFactory(territory=territory, account__name="Claire", role=Role.FACILITATOR)
    return World(territory, member.account, freeze(synthesis, notes, said), notes)


def signed_in(account: Account) -> Client:
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.fixture
def facilitator(world: World) -> Client:
    return signed_in(world.facilitator)


@pytest.fixture
def reader(world: World) -> Client:
    return signed_in(MembershipFactory(territory=world.territory, role=Role.READER).account)
