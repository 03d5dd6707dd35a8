"""The small world that tests of syntheses share: two groups, one campaign, notes that say the same and notes apart."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

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
from spirale.cycles.models import Campaign, Question
from spirale.people.models import Account
from spirale.synthesis import operations
from spirale.synthesis.models import Idea, Placement, Synthesis
from spirale.synthesis.queries.criteria import criteria_of
from spirale.territories.models import Territory
from spirale.workshops.models import Note, Workshop

SAID = (
    ("Q1", 1, "un jardin partagé au pied des immeubles"),
    ("Q1", 1, "un jardin partagé près des immeubles"),
    ("Q1", 1, "un jardin partagé dans le quartier"),
    ("Q1", 1, "le silence de la montagne"),
    ("Q1", 1, "des voisins qui se saluent"),
    ("Q1", 1, "les voisins se saluent dans l'escalier"),
    ("Q2", -1, "le bus ne passe plus le soir"),
    ("Q2", -1, "plus aucun bus le soir"),
    ("Q2", -1, "la solitude des anciens"),
)


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
    placement = Placement.objects.get(
        idea__synthesis=synthesis, idea__retired_at=None, retired_at=None, criterion__text=text
    )
    return placement.idea


def criterion(synthesis: Synthesis, text: str) -> Criterion:
    return criteria_of(synthesis).get(text=text)


def texts_under(idea_id: UUID) -> set[str]:
    return set(
        Placement.objects.filter(idea=idea_id, retired_at=None, idea__retired_at=None).values_list(
            "criterion__text", flat=True
        )
    )


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
