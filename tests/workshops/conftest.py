"""A workshop of the valley, its questions, and those who come to it."""

import pytest

from factories import AccountFactory, MembershipFactory, QuestionFactory, WorkshopFactory


@pytest.fixture
def workshop():
    return WorkshopFactory(title="Première rencontre des jeunes", place="Salle des fêtes")


@pytest.fixture
def question(workshop):
    return QuestionFactory(campaign=workshop.campaign, code="Q1", position=1)


@pytest.fixture
def second_question(workshop, question):
    return QuestionFactory(
        campaign=workshop.campaign,
        code="Q2",
        position=2,
        sign=-1,
        wordings={"fr": "Qu'est-ce que le mal-être pour vous ?", "en": "What is ill-being to you?"},
    )


@pytest.fixture
def facilitator(workshop):
    return MembershipFactory(territory=workshop.territory).account


@pytest.fixture
def reader(workshop):
    return MembershipFactory(territory=workshop.territory, role="reader").account


@pytest.fixture
def at_the_desk(client, facilitator):
    """The site as the facilitator sees it."""
    client.force_login(facilitator)
    return client


@pytest.fixture
def stranger(db):
    return AccountFactory()
