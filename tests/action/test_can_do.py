"""What can I do? What chosen actions lack, for whoever asks: no account, nobody's promise named."""

from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from factories import NOW
from spirale.action import operations
from spirale.action.models import Commitment
from spirale.action.queries.can_do import CanDo, Wish, can_do
from spirale.decision.models import Need, Resource
from spirale.journal.models import Event

from .conftest import World, in_days
from .test_matching import a_need

pytestmark = pytest.mark.database
PAGE = reverse("action:can_do", args=["val"])


@pytest.fixture
def public(world: World) -> World:
    world.territory.is_public = True
    world.territory.save()
    return world


def asked(world: World, **wish: Any) -> CanDo:
    return can_do(world.territory, Wish(**wish), on=timezone.localdate())


def titles(found: CanDo) -> list[str]:
    return [one.sheet.title for one in found.asking]


def room_for(world: World, **changes: Any) -> Need:
    room = Resource.objects.create(territory=world.territory, kind="room", name="Salle", unit="jour")
    return a_need(world, sheet=world.bus, resource=room, **changes)


def test_what_the_bank_does_not_cover_is_asked_of_everybody(world: World) -> None:
    a_need(world, 2000)
    world.pledge(amount=1200)
    (one,) = asked(world).asking
    assert [(row.need.resource, row.missing) for row in one.lacks] == [(world.skill, 800)]


def test_one_who_picks_a_skill_sees_the_actions_that_lack_it_and_how_many_needs_lack_something_else(
    world: World,
) -> None:
    a_need(world)
    room = room_for(world)
    assert titles(asked(world)) == ["Un jardin partagé", "Un bus le soir"]
    found = asked(world, resources=frozenset({room.resource_id}))
    assert (titles(found), found.others) == (["Un bus le soir"], 1)


def test_free_days_and_place_narrow_what_is_asked_and_what_is_left_open_goes_with_all(world: World) -> None:
    a_need(world, from_on=in_days(10), to_on=in_days(20), place="Le Bourg")
    assert titles(asked(world, from_on=in_days(20), place="le bourg")) == ["Un jardin partagé"]
    assert titles(asked(world, to_on=in_days(9))) == []
    assert titles(asked(world, place="Les Hauts")) == []
    assert titles(asked(world, to_on=in_days(10))) == ["Un jardin partagé"]


def test_those_who_may_be_asked_signed_and_are_no_inhabitants(world: World) -> None:
    a_need(world)
    world.promise(who="La mairie", kind="institution", signed_as="X")
    world.promise(who="la MAIRIE", kind="institution", signed_as="Y")
    world.promise(who="Amina", kind="citizen", signed_as="Amina")
    world.promise(who="Le lycée", kind="school")
    assert asked(world).asking[0].partners == ("La mairie",)


def test_a_door_is_shown_to_all_only_when_a_facilitator_says_so_and_as_long_as_it_is_open(world: World) -> None:
    a_need(world)
    door = operations.open_door(door_id=uuid4(), sheet=world.garden, by=world.facilitator)
    assert asked(world).asking[0].door == ""
    for _ in range(2):
        operations.show_door(door=door, is_shown=True, by=world.facilitator)
    assert asked(world).asking[0].door == door.key
    operations.show_door(door=door, is_shown=False, by=world.facilitator)
    assert asked(world).asking[0].door == ""
    operations.show_door(door=door, is_shown=True, by=world.facilitator)
    operations.close_door(door=door, by=world.facilitator)
    assert asked(world).asking[0].door == ""
    assert Event.objects.filter(verb="door shown to all").count() == 2


def test_anybody_reads_it_where_the_territory_is_shown_to_all_and_no_promise_or_contact_is_there(
    public: World, client: Any
) -> None:
    a_need(public, 2000, said="<script>alert(1)</script>")
    public.pledge(amount=1200, contact="amina@example.org")
    page = client.get(PAGE).content.decode()
    assert "Un jardin partagé" in page
    assert "Amina" not in page
    assert "amina@example.org" not in page
    assert "<script>alert" not in page
    table = b"".join(client.get(reverse("action:export_can_do", args=["val", "csv"])).streaming_content).decode()
    assert "Jardinage,h,20" in table
    assert "Amina" not in table


def test_it_is_kept_inside_where_the_territory_is(world: World, signed_in: Any) -> None:
    a_need(world)
    assert signed_in(None).get(PAGE).status_code in {302, 403}
    assert signed_in(world.stranger).get(PAGE).status_code == 404
    assert signed_in(world.reader).get(PAGE).status_code == 200


def test_one_promises_from_home_by_the_door_that_is_shown(public: World, client: Any, signed_in: Any) -> None:
    a_need(public)
    door = operations.open_door(door_id=uuid4(), sheet=public.garden, by=public.facilitator)
    assert door.key not in client.get(PAGE).content.decode()
    carrier = signed_in(public.facilitator)
    assert carrier.post(reverse("action:show_door", args=[public.garden.pk]), {"act": "show"}).status_code == 302
    address = reverse("action:at_door", args=[door.key])
    assert address in client.get(PAGE).content.decode()
    sent = {"commitment_id": uuid4(), "who": "Zoé", "kind": "citizen", "what": "arroser", "signed_as": "Zoé"}
    assert client.post(address, sent).status_code == 302
    assert Commitment.objects.get().signed_as == "Zoé"
    carrier.post(reverse("action:show_door", args=[public.garden.pk]), {"act": "hide"})
    assert door.key not in client.get(PAGE).content.decode()


@pytest.mark.parametrize("asks", ["what=x&from_on=hier&place=%3Cb%3E", "to_on=0001-01-01", "what=&what="])
def test_whatever_is_asked_the_page_answers(public: World, client: Any, asks: str) -> None:
    a_need(public)
    answer = client.get(f"{PAGE}?{asks}")
    assert answer.status_code == 200
    assert "<b>" not in answer.content.decode().split("<main")[1]


def test_when_nothing_lacks_or_nothing_is_chosen_the_page_says_so(public: World, client: Any) -> None:
    assert reverse("action:steps", args=["val"]) in client.get(PAGE).content.decode()
    public.choice.decided.all().update(is_in=False)
    assert 'class="empty"' in client.get(PAGE).content.decode()


def test_the_page_asks_the_database_as_often_for_many_needs(
    public: World, client: Any, django_assert_max_num_queries: Any
) -> None:
    for place in range(9):
        a_need(public, 100 * (place + 1), sheet=public.bus if place % 2 else public.garden)
        public.promise(who=f"Association {place}", kind="association", signed_as="X")
    with django_assert_max_num_queries(16):
        client.get(PAGE)


def test_the_territory_the_steps_and_the_result_lead_to_it(public: World, client: Any) -> None:
    public.choice.decided_at = NOW
    public.choice.save()
    for address in (
        reverse("synthesis:territory", args=["val"]),
        reverse("action:steps", args=["val"]),
        reverse("decision:result", args=[public.choice.pk]),
    ):
        assert PAGE in client.get(address).content.decode(), address
