"""Opening a territory, and giving people their roles."""

import threading
from uuid import uuid4

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import RequestFactory

from factories import AccountFactory, MembershipFactory, TerritoryFactory
from spirale.journal.models import Event
from spirale.journal.queries import chain_is_whole
from spirale.people.models import Account
from spirale.territories import operations
from spirale.territories.access import reach
from spirale.territories.models import Membership, Role, Territory

pytestmark = pytest.mark.database


@pytest.fixture
def territory():
    return TerritoryFactory(name="Val d'Arome", slug="val-d-arome", is_public=False)


@pytest.fixture
def administrator(territory):
    return MembershipFactory(territory=territory, role=Role.ADMINISTRATOR).account


@pytest.fixture
def at_the_desk(client, administrator):
    client.force_login(administrator)
    return client


def open_one(**changes):
    given = {"territory_id": uuid4(), "by": AccountFactory(), "name": "Val d'Arome"} | changes
    return operations.open_territory(**given)


def test_who_opens_a_territory_administers_it():
    account = AccountFactory()
    territory = open_one(by=account)
    assert Membership.objects.get(territory=territory).role == Role.ADMINISTRATOR
    assert Event.objects.get(space_id=territory.pk).verb == "territory opened"


def test_opening_it_twice_opens_it_once():
    account, territory_id = AccountFactory(), uuid4()
    for _ in range(2):
        open_one(by=account, territory_id=territory_id)
    assert Territory.objects.count() == 1
    assert Event.objects.count() == 1


def test_the_same_territory_sent_under_another_name_is_refused():
    territory = open_one()
    with pytest.raises(operations.ContradictsWhatWasKept):
        open_one(territory_id=territory.pk, name="Autre val")


def test_two_territories_of_one_name_have_two_addresses():
    assert [open_one().slug for _ in range(3)] == ["val-darome", "val-darome-2", "val-darome-3"]


@pytest.mark.parametrize(("name", "slug"), [("New", "new-2"), ("谷", "territoire"), ("  ", "territoire")])
def test_a_name_that_gives_no_address_still_gets_one(name, slug):
    assert open_one(name=name).slug == slug


def test_a_stranger_opens_nothing():
    with pytest.raises(PermissionDenied):
        open_one(by=AccountFactory(is_active=False))


def test_a_territory_is_opened_from_its_page(client):
    client.force_login(AccountFactory())
    page = client.get("/t/new/")
    territory_id = page.context["form"].initial.get("territory_id") or page.context["form"]["territory_id"].value()
    sent = {
        "territory_id": str(territory_id),
        "name": "Val d'Arome",
        "kind": "place",
        "language": "fr",
        "description": "<script>alert(1)</script>",
    }
    for _ in range(2):
        answer = client.post("/t/new/", sent)
    assert answer.url == "/t/val-darome/"
    assert "<script>alert(1)" not in client.get(answer.url).content.decode()
    again = client.post("/t/new/", sent | {"name": "Autre val"})
    assert again.status_code == 422
    assert "Rechargez la page" in again.content.decode()
    assert Territory.objects.count() == 1


def test_a_territory_keeps_its_address_when_its_name_changes(at_the_desk, territory):
    at_the_desk.post(
        "/t/val-d-arome/settings/", {"name": "Haut val", "language": "fr", "description": "", "is_public": "on"}
    )
    territory.refresh_from_db()
    assert (territory.name, territory.slug, territory.is_public) == ("Haut val", "val-d-arome", True)


def test_settings_sent_unchanged_tell_nothing(at_the_desk, territory):
    sent = {"name": territory.name, "language": "fr", "description": ""}
    at_the_desk.post("/t/val-d-arome/settings/", sent)
    assert not Event.objects.filter(space_id=territory.pk).exists()


def wait_for_letters():
    for thread in threading.enumerate():
        if thread.name == "letter":
            thread.join(5)


