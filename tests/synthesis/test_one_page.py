"""The few ideas that stand for all, on the page of a frozen version."""

import pytest
from django.test import Client
from django.urls import reverse

from spirale.method import synthesis as method
from spirale.synthesis.queries.one_page import PLACES, one_page

from .conftest import World, frozen, written

pytestmark = pytest.mark.database

APART = ("dormir", "la neige", "du pain chaud", "lire", "nager", "le marché", "un médecin", "chanter", "les étoiles")


def page_of(client: Client, world: World) -> str:
    synthesis = world.proposed()
    written(world, synthesis)
    version = frozen(world, synthesis, is_public=True)
    return client.get(reverse("synthesis:public", args=[synthesis.pk, version.version])).content.decode()


def test_a_page_of_many_ideas_begins_with_a_few_that_stand_for_all(client: Client, world: World) -> None:
    for minutes, text in enumerate(APART):
        world.write("Q1", text, minutes=minutes)
        world.write("Q1", f"{text} !", workshop=1, minutes=minutes)
    page = page_of(client, world)
    section = page.partition('id="one-page"')[2].partition("</section>")[0]
    assert section.count('class="wording"') == PLACES
    assert "Vérifié idée par idée" in section
    assert '<li class="fails"' not in section
    for group in (workshop.group.name for workshop in world.workshops):
        assert group in section


def test_a_page_of_few_ideas_needs_no_summary(client: Client, world: World) -> None:
    assert 'id="one-page"' not in page_of(client, world)


def test_the_summary_is_read_from_the_frozen_document_alone(world: World, django_assert_num_queries) -> None:
    for minutes, text in enumerate(APART):
        world.write("Q1", text, minutes=minutes)
    synthesis = world.proposed()
    written(world, synthesis)
    version = frozen(world, synthesis)
    document = method.thaw(version.document.encode())
    with django_assert_num_queries(0):
        page = one_page(document)
    assert page is not None
    assert page.holds
    assert len(page.places) == PLACES
