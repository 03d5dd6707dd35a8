"""The small world that tests of syntheses share: two groups, one campaign, notes that say the same and notes apart."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from factories import (
    NOW,
    CampaignFactory,
    GroupFactory,
    MembershipFactory,
    NoteFactory,
    QuestionFactory,
    TerritoryFactory,
    WorkshopFactory,
)
from spirale.coding.models import Criterion
from spirale.coding.operations import Piece, split_note
from spirale.cycles.models import Campaign, Question
from spirale.people.models import Account
from spirale.synthesis import operations
from spirale.synthesis.models import FrozenSynthesis, Idea, ModelWording, Placement, Sentence, Synthesis
from spirale.synthesis.queries.criteria import criteria_of
from spirale.territories.models import Territory
from spirale.workshops.models import Note, Workshop

from .stand_in import StandIn, standing_in

GARDEN = "un jardin partagé au pied des immeubles"
SAID = (
    ("Q1", 1, GARDEN),
    ("Q1", 1, "un jardin partagé près des immeubles"),
    ("Q1", 1, "un jardin partagé dans le quartier"),
    ("Q1", 1, "le silence de la montagne"),
    ("Q1", 1, "des voisins qui se saluent"),
    ("Q1", 1, "les voisins se saluent dans l'escalier"),
    ("Q2", -1, "le bus ne passe plus le soir"),
    ("Q2", -1, "plus aucun bus le soir"),
    ("Q2", -1, "la solitude des anciens"),
)


SORTIR, BUS = "on ne sort plus le soir", "le dernier bus part à six heures"
"""Two criteria that people join in one note."""


@dataclass
class World:
    """What tests speak of."""

    territory: Territory
    campaign: Campaign
    questions: dict[str, Question]
    workshops: list[Workshop]
    facilitator: Account

    def write(self, code: str, text: str, *, sign: int = 1, workshop: int = 0, minutes: int = 0) -> Note:
        return NoteFactory(
            workshop=self.workshops[workshop],
            question=self.questions[code],
            text=text,
            sign=sign,
            written_at=NOW + timedelta(minutes=minutes),
        )

    def begin(self, **changes: Any) -> Synthesis:
        given: dict[str, Any] = {
            "synthesis_id": uuid4(),
            "territory": self.territory,
            "campaign": self.campaign,
            "questions": list(self.questions.values()),
            "title": "Ce que nous voulons ensemble",
            "by": self.facilitator,
        }
        return operations.begin_synthesis(**(given | changes))

    def proposed(self) -> Synthesis:
        synthesis = self.begin()
        operations.propose_ideas_for(synthesis=synthesis, by=self.facilitator)
        return synthesis

    def act(self, operation: Any, synthesis: Synthesis, **given: Any) -> Any:
        given.setdefault("edit_id", uuid4())
        return operation(synthesis=synthesis, by=self.facilitator, **given)


def ideas_of(synthesis: Synthesis) -> list[Idea]:
    return list(Idea.objects.filter(synthesis=synthesis, retired_at=None))


def idea_of(synthesis: Synthesis, text: str) -> Idea:
    """The one idea under which these words stand, by however many people they were said."""
    held = {"placements__retired_at": None, "placements__criterion__text": text}
    return Idea.objects.filter(synthesis=synthesis, retired_at=None, **held).distinct().get()


def criterion(synthesis: Synthesis, text: str) -> Criterion:
    return criteria_of(synthesis).get(text=text)


def texts_under(idea_id: UUID) -> set[str]:
    return set(
        Placement.objects.filter(idea=idea_id, retired_at=None, idea__retired_at=None).values_list(
            "criterion__text", flat=True
        )
    )


def written(world: World, synthesis: Synthesis, text: str = "Nous voulons des jardins.") -> Sentence:
    sentence: Sentence = world.act(
        operations.write_sentence,
        synthesis,
        sentence_id=uuid4(),
        text=text,
        idea_ids=[idea.pk for idea in ideas_of(synthesis)[:2]],
    )
    return sentence


def frozen(world: World, synthesis: Synthesis, **changes: object) -> FrozenSynthesis:
    given = {"validated_by": "Les deux groupes, à leur deuxième rencontre", "frozen_id": uuid4()} | changes
    return operations.freeze_synthesis(synthesis=synthesis, by=world.facilitator, **given)  # type: ignore[arg-type]


def say_both(
    world: World, first: str = SORTIR, second: str = BUS, joined: str = "parce que", *, times: int = 2
) -> None:
    """Have so many people write one note that says both, read as two criteria."""
    for place in range(times):
        note = world.write("Q2", f"{first} {joined} {second}", sign=-1, workshop=place % 2, minutes=20 + place)
        split_note(note=note, pieces=[Piece(uuid4(), first, -1), Piece(uuid4(), second, -1)], by=world.facilitator)


def asked(world: World, synthesis: Synthesis, **of: Any) -> ModelWording:
    """Ask the model, and have the worker do it."""
    wording_id = uuid4()
    operations.ask_wording(synthesis=synthesis, by=world.facilitator, wording_id=wording_id, **of)
    operations.write_wording_for(synthesis=synthesis, by=world.facilitator, computation_id=wording_id)
    return ModelWording.objects.get(pk=wording_id)


@pytest.fixture(autouse=True)
def _light_encoder(settings: Any, tmp_path: Path) -> None:
    """Words and letters are enough to tell these notes apart, and quick."""
    settings.ENCODER = "ngrams"
    settings.HOME = tmp_path


@pytest.fixture
def world() -> World:
    territory = TerritoryFactory(name="Val d'Arome")
    campaign = CampaignFactory(territory=territory)
    questions = {
        code: QuestionFactory(campaign=campaign, code=code, sign=sign, position=place)
        for place, (code, sign) in enumerate((("Q1", 1), ("Q2", -1)))
    }
    workshops = [
        WorkshopFactory(group=GroupFactory(territory=territory, name=name), campaign=campaign)
        for name in ("Lycéens", "Anciens")
    ]
    member = MembershipFactory(territory=territory, account__name="Claire")
    made = World(territory, campaign, questions, workshops, member.account)
    for place, (code, sign, text) in enumerate(SAID):
        made.write(code, text, sign=sign, workshop=place % 2, minutes=place)
    return made


@pytest.fixture
def synthesis(world: World) -> Synthesis:
    """Ideas proposed, and frames over two that people join."""
    say_both(world)
    made = world.proposed()
    operations.propose_frames_for(synthesis=made, by=world.facilitator)
    return made


@pytest.fixture
def facilitator(world: World, client: Client) -> Client:
    client.force_login(world.facilitator, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def model(settings: Any) -> Iterator[StandIn]:
    with standing_in() as stand_in:
        settings.MODEL_ADDRESS, settings.MODEL_NAME = stand_in.address, "petit-modele"
        settings.MODEL_KEY, settings.MODEL_SECONDS = "cle-secrete", 5
        yield stand_in