def test_somebody_unknown_is_given_an_account_a_role_and_a_link(
    at_the_desk, territory, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        at_the_desk.post(
            "/t/val-d-arome/members/", {"email": "Alex@example.org", "name": "Alex", "role": "facilitator"}
        )
    wait_for_letters()
    membership = Membership.objects.get(account__email="alex@example.org")
    assert membership.role == Role.FACILITATOR
    (letter,) = mail.outbox
    assert "Val d'Arome" in letter.body
    assert "next=%2Ft%2Fval-d-arome%2F" in letter.body


def test_adding_somebody_twice_gives_one_place_with_the_last_role(at_the_desk, territory):
    for role in ("reader", "member"):
        at_the_desk.post("/t/val-d-arome/members/", {"email": "alex@example.org", "role": role})
    assert Membership.objects.get(account__email="alex@example.org").role == Role.MEMBER


def test_a_role_is_changed_and_told(at_the_desk, territory):
    membership = MembershipFactory(territory=territory, role=Role.READER)
    at_the_desk.post(f"/memberships/{membership.pk}/role/", {"role": "member"})
    membership.refresh_from_db()
    assert membership.role == Role.MEMBER
    told = Event.objects.get(space_id=territory.pk, verb="role changed")
    assert told.details == {"before": "reader", "after": "member"}
    assert chain_is_whole(territory.pk)


def test_the_last_administrator_neither_leaves_nor_steps_down(at_the_desk, territory, administrator):
    membership = Membership.objects.get(account=administrator)
    for act, sent in (("role", {"role": "reader"}), ("remove", {})):
        answer = at_the_desk.post(f"/memberships/{membership.pk}/{act}/", sent, follow=True)
        assert "garde au moins une personne" in answer.content.decode()
    membership.refresh_from_db()
    assert membership.role == Role.ADMINISTRATOR


def test_an_administrator_without_an_active_account_does_not_count(territory, administrator):
    MembershipFactory(territory=territory, role=Role.ADMINISTRATOR, account=AccountFactory(is_active=False))
    with pytest.raises(operations.LastAdministrator):
        operations.remove_member(membership=Membership.objects.get(account=administrator), by=administrator)


def test_one_of_two_administrators_may_leave(at_the_desk, territory, administrator):
    MembershipFactory(territory=territory, role=Role.ADMINISTRATOR)
    membership = Membership.objects.get(account=administrator)
    assert at_the_desk.post(f"/memberships/{membership.pk}/remove/").url == "/"
    assert not Membership.objects.filter(account=administrator).exists()


def test_who_is_removed_keeps_their_account_and_what_they_did(at_the_desk, territory):
    membership = MembershipFactory(territory=territory, role=Role.MEMBER)
    at_the_desk.post(f"/memberships/{membership.pk}/remove/")
    assert Account.objects.filter(pk=membership.account_id).exists()
    assert Event.objects.get(verb="member removed").details["role"] == "member"


@pytest.mark.parametrize("role", [Role.FACILITATOR, Role.MEMBER, Role.READER])
def test_only_administrators_give_roles(client, territory, administrator, role):
    membership = MembershipFactory(territory=territory, role=role)
    client.force_login(membership.account)
    assert client.get("/t/val-d-arome/members/").status_code == 403
    assert client.post(f"/memberships/{membership.pk}/role/", {"role": "administrator"}).status_code == 403
    with pytest.raises(PermissionDenied):
        operations.change_role(membership=membership, role=Role.ADMINISTRATOR, by=membership.account)
    membership.refresh_from_db()
    assert membership.role == role


def test_an_administrator_elsewhere_gives_no_role_here(client, territory, administrator):
    client.force_login(MembershipFactory(role=Role.ADMINISTRATOR).account)
    here = Membership.objects.get(account=administrator)
    assert client.post(f"/memberships/{here.pk}/remove/").status_code == 404
    assert Membership.objects.filter(pk=here.pk).exists()


def test_home_shows_ones_own_territories_and_those_open_to_all(client, territory):
    shown, hidden = TerritoryFactory(name="Val clair"), TerritoryFactory(name="Val caché", is_public=False)
    membership = MembershipFactory(territory=territory, role=Role.READER)
    client.force_login(membership.account)
    page = client.get("/").content.decode()
    assert "Val d&#x27;Arome" in page
    assert shown.name in page
    assert hidden.name not in page


def test_home_welcomes_strangers_and_shows_them_no_closed_territory(client, territory):
    page = client.get("/").content.decode()
    assert "Se connecter" in page
    assert "Arome" not in page


def test_home_asks_the_database_as_often_for_ten_territories_as_for_one(client, django_assert_max_num_queries):
    account = AccountFactory()
    for _ in range(10):
        MembershipFactory(account=account)
        TerritoryFactory()
    client.force_login(account)
    with django_assert_max_num_queries(6):
        client.get("/")


def test_a_page_of_members_asks_as_often_for_many_as_for_few(at_the_desk, territory, django_assert_max_num_queries):
    for _ in range(12):
        MembershipFactory(territory=territory)
    with django_assert_max_num_queries(8):
        at_the_desk.get("/t/val-d-arome/members/")


def asked_by(account):
    request = RequestFactory().get("/")
    request.user = account
    return request


def test_the_guard_says_not_there_to_who_may_not_know_and_not_yours_to_who_may(territory):
    stranger = AccountFactory()
    reader = MembershipFactory(territory=territory, role=Role.READER).account
    with pytest.raises(Http404):
        reach(asked_by(stranger), "territories.change", Territory.objects.all(), slug=territory.slug)
    with pytest.raises(PermissionDenied):
        reach(asked_by(reader), "territories.change", Territory.objects.all(), slug=territory.slug)
    with pytest.raises(Http404):
        reach(asked_by(reader), "territories.change", Territory.objects.all(), slug="nowhere")
