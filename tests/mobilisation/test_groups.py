"""Groups: formed, changed, put away and taken up again."""

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from factories import GroupFactory, MembershipFactory, NoteFactory, TerritoryFactory, WorkshopFactory
from spirale.journal.models import Event
from spirale.mobilisation import operations, queries
from spirale.mobilisation.models import Group
from spirale.territories.models import Role

pytestmark = pytest.mark.database


@pytest.fixture
def territory():
    return TerritoryFactory()


@pytest.fixture
def facilitator(territory):
    return MembershipFactory(territory=territory, role=Role.FACILITATOR).account


@pytest.fixture
def at_the_desk(client, facilitator):
    client.force_login(facilitator)
    return client


def form(territory, facilitator, **changes):
    given = {"group_id": uuid4(), "name": "Les anciens"} | changes
    return operations.form_group(territory=territory, by=facilitator, **given)


def test_a_group_sent_twice_is_formed_once(at_the_desk, territory):
    sent = {"group_id": str(uuid4()), "name": "Les anciens", "kind": "homogeneous", "profile": "", "size": "9"}
    for _ in range(2):
        answer = at_the_desk.post(f"/t/{territory.slug}/groups/new/", sent)
    group = Group.objects.get()
    assert answer.url == f"/groups/{group.pk}/"
    assert Event.objects.filter(verb="group formed").count() == 1


@pytest.mark.parametrize("name", ["Les anciens", "les ANCIENS", " Les anciens "])
def test_two_groups_of_a_territory_have_two_names(territory, facilitator, name):
    form(territory, facilitator)
    with pytest.raises(operations.NameTaken):
        form(territory, facilitator, name=name)


def test_the_page_says_that_a_name_is_taken(at_the_desk, territory, facilitator):
    form(territory, facilitator)
    sent = {"group_id": str(uuid4()), "name": "Les anciens", "kind": "homogeneous"}
    answer = at_the_desk.post(f"/t/{territory.slug}/groups/new/", sent)
    assert answer.status_code == 422
    assert "porte ce nom" in answer.content.decode()


def test_groups_of_two_territories_may_share_a_name(territory, facilitator):
    GroupFactory(name="Les anciens")
    assert form(territory, facilitator).name == "Les anciens"


def test_a_group_is_changed_and_the_journal_keeps_both(at_the_desk, territory, facilitator):
    group = form(territory, facilitator)
    sent = {"name": "Les aînés", "kind": "rainbow", "profile": "du bourg", "size": "8"}
    for _ in range(2):
        at_the_desk.post(f"/groups/{group.pk}/change/", sent)
    told = Event.objects.get(verb="group changed")
    assert (told.details["before"]["name"], told.details["after"]["name"]) == ("Les anciens", "Les aînés")


def test_a_group_put_away_keeps_its_notes_and_may_be_taken_up_again(at_the_desk, territory, facilitator):
    group = form(territory, facilitator)
    note = NoteFactory(workshop=WorkshopFactory(group=group))
    at_the_desk.post(f"/groups/{group.pk}/archive/")
    assert group not in queries.groups_of(territory)
    assert group in queries.archived_groups_of(territory)
    note.refresh_from_db()
    page = at_the_desk.get(f"/groups/{group.pk}/").content.decode()
    assert "Le reprendre" in page
    assert "Ajouter un atelier" not in page
    at_the_desk.post(f"/groups/{group.pk}/archive/", {"back": "1"})
    assert group in queries.groups_of(territory)


def test_the_page_of_a_group_shows_its_workshops_and_their_standing_notes(at_the_desk, territory, facilitator):
    group = form(territory, facilitator)
    workshop = WorkshopFactory(group=group, title="Chez Paule")
    notes = [NoteFactory(workshop=workshop) for _ in range(3)]
    notes[0].withdrawn_at = notes[0].written_at
    notes[0].save()
    page = at_the_desk.get(f"/groups/{group.pk}/").content.decode()
    assert "Chez Paule" in page
    assert "2 notes" in page


def test_the_page_of_a_group_that_never_met_offers_its_first_workshop(at_the_desk, territory, facilitator):
    group = form(territory, facilitator)
    assert f"/groups/{group.pk}/workshops/new/" in at_the_desk.get(f"/groups/{group.pk}/").content.decode()


def test_an_empty_territory_offers_its_first_group(at_the_desk, territory):
    page = at_the_desk.get(f"/t/{territory.slug}/groups/").content.decode()
    assert f"/t/{territory.slug}/groups/new/" in page


def test_the_list_asks_as_often_for_many_groups_as_for_few(at_the_desk, territory, django_assert_max_num_queries):
    for _ in range(12):
        WorkshopFactory(group=GroupFactory(territory=territory))
    with django_assert_max_num_queries(7):
        at_the_desk.get(f"/t/{territory.slug}/groups/")


def test_readers_see_groups_and_form_none(client, territory):
    reader = MembershipFactory(territory=territory, role=Role.READER).account
    client.force_login(reader)
    assert client.get(f"/t/{territory.slug}/groups/").status_code == 200
    assert client.get(f"/t/{territory.slug}/groups/new/").status_code == 403
    with pytest.raises(PermissionDenied):
        form(territory, reader)


def test_the_groups_of_a_public_territory_are_not_shown_to_strangers(client, territory):
    group = GroupFactory(territory=territory)
    assert client.get(f"/t/{territory.slug}/groups/").status_code == 302
    client.force_login(MembershipFactory().account)
    assert client.get(f"/groups/{group.pk}/").status_code == 403
