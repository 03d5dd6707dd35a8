"""One's own account."""

import pytest

from factories import MembershipFactory
from spirale.people.operations import sign_in_link_for
from spirale.people.views import BY_LINK

pytestmark = pytest.mark.database

NEW = {"what": "password", "password": "quatre mots pour une vallée"}


@pytest.fixture
def at_home(client, camille):
    client.force_login(camille)
    return client


def test_a_stranger_is_asked_to_sign_in(client):
    answer = client.get("/account/")
    assert answer.status_code == 302
    assert answer.url == "/sign-in/?next=/account/"


def test_the_account_page_shows_ones_territories_and_roles(at_home, camille):
    membership = MembershipFactory(account=camille)
    page = at_home.get("/account/").content.decode()
    assert membership.territory.name in page
    assert "facilitation" in page


def test_a_name_and_a_language_are_kept(at_home, camille):
    at_home.post("/account/", {"what": "account", "name": "Camille A.", "language": "en"})
    camille.refresh_from_db()
    assert (camille.name, camille.language) == ("Camille A.", "en")
    assert at_home.get("/account/").headers["Content-Language"] == "en"


def test_who_came_by_password_gives_it_before_choosing_another(at_home, camille):
    assert at_home.post("/account/", NEW).status_code == 422
    assert at_home.post("/account/", NEW | {"current": "no"}).status_code == 422
    assert at_home.post("/account/", NEW | {"current": "le pré derrière l'école"}).status_code == 302
    camille.refresh_from_db()
    assert camille.check_password(NEW["password"])
    assert at_home.get("/account/").status_code == 200  # still signed in


def test_who_came_by_link_may_choose_another_at_once(client, camille):
    token = sign_in_link_for(camille).split("sesame=")[1]
    client.post("/sign-in/link/", {"sesame": token})
    assert client.session[BY_LINK]
    assert client.post("/account/", NEW).status_code == 302


def test_a_weak_password_is_refused_with_the_reason(at_home, camille):
    answer = at_home.post("/account/", {"what": "password", "current": "le pré derrière l'école", "password": "court"})
    assert answer.status_code == 422
    assert "10" in answer.content.decode()


def test_a_new_password_takes_earlier_links_out_of_use(at_home, client, camille):
    token = sign_in_link_for(camille).split("sesame=")[1]
    at_home.post("/account/", NEW | {"current": "le pré derrière l'école"})
    assert client.get("/sign-in/link/", {"sesame": token}).status_code == 410
