"""The cast of this room: a territory with its facilitator and members, a workshop, and its grid."""

from pathlib import Path
from typing import Any

import pytest

from factories import AccountFactory, MembershipFactory, QuestionFactory, WorkshopFactory
from spirale.coding.models import GridVersion
from spirale.coding.operations import ensure_shipped_grid
from spirale.coding.queries.suggestions import forget_learnt
from spirale.coding.queries.teaching import forget_orders
from spirale.cycles.models import Question
from spirale.people.models import Account
from spirale.territories.models import Role
from spirale.workshops.models import Workshop


@pytest.fixture(autouse=True)
def _light_encoder(settings: Any, tmp_path: Path) -> Any:
    """Words and letters are enough to try the room; nothing learnt passes from one test to the next."""
    settings.ENCODER, settings.HOME = "ngrams", tmp_path
    forget_learnt()
    forget_orders()
    yield
    forget_learnt()
    forget_orders()


@pytest.fixture
def workshop() -> Workshop:
    return WorkshopFactory()


@pytest.fixture
def question(workshop: Workshop) -> Question:
    return QuestionFactory(campaign=workshop.campaign, code="Q1")


@pytest.fixture
def grid() -> GridVersion:
    return ensure_shipped_grid()


def _account(workshop: Workshop, role: str, name: str) -> Account:
    account = AccountFactory(name=name)
    MembershipFactory(account=account, territory=workshop.territory, role=role)
    return account


@pytest.fixture
def nadia(workshop: Workshop) -> Account:
    """Facilitates."""
    return _account(workshop, Role.FACILITATOR, "Nadia")


@pytest.fixture
def yann(workshop: Workshop) -> Account:
    """Member, codes."""
    return _account(workshop, Role.MEMBER, "Yann")


@pytest.fixture
def lucie(workshop: Workshop) -> Account:
    """Member, codes too."""
    return _account(workshop, Role.MEMBER, "Lucie")


@pytest.fixture
def admin(workshop: Workshop) -> Account:
    """Administers the territory."""
    return _account(workshop, Role.ADMINISTRATOR, "Ada")


@pytest.fixture
def reader(workshop: Workshop) -> Account:
    """Reads only."""
    return _account(workshop, Role.READER, "René")
